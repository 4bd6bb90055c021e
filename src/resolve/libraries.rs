//! PHP libraries that modules ship in different versions. PHP takes the classes of whichever is loaded first. What lies in a namespace of
//! its own, what is not there, and what is for development only meets no other.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::library::{Ecosystem, Library};
use crate::model::module::Module;

use super::row::{named, row};

/// A module and what it ships of one library, in Dolibarr's order.
type Shipped<'a> = Vec<(&'a Module, &'a Library)>;

pub(super) fn facts(inventory: &Inventory, facts: &mut Vec<Fact>) {
    let mut seen = BTreeSet::new();
    // That a module lies there twice is told already.
    let modules = inventory.modules.iter().filter(|module| !module.core && seen.insert(module.descriptor.class.to_ascii_lowercase()));
    let mut libraries: BTreeMap<(Ecosystem, String, &str), Shipped<'_>> = BTreeMap::new();
    for module in modules {
        for library in module.libraries.iter().filter(|library| library.shipped && !library.dev && library.version.is_some()) {
            let Some(namespace) = &library.namespace else { continue };
            libraries.entry((library.ecosystem, library.name.to_lowercase(), namespace)).or_default().push((module, library));
        }
    }
    // Two modules that share ten packages are one finding, not ten.
    let mut bundles: BTreeMap<(Vec<&str>, &str), Vec<Shipped<'_>>> = BTreeMap::new();
    for shipped in libraries.into_values().filter_map(differing) {
        let members = shipped.iter().map(|(module, _)| module.shown.as_str()).collect();
        bundles.entry((members, apart(&shipped))).or_default().push(shipped);
    }
    facts.extend(bundles.into_iter().map(|((_, apart), group)| bundle(apart, &group)));
}

/// The modules that ship a library, when the last of them ships a version that another does not.
fn differing(mut shipped: Shipped<'_>) -> Option<Shipped<'_>> {
    let (last, own) = shipped.last().copied()?;
    // Versions inside of one module are its author's business.
    shipped.retain(|(module, library)| !std::ptr::eq(*module, last) && numbers(library) != numbers(own));
    if shipped.is_empty() {
        return None;
    }
    shipped.push((last, own));
    Some(shipped)
}

fn bundle(apart: &str, group: &[Shipped<'_>]) -> Fact {
    let (last, own) = *group[0].last().expect("a group has at least two modules");
    let versions = named(group.iter().map(|shipped| told(shipped)));
    let fact = row("library", last, &own.place).with("versions", versions).with("apart", apart);
    let others = group.iter().flat_map(|shipped| &shipped[..shipped.len() - 1]);
    others.fold(fact, |fact, (module, library)| {
        let words = format!("`{}` {} in {}", library.name, version(library), module.descriptor.class);
        fact.beside(&library.place, words)
    })
}

/// `name` 2.0 (1.0 in `modOther`)
fn told(shipped: &[(&Module, &Library)]) -> String {
    let (_, own) = shipped.last().expect("a group has at least two modules");
    let others =
        shipped[..shipped.len() - 1].iter().map(|(module, library)| format!("{} in `{}`", version(library), module.descriptor.class));
    format!("`{}` {} ({})", own.name, version(own), others.collect::<Vec<_>>().join(", "))
}

fn version(library: &Library) -> &str {
    library.version.as_deref().unwrap_or_default()
}

/// `major` when some of the versions may break what the others promise, by the rules of semantic versioning.
fn apart(shipped: &[(&Module, &Library)]) -> &'static str {
    let promise = |library: &Library| {
        let numbers = numbers(library);
        let first = numbers.first().cloned().unwrap_or_default();
        // Before 1.0 every minor version may break.
        let second = if first == "0" { numbers.get(1).cloned() } else { None };
        (first, second)
    };
    let promises: BTreeSet<_> = shipped.iter().map(|(_, library)| promise(library)).collect();
    if promises.len() > 1 { "major" } else { "minor" }
}

/// The parts of a version; `v1.2` and `1.2.0` are the same.
fn numbers(library: &Library) -> Vec<String> {
    let text = version(library).to_lowercase();
    let text = text.strip_prefix('v').unwrap_or(&text);
    let text = text.split('+').next().unwrap_or_default();
    let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    while parts.len() > 1 && parts.last().is_some_and(|part| part.bytes().all(|byte| byte == b'0')) {
        parts.pop();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::library::KnownBy;
    use crate::model::place::Place;
    use crate::model::sample::{inventory, module};

    fn library(name: &str, version: &str) -> Library {
        Library {
            ecosystem: Ecosystem::Composer,
            name: name.to_owned(),
            version: Some(version.to_owned()),
            licences: Vec::new(),
            place: Place::file(format!("{name}.json")),
            more: Vec::new(),
            known_by: KnownBy::Installed,
            shipped: true,
            dev: false,
            requires: Vec::new(),
            namespace: Some("psr".to_owned()),
        }
    }

    /// What is told of modules with these libraries.
    fn told(sites: &[&[Library]]) -> Vec<String> {
        let modules = sites.iter().enumerate().map(|(at, libraries)| {
            let mut module = module(&format!("m{at}"), &format!("modM{at}"));
            module.libraries = libraries.to_vec();
            module
        });
        let mut found = Vec::new();
        facts(&inventory(modules.collect()), &mut found);
        found.iter().map(|fact| format!("{} {}: {}", fact.columns["class"], fact.columns["apart"], fact.columns["versions"])).collect()
    }

    #[test]
    fn the_last_module_with_another_version_is_told_once_for_all_libraries() {
        let (old, new) = ([library("a/x", "1.0"), library("a/y", "1.5")], [library("A/x", "v2.0.0"), library("a/y", "3.0")]);
        assert_eq!(told(&[&old, &new]), ["modM1 major: `A/x` v2.0.0 (1.0 in `modM0`), `a/y` 3.0 (1.5 in `modM0`)"]);
        assert_eq!(told(&[&old[..1], &[library("a/x", "1.4")]]), ["modM1 minor: `a/x` 1.4 (1.0 in `modM0`)"]);
        assert_eq!(told(&[&[library("a/x", "0.3.1")], &[library("a/x", "0.4.0")]]).len(), 1);
    }

    #[test]
    fn what_cannot_meet_is_not_told() {
        let one = [library("a/x", "1.0")];
        let but = |edit: &dyn Fn(&mut Library)| {
            let mut other = library("a/x", "2.0");
            edit(&mut other);
            told(&[&one, &[other]])
        };
        assert_eq!(but(&|_| {}).len(), 1);
        assert!(but(&|other| other.version = Some("v1.0.0".to_owned())).is_empty(), "the same version");
        assert!(but(&|other| other.namespace = Some("acme".to_owned())).is_empty(), "a namespace of its own");
        assert!(but(&|other| other.namespace = None).is_empty(), "no class");
        assert!(but(&|other| other.shipped = false).is_empty(), "not there");
        assert!(but(&|other| other.dev = true).is_empty(), "for development");
        assert!(but(&|other| other.version = None).is_empty(), "no version");
        assert!(told(&[&[library("a/x", "1.0"), library("a/x", "2.0")]]).is_empty(), "one module");
    }
}
