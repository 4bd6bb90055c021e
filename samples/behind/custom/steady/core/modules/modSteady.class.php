<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Works on some releases, and says so of others too.
 */
class modSteady extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 500911;
		$this->name = 'Steady';
		$this->version = '2.1';
		$this->const_name = 'MAIN_MODULE_STEADY';
		$this->rights_class = 'steady';
		$this->need_dolibarr_version = array(12, 0);
	}
}
