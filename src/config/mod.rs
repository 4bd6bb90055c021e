//! `dolivet.toml`: what a person wants to be told, and how loudly. Never reads the disk and never knows a rule but by its id.

mod check;
mod globs;
mod raw;
mod template;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::base::Version;
use crate::error::Error;
use crate::model::fact::ModuleRef;
use crate::model::finding::Level;

pub(crate) use check::settings;
pub(crate) use globs::Globs;
pub(crate) use template::template;

/// The file's name.
pub(crate) const FILE: &str = "dolivet.toml";

/// A file of settings that was read and found right.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// Oldest first, each once.
    pub targets: Vec<Version>,
    pub from: Option<Version>,
    pub php: Option<Version>,
    pub fail_on: Option<Level>,
    /// Relative to the file's directory, and inside of it.
    pub baseline: Option<String>,
    /// Other modules that names are looked up in.
    pub roots: Vec<Root>,
    exclude: Globs,
    /// The later one decides.
    levels: Vec<Levels>,
}

/// A directory of other modules, and where the file names it.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    /// As written; whoever reads the file sets it below the file's directory.
    pub path: PathBuf,
    file: String,
    line: u32,
    column: u32,
}

impl Root {
    /// Why the directory cannot be used, with its place in the file.
    pub(crate) fn error(&self, message: &str) -> Error {
        let message = format!("`roots` cannot be used: {message}; name directories of modules, relative to this file");
        Error::Settings { file: self.file.clone(), line: self.line, column: self.column, message }
    }
}

/// Levels of rules, perhaps for some paths or modules alone.
#[derive(Debug, Clone, Default)]
struct Levels {
    paths: Option<Globs>,
    modules: Option<Vec<String>>,
    of: BTreeMap<String, Wanted>,
}

/// What a person makes of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Its findings do not count.
    Off,
    /// They have this level.
    At(Level),
}

impl Settings {
    /// Whether findings in a file do not count. The file's declarations still do.
    pub(crate) fn is_excluded(&self, path: &str) -> bool {
        self.exclude.is_match(path)
    }

    /// What a person makes of a rule in a file of a module; `None` where the rule's own level stands.
    pub(crate) fn wanted(&self, rule: &str, module: Option<&ModuleRef>, path: &str) -> Option<Wanted> {
        let meant = self.levels.iter().rev().filter(|levels| levels.applies(module, path));
        meant.filter_map(|levels| levels.of.get(rule).copied()).next()
    }
}

impl Levels {
    fn applies(&self, module: Option<&ModuleRef>, path: &str) -> bool {
        let is_module = |name: &String| {
            module.is_some_and(|module| {
                let last = module.dir.rsplit('/').next().unwrap_or_default();
                [module.class.as_str(), last, module.dir.as_str()].into_iter().any(|known| known.eq_ignore_ascii_case(name))
            })
        };
        self.paths.as_ref().is_none_or(|paths| paths.is_match(path))
            && self.modules.as_ref().is_none_or(|modules| modules.iter().any(is_module))
    }
}

#[cfg(test)]
mod tests;
