//! Looks symbols up in packed facts, in place: opening a table costs nothing, a look-up a binary search.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::pack::{CHANGES, COUNTS, DEPRECATED, Header, KIND, SIZES, compare, pack, pack_rows, slot};
use super::row::{DYNAMIC, FactsFile, Kind, Row, note};
use crate::base::Version;

/// The facts of all shipped releases.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/facts.bin"));

/// Packed facts of some releases; each release is a bit.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    bytes: Cow<'static, [u8]>,
    /// Where each list starts, in bytes, and in the end the strings' bytes.
    starts: [usize; COUNTS + 1],
}

/// One release of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side<'t> {
    pub table: &'t Table,
    pub bit: u32,
}

/// A symbol.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'t> {
    table: &'t Table,
    index: usize,
    pub kind: Kind,
}

/// What a symbol was in some releases. In one release there can be several: a function that two pages declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Variant<'t> {
    /// The releases, as bits of the table.
    pub releases: u32,
    /// See [`Kind`].
    pub shape: &'t str,
    /// See [`Row`](super::row::Row).
    pub file: &'t str,
    /// See [`Row`](super::row::Row).
    pub notes: &'t str,
}

impl Table {
    /// The shipped facts: the release `RELEASES[bit]` is the bit `bit`.
    pub(crate) fn embedded() -> Self {
        Self::open(Cow::Borrowed(EMBEDDED))
    }

