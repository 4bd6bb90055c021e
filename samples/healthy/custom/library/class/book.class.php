<?php
/**
 * A book.
 */
class Book
{
	/**
	 * Reminds those who have a book for too long.
	 */
	public function remind()
	{
		return 0;
	}
}
