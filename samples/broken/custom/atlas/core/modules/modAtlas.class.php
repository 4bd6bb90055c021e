<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * A sound module. Others get in its way.
 */
class modAtlas extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510010;
		$this->name = 'Atlas';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_ATLAS';
		$this->rights_class = 'atlas';
		$this->rights[0] = array(51001, 'Read maps', 'r', 0, 'read');
		$this->const[0] = array('ATLAS_SCALE', 'chaine', '1', 'Scale of new maps', 0, 'current', 0);
		$this->const[1] = array('ATLAS_UNIT', 'chaine', 'km', 'Unit of lengths', 0, 'current', 0);
		$this->cronjobs[0] = array('label' => 'Nightly', 'jobtype' => 'method', 'class' => '/atlas/class/map.class.php', 'objectname' => 'Map', 'method' => 'draw', 'frequency' => 1, 'unitfrequency' => 86400);
		$this->menu[0] = array('fk_menu' => '', 'type' => 'top', 'titre' => 'Maps', 'mainmenu' => 'maps', 'leftmenu' => '', 'url' => '/atlas/maps.php', 'position' => 100, 'enabled' => '1', 'perms' => '1', 'user' => 0);
		$this->module_parts = array('triggers' => 1, 'hooks' => array('invoicecard'));
	}

	public function init($options = '')
	{
		$this->_load_tables('/atlas/sql/');
		return $this->_init(array(), $options);
	}
}
