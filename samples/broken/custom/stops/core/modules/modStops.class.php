<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Writes below a property of $conf that is null until the module is on.
 */
class modStops extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510114;
		$this->name = 'Stops';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_STOPS';
		$this->rights_class = 'stops';
		global $conf;
		$conf->stops->enabled = 1;
	}
}
