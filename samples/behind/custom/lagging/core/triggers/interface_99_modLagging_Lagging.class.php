<?php
/**
 * Triggers
 */
class InterfaceLagging extends DolibarrTriggers
{
	public function runTrigger($action, $object, User $user, Translate $langs)
	{
		if ($action == 'LINEBILL_UPDATE') {
			return 1;
		}
		return 0;
	}
}
