//! Inventory → graph: finds who is meant by each class name.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::{DiGraph, NodeIndex};

use super::{Conflict, Edge, Graph, Missing, SaidBy, core_modules, queries};
use crate::model::inventory::Inventory;
use crate::model::module::Relation;

/// Ties the modules of an inventory together.
///
/// Class names are compared without case, as PHP does it. A core module counts as missing only when the core is known and
/// does not have it; without a core, every name that any release had passes.
pub(crate) fn build(inventory: &Inventory) -> Graph {
    let modules = &inventory.modules;
    let index = classes(inventory);
    let core_known = modules.iter().any(|module| module.core);
    let find = |relation: &Relation| index.get(&relation.class.to_ascii_lowercase()).copied();
    let is_beside =
        |relation: &Relation| inventory.beside.modules.iter().any(|one| one.descriptor.class.eq_ignore_ascii_case(&relation.class));
    let mut net = DiGraph::with_capacity(modules.len(), modules.len());
    for _ in modules {
        net.add_node(());
    }
    let (mut missing, mut conflicts) = (Vec::new(), Vec::new());
    let mut declared = BTreeSet::new();
    for (from, module) in modules.iter().enumerate() {
        for relation in &module.requires.depends {
            match find(relation) {
                Some(to) => {
                    declared.insert((from, to));
                    add(&mut net, Edge { from, to, said_by: SaidBy::Depends, relation: relation.clone() });
                }
                None if !core_known && core_modules::ever_had(&relation.class) => {}
                None if is_beside(relation) => {}
                None => missing.push(Missing { from, relation: relation.clone() }),
            }
        }
        for relation in &module.requires.conflicts {
            let to = find(relation).filter(|to| *to != from);
            conflicts.extend(to.map(|to| Conflict { from, to, relation: relation.clone() }));
        }
    }
    for (to, module) in modules.iter().enumerate() {
        for relation in &module.requires.required_by {
            if let Some(from) = find(relation).filter(|from| *from != to && declared.insert((*from, to))) {
                add(&mut net, Edge { from, to, said_by: SaidBy::RequiredBy, relation: relation.clone() });
            }
        }
    }
    let cycles = queries::cycles(&net);
    Graph { net, missing, conflicts, cycles }
}

/// Class name in lower case → the module that Dolibarr takes: the core's, else the first
/// (`core/lib/admin.lib.php: activateModule` searches the roots in their order and stops at the first file).
fn classes(inventory: &Inventory) -> BTreeMap<String, usize> {
    let mut index = BTreeMap::new();
    let (core, external): (Vec<_>, Vec<_>) = inventory.modules.iter().enumerate().partition(|(_, module)| module.core);
    for (i, module) in core.into_iter().chain(external) {
        index.entry(module.descriptor.class.to_ascii_lowercase()).or_insert(i);
    }
    index
}

fn add(net: &mut DiGraph<(), Edge>, edge: Edge) {
    net.add_edge(NodeIndex::new(edge.from), NodeIndex::new(edge.to), edge);
}
