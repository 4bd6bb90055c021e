<?php
class ActionsElsewhere
{
	public function doActions($parameters, &$object, &$action, $hookmanager)
	{
		return 0;
	}
}
