<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * A module that was packed without its libraries
 */
class modPacked extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510190;
		$this->name = 'Packed';
		$this->version = '1.1';
		$this->const_name = 'MAIN_MODULE_PACKED';
		$this->rights_class = 'packed';
	}
}
