//! What the shipped releases have, and the cores that a person names beside them, for those who hold code against all of them at once.

use std::sync::OnceLock;

use super::memo::Memo;
use super::pack::FIRST_NAMED;
use super::row::Kind;
use super::successors::successor;
use super::table::{Entry, Named, Side, Table};
use super::wrappers::in_place_of;
use crate::base::Version;
use crate::model::uses::{Cased, Sort, Thing};

/// How many cores can be held beside the shipped releases.
pub(crate) const NAMED: usize = (u32::BITS - FIRST_NAMED) as usize;

/// The shipped facts, and those of cores that were named, with what some release lacks at hand.
#[derive(Debug)]
pub(crate) struct Known {
    table: Table,
    /// Every release by its bit, oldest first; a core that was named comes behind the shipped release of the same version.
    pub releases: Vec<(u32, Version)>,
    /// The bits of all releases.
    pub all: u32,
    /// What [`Known::find`] found before, by its place in the table, and what [`Known::is_otherwise`] said.
    found: Memo<Option<usize>>,
    spelled: Memo<bool>,
}

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
    /// The shipped facts, read once.
    pub(crate) fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Known> = OnceLock::new();
        SHIPPED.get_or_init(|| Self::of(Table::embedded()))
    }

    /// The shipped facts and those of more cores, at most [`NAMED`]; the bit of each is [`Known::named`].
    pub(crate) fn with(cores: &[Side<'_>]) -> Self {
        let cores: Vec<(u32, Side<'_>)> = cores.iter().enumerate().map(|(at, core)| (Self::named(at), *core)).collect();
        Self::of(Table::embedded().with(&cores))
    }

    /// The bit of a core, by its place among those that were named.
    pub(crate) fn named(at: usize) -> u32 {
        FIRST_NAMED + u32::try_from(at).expect("only a few cores are named")
    }

    /// Whether a bit is that of a shipped release rather than of a core that was named.
    pub(crate) fn is_shipped(bit: u32) -> bool {
        bit < FIRST_NAMED
    }

    fn of(table: Table) -> Self {
        let named = table.releases().into_iter().filter_map(|(bit, name)| Some((bit, Version::parse(name)?)));
        let mut releases: Vec<(u32, Version)> = named.collect();
        releases.sort_by(|a, b| a.1.cmp(&b.1));
        let all = releases.iter().fold(0, |set, (bit, _)| set | 1 << bit);
        Self { table, releases, all, found: Memo::default(), spelled: Memo::default() }
    }

    /// The members of all classes that have a name, which is in small letters where PHP takes it in any case.
    pub(crate) fn called(&self, kind: Kind, name: &str) -> impl Iterator<Item = Entry<'_>> {
        self.table.named(kind, name).into_iter().flat_map(Named::entries)
    }

    /// Whether a use of a name is worth keeping: some release lacks it, calls it deprecated or gives it another shape. Members are
    /// asked for without their class, columns with their table; names that PHP takes in any case in small letters.
    pub(crate) fn changes(&self, sort: Sort, name: &str) -> bool {
        let kind = match sort {
            Sort::Function => Kind::Function,
            Sort::Class => Kind::Class,
            Sort::Constant => Kind::Define,
            Sort::Method => Kind::Method,
            Sort::Property => Kind::Property,
            Sort::ClassConstant => Kind::ClassConstant,
            Sort::File => Kind::Path,
            Sort::Table => Kind::Table,
            Sort::Column => return self.column_changes(name),
            Sort::Accessor => return true,
            Sort::Written(cased) => return self.is_otherwise(cased, name),
            Sort::Word | Sort::Variable | Sort::Context | Sort::Hook | Sort::Given => return false,
        };
        self.table.named(kind, name).is_some_and(|named| named.changes())
    }

    /// Whether a name is that of a symbol, written in another case than the newest release that has it; of methods, than any class.
    fn is_otherwise(&self, cased: Cased, written: &str) -> bool {
        let kind = match cased {
            Cased::Function => Kind::Function,
            Cased::Class => Kind::Class,
            Cased::Method => Kind::Method,
        };
        self.spelled.get(kind, "", written, || match cased {
            Cased::Function | Cased::Class => self.table.find(kind, "", written).is_some_and(|entry| entry.name() != written),
            Cased::Method => self.called(kind, &written.to_ascii_lowercase()).any(|entry| entry.name() != written),
        })
    }

    /// Whether some release calls a symbol of that name deprecated; of members without their class, of columns with their table.
    pub(crate) fn is_deprecated(&self, kind: Kind, name: &str) -> bool {
        self.table.named(kind, name).is_some_and(|named| named.is_deprecated())
    }

    /// Whether a column changes, or a table that is known never had it.
    fn column_changes(&self, name: &str) -> bool {
        let is_unknown = |(table, column): (&str, &str)| {
            self.table.find(Kind::Column, table, column).is_none() && self.table.find(Kind::Table, "", table).is_some()
        };
        self.table.named(Kind::Column, name).is_some_and(|named| named.changes()) || name.split_once('.').is_some_and(is_unknown)
    }

    /// A symbol of any kind.
    pub(crate) fn find(&self, kind: Kind, owner: &str, name: &str) -> Option<Entry<'_>> {
        let find = || self.table.find(kind, owner, name).map(|entry| entry.index());
        self.found.get(kind, owner, name, find).map(|index| self.table.at(kind, index))
    }

    /// The symbols of a kind that belong to a class or table.
    pub(crate) fn members(&self, kind: Kind, owner: &str) -> impl Iterator<Item = Entry<'_>> {
        self.table.members(kind, owner)
    }

    /// All symbols of a kind.
    pub(crate) fn all_of(&self, kind: Kind) -> impl Iterator<Item = Entry<'_>> {
        self.table.all(kind)
    }

    /// Whether any release has PHP files in a directory, or below it.
    pub(crate) fn is_directory(&self, directory: &str) -> bool {
        self.table.beginning(Kind::Path, &format!("{directory}/")).next().is_some()
    }

    /// The releases that have PHP files in a directory, or below it.
    pub(crate) fn with_files_in(&self, directory: &str) -> u32 {
        self.table.beginning(Kind::Path, &format!("{directory}/")).fold(0, |set, entry| set | entry.releases())
    }

    /// The version that a bit stands for.
    pub(crate) fn version(&self, bit: u32) -> Option<&Version> {
        self.releases.iter().find(|(known, _)| *known == bit).map(|(_, version)| version)
    }

    /// A value from the header of a release's facts.
    pub(crate) fn header(&self, bit: u32, word: &str) -> Option<&str> {
        self.table.header(bit, word)
    }

    /// The newest shipped release of each major, oldest first.
    pub(crate) fn majors(&self) -> Vec<(u32, Version)> {
        let mut majors: Vec<(u32, Version)> = Vec::new();
        for (bit, version) in self.shipped_releases() {
            match majors.last_mut() {
                Some(last) if last.1.major() == version.major() => *last = (*bit, version.clone()),
                _ => majors.push((*bit, version.clone())),
            }
        }
        majors
    }

    /// The releases that have it; `None` for what no release ever had, and for what depends on an object.
    pub(crate) fn present(&self, thing: &Thing) -> Option<u32> {
        Some(self.entry(thing)?.releases())
    }

    /// What the core's comments name in its place, in the newest release that has it; else what it only called.
    pub(crate) fn replacement(&self, thing: &Thing) -> Option<String> {
        self.instead_of(&self.entry(thing)?)
    }

    /// As [`Known::replacement`].
    pub(crate) fn instead_of(&self, entry: &Entry<'_>) -> Option<String> {
        let newest = self.releases.iter().rev().find(|(bit, _)| entry.releases() & (1 << bit) != 0)?.0;
        let names = entry.variants_in(newest).find_map(|variant| variant.note("deprecated")).filter(|names| !names.is_empty());
        let call = (entry.kind == Kind::Function).then(|| in_place_of(entry.name())).flatten();
        call.or_else(|| names.or_else(|| successor(entry)).map(str::to_owned))
    }

    /// The shipped release that stands for a version: itself where it is held, else the best one of its major.
    pub(crate) fn release(&self, version: &Version) -> Option<u32> {
        let same = self.shipped_releases().find(|(_, held)| held == version);
        let best = || self.shipped_releases().rfind(|(_, held)| held.major() == version.major());
        same.or_else(best).map(|(bit, _)| *bit)
    }

    fn shipped_releases(&self) -> impl DoubleEndedIterator<Item = &(u32, Version)> {
        self.releases.iter().filter(|(bit, _)| Self::is_shipped(*bit))
    }

    fn entry(&self, thing: &Thing) -> Option<Entry<'_>> {
        let (kind, name) = match thing {
            Thing::Function(name) if OF_PHP.contains(&name.as_str()) => return None,
            Thing::Function(name) => (Kind::Function, name),
            Thing::Class(name) => (Kind::Class, name),
            Thing::Constant(name) => (Kind::Define, name),
            Thing::File(path) => (Kind::Path, path),
            Thing::Table(name) => (Kind::Table, name),
            Thing::Column(table, name) => return self.find(Kind::Column, table, name),
            Thing::Method(class, name) => return self.find(Kind::Method, class, name),
            Thing::Property(class, name) => return self.find(Kind::Property, class, name),
            Thing::ClassConstant(class, name) => return self.find(Kind::ClassConstant, class, name),
            Thing::Context(name) => (Kind::Context, name),
            Thing::Hook(name) => (Kind::Hook, name),
            Thing::Accessor(_) | Thing::Word(_) | Thing::Variable(_) => return None,
        };
        self.find(kind, "", name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_other_ways_to_write_them() {
        let known = Known::shipped();
        for (cased, written, expected) in [
            (Cased::Class, "EcmFilesLine", false),
            (Cased::Class, "EcmfilesLine", true),
            (Cased::Class, "NobodysClass", false),
            (Cased::Function, "dol_now", false),
            (Cased::Function, "DOL_now", true),
            (Cased::Method, "getNomUrl", false),
            (Cased::Method, "getNomURL", true),
        ] {
            assert_eq!(known.changes(Sort::Written(cased), written), expected, "{written}");
        }
        // One class writes it `deleteLine`, another one `deleteline`.
        assert!(known.changes(Sort::Written(Cased::Method), "deleteline") && known.changes(Sort::Written(Cased::Method), "deleteLine"));
    }
}
