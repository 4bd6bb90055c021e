<?php
/**
 * REST API of Shelf.
 */
class Books extends DolibarrApi
{
	/**
	 * @url GET {id}
	 */
	public function get($id)
	{
		return array();
	}

	/**
	 * @url POST {id}/lend
	 */
	public function lend($id)
	{
		return array();
	}
}
