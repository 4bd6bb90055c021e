<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

class modSquare extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510021;
		$this->name = 'Square';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_SQUARE';
		$this->rights_class = 'square';
		$this->depends = array('modCircle');
	}
}
