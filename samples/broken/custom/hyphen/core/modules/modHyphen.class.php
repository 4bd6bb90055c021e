<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

class modHyphen extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510103;
		$this->name = 'Hyphen';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_HYPHEN-ATED';
		$this->rights_class = 'hyphen';
	}
}
