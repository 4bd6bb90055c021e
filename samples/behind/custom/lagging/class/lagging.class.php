<?php
/**
 * A name that the core has too.
 */
class Fichinter extends CommonObject
{
}

/**
 * A contract with a method that Dolibarr 24 declares with a type.
 */
class LaggingContract extends Contrat
{
	public function setSignedStatus(User $user, int $status = 0, int $notrigger = 0, $triggercode = '')
	{
		return 0;
	}
}
