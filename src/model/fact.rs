//! Resolved facts: rows that rules filter. A fact judges nothing and holds no sentence.

use std::collections::BTreeMap;

use super::module::Module;
use super::place::Place;

/// One row: a kind, columns of text, and a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Which table the row belongs to, for example `permission.collision`; the schema in `rules/schema.rs` lists them all.
    pub kind: &'static str,
    /// The module it is about, by its shown directory and class; `None` for the site itself.
    pub module: Option<ModuleRef>,
    /// Its columns. Every column of the kind's schema is there.
    pub columns: BTreeMap<&'static str, String>,
    /// Where.
    pub place: Place,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Place, String)>,
}

/// Names a module in facts, findings and reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleRef {
    /// The module's directory as shown.
    pub dir: String,
    /// The descriptor's class.
    pub class: String,
}

impl ModuleRef {
    /// The name of a module.
    pub(crate) fn of(module: &Module) -> Self {
        Self { dir: module.shown.clone(), class: module.descriptor.class.clone() }
    }
}
