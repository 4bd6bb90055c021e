<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Overrides init() in a way that PHP 8 refuses.
 */
class modSignature extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510113;
		$this->name = 'Signature';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_SIGNATURE';
		$this->rights_class = 'signature';
	}

	public function init()
	{
		return $this->_init(array());
	}
}
