<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Extends a class of a package that is not there.
 */
class modNoparent extends VendorModule
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510111;
		$this->name = 'Noparent';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_NOPARENT';
		$this->rights_class = 'noparent';
	}
}
