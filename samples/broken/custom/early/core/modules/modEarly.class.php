<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Needs a newer Dolibarr and a newer PHP.
 */
class modEarly extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510051;
		$this->name = 'Early';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_EARLY';
		$this->rights_class = 'early';
		$this->need_dolibarr_version = array(23, 0);
		$this->phpmin = array(8, 4);
	}
}
