//! Queries of modules that select rows of a table of the core whatever company they belong to, where the core keeps them apart by `entity`.

use std::collections::{BTreeMap, BTreeSet};

use super::Target;
use super::row::rows;
use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::uses::Thing;

/// Directories of code that people run by hand, for all companies.
const BY_HAND: [&str; 4] = ["cron", "install", "script", "scripts"];

/// One fact for each table and module.
pub(super) fn facts(inventory: &Inventory, Target { known, bit }: Target<'_>, facts: &mut Vec<Fact>) {
    let is_there = |thing: &Thing| known.present(thing).is_some_and(|there| there & (1 << bit) != 0);
    for (index, files) in &inventory.uses {
        let module = &inventory.modules[*index];
        let mut tables: BTreeMap<&str, BTreeSet<&Place>> = BTreeMap::new();
        let pages = files.iter().filter(|file| !is_for_all(module, &file.file));
        for (file, selected) in pages.flat_map(|file| file.selects.iter().map(move |selected| (file, selected))) {
            let reached = file.reached(selected.guard, known.all, &|thing| known.present(thing));
            if is_there(&Thing::Column(selected.table.clone(), "entity".to_owned())) && reached & (1 << bit) != 0 {
                tables.entry(&selected.table).or_default().insert(&selected.place);
            }
        }
        facts.extend(tables.into_iter().filter_map(|(table, places)| Some(rows("query.companies", module, places)?.with("table", table))));
    }
}

/// Whether a file is one that runs without a user of one company: a script, or the class of a job.
fn is_for_all(module: &Module, file: &str) -> bool {
    let mut parts = file.split('/').rev();
    let name = parts.next().unwrap_or_default();
    let is_job = |class: &str| class.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name));
    parts.any(|dir| BY_HAND.iter().any(|known| dir.eq_ignore_ascii_case(known)))
        || module.cron_jobs.iter().filter_map(|job| job.class.known()).any(|class| is_job(class))
}
