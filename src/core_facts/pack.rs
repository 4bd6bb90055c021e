//! Facts of several releases → one table of bytes, which [`Table`](super::Table) reads in place. Deterministic.
//! Uses the standard library alone, since `build.rs` packs the shipped facts with it.
//!
//! All numbers are 32 bits, little-endian:
//! counts of strings, kinds, entries, variants, headers, names, their entries and slots; the offset of each string's end; for each kind
//! and one more the index of its first entry; entries (owner, name, first variant) and one more that ends the last; variants (releases,
//! shape, file, notes); headers (bit, word, value); names (an entry that has it, its kind and what is known of it, the first of its
//! entries) and one more that ends the last; the entries of names; slots, each with one more than the number of a name, or 0; then the strings' bytes.
//! Owners, names and so on are numbers of strings.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::row::{FactsFile, Kind, Row, note};

/// How many numbers each element of a list has, by list.
pub(crate) const SIZES: [usize; 8] = [1, 1, 3, 4, 3, 3, 1, 1];

/// Numbers in front of the first list.
pub(crate) const COUNTS: usize = SIZES.len();

/// Of a name: something about it differs between releases, or is deprecated in one.
pub(crate) const CHANGES: u32 = 1;
/// Of a name: some release calls it deprecated.
pub(crate) const DEPRECATED: u32 = 2;
/// Of a name: the bit from which on its kind stands, behind what is known of it.
pub(crate) const KIND: u32 = 8;

/// Kinds whose names are looked up whoever has them.
const NAMED: [Kind; 10] = [
    Kind::Function,
    Kind::Class,
    Kind::Define,
    Kind::Path,
    Kind::Method,
    Kind::Property,
    Kind::ClassConstant,
    Kind::Renamed,
    Kind::Table,
    Kind::Column,
];

/// The first of the bits that no shipped release has, so that cores which a person names find room beside them.
pub(crate) const FIRST_NAMED: u32 = 24;

/// A word of a release's header: its bit, the word, and the value.
pub(crate) type Header<'a> = (u32, &'a str, &'a str);

/// Packs files, from the oldest release on; each comes with its bit.
pub(crate) fn pack(files: &[(u32, FactsFile<'_>)]) -> Vec<u8> {
    let rows = files.iter().flat_map(|(bit, file)| file.rows.iter().map(move |row| (*row, 1 << bit)));
    let headers = files.iter().flat_map(|(bit, file)| file.header.iter().map(|(word, value)| (*bit, *word, *value)));
    pack_rows(rows.collect(), headers)
}

/// Packs rows, each with the bits of its releases. What comes in order is packed fastest. Where names differ in case alone, the last
/// one is shown.
pub(crate) fn pack_rows<'a>(mut rows: Vec<(Row<'a>, u32)>, headers: impl Iterator<Item = Header<'a>>) -> Vec<u8> {
    rows.sort_by(|(a, _), (b, _)| order(a, b));
    let all = rows.iter().fold(0, |all, (_, set)| all | set);
    let (mut strings, mut variants, mut names) = (Strings::default(), Vec::new(), Names::default());
    let mut out = Lists { kinds: vec![0; Kind::ALL.len() + 1], ..Lists::default() };
    for symbol in rows.chunk_by(|(a, _), (b, _)| order(a, b).is_eq()) {
        let Some((shown, _)) = symbol.last() else { continue };
        variants.clear();
        variants.extend(symbol.iter().map(|(row, set)| ([row.shape, row.file, row.notes], *set)));
        variants.sort_unstable();
        if NAMED.contains(&shown.kind) {
            names.add(shown, count(out.entries.len() / 3), known_of(shown.kind, &variants, all));
        }
        out.entries.extend([strings.number(shown.owner), strings.number(shown.name), count(out.variants.len() / 4)]);
        out.kinds[shown.kind as usize + 1] += 1;
        for same in variants.chunk_by(|a, b| a.0 == b.0) {
            let ([shape, file, notes], set) = (same[0].0, same.iter().fold(0, |all, (_, set)| all | set));
            out.variants.extend([set, strings.number(shape), strings.number(file), strings.number(notes)]);
        }
    }
    out.entries.extend([0, 0, count(out.variants.len() / 4)]);
    for i in 1..out.kinds.len() {
        out.kinds[i] += out.kinds[i - 1];
    }
    for (bit, word, value) in headers {
        out.headers.extend([bit, strings.number(word), strings.number(value)]);
    }
    names.finish(&mut out);
    out.bytes(&strings)
}

/// What is known of a symbol from its variants, each with its shape, file and notes.
fn known_of(kind: Kind, variants: &[([&str; 3], u32)], all: u32) -> u32 {
    let is_deprecated = kind == Kind::Renamed || variants.iter().any(|([_, _, notes], _)| note(notes, "deprecated").is_some());
    let is_there = variants.iter().fold(0, |set, (_, releases)| set | releases) == all;
    let is_called = matches!(kind, Kind::Function | Kind::Method);
    let differs = is_called && variants.iter().any(|([shape, ..], _)| *shape != variants[0].0[0]);
    let changes = if is_deprecated || !is_there || differs { CHANGES } else { 0 };
    changes | if is_deprecated { DEPRECATED } else { 0 }
}

