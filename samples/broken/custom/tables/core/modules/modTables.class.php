<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has SQL files that Dolibarr never runs.
 */
class modTables extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510090;
		$this->name = 'Tables';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_TABLES';
		$this->rights_class = 'tables';
	}

	public function init($options = '')
	{
		$this->_load_tables('/tables/sql/');
		return $this->_init(array(), $options);
	}
}
