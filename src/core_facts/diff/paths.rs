//! Files of two releases.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Pair, Side, What, of};
use crate::core_facts::row::Kind;

/// File names that say nothing of what is in the file.
const COMMON_NAMES: &[&str] = &[
    "about.php",
    "admin.php",
    "card.php",
    "document.php",
    "export.php",
    "index.php",
    "info.php",
    "list.php",
    "menu.tpl.php",
    "note.php",
    "other.php",
    "setup.php",
    "stats.php",
];

/// Paths: a file whose functions and classes are found in a file of the same name elsewhere has moved; libraries are told as a whole.
pub(super) fn paths(pairs: &[Pair<'_>], old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let (declared, declares) = (declarations(old), declarations(new));
    let is_same = |from: &str, to: &str| match (declared.get(from), declares.get(to)) {
        (Some(old), Some(new)) => old.intersection(new).next().is_some(),
        // Pages declare nothing; one that stays in its part of the tree is likely the same.
        (None, None) => from.split('/').next() == to.split('/').next() && !COMMON_NAMES.contains(&from.rsplit('/').next().unwrap_or(from)),
        _ => false,
    };
    let mut changes = Vec::new();
    let mut libraries: BTreeMap<(String, What), usize> = BTreeMap::new();
    let mut by_name: BTreeMap<&str, (Vec<&Pair<'_>>, Vec<&Pair<'_>>)> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.old.is_empty() != pair.new.is_empty()) {
        let path = pair.entry.name();
        if let Some(library) = library(path) {
            let what = if pair.new.is_empty() { What::Removed } else { What::Added };
            *libraries.entry((library, what)).or_default() += 1;
            continue;
        }
        let (gone, came) = by_name.entry(path.rsplit('/').next().unwrap_or(path)).or_default();
        if pair.new.is_empty() { gone.push(pair) } else { came.push(pair) }
    }
    for (gone, came) in by_name.into_values() {
        if let ([from], [to]) = (gone.as_slice(), came.as_slice())
            && is_same(from.entry.name(), to.entry.name())
        {
            let (before, after) = (from.entry.name().to_owned(), to.entry.name().to_owned());
            changes.push(Change { before, after: after.clone(), replacement: after, ..of(from, What::Moved) });
            continue;
        }
        changes.extend(gone.into_iter().map(|pair| of(pair, What::Removed)));
        changes.extend(came.into_iter().map(|pair| of(pair, What::Added)));
    }
    let empty = String::new;
    changes.extend(libraries.into_iter().map(|((name, what), members)| {
        let (kind, before, after, file, replacement) = (Kind::Path, empty(), empty(), empty(), empty());
        Change { kind, name, what, before, after, file, replacement, members }
    }));
    changes
}

/// The functions and classes of each file, in small letters.
fn declarations(side: Side<'_>) -> BTreeMap<&str, BTreeSet<String>> {
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for entry in [Kind::Function, Kind::Class].into_iter().flat_map(|kind| side.table.all(kind)) {
        for variant in entry.variants_in(side.bit) {
            found.entry(variant.file).or_default().insert(entry.name().to_ascii_lowercase());
        }
    }
    found
}

/// `includes/stripe/` for what lies in a library.
fn library(path: &str) -> Option<String> {
    let at = if path.starts_with("includes/") { 0 } else { path.find("/includes/")? + 1 };
    let name = path[at + "includes/".len()..].split_once('/')?.0;
    Some(format!("{}includes/{name}/", &path[..at]))
}
