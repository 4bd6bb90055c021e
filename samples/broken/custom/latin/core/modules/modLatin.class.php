<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Écrit en ISO-8859-1, as many older modules are.
 */
class modLatin extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510120;
		$this->name = 'Latin';
		$this->description = 'Gestion des pièces détachées';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_LATIN';
		$this->rights_class = 'latin';
	}
}
