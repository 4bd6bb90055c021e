<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Lies in htdocs as well.
 */
class modTwice extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510133;
		$this->name = 'Twice';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_TWICE';
		$this->rights_class = 'twice';
	}
}
