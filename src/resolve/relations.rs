//! Dependencies, conflicts and cycles among modules. The graph finds them; this decides which can be judged.

use crate::graph::Graph;
use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::module::{Module, Relation};

use super::row::{row, yes_no};

pub(super) fn facts(inventory: &Inventory, graph: &Graph, facts: &mut Vec<Fact>) {
    let modules = &inventory.modules;
    unmet(inventory, graph, facts);
    for cycle in graph.cycles() {
        let members: Vec<&Module> = cycle.iter().map(|at| &modules[*at]).collect();
        facts.extend(circle(&members));
    }
    for conflict in graph.conflicts() {
        let (from, to) = (&modules[conflict.from], &modules[conflict.to]);
        // `activateModule` reads numeric keys only, so a key with a country never counts.
        if (from.core && to.core) || conflict.relation.country.is_some() {
            continue;
        }
        let fact = row("conflict", from, &conflict.relation.place)
            .with("other", &to.descriptor.class)
            .with("other_dir", &to.shown)
            .sure(is_always(&conflict.relation))
            .beside(&to.descriptor.file, "the other module");
        facts.push(fact);
    }
}

/// A cycle, told at its first external module.
fn circle(members: &[&Module]) -> Option<Fact> {
    let start = members.iter().position(|module| !module.core)?;
    let path: Vec<&Module> = members.iter().cycle().skip(start).take(members.len() + 1).copied().collect();
    let needs = |pair: &[&Module]| {
        let (from, to) = (pair[0], &pair[1].descriptor.class);
        from.requires.depends.iter().find(|relation| relation.class.eq_ignore_ascii_case(to)).cloned()
    };
    let edges: Vec<Relation> = path.windows(2).filter_map(needs).collect();
    let names: Vec<&str> = path.iter().map(|module| module.descriptor.class.as_str()).collect();
    let (first, others) = edges.split_first()?;
    let fact = row("dependency.cycle", path[0], &first.place)
        .with("path", names.join(" → "))
        .sure(edges.len() == members.len() && edges.iter().all(is_always));
    Some(others.iter().fold(fact, |fact, edge| fact.beside(&edge.place, format!("needs {}", edge.class))))
}

/// Dependencies that are not there. `activateModule` looks for a file `<class>.class.php`, so a name in other capitals is not found either
/// where the file system tells them apart.
fn unmet(inventory: &Inventory, graph: &Graph, facts: &mut Vec<Fact>) {
    let modules = &inventory.modules;
    let core = if modules.iter().any(|module| module.core) { "known" } else { "unknown" };
    let mut tell = |from: &Module, relation: &Relation, found: &str| {
        if from.core || relation.class.trim().is_empty() {
            return;
        }
        let fact = row("dependency.unmet", from, &relation.place)
            .with("name", &relation.class)
            .with("found", found)
            .with("spelling", if found.is_empty() { "absent" } else { "other-case" })
            .with("country", relation.country.as_deref().unwrap_or_default())
            .with("limited", yes_no(relation.country.is_some()))
            .with("core", core)
            .sure(is_always(relation));
        facts.push(fact);
    };
    for missing in graph.missing() {
        tell(&modules[missing.from], &missing.relation, "");
    }
    for module in modules {
        for relation in &module.requires.depends {
            let named = |other: &&Module| other.descriptor.class.eq_ignore_ascii_case(&relation.class);
            let mut found = modules.iter().filter(named).map(|other| other.descriptor.class.as_str());
            if let Some(first) = found.next()
                && first != relation.class
                && found.all(|class| class != relation.class)
            {
                tell(module, relation, first);
            }
        }
    }
}

fn is_always(relation: &Relation) -> bool {
    relation.country.is_none() && relation.when.is_empty()
}
