<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has a name that differs from its directory, and an activation constant that differs from its class.
 */
class modPlainer extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510101;
		$this->name = 'Plain';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_PLAIN';
		$this->rights_class = 'plain';
	}
}
