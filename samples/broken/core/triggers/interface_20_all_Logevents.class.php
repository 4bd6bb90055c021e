<?php
class InterfaceLogevents extends DolibarrTriggers
{
	public function runTrigger($action, $object, User $user, Translate $langs, Conf $conf)
	{
		return 0;
	}
}
