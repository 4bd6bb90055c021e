<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has a trigger, but does not say so.
 */
class modSilent extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510071;
		$this->name = 'Silent';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_SILENT';
		$this->rights_class = 'silent';
	}
}
