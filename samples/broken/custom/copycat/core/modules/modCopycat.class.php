<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Shares everything with modAtlas that has to be its own.
 */
class modCopycat extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510010;
		$this->name = 'Copycat';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_ATLAS';
		$this->rights_class = 'atlas';
		$this->rights[0] = array(51001, 'Read globes', 'r', 0, 'read');
		$this->const[0] = array('ATLAS_SCALE', 'chaine', '2', 'Scale of globes', 0, 'current', 1);
		$this->const[1] = array('ATLAS_UNIT', 'chaine', 'mi', 'Unit of lengths', 0, 'current', 0);
		$this->cronjobs[0] = array('label' => 'Nightly', 'jobtype' => 'method', 'class' => '/copycat/class/globe.class.php', 'objectname' => 'Globe', 'method' => 'turn', 'frequency' => 1, 'unitfrequency' => 86400);
		$this->menu[0] = array('fk_menu' => '', 'type' => 'top', 'titre' => 'Globes', 'mainmenu' => 'maps', 'leftmenu' => '', 'url' => '/atlas/maps.php', 'position' => 100, 'enabled' => '1', 'perms' => '1', 'user' => 0);
		$this->module_parts = array('triggers' => 1);
	}

	public function init($options = '')
	{
		$this->_load_tables('/copycat/sql/');
		return $this->_init(array(), $options);
	}
}
