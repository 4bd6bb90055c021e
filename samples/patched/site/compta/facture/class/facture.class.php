<?php

class Facture
{
	public $ref;

	public function create($user)
	{
		$this->ref = 'draft';
		return 1;
	}

	public function validate($user)
	{
		// ACME begin
		if (isModEnabled('stamps')) {
			$this->ref = stamp('FA');
		}
		// ACME end
		return 1;
	}
}
