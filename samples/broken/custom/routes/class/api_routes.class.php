<?php
class Paths extends DolibarrApi
{
	public function get($id)
	{
		return array();
	}
}
