//! Facts of several releases → one table of bytes, which [`Table`](super::Table) reads in place. Deterministic.
//! Uses the standard library alone, since `build.rs` packs the shipped facts with it.
//!
//! All numbers are 32 bits, little-endian:
//! counts of strings, kinds, entries, variants and headers; the offset of each string's end; for each kind and one more the
//! index of its first entry; entries (owner, name, first variant) and one more that ends the last; variants (releases, shape,
//! file, notes); headers (bit, word, value); then the strings' bytes. Owners, names and so on are numbers of strings.

use std::collections::{BTreeMap, HashMap};

use super::row::{FactsFile, Kind, Row};

/// Numbers in front of the first list.
pub(crate) const COUNTS: usize = 5;

/// What makes two rows speak of one symbol: kind, owner and name.
type Key = (Kind, String, String);

/// Packs files; each comes with the bit of its release.
pub(crate) fn pack(files: &[(u32, FactsFile<'_>)]) -> Vec<u8> {
    let mut releases: HashMap<Row<'_>, u32> = HashMap::new();
    // The newest spelling of a name is the one that is shown.
    let mut spelling: HashMap<Key, (&str, &str)> = HashMap::new();
    for (bit, file) in files {
        for row in &file.rows {
            *releases.entry(*row).or_default() |= 1 << bit;
            spelling.insert(folded(row), (row.owner, row.name));
        }
    }
    let mut entries: BTreeMap<Key, BTreeMap<[&str; 3], u32>> = BTreeMap::new();
    for (row, set) in &releases {
        *entries.entry(folded(row)).or_default().entry([row.shape, row.file, row.notes]).or_default() |= set;
    }
    let mut strings = Strings::default();
    let mut out = Lists { kinds: vec![0; Kind::ALL.len() + 1], ..Lists::default() };
    for (key, variants) in entries {
        let (owner, name) = spelling[&key];
        out.entries.extend([strings.number(owner), strings.number(name), count(out.variants.len() / 4)]);
        out.kinds[key.0 as usize + 1] += 1;
        for ([shape, file, notes], set) in variants {
            out.variants.extend([set, strings.number(shape), strings.number(file), strings.number(notes)]);
        }
    }
    out.entries.extend([0, 0, count(out.variants.len() / 4)]);
    for i in 1..out.kinds.len() {
        out.kinds[i] += out.kinds[i - 1];
    }
    for (bit, file) in files {
        for (word, value) in &file.header {
            out.headers.extend([*bit, strings.number(word), strings.number(value)]);
        }
    }
    out.bytes(&strings)
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
        let numbers = counts.iter().map(|n| count(*n)).chain(lists.into_iter().flatten().copied());
        let mut bytes: Vec<u8> = numbers.flat_map(u32::to_le_bytes).collect();
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

fn folded(row: &Row<'_>) -> Key {
    let fold = |text: &str| if row.kind.ignores_case() { text.to_ascii_lowercase() } else { text.to_owned() };
    // Members of a class are found by the class, whose name ignores case whatever the member's does.
    let owner = if row.owner.is_empty() { String::new() } else { row.owner.to_ascii_lowercase() };
    (row.kind, owner, fold(row.name))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).expect("a few MB of facts are far below 4 GiB")
}
