//! What a complete backup of modules has to contain, and what a test of its restore has to walk through.

use super::fact::ModuleRef;

/// The extent of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The prefix that all tables here bear.
    pub prefix: String,
    /// External modules, by directory and class.
    pub modules: Vec<ModuleScope>,
}

/// What belongs to one module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleScope {
    /// The module.
    pub module: ModuleRef,
    /// Its version.
    pub version: Option<String>,
    /// Tables that its SQL makes, with prefix; sorted.
    pub tables: Vec<String>,
    /// Columns that it adds to tables of none of these modules, each with its table; sorted.
    pub columns: Vec<(String, Vec<String>)>,
    /// Directories below the documents root; sorted.
    pub documents: Vec<String>,
    /// Names of configuration constants; sorted.
    pub constants: Vec<String>,
    /// Labels of cron jobs.
    pub cron_jobs: Vec<String>,
    /// Facets that cannot be known in full without running PHP.
    pub unknown: Vec<String>,
    /// What to walk through once it is restored.
    pub checks: Vec<Check>,
}

/// Things of one kind that a restore test walks through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What to do with each of them.
    pub what: CheckKind,
    /// The things.
    pub things: Vec<String>,
}

/// Kinds of [`Check`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckKind {
    /// Pages that menus lead to.
    Page,
    /// Scheduled jobs.
    CronJob,
    /// REST routes.
    Route,
    /// Codes that triggers answer to.
    Trigger,
    /// Contexts and methods of hooks.
    Hook,
    /// Permissions.
    Permission,
}

impl CheckKind {
    /// The word that stands for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::CronJob => "cron-job",
            Self::Route => "route",
            Self::Trigger => "trigger",
            Self::Hook => "hook",
            Self::Permission => "permission",
        }
    }
}
