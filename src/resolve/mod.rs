//! Joins everything read into facts: every comparison between modules, with the core and with the target is made here, once.
//! Holds no message texts and no severities.

mod bounds;
mod claims;
mod collisions;
mod descriptor;
mod files;
mod hooks;
mod identity;
mod permissions;
mod relations;
mod row;
mod strays;
mod taken;
mod triggers;
mod uses;
mod versions;

use crate::core_facts::Known;
use crate::graph::Graph;
use crate::model::fact::Fact;
use crate::model::inventory::{Aims, Inventory};

/// Everything that rules can ask, sorted by place and kind. Only external modules get facts; core modules are what they are held against.
pub(crate) fn facts(inventory: &Inventory, graph: &Graph, known: &Known, aims: &Aims) -> Vec<Fact> {
    let mut facts = Vec::new();
    relations::facts(inventory, graph, &mut facts);
    collisions::facts(inventory, &mut facts);
    taken::facts(inventory, &mut facts);
    strays::facts(&inventory.layout, &mut facts);
    uses::facts(inventory, known, aims, &mut facts);
    for module in inventory.modules.iter().filter(|module| !module.core) {
        descriptor::facts(module, aims, &mut facts);
        identity::facts(module, &mut facts);
        versions::facts(module, &mut facts);
        bounds::facts(module, &inventory.layout, aims, &mut facts);
        permissions::facts(module, &mut facts);
        hooks::facts(module, &mut facts);
        triggers::facts(module, inventory, &mut facts);
        files::facts(module, &mut facts);
    }
    facts.sort_by(|a, b| (&a.place, a.kind, &a.columns).cmp(&(&b.place, b.kind, &b.columns)));
    facts
}
