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
		$this->ref = 'FA'.date('ym');
		return 1;
	}
}
