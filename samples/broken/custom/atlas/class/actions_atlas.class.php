<?php
class ActionsAtlas
{
	public function doActions($parameters, &$object, &$action, $hookmanager)
	{
		return 0;
	}

	public function printFieldListWhere($parameters, &$object, &$action, $hookmanager)
	{
		print ' AND s.fk_departement = 1';
		return 0;
	}
}
