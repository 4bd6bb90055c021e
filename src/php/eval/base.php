<?php
// Stands in for core/modules/DolibarrModules.class.php where no core is at hand: the names and defaults that descriptors inherit.
abstract class DolibarrModules
{
	public $db;
	public $numero;
	public $editor_name;
	public $editor_url;
	public $family;
	public $familyinfo;
	public $module_position = '50';
	public $name;
	public $dirs = array();
	public $boxes = array();
	public $const = array();
	public $cronjobs = array();
	public $rights;
	public $rights_admin_allowed;
	public $rights_class;
	const KEY_ID = 0;
	const KEY_LABEL = 1;
	const KEY_TYPE = 2;
	const KEY_DEFAULT = 3;
	const KEY_FIRST_LEVEL = 4;
	const KEY_SECOND_LEVEL = 5;
	const KEY_MODULE = 6;
	const KEY_ENABLED = 7;
	public $menu = array();
	public $module_parts = array();
	public $version;
	public $description;
	public $descriptionlong;
	public $dictionaries = array();
	public $tabs;
	public $const_name;
	public $picto;
	public $config_page_url;
	public $depends;
	public $requiredby;
	public $conflictwith;
	public $langfiles;
	public $phpmin;
	public $phpmax;
	public $need_dolibarr_version;
	public $max_dolibarr_version;
	public $hidden = false;
	public function __construct($db)
	{
		$this->db = $db;
	}
	public function init($options = '')
	{
	}
	public function remove($options = '')
	{
	}
	protected function _init($array_sql, $options = '')
	{
	}
	protected function _remove($array_sql, $options = '')
	{
	}
}
