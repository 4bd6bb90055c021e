//! `dolivet.manifest/v1`. These structs are frozen: fields may be added, and none may change its meaning or go. What comes later
//! is optional or has a default, so that manifests of earlier and later dolivets are read too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The value of `schema` in a manifest.
pub(crate) const SCHEMA: &str = "dolivet.manifest/v1";

/// Which code belonged to the data of a backup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Manifest {
    /// `dolivet.manifest/v1`.
    pub schema: String,
    /// Seconds since 1970, UTC; only when it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<u64>,
    pub site: Site,
    /// External modules, by directory and class.
    pub modules: Vec<Module>,
    /// What could not be read; when there is anything, the manifest is not whole.
    #[serde(default)]
    pub problems: Vec<Problem>,
}

/// The installation around the modules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Site {
    /// What was opened: `installation`, `modules` (a directory of modules) or `module`.
    pub opened: String,
    /// `DOL_VERSION`; nothing where only modules were opened.
    pub release: Option<String>,
    /// The file that says so.
    pub release_from: Option<String>,
    /// The PHP versions that this release runs on.
    pub php_min: Option<String>,
    pub php_max: Option<String>,
    /// Directories in which Dolibarr looks for modules, the main one first, by name: relative to the main one, `alternate:<last name>` for
    /// those that lie elsewhere. None where only modules were opened.
    pub roots: Vec<String>,
    /// `mysqli` or `pgsql`, and the tables' prefix, as `conf.php` has them.
    pub database_type: Option<String>,
    pub database_prefix: Option<String>,
    pub core: Option<Core>,
    pub git: Option<Git>,
}

/// The core's files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Core {
    /// `pristine`, `patched`, or `unknown` where nothing says what the files should be.
    pub state: String,
    /// What the files were held against.
    pub against: Option<String>,
    /// SHA-256 over path and SHA-256 of every file of the core, as `tree` of a module. Modules, `custom`, `documents` and
    /// `conf/conf.php` are not the core's.
    pub tree: String,
    /// How many files that is.
    pub files: usize,
    /// Files that are not as published: class and SHA-256, by path.
    #[serde(default)]
    pub changed: BTreeMap<String, Changed>,
}

/// A file of the core that is not as published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Changed {
    /// `modified`, `missing`, `foreign`, `stale`, `line-ends` or `packaging`.
    pub class: String,
    /// Nothing for files that are not there.
    pub sha256: Option<String>,
}

/// A Git repository's state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Git {
    pub commit: Option<String>,
    /// Committer time in seconds since 1970, UTC.
    pub time: Option<i64>,
    pub tag: Option<String>,
    pub describe: Option<String>,
    pub branch: Option<String>,
    /// Without user, password and query; of a directory of the machine the last name alone.
    pub remote: Option<String>,
    pub shallow: bool,
    /// Changed or deleted tracked files.
    pub dirty: Vec<String>,
    /// Untracked files that are not ignored; left out for the site, where they may be documents.
    pub untracked: Vec<String>,
    /// Why the repository cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
}

/// An external module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Module {
    /// The descriptor's class.
    pub class: String,
    /// In an installation from a root's name on, `custom/x` or `alternate:modules/x`; else relative to what was opened.
    pub directory: String,
    pub name: Option<String>,
    pub numero: Option<i64>,
    pub version: Option<String>,
    pub editor: Option<String>,
    pub git: Option<Git>,
    pub depends: Vec<String>,
    pub conflicts: Vec<String>,
    /// `need_dolibarr_version` and `max_dolibarr_version`, as declared.
    pub dolibarr_min: Option<String>,
    pub dolibarr_max: Option<String>,
    /// The majors that its code works on: `14–23`.
    pub works_on: Option<String>,
    pub php_min: Option<String>,
    pub php_max: Option<String>,
    /// Verdicts for the targets that were asked for, by release.
    #[serde(default)]
    pub verdicts: BTreeMap<String, String>,
    /// SQL files in the order in which activation runs them.
    pub migrations: Vec<Migration>,
    pub permissions: Vec<Permission>,
    /// In the order in which Dolibarr runs them.
    pub triggers: Vec<Trigger>,
    pub hooks: Hooks,
    pub api: Vec<Api>,
    pub cron_jobs: Vec<CronJob>,
    pub menus: Vec<Menu>,
    pub constants: Vec<Constant>,
    /// Directories below the documents root that activation makes.
    pub document_directories: Vec<String>,
    /// Tables of its dictionaries.
    pub dictionaries: Vec<String>,
    pub boxes: Vec<String>,
    pub tabs: Vec<String>,
    /// Properties that cannot be known without running PHP.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// SHA-256 over the lines that `sha256sum` prints for the files, sorted by the bytes of their paths.
    pub tree: String,
    /// The same with every CRLF taken for LF.
    pub tree_unix: String,
    pub bytes: u64,
    /// Every file by its path.
    pub files: BTreeMap<String, File>,
}

/// A file's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct File {
    pub size: u64,
    pub sha256: String,
    /// With every CRLF taken for LF, where the file has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unix: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Migration {
    pub file: String,
    /// `activation`, `upgrade` for those that the core's own upgrade runs, or `perhaps` where it cannot be told what activation runs.
    pub on: String,
    pub changes: Vec<TableChange>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TableChange {
    /// `create`, `add-column`, `change-column`, `drop-column`, `alter`, `rename`, `drop` or `data`.
    pub what: String,
    /// Without prefix.
    pub table: String,
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Permission {
    pub id: Option<i64>,
    pub label: Option<String>,
    pub level1: Option<String>,
    pub level2: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Trigger {
    pub file: String,
    pub class: Option<String>,
    pub codes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Hooks {
    pub contexts: Vec<String>,
    pub methods: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Api {
    pub file: String,
    pub class: Option<String>,
    /// `GET /path/{id}`
    pub routes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct CronJob {
    pub label: Option<String>,
    /// The class and method, or the command.
    pub runs: Option<String>,
    pub frequency: Option<i64>,
    pub unit_seconds: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Menu {
    pub title: Option<String>,
    pub url: Option<String>,
    pub position: Option<i64>,
}

/// Values are left out: they may be secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Constant {
    pub name: Option<String>,
    pub deleted_on_unactive: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Problem {
    /// `unreadable`, `link`, `limit`, `syntax`, `git` or `configuration`.
    pub kind: String,
    /// Named like the directory of a module.
    pub file: String,
    pub line: Option<u32>,
    pub message: String,
    /// Whether content was passed over, so that nothing is known of it.
    #[serde(default)]
    pub unread: bool,
}