    /// A table of facts that were just built or read.
    pub(crate) fn of(files: &[(u32, FactsFile<'_>)]) -> Self {
        Self::open(Cow::Owned(pack(files)))
    }

    /// This table and more cores, each under a bit that is free in it. Names are spelt as in this table.
    pub(crate) fn with(&self, cores: &[(u32, Side<'_>)]) -> Self {
        let (mut rows, mut headers) = (Vec::new(), self.headers().collect::<Vec<_>>());
        for (bit, core) in cores {
            core.table.add_rows(&mut rows, |releases| if releases & (1 << core.bit) == 0 { 0 } else { 1 << bit });
            headers.extend(core.table.headers().filter(|header| header.0 == core.bit).map(|(_, word, value)| (*bit, word, value)));
        }
        self.add_rows(&mut rows, |releases| releases);
        Self::open(Cow::Owned(pack_rows(rows, headers.into_iter())))
    }

    /// Adds everything as rows in the order of the table. Each gets the releases that are made of its own; without any it is left out.
    fn add_rows<'t>(&'t self, rows: &mut Vec<(Row<'t>, u32)>, made: impl Fn(u32) -> u32) {
        for kind in Kind::ALL {
            for entry in self.all(kind) {
                let (owner, name) = (entry.owner(), entry.name());
                for Variant { releases, shape, file, notes } in entry.variants() {
                    let releases = made(releases);
                    if releases != 0 {
                        rows.push((Row { kind, owner, name, shape, file, notes }, releases));
                    }
                }
            }
        }
    }

    fn open(bytes: Cow<'static, [u8]>) -> Self {
        let mut table = Self { bytes, starts: [0; COUNTS + 1] };
        let mut at = COUNTS * 4;
        for (i, size) in SIZES.into_iter().enumerate() {
            table.starts[i] = at;
            at += table.number(i * 4) * size * 4;
        }
        table.starts[COUNTS] = at;
        table
    }

    /// Every release of the table by its bit, in the order of bits.
    pub(crate) fn releases(&self) -> Vec<(u32, &str)> {
        let mut releases: Vec<(u32, &str)> = self.headers().filter(|h| h.1 == "release").map(|(bit, _, value)| (bit, value)).collect();
        releases.sort_unstable();
        releases
    }

    /// Every release of the table from the oldest on.
    pub(crate) fn calendar(&self) -> Vec<(u32, &str)> {
        let mut releases = self.releases();
        releases.sort_by_key(|(bit, name)| (Version::parse(name), *bit));
        releases
    }

    /// A value from the header of a release's facts.
    pub(crate) fn header(&self, bit: u32, word: &str) -> Option<&str> {
        self.headers().find(|h| h.0 == bit && h.1 == word).map(|h| h.2)
    }

    /// The symbol of this name; `owner` is empty for kinds without one.
    pub(crate) fn find(&self, kind: Kind, owner: &str, name: &str) -> Option<Entry<'_>> {
        let index = self.first(kind, |entry| entry.order(owner, name));
        self.range(kind).contains(&index).then(|| self.entry(kind, index)).filter(|entry| entry.order(owner, name).is_eq())
    }

    /// Every symbol of a kind that belongs to an owner, by name.
    pub(crate) fn members(&self, kind: Kind, owner: &str) -> impl Iterator<Item = Entry<'_>> {
        let from = self.first(kind, |entry| compare(entry.owner().as_bytes(), owner.as_bytes(), true));
        let entries = (from..self.range(kind).end).map(move |index| self.entry(kind, index));
        entries.take_while(move |entry| compare(entry.owner().as_bytes(), owner.as_bytes(), true).is_eq())
    }

    /// Every symbol of a kind, by owner and name.
    pub(crate) fn all(&self, kind: Kind) -> impl Iterator<Item = Entry<'_>> {
        self.range(kind).map(move |index| self.entry(kind, index))
    }

    /// Every symbol of a kind without owners whose name begins so.
    pub(crate) fn beginning<'t>(&'t self, kind: Kind, start: &str) -> impl Iterator<Item = Entry<'t>> {
        let from = self.first(kind, |entry| entry.order("", start));
        let entries = (from..self.range(kind).end).map(move |index| self.entry(kind, index));
        entries.take_while(move |entry| entry.name().starts_with(start))
    }

    /// What is known of a name whoever has it, in small letters or not where PHP ignores case: of members without their class, of properties
    /// under their old names too, of columns with their table. `None` for what is nobody's, or no member and the same in all releases.
    pub(super) fn named(&self, kind: Kind, name: &str) -> Option<Named<'_>> {
        let slots = self.number(7 * 4);
        // A power of two.
        let mut at = usize::try_from(slot(kind, name.bytes())).unwrap_or_default() & (slots - 1);
        loop {
            let number = self.number(self.starts[7] + at * 4).checked_sub(1)?;
            let named = Named { table: self, kind, at: self.starts[5] + number * 12 };
            if self.number(named.at + 4) >> KIND == kind as usize && self.entry(kind, self.number(named.at)).is_called(name) {
                return Some(named);
            }
            at = (at + 1) & (slots - 1);
        }
    }

    /// The symbol at a place, see [`Entry::index`].
    pub(super) fn at(&self, kind: Kind, index: usize) -> Entry<'_> {
        self.entry(kind, index)
    }

    fn headers(&self) -> impl Iterator<Item = Header<'_>> {
        let count = self.number(4 * 4);
        (0..count).map(|i| {
            let at = self.starts[4] + i * 12;
            let bit = u32::try_from(self.number(at)).expect("a bit is below 32");
            (bit, self.text(self.number(at + 4)), self.text(self.number(at + 8)))
        })
    }

    fn range(&self, kind: Kind) -> std::ops::Range<usize> {
        let at = self.starts[1] + kind as usize * 4;
        self.number(at)..self.number(at + 4)
    }

    /// The first entry that is not before what is looked for.
    fn first(&self, kind: Kind, order: impl Fn(&Entry<'_>) -> Ordering) -> usize {
        let range = self.range(kind);
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low.midpoint(high);
            if order(&self.entry(kind, middle)).is_lt() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn entry(&self, kind: Kind, index: usize) -> Entry<'_> {
        Entry { table: self, index, kind }
    }

    fn number(&self, at: usize) -> usize {
        let bytes = self.bytes[at..at + 4].try_into().expect("a range of four bytes");
        u32::from_le_bytes(bytes) as usize
    }

    fn text(&self, number: usize) -> &str {
        std::str::from_utf8(self.raw(number)).expect("packed from text at its borders")
    }

    /// The bytes of a string, for those who only compare.
    fn raw(&self, number: usize) -> &[u8] {
        let end = |number: usize| self.number(self.starts[0] + number * 4);
        let start = number.checked_sub(1).map_or(0, end);
        let strings = self.starts[COUNTS];
        &self.bytes[strings + start..strings + end(number)]
    }
}

