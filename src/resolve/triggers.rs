//! Trigger files as `Interfaces::run_triggers` takes them or leaves them.

use crate::base::Version;
use crate::model::facets::{Trigger, TriggerSkip};
use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::place::Placed;

use super::row::{enabled_name, row, yes_no};

/// Old names of core modules and what they are now, both of which `isModEnabled` knows (`core/lib/functions.lib.php: MODULE_MAPPING`).
const MAPPING: [(&str, &str); 15] = [
    ("actioncomm", "agenda"),
    ("adherent", "member"),
    ("banque", "bank"),
    ("categorie", "category"),
    ("commande", "order"),
    ("contrat", "contract"),
    ("entrepot", "stock"),
    ("expedition", "shipping"),
    ("facture", "invoice"),
    ("fichinter", "intervention"),
    ("ficheinter", "intervention"),
    ("fournisseur", "supplier"),
    ("projet", "project"),
    ("propale", "propal"),
    ("socpeople", "contact"),
];

/// The first major release that calls `runTrigger` alone (`core/class/interfaces.class.php: run_triggers`, read in 22.0.4 and 23.0.1).
const WITHOUT_OLD_METHOD: u32 = 23;

pub(super) fn facts(module: &Module, inventory: &Inventory, release: Option<&Version>, facts: &mut Vec<Fact>) {
    let is_unheard = release.is_some_and(calls_new_method_alone);
    for trigger in module.triggers.iter().filter(|trigger| is_meant(trigger)) {
        let (method, deprecated) = (trigger.method.as_ref(), old_method(trigger));
        let named = match deprecated {
            Some(_) if is_unheard => "unheard",
            Some(_) => "run_trigger",
            None => method.map_or("none", |_| "runTrigger"),
        };
        let place = match (&trigger.skipped, &trigger.class, &trigger.other_class, deprecated) {
            (None, None, Some(other), _) => &other.place,
            (None, Some(_), _, Some(method)) => &method.place,
            _ => &trigger.file,
        };
        let fact = row("trigger", module, place)
            .with("file", trigger.file.file.rsplit('/').next().unwrap_or_default())
            .with("skipped", skipped(trigger))
            .with("bound", bound(trigger, module, inventory))
            .with("bound_to", &trigger.bound_to)
            .with("state", state(trigger))
            .with("expected", &trigger.expected_class)
            .with("declared", trigger.other_class.as_ref().map_or("", |class| &class.value))
            .with("method", named);
        facts.push(fact);
    }
}

/// Triggers that Dolibarr makes and never calls on a release. `from` is the release that modules are moved from, where they are.
pub(super) fn unheard(module: &Module, release: Option<&Version>, from: Option<&Version>, facts: &mut Vec<Fact>) {
    let Some(release) = release.filter(|release| calls_new_method_alone(release)) else { return };
    let before = yes_no(from.is_some_and(calls_new_method_alone));
    let made = module.triggers.iter().filter(|trigger| trigger.skipped.is_none() && trigger.class.is_some());
    facts.extend(
        made.filter_map(old_method)
            .map(|method| row("trigger.unheard", module, &method.place).with("target", release.as_str()).with("before", before)),
    );
}

fn calls_new_method_alone(release: &Version) -> bool {
    release.major() >= WITHOUT_OLD_METHOD
}

/// `run_trigger`, where there is no `runTrigger`.
fn old_method(trigger: &Trigger) -> Option<&Placed<String>> {
    trigger.method.as_ref().filter(|method| method.value.eq_ignore_ascii_case("run_trigger"))
}

/// Whether the file wants to be a trigger: helpers, `index.php` and notes lie in the directory too.
fn is_meant(trigger: &Trigger) -> bool {
    let name = trigger.file.file.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    trigger.skipped != Some(TriggerSkip::Name) || (name.starts_with("interface") && name.contains(".php"))
}

fn skipped(trigger: &Trigger) -> &'static str {
    match trigger.skipped {
        None => "no",
        Some(TriggerSkip::Name) => "name",
        Some(TriggerSkip::NoRun) => "no-run",
        Some(TriggerSkip::NotDeclared) => "not-declared",
        Some(TriggerSkip::Directory) => "directory",
    }
}

fn state(trigger: &Trigger) -> &'static str {
    match (&trigger.class, &trigger.other_class) {
        (Some(_), _) => "found",
        (None, Some(_)) => "other",
        (None, None) => "missing",
    }
}

fn bound(trigger: &Trigger, module: &Module, inventory: &Inventory) -> &'static str {
    let wanted = trigger.bound_to.to_ascii_lowercase();
    if wanted == "all" || wanted.is_empty() {
        return "all";
    }
    let is = |module: &Module| enabled_name(module).map(|name| current(&name) == current(&wanted));
    let neighbours: Vec<&Module> = inventory.modules.iter().filter(|other| !other.core && other.shown == module.shown).collect();
    if neighbours.iter().any(|other| is(other) == Some(true)) {
        return "own";
    }
    if neighbours.iter().any(|other| is(other).is_none()) {
        return "unknown";
    }
    let has_core = inventory.modules.iter().any(|other| other.core);
    match inventory.modules.iter().chain(&inventory.beside.modules).any(|other| is(other) == Some(true)) {
        true => "installed",
        false if has_core && inventory.modules.iter().all(|other| is(other).is_some()) => "absent",
        false => "unknown",
    }
}

/// A module's name as it is today.
fn current(name: &str) -> &str {
    MAPPING.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new)
}
