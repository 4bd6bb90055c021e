<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Written for Dolibarr 12, and for nothing newer.
 */
class modLagging extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 500910;
		$this->name = 'Lagging';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_LAGGING';
		$this->rights_class = 'lagging';
		$this->module_parts = array(
			'triggers' => 1,
			'hooks' => array('contactthirdparty', 'invoicecard', 'pdfgeneration'),
		);
		$this->menu[0] = array(
			'fk_menu' => 'fk_mainmenu=tools', 'type' => 'left', 'titre' => 'Lagging', 'mainmenu' => 'tools', 'leftmenu' => 'lagging',
			'url' => '/lagging/lagging_list.php?action=overview', 'position' => 100, 'perms' => '1', 'target' => '', 'user' => 2,
		);
		$this->rights[0] = array(751, 'Read what lags', 'r', 1, 'read');
	}
}
