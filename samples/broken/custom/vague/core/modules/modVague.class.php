<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Means to need newer ones, but Dolibarr never compares a string.
 */
class modVague extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510052;
		$this->name = 'Vague';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_VAGUE';
		$this->rights_class = 'vague';
		$this->need_dolibarr_version = '23.0';
		$this->phpmin = '8.4';
	}
}
