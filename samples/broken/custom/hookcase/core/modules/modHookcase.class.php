<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

class modHookcase extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510061;
		$this->name = 'Hookcase';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_HOOKCASE';
		$this->rights_class = 'hookcase';
		$this->module_parts = array('hooks' => array('invoicecard'));
	}
}
