<?php
class InterfaceOld
{
	public function run_trigger($action, $object, $user, $langs, $conf)
	{
		return 0;
	}
}
