<?php
use Luracast\Restler\RestException;

/**
 * REST API of the module Library.
 */
class Library extends DolibarrApi
{
	/**
	 * A book.
	 *
	 * @param int $id Its id
	 * @return array
	 *
	 * @url GET books/{id}
	 */
	public function get($id)
	{
		return array();
	}

	/**
	 * Adds a book.
	 *
	 * @param array $request_data Its properties
	 * @return int
	 *
	 * @url POST books
	 */
	public function post($request_data = null)
	{
		return 1;
	}
}
