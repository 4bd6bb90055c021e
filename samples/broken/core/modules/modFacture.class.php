<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Facture, as the real core has it, cut down.
 */
class modFacture extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 30;
		$this->family = 'crm';
		$this->name = preg_replace('/^mod/i', '', get_class($this));
		$this->version = 'dolibarr';
		$this->const_name = 'MAIN_MODULE_'.strtoupper($this->name);
		$this->depends = array('always' => 'modSociete');
		$this->rights_class = 'facture';
		$this->rights[1] = array(11, 'Read invoices', 'r', 0, 'lire');
	}
}
