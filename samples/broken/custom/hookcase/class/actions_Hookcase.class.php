<?php
class ActionsHookcase
{
	public function doActions($parameters, &$object, &$action, $hookmanager)
	{
		return 0;
	}
}
