<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Its author works with dolivet: settings, comments and a baseline.
 */
class modTended extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 500921;
		$this->name = 'Tended';
		$this->version = '3.0';
		$this->const_name = 'MAIN_MODULE_TENDED';
		$this->rights_class = 'tended';
	}

	public function init($options = '')
	{
		$this->_load_tables('/tended/sql/');
		return $this->_init(array(), $options);
	}
}
