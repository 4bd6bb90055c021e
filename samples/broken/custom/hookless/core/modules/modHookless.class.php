<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Declares hook contexts, but has no actions class.
 */
class modHookless extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510060;
		$this->name = 'Hookless';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_HOOKLESS';
		$this->rights_class = 'hookless';
		$this->module_parts = array('hooks' => array('invoicecard', 'ordercard'));
	}
}