/// A name whoever has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'t> {
    table: &'t Table,
    kind: Kind,
    /// Where it stands.
    at: usize,
}

impl<'t> Named<'t> {
    /// Whether something about it differs between releases, or is deprecated in one.
    pub(super) fn changes(&self) -> bool {
        self.table.number(self.at + 4) & CHANGES as usize != 0
    }

    /// Whether some release calls it deprecated.
    pub(super) fn is_deprecated(&self) -> bool {
        self.table.number(self.at + 4) & DEPRECATED as usize != 0
    }

    /// The members of all classes that have it.
    pub(super) fn entries(self) -> impl Iterator<Item = Entry<'t>> {
        let Self { table, kind, at } = self;
        let (from, to) = (table.number(at + 8), table.number(at + 12 + 8));
        (from..to).map(move |index| table.entry(kind, table.number(table.starts[6] + index * 4)))
    }
}

impl<'t> Entry<'t> {
    /// The class or table that it belongs to; empty for kinds without one.
    pub(crate) fn owner(&self) -> &'t str {
        self.table.text(self.table.number(self.at()))
    }

    pub(crate) fn name(&self) -> &'t str {
        self.table.text(self.table.number(self.at() + 4))
    }

    /// The whole name: `Facture::create`, `facture.rowid`.
    pub(crate) fn full_name(&self) -> String {
        match self.kind.separator() {
            Some(separator) => format!("{}{separator}{}", self.owner(), self.name()),
            None => self.name().to_owned(),
        }
    }

    /// Its place in the table.
    pub(super) fn index(&self) -> usize {
        self.index
    }

    /// Whether both are the same symbol.
    pub(crate) fn is(&self, other: &Self) -> bool {
        (self.kind, self.index) == (other.kind, other.index)
    }

    /// The table that it stands in.
    pub(crate) fn table(&self) -> &'t Table {
        self.table
    }

    /// What it was, by shape, file and notes.
    pub(crate) fn variants(&self) -> impl Iterator<Item = Variant<'t>> + use<'t> {
        let table = self.table;
        self.places().map(move |(at, releases)| Variant {
            releases,
            shape: table.text(table.number(at + 4)),
            file: table.text(table.number(at + 8)),
            notes: table.text(table.number(at + 12)),
        })
    }

    /// Where each variant stands, and its releases.
    fn places(&self) -> impl Iterator<Item = (usize, u32)> + use<'t> {
        let table = self.table;
        let first = |index: usize| table.number(table.starts[2] + index * 12 + 8);
        (first(self.index)..first(self.index + 1)).map(move |index| {
            let at = table.starts[3] + index * 16;
            (at, u32::try_from(table.number(at)).expect("32 bits were read"))
        })
    }

    /// What it was in one release.
    pub(crate) fn variants_in(&self, bit: u32) -> impl Iterator<Item = Variant<'t>> + use<'t> {
        self.variants().filter(move |variant| variant.releases & (1 << bit) != 0)
    }

    /// The releases that have it, as bits of the table.
    pub(crate) fn releases(&self) -> u32 {
        // Asked of nearly everything, so that no text is looked at.
        self.places().fold(0, |all, (_, releases)| all | releases)
    }

    /// The releases that declare it, as bits of the table: all that have it, but for a property that code only assigns.
    pub(crate) fn declared(&self) -> u32 {
        let declared = self.variants().filter(|variant| !variant.is_dynamic(self.kind));
        declared.fold(0, |all, variant| all | variant.releases)
    }

    fn at(&self) -> usize {
        self.table.starts[2] + self.index * 12
    }

    /// Whether it has a name as [`Table::named`] takes it.
    fn is_called(&self, name: &str) -> bool {
        let raw = |at: usize| self.table.raw(self.table.number(at));
        let is = |own: &[u8], other: &str| compare(own, other.as_bytes(), self.kind.ignores_case()).is_eq();
        match (self.kind == Kind::Column).then(|| name.split_once('.')).flatten() {
            Some((table, column)) => is(raw(self.at()), table) && is(raw(self.at() + 4), column),
            None => is(raw(self.at() + 4), name),
        }
    }

    fn order(&self, owner: &str, name: &str) -> Ordering {
        let raw = |at: usize| self.table.raw(self.table.number(at));
        compare(raw(self.at()), owner.as_bytes(), true).then_with(|| compare(raw(self.at() + 4), name.as_bytes(), self.kind.ignores_case()))
    }
}

