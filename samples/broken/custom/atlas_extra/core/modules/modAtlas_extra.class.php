<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has an activation constant that reads as a part of modAtlas.
 */
class modAtlas_extra extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510102;
		$this->name = 'Atlas_extra';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_ATLAS_EXTRA';
		$this->rights_class = 'atlas_extra';
	}
}
