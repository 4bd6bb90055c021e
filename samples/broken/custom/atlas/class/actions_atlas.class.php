<?php
class ActionsAtlas
{
	public function doActions($parameters, &$object, &$action, $hookmanager)
	{
		return 0;
	}
}
