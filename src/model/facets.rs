//! The parts of a module: one plain struct for each kind of thing that a module brings along.

use super::field::Field;
use super::place::{Place, Placed};

/// A permission (`rights[r]`) as `insert_permissions` would store it.
#[derive(Debug, Clone, PartialEq)]
pub struct Permission {
    /// Id in `llx_rights_def`.
    pub id: Field<i64>,
    /// Label.
    pub label: Field<String>,
    /// First level; empty or absent means that the permission is not written.
    pub level1: Field<String>,
    /// Second level.
    pub level2: Field<String>,
    /// The module that the right is for, when it is not the own `rights_class`.
    pub module: Field<String>,
    /// The element's place.
    pub place: Place,
}

/// A constant (`const[r]`).
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    /// Name.
    pub name: Field<String>,
    /// Type, for example `chaine`.
    pub kind: Field<String>,
    /// Value.
    pub value: Field<String>,
    /// Whether deactivation deletes it.
    pub deleted_on_unactive: bool,
    /// The element's place.
    pub place: Place,
}

/// A menu entry (`menu[r]`).
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// `top` or `left`.
    pub kind: Field<String>,
    /// `titre`
    pub title: Field<String>,
    /// `mainmenu`
    pub mainmenu: Field<String>,
    /// `leftmenu`
    pub leftmenu: Field<String>,
    /// `fk_menu`
    pub parent: Field<String>,
    /// `url`
    pub url: Field<String>,
    /// `position`
    pub position: Field<i64>,
    /// `enabled`: PHP that Dolibarr evaluates.
    pub enabled: Field<String>,
    /// `perms`: PHP that Dolibarr evaluates.
    pub perms: Field<String>,
    /// The element's place.
    pub place: Place,
}

/// A tab (`tabs[r]`), split at its colons.
#[derive(Debug, Clone, PartialEq)]
pub struct Tab {
    /// The object type it is for, for example `thirdparty`.
    pub object: String,
    /// Whether it adds (`+`) or removes (`-`) the tab.
    pub adds: bool,
    /// The tab's name.
    pub name: String,
    /// Title.
    pub title: String,
    /// URL.
    pub url: String,
    /// The element as written; all there is when the string does not split.
    pub text: Field<String>,
    /// The element's place.
    pub place: Place,
}

/// A dashboard box (`boxes[r]`).
#[derive(Debug, Clone, PartialEq)]
pub struct Box_ {
    /// `file`, for example `box_x.php@mymodule`.
    pub file: Field<String>,
    /// The element's place.
    pub place: Place,
}

/// What a descriptor names as a box, with the ending of its file, which may be left out (`core/class/infobox.class.php: InfoBox::listBoxes`).
pub(crate) fn box_file(name: &str) -> String {
    let (file, module) = name.split_once('@').map_or((name, None), |(file, module)| (file, Some(module)));
    let file = format!("{}.php", file.strip_suffix(".php").unwrap_or(file));
    module.map_or(file.clone(), |module| format!("{file}@{module}"))
}

/// A cron job (`cronjobs[r]`).
#[derive(Debug, Clone, PartialEq)]
pub struct CronJob {
    /// `label`, by which Dolibarr recognises it.
    pub label: Field<String>,
    /// `method` or `command`.
    pub kind: Field<String>,
    /// `class`: the path of the class file.
    pub class: Field<String>,
    /// `objectname`
    pub object: Field<String>,
    /// `method`
    pub method: Field<String>,
    /// `command`
    pub command: Field<String>,
    /// `frequency`
    pub frequency: Field<i64>,
    /// `unitfrequency` in seconds.
    pub unit: Field<i64>,
    /// The element's place.
    pub place: Place,
}

/// A dictionary table (`dictionaries`).
#[derive(Debug, Clone, PartialEq)]
pub struct Dictionary {
    /// `tabname`, without prefix where that can be told.
    pub table: Field<String>,
    /// `tablib`
    pub label: Field<String>,
    /// Place of the table's name.
    pub place: Place,
}

/// An entry of `module_parts`.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Key, for example `triggers`.
    pub key: String,
    /// Value as text; `None` when it is an array or not known.
    pub value: Option<String>,
    /// Whether Dolibarr would see it as set.
    pub on: Option<bool>,
    /// Its place.
    pub place: Place,
}

/// Hooks of a module.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hooks {
    /// Contexts in the descriptor.
    pub contexts: Vec<Placed<String>>,
    /// Whether some contexts are not known.
    pub open: bool,
    /// Place of `module_parts['hooks']`.
    pub place: Option<Place>,
    /// Where Dolibarr looks for the actions class, relative to the module's root: `/<const name>/class/actions_<…>.class.php`.
    pub expected_file: Option<String>,
    /// The actions class, if the file is there.
    pub actions: Option<Actions>,
    /// Actions files that are there but where Dolibarr does not look.
    pub other_files: Vec<Place>,
}

/// The actions class of a module.
#[derive(Debug, Clone, PartialEq)]
pub struct Actions {
    /// The class that Dolibarr instantiates: `Actions<Module>`.
    pub expected_class: String,
    /// The class that the file declares, `None` when it declares no such class (PHP ignores case).
    pub class: Option<Placed<String>>,
    /// Public methods that can be hooks, with their places.
    pub methods: Vec<Placed<String>>,
    /// Those of them that print and leave nothing in `$this->resprints`, as far as they do all of it themselves: by name, with each print.
    pub printing: Vec<(String, Vec<Place>)>,
    /// `$priority`, 50 when not set.
    pub priority: Option<i64>,
    /// The file.
    pub file: Place,
}

