//! Resolved facts: rows that rules filter. A fact judges nothing and holds no sentence.

use std::collections::BTreeMap;

use super::module::Module;
use super::place::Place;

/// One row: a kind, columns of text, and a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Which table the row belongs to, for example `permission.collision`; the schema in `rules/schema` lists them all.
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

impl Fact {
    /// Other places of the same thing: those without a word of their own, which explain nothing but are as good as the first.
    pub(crate) fn alike(&self) -> impl Iterator<Item = &Place> {
        self.related.iter().filter(|(_, note)| note.is_empty()).map(|(place, _)| place)
    }

    /// The same fact with the places from `places` alone, of which there is at least one, besides those that explain it.
    pub(crate) fn at(&self, places: &[Place]) -> Self {
        let mut fact = self.clone();
        let Some((first, others)) = places.split_first() else { return fact };
        fact.place = first.clone();
        fact.related.retain(|(_, note)| !note.is_empty());
        fact.related.splice(..0, others.iter().map(|place| (place.clone(), String::new())));
        if let Some(column) = fact.columns.get_mut("times") {
            *column = times(places.len());
        }
        fact
    }
}

/// How often something is used, for the column `times`.
pub(crate) fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
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
