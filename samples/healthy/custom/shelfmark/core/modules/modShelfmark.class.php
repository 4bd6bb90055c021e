<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Numbers books: little more than a numbering model.
 */
class modShelfmark extends DolibarrModules
{
	public $version = '2.0';

	public function __construct($db)
	{
		parent::__construct($db);
		$this->numero = 470120;
		$this->rights_class = 'shelfmark';
		$this->family = 'other';
		$this->name = 'Shelfmark';
		$this->description = "Marks for shelves, such as 'A-0042'";
		$this->const_name = 'MAIN_MODULE_SHELFMARK';
		$this->picto = 'generic';
		$this->depends = ['modLibrary'];
		$this->conflictwith = ['modOldshelf'];
		$this->phpmin = [7, 0];
		$this->module_parts = ['models' => 1];
	}
}
