//! Parsed files of one evaluation, each read and parsed once however many worlds there are.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::parse;
use crate::model::place::{Problem, ProblemKind};
use crate::php::loader::Loader;
use crate::php::{Arena, File};

/// The most files that one descriptor may pull in.
const MAX_FILES: usize = 200;

/// A parsed file and its absolute path.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub path: String,
    pub file: File<'a>,
}

/// The file of `DolibarrModules`, parsed once for all descriptors: the core's own, or the stand-in where there is no core.
#[derive(Debug, Clone)]
pub(crate) struct Base<'a> {
    unit: Arc<Unit<'a>>,
}

impl<'a> Base<'a> {
    /// Finds and parses it.
    pub(crate) fn load(arena: &'a Arena, loader: &dyn Loader) -> Self {
        let core = loader.main_root().map(|root| format!("{root}/core/modules/DolibarrModules.class.php"));
        let read = core.and_then(|path| loader.read(&path).map(|source| (path, source.shown, source.bytes)));
        let (path, shown, bytes) = read.unwrap_or_else(|| {
            let path = "core/modules/DolibarrModules.class.php";
            (path.to_owned(), Arc::from(path), include_bytes!("base.php").to_vec())
        });
        Self { unit: Arc::new(Unit { path, file: parse(arena, &shown, &bytes) }) }
    }
}

/// Reads and parses files on demand.
pub(super) struct Sources<'a, 'l> {
    arena: &'a Arena,
    pub loader: &'l dyn Loader,
    /// The file of `DolibarrModules`.
    pub base: Arc<Unit<'a>>,
    units: RefCell<BTreeMap<String, Option<Arc<Unit<'a>>>>>,
}

impl<'a, 'l> Sources<'a, 'l> {
    pub(super) fn new(arena: &'a Arena, loader: &'l dyn Loader, base: &Base<'a>) -> Self {
        let base = base.unit.clone();
        let units = BTreeMap::from([(base.path.clone(), Some(base.clone()))]);
        Self { arena, loader, base, units: RefCell::new(units) }
    }

    /// The parsed file of an absolute path.
    pub(super) fn unit(&self, path: &str) -> Option<Arc<Unit<'a>>> {
        if let Some(known) = self.units.borrow().get(path) {
            return known.clone();
        }
        let room = self.units.borrow().len() < MAX_FILES;
        let source = if room { self.loader.read(path) } else { None };
        let unit = source.map(|s| Arc::new(Unit { path: path.to_owned(), file: parse(self.arena, &s.shown, &s.bytes) }));
        self.units.borrow_mut().insert(path.to_owned(), unit.clone());
        unit
    }

    /// Syntax errors of every file that was pulled in.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let units = self.units.borrow();
        let errors = units.values().flatten().filter_map(|unit| {
            let error = unit.file.errors.first()?;
            Some(Problem { place: unit.file.place(error.span), kind: ProblemKind::Syntax, message: error.message.clone() })
        });
        errors.collect()
    }
}

/// A path without `.`, `..`, double or trailing slashes; `..` stops at the top.
pub(super) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    format!("/{}", parts.join("/"))
}
