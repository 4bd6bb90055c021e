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
		$this->ref = $this->nextReference();
		return 1;
	}
}
