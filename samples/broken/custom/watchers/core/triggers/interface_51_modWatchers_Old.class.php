<?php
class InterfaceOld extends DolibarrTriggers
{
	public function run_trigger($action, $object, User $user, Translate $langs, Conf $conf)
	{
		return $action == 'BILL_VALIDATE' ? 1 : 0;
	}
}
