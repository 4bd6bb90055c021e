//! A whole site as it was read, and what it is held against.

use super::core_state::CoreState;
use super::module::Module;
use super::place::Problem;
use super::site::Layout;
use super::uses::Uses;
use crate::base::Version;

/// Everything that was read: what lies there, and each module.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// Roots, directories, strays and the core's release.
    pub layout: Layout,
    /// External modules first, then core modules; each in Dolibarr's order.
    pub modules: Vec<Module>,
    /// What could not be read, from all parts, sorted.
    pub problems: Vec<Problem>,
    /// What the code of each external module uses of the core, by the module's index; empty when nobody asked.
    pub(crate) uses: Vec<(usize, Vec<Uses>)>,
    /// Other modules, which are known and not checked.
    pub(crate) beside: Beside,
    /// The files of the core that PHP runs beside their pristine state, when somebody asked and an official list is there.
    pub core: Option<CoreState>,
}

/// Modules that are read for what those that are checked rest on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beside {
    pub modules: Vec<Module>,
    /// What their code declares; empty when nobody asked.
    pub uses: Vec<Uses>,
}

impl Inventory {
    /// Adds what could not be read; each problem is there once.
    pub(crate) fn add_problems(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.extend(problems);
        self.problems.sort();
        self.problems.dedup();
    }
}

/// What a check is made for.
#[derive(Debug, Clone, Default)]
pub struct Aims {
    /// The Dolibarr release to hold modules against, the newest of several; the installation's own when not given.
    pub target: Option<Version>,
    /// All releases to hold modules against, oldest first, where there are several.
    pub targets: Vec<Version>,
    /// The core that the target's facts come from, as a person named it; they are the shipped ones when not given.
    pub core: Option<String>,
    /// The Dolibarr release that the modules run on now; the installation's own when not given.
    pub from: Option<Version>,
    /// The PHP version to hold modules against.
    pub php: Option<Version>,
}

impl Aims {
    /// The release that modules are held against, where that is known.
    pub(crate) fn release<'a>(&'a self, layout: &'a Layout) -> Option<&'a Version> {
        self.target.as_ref().or(layout.installed())
    }

    /// The release that modules run on now, where that is known.
    pub(crate) fn source<'a>(&'a self, layout: &'a Layout) -> Option<&'a Version> {
        self.from.as_ref().or(layout.installed())
    }
}
