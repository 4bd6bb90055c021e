//! What took the place of things that are gone, from `rules/uses/successors.txt`. The core's own comments count first.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::lists::lines;
use super::row::Kind;
use super::table::Entry;

const TEXT: &str = include_str!("../../rules/uses/successors.txt");

/// New names by kind and whole old name.
type Successors = HashMap<(Kind, &'static str), &'static str>;

/// The name that has taken the place of a symbol's.
pub(super) fn successor(entry: &Entry<'_>) -> Option<&'static str> {
    static ALL: OnceLock<Successors> = OnceLock::new();
    ALL.get_or_init(|| rows().map(|(kind, old, new)| ((kind, old), new)).collect()).get(&(entry.kind, &*entry.full_name())).copied()
}

/// Every line of the list.
pub(crate) fn rows() -> impl Iterator<Item = (Kind, &'static str, &'static str)> {
    lines(TEXT).filter_map(|line| {
        let (kind, (old, new)) = line.split_once('\t').and_then(|(kind, names)| Some((kind, names.split_once('\t')?)))?;
        Some((Kind::parse(kind)?, old, new))
    })
}
