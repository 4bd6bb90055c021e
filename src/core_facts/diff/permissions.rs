//! Permissions of two releases.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Pair, Side, What};
use crate::core_facts::row::Kind;

/// Permissions are asked for by name, so one that only has another id has changed its number, and nothing more.
pub(super) fn permissions(pairs: &[Pair<'_>], old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let (before, after) = (by_name(pairs, false), by_name(pairs, true));
    let ids = |held: Option<&Held<'_>>| held.map_or(String::new(), |(ids, _)| ids.iter().copied().collect::<Vec<_>>().join(", "));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changes = names.into_iter().filter_map(|name| {
        let (was, is) = (before.get(name), after.get(name));
        let what = match (was, is) {
            (Some(_), None) => What::Removed,
            (None, _) => What::Added,
            (Some(was), Some(is)) if was.0 != is.0 => What::Changed,
            _ => return None,
        };
        let (module, side) = is.map(|held| (&held.1, new)).or_else(|| was.map(|held| (&held.1, old)))?;
        let file = side.table.find(Kind::Module, "", module).and_then(|entry| entry.variants_in(side.bit).next()).map_or("", |v| v.file);
        let (kind, members) = (Kind::Permission, 0);
        let (replacement, file) = (String::new(), file.to_owned());
        Some(Change { kind, name: name.clone(), what, before: ids(was), after: ids(is), file, replacement, members })
    });
    changes.collect()
}

/// The ids of a permission, and the module that has it.
type Held<'t> = (BTreeSet<&'t str>, &'t str);

fn by_name<'t>(pairs: &[Pair<'t>], is_new: bool) -> BTreeMap<String, Held<'t>> {
    let mut names: BTreeMap<String, Held<'t>> = BTreeMap::new();
    for pair in pairs {
        for variant in if is_new { &pair.new } else { &pair.old } {
            let held = names.entry(variant.shape.to_owned()).or_default();
            held.0.insert(pair.entry.name());
            held.1 = variant.note("in").unwrap_or_default();
        }
    }
    names
}
