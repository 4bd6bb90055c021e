<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Lies in a directory with another name, where Dolibarr does not find its triggers.
 */
class modOmegaNew extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510100;
		$this->name = 'OmegaNew';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_OMEGANEW';
		$this->rights_class = 'omeganew';
		$this->module_parts = array('triggers' => 1);
	}
}
