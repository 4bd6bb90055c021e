//! Files of other modules that code includes whatever is there, so that it needs those modules.

use std::collections::{BTreeMap, BTreeSet};

use super::row::{enabled_name, rows, yes_no};
use crate::core_facts::Known;
use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::site::SiteKind;
use crate::site::is_library;

/// Directories of a root that are no modules; cores before the first known one had a `lib`.
const NOT_MODULES: [&str; 4] = ["custom", "documents", "lib", "vendor"];

/// One fact for each module that is needed, and in what state it is.
pub(super) fn facts(inventory: &Inventory, known: &Known, facts: &mut Vec<Fact>) {
    for (index, files) in &inventory.uses {
        let module = &inventory.modules[*index];
        let mut found: BTreeMap<(&str, &str, bool), BTreeSet<&Place>> = BTreeMap::new();
        for included in files.iter().filter(|uses| !is_library(&uses.file)).flat_map(|uses| &uses.includes) {
            let Some((dir, file)) = included.path.split_once('/').filter(|_| included.always && !included.is_shown) else { continue };
            if !NOT_MODULES.contains(&dir) && !known.is_directory(dir) && !is_own(inventory, module, dir, file) {
                let state = state(inventory, dir, file);
                // Of what is there it does not matter how it is included.
                let required = included.required && matches!(state, "absent" | "no-file");
                found.entry((dir, state, required)).or_default().insert(&included.place);
            }
        }
        for ((dir, state, required), places) in found {
            let fact = rows("module.included", module, places).map(|fact| {
                let fact = fact.with("other", dir).with("state", state).with("how", if required { "requires" } else { "includes" });
                fact.with("declared", yes_no(declares(inventory, module, dir))).sure(state != "absent")
            });
            facts.extend(fact);
        }
    }
}

/// Whether a path is one of the module itself, which may lie in a directory of any name where it was opened alone.
fn is_own(inventory: &Inventory, module: &Module, dir: &str, file: &str) -> bool {
    let is_named = |name: &str| name.eq_ignore_ascii_case(dir);
    let has = || inventory.layout.modules.iter().any(|own| own.shown == module.shown && own.file(file).is_some());
    is_named(&module.dir) || enabled_name(module).as_deref().is_some_and(is_named) || has()
}

/// Whether a file of another module is there, as far as what was opened tells.
fn state(inventory: &Inventory, dir: &str, file: &str) -> &'static str {
    let mut same = inventory.layout.modules.iter().filter(|other| other.in_place && other.name == dir).peekable();
    let is_stray = || inventory.layout.strays.iter().any(|stray| stray.place.file.rsplit('/').next() == Some(dir));
    match () {
        () if same.peek().is_some() => {
            if same.any(|other| other.file(file).is_some()) {
                "here"
            } else {
                "no-file"
            }
        }
        () if inventory.beside.modules.iter().any(|other| other.dir == dir) => "here",
        () if inventory.layout.kind == SiteKind::Installation && !is_stray() => "absent",
        () => "unknown",
    }
}

/// Whether a descriptor names the module of a directory as one that it needs.
fn declares(inventory: &Inventory, module: &Module, dir: &str) -> bool {
    let others = inventory.modules.iter().chain(&inventory.beside.modules).filter(|other| other.dir == dir);
    let classes: Vec<&str> = others.map(|other| other.descriptor.class.as_str()).collect();
    let usual = format!("mod{dir}");
    let is_it = |class: &str| class.eq_ignore_ascii_case(&usual) || classes.iter().any(|other| other.eq_ignore_ascii_case(class));
    module.requires.depends.iter().any(|needed| is_it(&needed.class))
}
