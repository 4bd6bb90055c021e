<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Made for older releases; its change log knows a newer version.
 */
class modDated extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510050;
		$this->name = 'Dated';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_DATED';
		$this->rights_class = 'dated';
		$this->need_dolibarr_version = array(14, 0);
		$this->max_dolibarr_version = array(21, 0);
		$this->phpmin = array(5, 6);
		$this->phpmax = array(7, 4);
	}
}
