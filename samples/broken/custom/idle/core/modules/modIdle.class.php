<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has SQL files, but does not load them.
 */
class modIdle extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510091;
		$this->name = 'Idle';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_IDLE';
		$this->rights_class = 'idle';
	}
}
