<?php
require_once DOL_DOCUMENT_ROOT.'/core/class/commonthing.class.php';

/**
 * A book.
 */
class Book extends CommonThing
{
	const STATUS_LENT = 2;

	public $TRIGGER_PREFIX = 'BOOK';
	public $place;

	public function __construct($db)
	{
		$this->db = $db;
	}

	/**
	 * Lends the book.
	 */
	public function lend(User $user, $to, $days = 14)
	{
		$result = $this->call_trigger('BOOK_LENT', $user);
		return $result;
	}

	public function delete(User $user)
	{
		return $this->deleteCommon($user);
	}

	public function giveBack()
	{
		return $this->setState(0, 'BOOK_RETURN');
	}
}
