//! Who needs whom: the site its modules, modules each other, the core and their libraries, libraries each other.

use std::collections::{BTreeMap, BTreeSet};

use super::cyclonedx::Dependency;
use super::{CORE, Named, Parts, ROOT};
use crate::model::library::{Ecosystem, Library};

/// The whole graph; everything that the bill names has an entry.
pub(super) fn of(parts: &Parts<'_>, root: &str, has_core: bool, named: &[Named<'_>]) -> Vec<Dependency> {
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    needs.entry(root.to_owned()).or_default();
    if has_core {
        needs.entry(CORE.to_owned()).or_default();
        needs.entry(root.to_owned()).or_default().insert(CORE.to_owned());
    }
    let by_index: BTreeMap<usize, &str> = named.iter().map(|one| (one.index, one.name.as_str())).collect();
    for one in named {
        let own = needs.entry(one.name.clone()).or_default();
        own.extend(has_core.then(|| CORE.to_owned()));
        let within = needs_within(&one.libraries);
        own.extend(direct(&within));
        for (name, others) in within {
            needs.entry(name.to_owned()).or_default().extend(others.into_iter().map(str::to_owned));
        }
        if root == ROOT {
            needs.entry(root.to_owned()).or_default().insert(one.name.clone());
        }
    }
    for edge in parts.graph.edges() {
        // Modules of the core are a part of it.
        if let (Some(from), Some(to)) = (by_index.get(&edge.from), by_index.get(&edge.to)) {
            needs.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
    }
    let of =
        |(name, needs): (String, BTreeSet<String>)| Dependency { needs: needs.into_iter().filter(|other| *other != name).collect(), name };
    needs.into_iter().map(of).collect()
}

/// The libraries of a module that each of them needs, by name.
fn needs_within<'a>(libraries: &'a [(String, &Library)]) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut by_name: BTreeMap<(Ecosystem, String), &str> = BTreeMap::new();
    for (name, library) in libraries {
        by_name.entry((library.ecosystem, library.name.to_lowercase())).or_insert(name);
    }
    let wanted = |library: &Library| {
        let names = library.requires.iter().map(|name| (library.ecosystem, name.to_lowercase()));
        names.filter_map(|key| by_name.get(&key).copied()).collect()
    };
    libraries.iter().map(|(name, library)| (name.as_str(), wanted(library))).collect()
}

/// Libraries that no other one of the module needs; of those that need each other in a circle, all.
fn direct(needs: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<String> {
    let needed: BTreeSet<&str> = needs.iter().flat_map(|(own, others)| others.iter().copied().filter(move |other| other != own)).collect();
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = needs.keys().copied().filter(|name| !needed.contains(name)).collect();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(&needs[name]);
        }
    }
    needs.keys().filter(|name| !needed.contains(**name) || !reached.contains(**name)).map(|name| (*name).to_owned()).collect()
}
