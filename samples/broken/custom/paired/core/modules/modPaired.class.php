<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Writes a range where one version belongs.
 */
class modPaired extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510053;
		$this->name = 'Paired';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_PAIRED';
		$this->rights_class = 'paired';
		$this->need_dolibarr_version = array('14.0', '18.0');
	}
}
