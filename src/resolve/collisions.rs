//! Values that two modules both claim. A group is told once, at the last external module of it, with the others beside.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::module::Module;

use super::claims::{self, Claim};
use super::row::{named, row};

/// Those who claim one value: where the module stands in the order, and its claim.
type Group<'a> = Vec<(usize, Claim<'a>)>;

pub(super) fn facts(inventory: &Inventory, facts: &mut Vec<Fact>) {
    let order = twice(&inventory.modules, facts);
    let mut groups: BTreeMap<(&str, String), Group<'_>> = BTreeMap::new();
    for (at, module) in order.iter().enumerate() {
        for claim in claims::of(module) {
            let group = groups.entry((claim.what, claim.key.clone())).or_default();
            if group.last().is_none_or(|(last, _)| *last != at) {
                group.push((at, claim));
            }
        }
    }
    // Two modules that share twenty ids are one finding, not twenty.
    let mut bundles: BTreeMap<(Vec<usize>, &str, &str), Vec<Group<'_>>> = BTreeMap::new();
    for ((what, _), group) in groups {
        let last_is_external = group.last().is_some_and(|(at, _)| !order[*at].core);
        if group.len() > 1 && last_is_external {
            let members = group.iter().map(|(at, _)| *at).collect();
            bundles.entry((members, what, detail(what, &group, &order))).or_default().push(group);
        }
    }
    for ((members, what, detail), groups) in bundles {
        facts.push(bundle(&order, &members, what, detail, &groups));
    }
}

fn bundle(order: &[&Module], members: &[usize], what: &str, detail: &str, groups: &[Group<'_>]) -> Fact {
    let (last, others) = members.split_last().expect("a group has at least two members");
    let first = &groups[0];
    let own = &first.last().expect("a group has at least two members").1;
    let names: Vec<&str> = others.iter().map(|at| order[*at].descriptor.class.as_str()).collect();
    let certain = groups.iter().flatten().all(|(_, claim)| claim.certain)
        && groups.iter().all(|group| group.iter().all(|(_, claim)| claim.value == group[0].1.value || what == "trigger-class"));
    let with_core = others.iter().any(|at| order[*at].core);
    let fact = row("collision", order[*last], own.place)
        .with("what", what)
        .with("values", values(groups))
        .with("others", quoted(&names))
        .with("with", if with_core { "core" } else { "module" })
        .with("detail", detail)
        .sure(certain);
    first
        .iter()
        .filter(|(at, _)| at != last)
        .fold(fact, |fact, (at, claim)| fact.beside(claim.place, format!("{} in {}", claim.value, order[*at].descriptor.class)))
}

/// The values of the last members in backticks, the first few by name.
fn values(groups: &[Group<'_>]) -> String {
    let all: Vec<&str> = groups.iter().filter_map(|group| Some(group.last()?.1.value.as_str())).collect();
    named(all.into_iter().map(|value| format!("`{value}`")))
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn detail(what: &str, group: &[(usize, Claim<'_>)], order: &[&Module]) -> &'static str {
    match what {
        // What the core deletes is its own; what an external module deletes may be another's.
        "constant" if group.iter().any(|(at, claim)| claim.detail == "deleted" && !order[*at].core) => "deleted",
        "table" if group.iter().all(|(_, claim)| claim.detail == group[0].1.detail) => "same-columns",
        "table" => "other-columns",
        _ => "none",
    }
}

/// The modules that Dolibarr lists, core modules first; descriptors whose class was there before become facts of their own and claim nothing.
fn twice<'a>(modules: &'a [Module], facts: &mut Vec<Fact>) -> Vec<&'a Module> {
    let mut order: Vec<&Module> = modules.iter().filter(|module| module.core).collect();
    order.extend(modules.iter().filter(|module| !module.core));
    let mut first: BTreeMap<String, &Module> = BTreeMap::new();
    let mut later = BTreeSet::new();
    for (at, module) in order.iter().enumerate() {
        let Some(earlier) = first.get(&module.descriptor.class.to_ascii_lowercase()) else {
            first.insert(module.descriptor.class.to_ascii_lowercase(), module);
            continue;
        };
        later.insert(at);
        if module.core {
            continue;
        }
        let place = if earlier.descriptor.class != module.descriptor.class {
            "other-case"
        } else if earlier.core {
            "core"
        } else if earlier.dir == module.dir {
            "other-root"
        } else {
            "other-directory"
        };
        let fact = row("module.twice", module, &module.descriptor.file)
            .with("place", place)
            .with("other", &earlier.descriptor.class)
            .with("other_dir", &earlier.shown)
            .beside(&earlier.descriptor.file, "the first one");
        facts.push(fact);
    }
    order.into_iter().enumerate().filter(|(at, _)| !later.contains(at)).map(|(_, module)| module).collect()
}
