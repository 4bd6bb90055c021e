//! Parsed files of one evaluation, each read and parsed once however many worlds there are.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
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

/// Reads and parses files on demand.
pub(super) struct Sources<'a, 'l> {
    arena: &'a Arena,
    pub loader: &'l dyn Loader,
    units: RefCell<BTreeMap<String, Option<Rc<Unit<'a>>>>>,
}

impl<'a, 'l> Sources<'a, 'l> {
    pub(super) fn new(arena: &'a Arena, loader: &'l dyn Loader) -> Self {
        Self { arena, loader, units: RefCell::default() }
    }

    /// The parsed file of an absolute path.
    pub(super) fn unit(&self, path: &str) -> Option<Rc<Unit<'a>>> {
        if let Some(known) = self.units.borrow().get(path) {
            return known.clone();
        }
        let room = self.units.borrow().len() < MAX_FILES;
        let source = if room { self.loader.read(path) } else { None };
        let unit = source.map(|s| Rc::new(Unit { path: path.to_owned(), file: parse(self.arena, &s.shown, &s.bytes) }));
        self.units.borrow_mut().insert(path.to_owned(), unit.clone());
        unit
    }

    /// The stand-in for `DolibarrModules.class.php`.
    pub(super) fn base(&self) -> Rc<Unit<'a>> {
        const PATH: &str = "core/modules/DolibarrModules.class.php";
        if let Some(Some(known)) = self.units.borrow().get(PATH) {
            return known.clone();
        }
        let unit = Rc::new(Unit { path: PATH.to_owned(), file: parse(self.arena, &Arc::from(PATH), include_bytes!("base.php")) });
        self.units.borrow_mut().insert(PATH.to_owned(), Some(unit.clone()));
        unit
    }

    /// Text that lives as long as the trees.
    pub(super) fn text(&self, text: &str) -> &'a str {
        self.arena.text(text)
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
