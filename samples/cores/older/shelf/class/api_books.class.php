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
}
