<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Tries to steer the terminal of the person who checks it.
 */
class modHostile extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510121;
		$this->name = 'Hostile';
		$this->description = "\x1b[2J\x1b[31mall is well\u{202e}\n";
		$this->version = "1.0\x1b]0;owned\x07";
		$this->const_name = 'MAIN_MODULE_HOSTILE';
		$this->rights_class = 'hostile';
		$this->depends = array("mod\x1b[1mNowhere");
	}
}
