<?php
/**
 * Books that a company owns. A module as the module builder of Dolibarr makes them.
 */
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';

/**
 * Description and activation class for module Library
 */
class modLibrary extends DolibarrModules
{
	/**
	 * @param DoliDB $db Database handler
	 */
	public function __construct($db)
	{
		global $conf, $langs;

		$this->db = $db;
		$this->numero = 470100;
		$this->rights_class = 'library';
		$this->family = 'products';
		$this->module_position = '90';
		$this->name = preg_replace('/^mod/i', '', get_class($this));
		$this->description = 'Books, their copies and where they stand';
		$this->editor_name = 'Example Ltd';
		$this->editor_url = 'https://www.example.com';
		$this->version = '1.4.0';
		$this->const_name = 'MAIN_MODULE_'.strtoupper($this->name);
		$this->picto = 'library@library';
		$this->module_parts = array(
			'triggers' => 1,
			'models' => 1,
			'css' => array('/library/css/library.css'),
			'hooks' => array('thirdpartycard', 'productcard'),
		);
		$this->dirs = array('/library/temp');
		$this->config_page_url = array('setup.php@library');
		$this->depends = array('modSociete', 'modProduct');
		$this->requiredby = array('modLending');
		$this->langfiles = array('library@library');
		$this->phpmin = array(7, 4);
		$this->need_dolibarr_version = array(18, -3);

		$this->const = array(
			1 => array('LIBRARY_DAYS', 'chaine', '30', 'Days until a book is due', 1, 'current', 1),
		);

		$this->tabs = array();
		$this->tabs[] = array('data' => 'thirdparty:+library:Books:library@library:$user->hasRight("library", "read"):/library/list.php?socid=__ID__');

		$this->dictionaries = array(
			'langs' => 'library@library',
			'tabname' => array('c_library_shelf'),
			'tablib' => array('Shelves'),
			'tabsql' => array('SELECT rowid, code, label, active FROM '.$db->prefix().'c_library_shelf'),
			'tabsqlsort' => array('label ASC'),
			'tabfield' => array('code,label'),
			'tabfieldvalue' => array('code,label'),
			'tabfieldinsert' => array('code,label'),
			'tabrowid' => array('rowid'),
			'tabcond' => array(isModEnabled('library')),
		);

		$this->boxes = array(
			0 => array('file' => 'library_box.php@library', 'note' => '', 'enabledbydefaulton' => 'Home'),
		);

		$this->cronjobs = array(
			0 => array(
				'label' => 'LibraryRemind', 'jobtype' => 'method', 'class' => '/library/class/book.class.php', 'objectname' => 'Book',
				'method' => 'remind', 'parameters' => '', 'frequency' => 1, 'unitfrequency' => 86400, 'status' => 0, 'priority' => 50,
			),
		);

		$this->rights = array();
		$r = 0;
		$this->rights[$r][self::KEY_ID] = $this->numero.sprintf('%02d', $r + 1);
		$this->rights[$r][self::KEY_LABEL] = 'Read books';
		$this->rights[$r][self::KEY_FIRST_LEVEL] = 'read';
		$r++;
		$this->rights[$r][self::KEY_ID] = $this->numero.sprintf('%02d', $r + 1);
		$this->rights[$r][self::KEY_LABEL] = 'Create and change books';
		$this->rights[$r][self::KEY_FIRST_LEVEL] = 'write';
		$r++;

		$this->menu = array();
		$r = 0;
		$this->menu[$r++] = array(
			'fk_menu' => '', 'type' => 'top', 'titre' => 'Library', 'mainmenu' => 'library', 'leftmenu' => '', 'url' => '/library/list.php',
			'langs' => 'library@library', 'position' => 1100, 'enabled' => 'isModEnabled("library")',
			'perms' => '$user->hasRight("library", "read")', 'target' => '', 'user' => 2,
		);
		$this->menu[$r++] = array(
			'fk_menu' => 'fk_mainmenu=library', 'type' => 'left', 'titre' => 'Books', 'mainmenu' => 'library', 'leftmenu' => 'library_list',
			'url' => '/library/list.php', 'langs' => 'library@library', 'position' => 1101, 'enabled' => 'isModEnabled("library")',
			'perms' => '$user->hasRight("library", "read")', 'target' => '', 'user' => 2,
		);
	}

	/**
	 * @param string $options Options
	 * @return int 1 if OK, 0 if KO
	 */
	public function init($options = '')
	{
		$result = $this->_load_tables('/library/sql/');
		if ($result < 0) {
			return -1;
		}
		return $this->_init(array(), $options);
	}

	/**
	 * @param string $options Options
	 * @return int 1 if OK, 0 if KO
	 */
	public function remove($options = '')
	{
		return $this->_remove(array(), $options);
	}
}
