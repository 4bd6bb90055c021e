<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Needs the module that needs it.
 */
class modCircle extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510020;
		$this->name = 'Circle';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_CIRCLE';
		$this->rights_class = 'circle';
		$this->depends = array('modSquare');
	}
}
