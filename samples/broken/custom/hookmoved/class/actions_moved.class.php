<?php
class ActionsHookmoved
{
	public function doActions($parameters, &$object, &$action, $hookmanager)
	{
		return 0;
	}
}
