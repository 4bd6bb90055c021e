<?php
class InterfaceWatch extends DolibarrTriggers
{
	public function runTrigger($action, $object, User $user, Translate $langs, Conf $conf)
	{
		return $action == 'BILL_VALIDATE' ? 1 : 0;
	}
}
