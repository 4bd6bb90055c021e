<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Stops every page: the file is there, the class is not.
 */
class modHookall extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510064;
		$this->name = 'Hookall';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_HOOKALL';
		$this->rights_class = 'hookall';
		$this->module_parts = array('hooks' => array('all'));
	}
}