/// Where the slot of a name is looked for first: of a column with its table, of other members without their class.
pub(crate) fn slot(kind: Kind, name: impl Iterator<Item = u8>) -> u64 {
    let fold = |byte: u8| if kind.ignores_case() { byte.to_ascii_lowercase() } else { byte };
    // FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>), whose low bits alone are of little use.
    let hash = name.fold(0xcbf2_9ce4_8422_2325 ^ kind as u64, |hash, byte| (hash ^ u64::from(fold(byte))).wrapping_mul(0x0100_0000_01b3));
    hash ^ (hash >> 32)
}

/// Names of all kinds that are looked up, in the order in which they are met.
#[derive(Default)]
struct Names {
    known: HashMap<(Kind, String), usize>,
    /// Slot, an entry that has the name, its kind and what is known of it, and all its entries where these are members of classes.
    list: Vec<(u64, u32, u32, Vec<u32>)>,
}

impl Names {
    fn add(&mut self, row: &Row<'_>, entry: u32, known: u32) {
        let is_member = matches!(row.kind, Kind::Method | Kind::Property | Kind::ClassConstant);
        // Of what is no member only what tells something is looked for.
        if !is_member && known == 0 {
            return;
        }
        // An old name of a property is asked for as one of a property.
        let kind = if row.kind == Kind::Renamed { Kind::Property } else { row.kind };
        let name = if kind == Kind::Column { format!("{}.{}", row.owner, row.name) } else { row.name.to_owned() };
        let name = if kind.ignores_case() { name.to_ascii_lowercase() } else { name };
        let at = slot(kind, name.bytes());
        let index = *self.known.entry((kind, name)).or_insert_with(|| {
            self.list.push((at, entry, (kind as u32) << KIND, Vec::new()));
            self.list.len() - 1
        });
        let (_, _, all, entries) = &mut self.list[index];
        *all |= known;
        entries.extend(is_member.then_some(entry));
    }

    fn finish(self, out: &mut Lists) {
        out.slots = vec![0; (self.list.len() * 2).next_power_of_two()];
        for (number, (at, entry, known, entries)) in self.list.into_iter().enumerate() {
            out.names.extend([entry, known, count(out.named.len())]);
            out.named.extend(entries);
            let free = (0..out.slots.len()).map(|more| (at as usize).wrapping_add(more) % out.slots.len()).find(|at| out.slots[*at] == 0);
            out.slots[free.expect("half of the slots stay free")] = count(number + 1);
        }
        out.names.extend([0, 0, count(out.named.len())]);
    }
}

/// The order of entries; rows that are equal in it speak of one symbol.
fn order(a: &Row<'_>, b: &Row<'_>) -> Ordering {
    let kinds = a.kind.cmp(&b.kind);
    // Members of a class are found by the class, whose name ignores case whatever the member's does.
    let owners = || compare(a.owner.as_bytes(), b.owner.as_bytes(), true);
    kinds.then_with(owners).then_with(|| compare(a.name.as_bytes(), b.name.as_bytes(), a.kind.ignores_case()))
}

/// The order of names.
pub(crate) fn compare(a: &[u8], b: &[u8], ignore_case: bool) -> Ordering {
    match () {
        // Most are, since members follow each other.
        () if a == b => Ordering::Equal,
        () if ignore_case => a.iter().map(u8::to_ascii_lowercase).cmp(b.iter().map(u8::to_ascii_lowercase)),
        () => a.cmp(b),
    }
}

#[derive(Default)]
struct Lists {
    kinds: Vec<u32>,
    entries: Vec<u32>,
    variants: Vec<u32>,
    headers: Vec<u32>,
    names: Vec<u32>,
    named: Vec<u32>,
    slots: Vec<u32>,
}

impl Lists {
    fn bytes(&self, strings: &Strings<'_>) -> Vec<u8> {
        let lists: [&Vec<u32>; COUNTS] =
            [&strings.ends, &self.kinds, &self.entries, &self.variants, &self.headers, &self.names, &self.named, &self.slots];
        let counts: Vec<usize> = lists.iter().zip(SIZES).map(|(list, size)| list.len() / size).collect();
        let numbers = counts.len() + lists.iter().map(|list| list.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(numbers * 4 + strings.text.len());
        bytes.extend(counts.iter().flat_map(|n| count(*n).to_le_bytes()));
        for list in lists {
            bytes.extend(list.iter().flat_map(|n| n.to_le_bytes()));
        }
        bytes.extend_from_slice(strings.text.as_bytes());
        bytes
    }
}

/// Every string once.
#[derive(Default)]
struct Strings<'a> {
    known: HashMap<&'a str, u32>,
    ends: Vec<u32>,
    text: String,
}

impl<'a> Strings<'a> {
    fn number(&mut self, text: &'a str) -> u32 {
        *self.known.entry(text).or_insert_with(|| {
            self.text.push_str(text);
            self.ends.push(count(self.text.len()));
            count(self.ends.len() - 1)
        })
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).expect("a few MB of facts are far below 4 GiB")
}
