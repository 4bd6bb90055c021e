//! Facts of cores, for people and programs: what changed between two, and what a symbol was in each.

mod json;
mod markdown;
mod table;
mod words;

use std::collections::BTreeMap;

use crate::core_facts::{Change, Kind, Story, Table, What};

/// What changed from one core to another.
#[derive(Debug)]
pub(crate) struct Changes<'a> {
    /// The release of each side, older first.
    pub releases: [&'a str; 2],
    /// Where the facts of each side come from; empty for shipped ones.
    pub sources: [String; 2],
    /// The PHP versions that each side takes, such as `7.0.0–8.4.0`; empty when it does not say.
    pub php: [String; 2],
    /// The changes to show, by kind and name.
    pub shown: &'a [Change],
    /// How many additions were left out because nobody asked for them.
    pub unasked: usize,
}

/// What symbols were in each release of a table.
#[derive(Debug)]
pub(crate) struct Tale<'a> {
    /// The table they were found in.
    pub table: &'a Table,
    /// Where its facts come from; empty for shipped ones.
    pub source: String,
    /// The symbols.
    pub stories: &'a [Story<'a>],
}

/// The kinds in the order in which module authors look for them; files come last, since there are so many.
const ORDER: [Kind; 15] = [
    Kind::Function,
    Kind::Class,
    Kind::Method,
    Kind::Property,
    Kind::ClassConstant,
    Kind::Define,
    Kind::Context,
    Kind::Hook,
    Kind::Trigger,
    Kind::Table,
    Kind::Column,
    Kind::Module,
    Kind::Permission,
    Kind::Route,
    Kind::Path,
];

impl Changes<'_> {
    /// The PHP versions, where they differ.
    fn php(&self) -> Option<String> {
        let [old, new] = &self.php;
        (old != new).then(|| [old, new].map(|php| if php.is_empty() { "unknown" } else { php }).join(" -> "))
    }

    /// The kinds that have changes, with them, what is gone first.
    fn groups(&self) -> impl Iterator<Item = (Kind, Vec<&Change>)> {
        let of = |kind: Kind| {
            let mut changes: Vec<&Change> = self.shown.iter().filter(|change| change.kind == kind).collect();
            changes.sort_by_key(|change| change.what);
            changes
        };
        ORDER.into_iter().map(move |kind| (kind, of(kind))).filter(|(_, changes)| !changes.is_empty())
    }
}

/// How many changes there are of each sort.
fn sums<'c>(changes: impl IntoIterator<Item = &'c Change>) -> BTreeMap<What, usize> {
    let mut sums = BTreeMap::new();
    for change in changes {
        *sums.entry(change.what).or_default() += 1;
    }
    sums
}
