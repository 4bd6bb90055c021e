<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Lends the books of the module Library. Reads its version from a file and fills its lists in loops.
 */
class modLending extends DolibarrModules
{
	const RIGHTS = array('read' => 'Read loans', 'write' => 'Lend and take back', 'delete' => 'Delete loans');

	public function __construct($db)
	{
		global $conf, $langs;

		$langs->load('lending@lending');

		$this->db = $db;
		$this->numero = 470110;
		$this->rights_class = 'lending';
		$this->family = 'crm';
		$this->name = preg_replace('/^mod/i', '', get_class($this));
		$this->description = $langs->trans('ModuleLendingDesc');
		$this->version = trim(file_get_contents(__DIR__.'/../../VERSION'));
		$this->const_name = 'MAIN_MODULE_'.strtoupper($this->name);
		$this->picto = 'generic';
		$this->depends = array('always' => array('modLibrary', 'modCron'), 'FR' => array('modFacture'));
		$this->phpmin = array(7, 1);
		$this->need_dolibarr_version = array(19, 0);
		$this->langfiles = array('lending@lending');
		$this->module_parts = array(
			'hooks' => array('data' => array('thirdpartycard', 'globalcard'), 'entity' => '0'),
		);
		if (versioncompare(versiondolibarrarray(), array(21, 0)) >= 0) {
			$this->module_parts['websitetemplates'] = 1;
		}

		$r = 0;
		foreach (self::RIGHTS as $level => $label) {
			$r++;
			$this->rights[$r] = array($this->numero * 10 + $r, $label, 'r', 0, 'loan', $level);
		}

		$this->cronjobs[] = array(
			'label' => 'LendingOverdue:lending', 'jobtype' => 'method', 'class' => 'lending/class/loan.class.php', 'objectname' => 'Loan',
			'method' => 'overdue', 'frequency' => 2, 'unitfrequency' => 3600, 'priority' => 60, 'status' => 1,
		);

		$this->menu[] = array(
			'fk_menu' => 'fk_mainmenu=library', 'type' => 'left', 'titre' => 'Loans', 'mainmenu' => 'library', 'leftmenu' => 'lending',
			'url' => '/lending/loans.php', 'langs' => 'lending@lending', 'position' => 1110, 'enabled' => 'isModEnabled("lending")',
			'perms' => '$user->hasRight("lending", "loan", "read")', 'target' => '', 'user' => 2,
		);
	}

	public function init($options = '')
	{
		$this->_load_tables('/lending/sql/');
		return $this->_init(array(), $options);
	}
}