impl<'t> Variant<'t> {
    /// Whether it is a property that is assigned and not declared, see [`Kind::Property`].
    pub(crate) fn is_dynamic(&self, kind: Kind) -> bool {
        kind == Kind::Property && self.shape == DYNAMIC
    }

    /// The value of a note, see [`Row`](super::row::Row).
    pub(crate) fn note(&self, word: &str) -> Option<&'t str> {
        note(self.notes, word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(files: &[&str]) -> Table {
        let texts: Vec<String> = files.iter().map(|rows| format!("dolivet-facts 1\nrelease 1.0\nphp-min 7\n\n{rows}")).collect();
        let files = texts.iter().zip(0..).map(|(text, bit)| (bit, FactsFile::parse(text).unwrap()));
        Table::of(&files.collect::<Vec<_>>())
    }

    #[test]
    fn symbols_are_found_whatever_the_case_that_php_ignores() {
        let table = table(&[
            "function\tFoo\t()\nmethod\tA::b\t()\nmethod\ta::c\t()\nproperty\tA::B\nmethod\tAB::a\t()",
            "function\tfoo\t($a)\nclass\tA",
        ]);
        let foo = table.find(Kind::Function, "", "FOO").unwrap();
        assert_eq!((foo.name(), foo.releases()), ("foo", 3));
        assert_eq!(foo.variants_in(1).map(|v| v.shape).collect::<Vec<_>>(), ["($a)"]);
        assert!(table.find(Kind::Property, "a", "B").is_some() && table.find(Kind::Property, "A", "b").is_none());
        let members: Vec<String> = table.members(Kind::Method, "A").map(|entry| entry.full_name()).collect();
        assert_eq!(members, ["A::b", "a::c"]);
        assert_eq!(table.all(Kind::Method).count(), 3);
        assert!(table.find(Kind::Route, "", "x").is_none() && table.find(Kind::Function, "", "zzz").is_none());
        assert_eq!((table.releases(), table.header(1, "php-min")), (vec![(0, "1.0"), (1, "1.0")], Some("7")));
    }

    #[test]
    fn a_core_joins_a_table_as_if_it_had_been_packed_with_it() {
        let (old, new) = ("function\tF\t()\nclass\tB\tclass\ta.php\nproperty\tB::p", "function\tf\t($a)\nclass\tA\nproperty\tb::p\tint");
        let (both, alone, core) = (table(&[old, new]), table(&[old]), table(&["define\tOTHER", new]));
        let joined = alone.with(&[(1, Side { table: &core, bit: 1 })]);
        let rows = |table: &Table| {
            let mut rows = Vec::new();
            table.add_rows(&mut rows, |releases| releases);
            let row = |(r, set): (Row<'_>, u32)| (r.kind, r.name.to_ascii_lowercase(), r.shape.to_owned(), r.file.to_owned(), set);
            rows.into_iter().map(row).collect::<Vec<_>>()
        };
        assert_eq!(rows(&joined), rows(&both));
        assert_eq!((joined.releases(), joined.header(1, "php-min")), (both.releases(), Some("7")));
        // The spelling is that of the table, not of the core that joins it.
        let name = |table: &Table| table.find(Kind::Function, "", "F").map(|entry| entry.name().to_owned());
        assert_eq!((name(&both).as_deref(), name(&joined).as_deref()), (Some("f"), Some("F")));
    }

    #[test]
    fn what_stays_the_same_is_one_variant() {
        let table = table(&["hook\th\t*\ta\nhook\th\t*\tb", "hook\th\t*\tb\nhook\th\t*\tb", ""]);
        let hook = table.find(Kind::Hook, "", "h").unwrap();
        assert_eq!(hook.variants().map(|v| (v.releases, v.file)).collect::<Vec<_>>(), [(1, "a"), (3, "b")]);
    }

    #[test]
    fn an_empty_table_answers_too() {
        assert!(table(&[]).find(Kind::Class, "", "A").is_none());
    }
}
