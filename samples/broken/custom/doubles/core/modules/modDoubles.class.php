<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has two of everything, and the number of the template.
 */
class modDoubles extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 500000;
		$this->name = 'Doubles';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_DOUBLES';
		$this->rights_class = 'doubles';
		$this->rights[] = array(51031, 'Read', 'r', 0, 'read');
		$this->rights[] = array(51031, 'Write', 'w', 0, 'write');
		$this->rights[] = array(51032, 'Delete', 'd', 0, '');
		$this->cronjobs[] = array('label' => 'Hourly', 'jobtype' => 'command', 'command' => 'true', 'frequency' => 1, 'unitfrequency' => 3600);
		$this->cronjobs[] = array('label' => 'Hourly', 'jobtype' => 'command', 'command' => 'date', 'frequency' => 1, 'unitfrequency' => 3600);
		$this->menu[] = array('fk_menu' => 'fk_mainmenu=tools', 'type' => 'left', 'titre' => 'One', 'mainmenu' => 'tools', 'leftmenu' => '', 'url' => '/doubles/a.php', 'position' => 100, 'enabled' => '1', 'perms' => '1', 'user' => 0);
		$this->menu[] = array('fk_menu' => 'fk_mainmenu=tools', 'type' => 'left', 'titre' => 'Two', 'mainmenu' => 'tools', 'leftmenu' => '', 'url' => '/doubles/a.php', 'position' => 100, 'enabled' => '1', 'perms' => '1', 'user' => 0);
	}
}
