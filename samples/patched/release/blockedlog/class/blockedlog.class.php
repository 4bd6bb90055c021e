<?php

class BlockedLog
{
	public function create()
	{
		return 'sealed';
	}
}
