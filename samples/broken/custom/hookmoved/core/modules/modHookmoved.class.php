<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

class modHookmoved extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510062;
		$this->name = 'Hookmoved';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_HOOKMOVED';
		$this->rights_class = 'hookmoved';
		$this->module_parts = array('hooks' => array('invoicecard'));
	}
}
