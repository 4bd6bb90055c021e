//! Who needs whom: the site its modules, modules each other, the core and their libraries, libraries each other.

use std::collections::{BTreeMap, BTreeSet};

use super::cyclonedx::Dependency;
use super::{CORE, Named, ROOT};
use crate::graph::Graph;
use crate::model::library::{Ecosystem, Library};

/// The whole graph; everything that the bill names has an entry.
pub(super) fn of(graph: &Graph, root: &str, named: &[Named<'_>]) -> Vec<Dependency> {
    let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::from([(root, BTreeSet::new())]);
    let has_core = named.iter().any(|one| one.index.is_none());
    for one in named {
        let within = needs_within(&one.libraries);
        let own = needs.entry(&one.name).or_default();
        own.extend(direct(&within));
        if has_core && one.index.is_some() {
            own.insert(CORE);
        }
        needs.extend(within);
        if root == ROOT {
            needs.entry(root).or_default().insert(&one.name);
        }
    }
    let by_index: BTreeMap<usize, &str> = named.iter().filter_map(|one| Some((one.index?, one.name.as_str()))).collect();
    for edge in graph.edges() {
        // Modules of the core are a part of it.
        if let (Some(from), Some(to)) = (by_index.get(&edge.from), by_index.get(&edge.to)) {
            needs.entry(from).or_default().insert(to);
        }
    }
    let of = |(name, needs): (&str, BTreeSet<&str>)| Dependency {
        name: name.to_owned(),
        needs: needs.into_iter().filter(|other| *other != name).map(str::to_owned).collect(),
    };
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
fn direct<'a>(needs: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<&'a str> {
    let needed: BTreeSet<&str> = needs.iter().flat_map(|(own, others)| others.iter().copied().filter(move |other| other != own)).collect();
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = needs.keys().copied().filter(|name| !needed.contains(name)).collect();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(&needs[name]);
        }
    }
    needs.keys().copied().filter(|name| !needed.contains(name) || !reached.contains(name)).collect()
}
