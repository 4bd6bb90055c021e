<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Takes the name of a core module.
 */
class modFacture extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510132;
		$this->name = 'Facture';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_FACTURE';
		$this->rights_class = 'facture';
	}
}
