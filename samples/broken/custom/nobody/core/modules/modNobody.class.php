<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Has no number, no version and no key for its rights.
 */
class modNobody extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 0;
		$this->name = 'Nobody';
		$this->version = '';
		$this->const_name = 'MAIN_MODULE_NOBODY';
		$this->rights_class = '';
		$this->rights[0] = array(51041, 'Read', 'r', 0, 'read');
	}
}
