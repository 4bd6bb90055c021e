<?php
/**
 * Triggers without the types that the core declares
 */
class InterfaceQuiet extends DolibarrTriggers
{
	public function runTrigger($action, $object, $user, $langs, $conf)
	{
		return 0;
	}
}
