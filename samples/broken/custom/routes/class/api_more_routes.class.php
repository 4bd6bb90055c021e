<?php
class MoreRoutesApi extends DolibarrApi
{
	public function get($id)
	{
		return array();
	}
}
