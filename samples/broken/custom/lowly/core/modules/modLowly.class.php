<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has a number that belongs to the core.
 */
class modLowly extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 1234;
		$this->name = 'Lowly';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_LOWLY';
		$this->rights_class = 'lowly';
	}
}
