//! Parsed files of one evaluation, each read and parsed once however many worlds there are.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Asked, parse};
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

/// What all descriptors of a site share.
#[derive(Debug, Clone)]
pub(crate) struct Base<'a> {
    /// The file of `DolibarrModules`, parsed once: the core's own, or the stand-in where there is no core.
    unit: Arc<Unit<'a>>,
    labels: bool,
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
        Self { unit: Arc::new(Unit { path, file: parse(arena, &shown, &bytes) }), labels: false }
    }

    /// Whether `$langs->trans('Key')` is looked up in the module's own English labels. Otherwise it stays unknown, with its key.
    pub(crate) fn with_labels(self, labels: bool) -> Self {
        Self { labels, ..self }
    }
}

/// Reads and parses files on demand.
pub(super) struct Sources<'a, 'l> {
    arena: &'a Arena,
    pub loader: &'l dyn Loader,
    /// The file of `DolibarrModules`.
    pub base: Arc<Unit<'a>>,
    pub asked: Asked,
    labels: bool,
    known_labels: OnceCell<BTreeMap<String, String>>,
    units: RefCell<BTreeMap<String, Option<Arc<Unit<'a>>>>>,
}

impl<'a, 'l> Sources<'a, 'l> {
    pub(super) fn new(arena: &'a Arena, loader: &'l dyn Loader, base: &Base<'a>) -> Self {
        let labels = base.labels;
        let base = base.unit.clone();
        let units = BTreeMap::from([(base.path.clone(), Some(base.clone()))]);
        Self { arena, loader, base, asked: Asked::Everything, labels, known_labels: OnceCell::new(), units: RefCell::new(units) }
    }

    /// Takes a file that is parsed already.
    pub(super) fn hold(&self, path: &str, file: File<'a>) {
        self.units.borrow_mut().insert(path.to_owned(), Some(Arc::new(Unit { path: path.to_owned(), file })));
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

    /// The module's own label for a key, when labels are asked for.
    pub(super) fn label(&self, module_dir: &str, key: &str) -> Option<&str> {
        let labels = self.labels.then(|| self.known_labels.get_or_init(|| super::labels::read(self.loader, module_dir)))?;
        labels.get(key).map(String::as_str)
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
