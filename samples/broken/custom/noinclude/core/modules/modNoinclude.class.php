<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';
require_once __DIR__.'/../../lib/noinclude.lib.php';

/**
 * Requires a file that is not there.
 */
class modNoinclude extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510112;
		$this->name = 'Noinclude';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_NOINCLUDE';
		$this->rights_class = 'noinclude';
	}
}
