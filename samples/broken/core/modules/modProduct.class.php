<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Product, as the real core has it, cut down.
 */
class modProduct extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 50;
		$this->family = 'crm';
		$this->name = preg_replace('/^mod/i', '', get_class($this));
		$this->version = 'dolibarr';
		$this->const_name = 'MAIN_MODULE_'.strtoupper($this->name);
		$this->depends = array();
		$this->rights_class = 'produit';
		$this->rights[1] = array(31, 'Read products', 'r', 0, 'lire');
	}
}
