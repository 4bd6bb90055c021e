<?php
/**
 * The parent of all descriptors, cut down to what these samples need.
 */
class DolibarrModules
{
	public $db;
	public $numero;
	public $rights = array();
}
