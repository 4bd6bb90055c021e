<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has a constructor as PHP 4 had them.
 */
class modOldstyle extends DolibarrModules
{
	public function modOldstyle($db)
	{
		$this->db = $db;
		$this->numero = 510115;
		$this->name = 'Oldstyle';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_OLDSTYLE';
		$this->rights_class = 'oldstyle';
	}
}
