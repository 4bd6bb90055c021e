<?php
class Loan
{
	public function overdue()
	{
		return 0;
	}
}
