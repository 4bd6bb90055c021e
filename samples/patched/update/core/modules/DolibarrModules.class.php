<?php
class DolibarrModules
{
	public $db;
	public $numero;
	public $name;
	public $version;
	public $const_name;
	public $rights_class;

	public function __construct($db)
	{
		$this->db = $db;
	}
}
