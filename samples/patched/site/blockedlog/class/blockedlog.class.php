<?php

class BlockedLog
{
	public function create()
	{
		return 'open';
	}
}
