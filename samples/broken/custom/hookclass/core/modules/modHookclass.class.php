<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

class modHookclass extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510063;
		$this->name = 'Hookclass';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_HOOKCLASS';
		$this->rights_class = 'hookclass';
		$this->module_parts = array('hooks' => array('invoicecard'));
	}
}
