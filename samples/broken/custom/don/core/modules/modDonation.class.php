<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Its directory bears the name of one of the core.
 */
class modDonation extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510096;
		$this->name = 'Donation';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_DONATION';
		$this->rights_class = 'donation';
	}
}
