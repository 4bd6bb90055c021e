//! Facts of several releases → one table of bytes, which [`Table`](super::Table) reads in place. Deterministic.
//! Uses the standard library alone, since `build.rs` packs the shipped facts with it.
//!
//! All numbers are 32 bits, little-endian:
//! counts of strings, kinds, entries, variants and headers; the offset of each string's end; for each kind and one more the
//! index of its first entry; entries (owner, name, first variant) and one more that ends the last; variants (releases, shape,
//! file, notes); headers (bit, word, value); then the strings' bytes. Owners, names and so on are numbers of strings.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::row::{FactsFile, Kind, Row};

/// Numbers in front of the first list.
pub(crate) const COUNTS: usize = 5;

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
    let (mut strings, mut variants) = (Strings::default(), Vec::new());
    let mut out = Lists { kinds: vec![0; Kind::ALL.len() + 1], ..Lists::default() };
    for symbol in rows.chunk_by(|(a, _), (b, _)| order(a, b).is_eq()) {
        let Some((shown, _)) = symbol.last() else { continue };
        variants.clear();
        variants.extend(symbol.iter().map(|(row, set)| ([row.shape, row.file, row.notes], *set)));
        variants.sort_unstable();
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
    out.bytes(&strings)
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
}

impl Lists {
    fn bytes(&self, strings: &Strings<'_>) -> Vec<u8> {
        let counts = [strings.ends.len(), self.kinds.len(), self.entries.len() / 3, self.variants.len() / 4, self.headers.len() / 3];
        let lists = [&strings.ends, &self.kinds, &self.entries, &self.variants, &self.headers];
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
