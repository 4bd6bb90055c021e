<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Stamps invoices.
 */
class modStamps extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510900;
		$this->name = 'Stamps';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_STAMPS';
		$this->rights_class = 'stamps';
	}
}
