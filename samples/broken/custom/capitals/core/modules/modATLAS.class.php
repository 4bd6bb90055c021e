<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * The same class for PHP, in capitals.
 */
class modATLAS extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510131;
		$this->name = 'ATLAS';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_ATLAS';
		$this->rights_class = 'atlas';
	}
}
