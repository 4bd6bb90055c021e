//! Joins everything read into facts: every comparison between modules, with the core and with the target is made here, once.
//! Holds no message texts and no severities.

mod bounds;
mod claims;
mod classes;
mod collisions;
mod companies;
mod core_state;
mod descriptor;
mod dynamic;
mod editors;
mod files;
mod hooks;
mod identity;
mod includes;
mod libraries;
mod models;
mod others;
mod package;
mod patches;
mod permissions;
mod php;
mod relations;
mod row;
mod strays;
mod taken;
mod tokens;
mod triggers;
mod uses;
mod versions;

pub(crate) use php::php_versions;
pub(crate) use uses::{Code, Made};

use crate::base::Version;
use crate::core_facts::Known;
use crate::graph::Graph;
use crate::model::fact::Fact;
use crate::model::inventory::{Aims, Inventory};

/// The core that modules are to run on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'k> {
    /// The facts of it and of all others.
    pub known: &'k Known,
    /// Which of them is meant.
    pub bit: u32,
}

/// Everything that rules can ask, sorted by place and kind. What code uses is held against `target`, what it changes against that or the
/// installed release. Only external modules get facts; core modules are what they are held against.
pub(crate) fn facts(inventory: &Inventory, graph: &Graph, target: Option<Target<'_>>, aims: &Aims) -> Vec<Fact> {
    let code = || target.map_or_else(Vec::new, |target| of_code(inventory, target, aims));
    let (mut facts, others) = rayon::join(code, || {
        let mut facts = of_modules(inventory, graph, aims);
        facts.extend(of_changes(inventory, target, aims));
        facts
    });
    facts.extend(others);
    facts.sort_by(|a, b| (&a.place, a.kind, &a.columns).cmp(&(&b.place, b.kind, &b.columns)));
    facts
}

/// What code uses that the target lacks, or takes otherwise.
fn of_code(inventory: &Inventory, Target { known, bit }: Target<'_>, aims: &Aims) -> Vec<Fact> {
    let mut facts = Vec::new();
    let source = aims.source(&inventory.layout);
    let from = source.and_then(|release| known.release(release));
    let made = Made::by(inventory);
    let code = Code::new(inventory, known, &made, aims.php.clone());
    code.facts(from, bit, &mut facts);
    code.behaviour(source, bit, &mut facts);
    facts
}

/// What modules are, and how they hang together.
fn of_modules(inventory: &Inventory, graph: &Graph, aims: &Aims) -> Vec<Fact> {
    let mut facts = Vec::new();
    relations::facts(inventory, graph, &mut facts);
    collisions::facts(inventory, &mut facts);
    libraries::facts(inventory, &mut facts);
    taken::facts(inventory, &mut facts);
    strays::facts(&inventory.layout, &mut facts);
    package::facts(inventory, &mut facts);
    core_state::facts(&inventory.layout, inventory.core.as_ref(), &mut facts);
    for module in inventory.modules.iter().filter(|module| !module.core) {
        descriptor::facts(module, aims, &mut facts);
        identity::facts(module, &mut facts);
        versions::facts(module, &mut facts);
        bounds::facts(module, &inventory.layout, aims, &mut facts);
        permissions::facts(module, &mut facts);
        hooks::facts(module, &mut facts);
        let release = aims.release(&inventory.layout);
        triggers::facts(module, inventory, release, &mut facts);
        let from = aims.target.as_ref().and_then(|_| aims.source(&inventory.layout));
        triggers::unheard(module, release, from, &mut facts);
        files::facts(module, &mut facts);
    }
    facts
}

/// What code changes that is not its own, and what is wrong with it on a version of PHP or for whoever opens its pages.
fn of_changes(inventory: &Inventory, target: Option<Target<'_>>, aims: &Aims) -> Vec<Fact> {
    let mut facts = Vec::new();
    let known = match target {
        Some(target) => target.known,
        None => Known::shipped(),
    };
    let release = target.map(|target| target.bit).or_else(|| known.release(inventory.layout.installed()?));
    patches::facts(inventory, known, release, &mut facts);
    includes::facts(inventory, known, &mut facts);
    models::facts(inventory, known, &mut facts);
    others::facts(inventory, known, &mut facts);
    // Who makes a package wants to know of all releases.
    if let Some(bit) = release.or_else(|| known.majors().last().map(|(bit, _)| *bit)) {
        let target = Target { known, bit };
        tokens::facts(inventory, target, &mut facts);
        editors::facts(inventory, target, &mut facts);
        companies::facts(inventory, target, &mut facts);
    }
    if let Some(on) = php_versions(target, aims) {
        php::facts(inventory, on, aims, &mut facts);
        dynamic::facts(inventory, on, aims, &mut facts);
    }
    facts
}

/// The facts that depend on the release a module is to run on.
pub(crate) fn on_release(inventory: &Inventory, code: &Code<'_>, bit: u32, release: &Version) -> Vec<Fact> {
    let mut facts = Vec::new();
    code.stops(bit, &mut facts);
    let aims = Aims { target: Some(release.clone()), ..Aims::default() };
    for module in inventory.modules.iter().filter(|module| !module.core) {
        bounds::facts(module, &inventory.layout, &aims, &mut facts);
        triggers::unheard(module, Some(release), None, &mut facts);
    }
    facts
}
