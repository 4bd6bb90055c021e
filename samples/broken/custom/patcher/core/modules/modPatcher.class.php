<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Changes the core and what belongs to other modules in every way.
 */
class modPatcher extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510095;
		$this->name = 'Patcher';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_PATCHER';
		$this->rights_class = 'patcher';
		$this->module_parts = array('tpl' => 1, 'models' => 1);
	}

	public function init($options = '')
	{
		$this->_load_tables('/patcher/sql/');
		$target = DOL_DOCUMENT_ROOT.'/compta/facture/card.php';
		dol_copy(dol_buildpath('/patcher/htdocs/compta/facture/card.php'), $target, '0', 1);
		$this->db->DDLAddField(MAIN_DB_PREFIX.'facture', 'patched_by', array('type' => 'integer'));
		return $this->_init(array("DELETE FROM ".MAIN_DB_PREFIX."const WHERE name = 'PATCHER_OLD'"), $options);
	}
}
