//! What the shipped releases have, for those who hold code against all of them at once.

use std::collections::HashSet;

use super::row::Kind;
use super::table::{Entry, Table};
use crate::base::Version;
use crate::model::uses::Thing;

/// The shipped facts, with what some release lacks at hand.
#[derive(Debug)]
pub(crate) struct Known {
    table: Table,
    /// Every release by its bit, oldest first.
    pub releases: Vec<(u32, Version)>,
    /// The bits of all releases.
    pub all: u32,
    changing: HashSet<Thing>,
}

/// Kinds whose names alone say what is meant, that of a column with its table.
const KINDS: [Kind; 6] = [Kind::Function, Kind::Class, Kind::Define, Kind::Path, Kind::Table, Kind::Column];

/// Functions of PHP itself that some cores declare where PHP lacks them: that a core does not says nothing.
const OF_PHP: [&str; 9] = [
    "gzdecode",
    "is_countable",
    "json_decode",
    "json_encode",
    "str_contains",
    "str_ends_with",
    "str_starts_with",
    "utf8_decode",
    "utf8_encode",
];

impl Known {
    /// Reads the shipped facts.
    pub(crate) fn shipped() -> Self {
        Self::of(Table::embedded())
    }

    fn of(table: Table) -> Self {
        let named = table.releases().into_iter().filter_map(|(bit, name)| Some((bit, Version::parse(name)?)));
        let mut releases: Vec<(u32, Version)> = named.collect();
        releases.sort_by(|a, b| a.1.cmp(&b.1));
        let all = releases.iter().fold(0, |set, (bit, _)| set | 1 << bit);
        let entries = KINDS.into_iter().flat_map(|kind| table.all(kind));
        let changing = entries.filter(|entry| entry.releases() != all).filter_map(|entry| thing(&entry)).collect();
        Self { table, releases, all, changing }
    }

    /// Whether some release has it and another lacks it.
    pub(crate) fn changes(&self, thing: &Thing) -> bool {
        self.changing.contains(thing)
    }

    /// The releases that have it; `None` for what no release ever had, and for what depends on an object.
    pub(crate) fn present(&self, thing: &Thing) -> Option<u32> {
        Some(self.entry(thing)?.releases())
    }

    /// What the core's comments name in its place, in the newest release that has it.
    pub(crate) fn replacement(&self, thing: &Thing) -> Option<String> {
        let entry = self.entry(thing)?;
        let newest = self.releases.iter().rev().find(|(bit, _)| entry.releases() & (1 << bit) != 0)?.0;
        let names = entry.variants_in(newest).find_map(|variant| variant.note("deprecated"))?;
        Some(names.to_owned()).filter(|names| !names.is_empty())
    }

    /// The release that stands for a version: itself where it is held, else the best one of its major.
    pub(crate) fn release(&self, version: &Version) -> Option<u32> {
        let same = self.releases.iter().find(|(_, held)| held == version);
        let best = || self.releases.iter().rfind(|(_, held)| held.major() == version.major());
        same.or_else(best).map(|(bit, _)| *bit)
    }

    fn entry(&self, thing: &Thing) -> Option<Entry<'_>> {
        let (kind, name) = match thing {
            Thing::Function(name) if OF_PHP.contains(&name.as_str()) => return None,
            Thing::Function(name) => (Kind::Function, name),
            Thing::Class(name) => (Kind::Class, name),
            Thing::Constant(name) => (Kind::Define, name),
            Thing::File(path) => (Kind::Path, path),
            Thing::Table(name) => (Kind::Table, name),
            Thing::Column(table, name) => return self.table.find(Kind::Column, table, name),
            Thing::Method(..) | Thing::Property(..) => return None,
        };
        self.table.find(kind, "", name)
    }
}

fn thing(entry: &Entry<'_>) -> Option<Thing> {
    Some(match entry.kind {
        Kind::Function => Thing::Function(entry.name().to_ascii_lowercase()),
        Kind::Class => Thing::Class(entry.name().to_ascii_lowercase()),
        Kind::Define => Thing::Constant(entry.name().to_owned()),
        Kind::Path => Thing::File(entry.name().to_owned()),
        Kind::Table => Thing::Table(entry.name().to_owned()),
        Kind::Column => Thing::Column(entry.owner().to_owned(), entry.name().to_owned()),
        _ => return None,
    })
}
