<?php
require_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * The module Shelf.
 */
class modShelf extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 900;
		$this->name = preg_replace('/^mod/i', '', get_class($this));
		$this->const_name = 'MAIN_MODULE_'.strtoupper($this->name);
		$this->rights_class = 'shelf';
		$r = 0;
		$this->rights[$r] = array(9001, 'Read books', 'r', 1, 'book', 'read');
		$r++;
		$this->rights[$r] = array(9002, 'Lend books', 'w', 0, 'book', 'lend');
	}
}
