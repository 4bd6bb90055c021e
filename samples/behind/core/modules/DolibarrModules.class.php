<?php
/**
 * The parent of all descriptors: the properties and signatures of the real one, without its work.
 */
class DolibarrModules
{
	public $db;
	public $numero;
	public $name;
	public $family;
	public $module_position = '50';
	public $description;
	public $editor_name;
	public $editor_url;
	public $version;
	public $const_name;
	public $picto;
	public $dirs = array();
	public $config_page_url;
	public $depends;
	public $requiredby;
	public $conflictwith;
	public $langfiles;
	public $phpmin;
	public $phpmax;
	public $need_dolibarr_version;
	public $max_dolibarr_version;
	public $const = array();
	public $tabs = array();
	public $dictionaries = array();
	public $boxes = array();
	public $cronjobs = array();
	public $rights_class;
	public $rights = array();
	public $menu = array();
	public $module_parts = array();
	public $error;

	const KEY_ID = 0;
	const KEY_LABEL = 1;
	const KEY_TYPE = 2;
	const KEY_DEFAULT = 3;
	const KEY_FIRST_LEVEL = 4;
	const KEY_SECOND_LEVEL = 5;
	const KEY_MODULE = 6;
	const KEY_ENABLED = 7;

	public function __construct($db)
	{
		$this->db = $db;
	}

	public function init($options = '')
	{
		return $this->_init(array(), $options);
	}

	public function remove($options = '')
	{
		return $this->_remove(array(), $options);
	}

	protected function _init($array_sql, $options = '')
	{
		return 1;
	}

	protected function _remove($array_sql, $options = '')
	{
		return 1;
	}

	protected function _load_tables($reldir, $onlywithsuffix = '')
	{
		return 1;
	}
}
