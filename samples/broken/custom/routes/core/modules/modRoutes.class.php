<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has API files that lead nowhere.
 */
class modRoutes extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510080;
		$this->name = 'Routes';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_ROUTES';
		$this->rights_class = 'routes';
	}
}
