<?php
class ActionsOther
{
	public function doActions($parameters, &$object, &$action, $hookmanager)
	{
		return 0;
	}
}
