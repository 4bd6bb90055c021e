<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Cron, as the real core has it, cut down.
 */
class modCron extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 2300;
		$this->family = 'crm';
		$this->name = preg_replace('/^mod/i', '', get_class($this));
		$this->version = 'dolibarr';
		$this->const_name = 'MAIN_MODULE_'.strtoupper($this->name);
		$this->depends = array();
		$this->rights_class = 'cron';
		$this->rights[1] = array(23001, 'Read scheduled jobs', 'r', 0, 'read');
	}
}
