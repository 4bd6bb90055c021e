<?php
/**
 * Hooks of the module Library.
 */
class ActionsLibrary
{
	/** @var int Runs before other modules */
	public $priority = 40;

	public $resprints;

	public $results = array();

	public function formObjectOptions($parameters, &$object, &$action, $hookmanager)
	{
		$this->resprints = '';
		return 0;
	}

	public function addMoreActionsButtons($parameters, &$object, &$action, $hookmanager)
	{
		return 0;
	}
}
