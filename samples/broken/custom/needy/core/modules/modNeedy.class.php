<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Needs what is not there, and refuses what is.
 */
class modNeedy extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510022;
		$this->name = 'Needy';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_NEEDY';
		$this->rights_class = 'needy';
		$this->depends = array('always' => array('modNowhere', 'modfacture'), 'FR' => 'modFrenchTax');
		$this->conflictwith = array('modAtlas');
	}
}
