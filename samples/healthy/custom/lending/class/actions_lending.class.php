<?php
class ActionsLending
{
	public function doActions($parameters, &$object, &$action, $hookmanager)
	{
		return 0;
	}
}
