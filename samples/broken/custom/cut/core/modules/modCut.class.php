<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * A sound module. Others get in its way.
 */
class modCut extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510110;
		$this->name = 'Cut';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_CUT';
		$this->rights_class = 'cut';
		$this->rights[0] = array(51101, 'Read maps', 'r', 0, 'read');
		$this->const[0] = array('CUT_SCALE', 'chaine', '1', 'Scale of new maps', 0, 'current', 0);
		$this->const[1] = array('CUT_UNIT', 'chaine', 'km', 'Unit of lengths', 0, 'current', 0);
		$this->cronjobs[0] = array('label' => 'N