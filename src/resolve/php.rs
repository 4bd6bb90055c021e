//! What modules use of PHP itself that the version they are to run on calls deprecated, or no longer has.

use std::collections::{BTreeMap, BTreeSet};

use super::row::row;
use crate::base::Version;
use crate::core_facts::passing;
use crate::model::fact::{Fact, times};
use crate::model::inventory::Inventory;
use crate::model::place::Place;
use crate::model::uses::{Condition, Thing, Use, Uses};

/// One fact for each function and module, with all its places. A call behind a test for the function or for PHP's version is no mistake.
pub(super) fn facts(inventory: &Inventory, php: &Version, facts: &mut Vec<Fact>) {
    let declared = inventory.uses.iter().flat_map(|(_, files)| files).flat_map(|file| &file.declares);
    let own: BTreeSet<&Thing> = declared.map(|declaration| &declaration.thing).collect();
    for (index, files) in &inventory.uses {
        let mut found: BTreeMap<&str, BTreeSet<&Place>> = BTreeMap::new();
        for (file, used) in files.iter().flat_map(|file| file.uses.iter().map(move |used| (file, used))) {
            if let Thing::Function(name) = &used.thing
                && passing(name).is_some_and(|passing| passing.deprecated <= *php)
                && !own.contains(&used.thing)
                && !is_tested(file, used, name)
            {
                found.entry(name).or_default().insert(&used.place);
            }
        }
        for (name, places) in found {
            let Some(passing) = passing(name) else { continue };
            let removed = passing.removed.as_ref().filter(|removed| *removed <= php);
            let mut others = places.iter().copied();
            let Some(first) = others.next() else { continue };
            let fact = row("php.function", &inventory.modules[*index], first)
                .with("name", name)
                .with("state", if removed.is_some() { "removed" } else { "deprecated" })
                .with("since", removed.unwrap_or(&passing.deprecated).as_str())
                .with("instead", if passing.instead.is_empty() { "something else".to_owned() } else { passing.instead.to_owned() })
                .with("php", php.as_str())
                .with("times", times(places.len()));
            facts.push(fact.also(others));
        }
    }
}

/// Whether some test around a call asks for the function or for PHP's version.
fn is_tested(file: &Uses, used: &Use, name: &str) -> bool {
    let mut at = used.guard;
    while let Some(guard) = at.and_then(|at| file.guards.get(at)) {
        if asks(&guard.condition, name) {
            return true;
        }
        at = guard.outer;
    }
    false
}

fn asks(condition: &Condition, name: &str) -> bool {
    match condition {
        Condition::Exists(Thing::Function(function)) => function == name,
        Condition::Exists(Thing::Constant(constant)) => constant == "PHP_VERSION",
        Condition::Not(inner) => asks(inner, name),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| asks(part, name)),
        Condition::Exists(_) | Condition::Releases(_) | Condition::Unknown => false,
    }
}
