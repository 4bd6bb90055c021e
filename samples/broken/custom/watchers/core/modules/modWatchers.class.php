<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has every kind of trigger that never runs.
 */
class modWatchers extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510070;
		$this->name = 'Watchers';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_WATCHERS';
		$this->rights_class = 'watchers';
		$this->module_parts = array('triggers' => 1);
	}
}
