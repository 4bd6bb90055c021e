<?php
/* Recipients of mailings. The file was renamed, the class was not. */

require_once DOL_DOCUMENT_ROOT.'/core/modules/mailings/modules_mailings.php';

class mailing_lagging_people extends MailingTargets
{
	public $name = 'LaggingMembers';
	public $require_module = array();
	public $require_admin = 0;

	public function __construct($db)
	{
		$this->db = $db;
	}
}
