<?php
require_once DOL_DOCUMENT_ROOT.'/core/class/commonthing.class.php';

/**
 * A book.
 */
class Book extends CommonThing
{
	const STATUS_LENT = 1;

	public $TRIGGER_PREFIX = 'BOOK';
	public $spot;

	public function __construct($db)
	{
		$this->db = $db;
	}

	/**
	 * Lends the book.
	 */
	public function lend(User $user, $to = null)
	{
		$result = $this->call_trigger('BOOK_LEND', $user);
		return $result;
	}

	public function delete(User $user)
	{
		return $this->deleteCommon($user);
	}

	/**
	 * Counts pages.
	 *
	 * @deprecated Use shelf_pages() instead
	 */
	public static function pages(array &$list, ...$more)
	{
		return count($list);
	}
}
