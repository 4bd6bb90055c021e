//! Names of modules that the core has taken for its own tables and triggers.

use crate::model::fact::Fact;
use crate::model::inventory::Inventory;

use super::claims;
use super::row::row;

pub(super) fn facts(inventory: &Inventory, facts: &mut Vec<Fact>) {
    for module in inventory.modules.iter().filter(|module| !module.core) {
        for claim in claims::of(module) {
            let is_same = |taken: &&crate::model::site::Taken| taken.what == claim.what && taken.name.eq_ignore_ascii_case(&claim.key);
            if let Some(taken) = inventory.layout.taken.iter().find(is_same) {
                let fact = row("core.taken", module, claim.place).with("what", claim.what).with("value", &claim.value);
                facts.push(fact.beside(&taken.place, "the core's"));
            }
        }
    }
}
