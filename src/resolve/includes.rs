//! Files of a module that its own code includes and that are not there.

use std::collections::{BTreeMap, BTreeSet};

use super::row::{row, yes_no};
use crate::core_facts::Known;
use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::site::{ModuleDir, inside};
use crate::model::uses::{Included, Thing, Uses};
use crate::site::is_library;

/// Files that pages include to get at Dolibarr, at whatever depth they find them.
const MAIN: [&str; 2] = ["main.inc.php", "master.inc.php"];

/// Tells of includes that run whenever their code is reached: one behind a test for the file is no mistake.
pub(super) fn facts(inventory: &Inventory, known: &Known, facts: &mut Vec<Fact>) {
    for (index, files) in &inventory.uses {
        let module = &inventory.modules[*index];
        let Some(dir) = inventory.layout.modules.iter().find(|dir| dir.shown == module.shown) else { continue };
        let mut missing: BTreeMap<(String, bool), BTreeSet<&Place>> = BTreeMap::new();
        for (included, path) in files.iter().flat_map(|uses| own(uses, module, dir, known)) {
            missing.entry((path, included.required)).or_default().insert(&included.place);
        }
        let is_package = inventory.layout.package.is_some();
        for ((path, required), places) in missing {
            // Who works on a module fetches its libraries with a tool; who is given an archive does not.
            if is_library(&path) && !is_package {
                continue;
            }
            let mut places = places.into_iter();
            let Some(first) = places.next() else { continue };
            let fact = row("include.missing", module, first)
                .with("path", path)
                .with("how", if required { "requires" } else { "includes" })
                .with("packaged", yes_no(is_package));
            facts.push(fact.also(places));
        }
    }
}

/// The includes of a file that mean one of the module and find none, each with the path in the module.
fn own<'u>(uses: &'u Uses, module: &Module, dir: &ModuleDir, known: &Known) -> Vec<(&'u Included, String)> {
    let inner = |included: &'u Included| {
        let path = inside(if included.is_shown { &module.shown } else { &module.dir }, &included.path)?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_plain = name.ends_with(".php") && !MAIN.contains(&name) && !path.contains([':', '\\']);
        // A module may be called as a directory of the core.
        let is_core = !included.is_shown && known.present(&Thing::File(included.path.clone())).is_some();
        (is_plain && !is_core && !module.dir.is_empty()).then(|| path.to_owned())
    };
    // What a descriptor needs is told of the descriptor.
    let descriptor = dir.descriptors.iter().any(|path| path.ends_with(&format!("/{}", uses.file)));
    let is_own_code = !descriptor && !is_library(&uses.file);
    let told = uses.includes.iter().filter(|included| is_own_code && included.guard.is_none() && !included.searched);
    told.filter_map(|included| Some((included, inner(included)?))).filter(|(_, path)| dir.file(path).is_none()).collect()
}
