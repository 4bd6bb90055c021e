<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has a trigger class with the name of one of modAtlas.
 */
class modEchoes extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510011;
		$this->name = 'Echoes';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_ECHOES';
		$this->rights_class = 'echoes';
		$this->module_parts = array('triggers' => 1);
	}
}