/// A trigger file in `core/triggers/`.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// The file.
    pub file: Place,
    /// Why Dolibarr passes over the file, if it does.
    pub skipped: Option<TriggerSkip>,
    /// The number in the file's name, which orders triggers.
    pub order: String,
    /// `all`, or the module (`mod…` taken off) that has to be enabled.
    pub bound_to: String,
    /// The class that Dolibarr instantiates: `Interface<Name>`.
    pub expected_class: String,
    /// The class that the file declares under that name.
    pub class: Option<Placed<String>>,
    /// The first class of the file, when it is another.
    pub other_class: Option<Placed<String>>,
    /// `runTrigger` or the deprecated `run_trigger`, where it is declared.
    pub method: Option<Placed<String>>,
    /// Codes compared with `$action` in that method.
    pub codes: Vec<Placed<String>>,
}

/// Why a trigger file is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TriggerSkip {
    /// The name does not match `interface_<number>_<module>_<name>.class.php`.
    Name,
    /// The name ends in `NORUN`: the author switched it off.
    NoRun,
    /// `module_parts['triggers']` is not set, so the directory is never read.
    NotDeclared,
    /// The module's directory does not bear the name that the descriptor's constant gives it, so Dolibarr looks elsewhere.
    Directory,
}

/// A REST API file.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiClass {
    /// The file.
    pub file: Place,
    /// Classes that Dolibarr tries, in its order.
    pub expected: Vec<String>,
    /// The class that it finds.
    pub class: Option<Placed<String>>,
    /// The first class of the file, when it is another.
    pub other_class: Option<Placed<String>>,
    /// Routes.
    pub routes: Vec<Route>,
}

/// A REST route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `GET`, `POST`, …
    pub verb: String,
    /// Path below the API's root.
    pub path: String,
    /// The method that serves it.
    pub method: String,
    /// `@access`, else `public` or `protected` as the method declares.
    pub access: String,
    /// The method's place.
    pub place: Place,
}

/// The SQL files of a module.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Migrations {
    /// Files that `_load_tables` runs, in its order. Empty when `init` does not load them.
    pub run: Vec<SqlFile>,
    /// `dolibarr_allversions.sql` and `dolibarr_X-Y.sql`, which the core's upgrade runs.
    pub on_upgrade: Vec<SqlFile>,
    /// SQL files below `sql/` that nothing runs. When `open`, the module may run some of them.
    pub never: Vec<SqlFile>,
    /// Directories that `init` passes to `_load_tables`, relative to the root.
    pub loaded: Vec<Placed<String>>,
    /// Whether what `init` loads could not be told.
    pub open: bool,
}

/// One SQL file.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlFile {
    /// The file.
    pub file: Place,
    /// What it does to which table.
    pub changes: Vec<SqlChange>,
}

/// What a statement does to a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SqlChange {
    /// Create, alter, drop.
    pub kind: SqlChangeKind,
    /// Table without the prefix `llx_`.
    pub table: String,
    /// Columns created, added, changed, dropped or written in every row; for [`SqlChangeKind::Rename`] the table's new name.
    pub columns: Vec<String>,
    /// Where the statement starts.
    pub place: Place,
}

/// Kinds of [`SqlChange`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SqlChangeKind {
    /// `CREATE TABLE`
    Create,
    /// `ALTER TABLE … ADD`
    AddColumn,
    /// `ALTER TABLE … CHANGE`, `MODIFY`, `ALTER COLUMN`, `RENAME COLUMN`
    ChangeColumn,
    /// `ALTER TABLE … DROP`
    DropColumn,
    /// Indexes, constraints and everything else on a table.
    Alter,
    /// `ALTER TABLE … RENAME TO`, `RENAME TABLE`
    Rename,
    /// `DROP TABLE`
    Drop,
    /// `TRUNCATE`, `DELETE` without any condition
    Clear,
    /// `UPDATE` without any condition
    Rewrite,
    /// `INSERT`, `UPDATE`, `DELETE`
    Data,
}

impl SqlChangeKind {
    /// The word that stands for the kind in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::AddColumn => "add-column",
            Self::ChangeColumn => "change-column",
            Self::DropColumn => "drop-column",
            Self::Alter => "alter",
            Self::Rename => "rename",
            Self::Drop => "drop",
            Self::Clear => "clear",
            Self::Rewrite => "rewrite",
            Self::Data => "data",
        }
    }
}

/// An export or import profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// `export_code[r]` or `import_code[r]`
    pub code: Field<String>,
    /// `export_label[r]` or `import_label[r]`
    pub label: Field<String>,
    /// The element's place.
    pub place: Place,
}

/// Translations of one locale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// For example `en_US`.
    pub locale: String,
    /// Names of the `.lang` files without ending, sorted.
    pub files: Vec<String>,
}

/// A numbering or document model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentModel {
    /// The directory's name below `core/modules/`, for example `facture`.
    pub kind: String,
    /// `numbering` (`mod_*.php`), `document` (`doc/pdf_*`, `doc/doc_*`), or `other`.
    pub role: &'static str,
    /// Name without prefix and ending.
    pub name: String,
    /// The file.
    pub file: Place,
}
