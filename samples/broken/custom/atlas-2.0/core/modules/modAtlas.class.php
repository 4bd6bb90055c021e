<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * A copy beside the module, with the same class.
 */
class modAtlas extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510130;
		$this->name = 'Atlas';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_ATLAS';
		$this->rights_class = 'atlas';
	}
}
