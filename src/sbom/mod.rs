//! The software bill of materials of a site, as CycloneDX writes it: modules, the libraries that they bring along, and who needs whom.
//! Says only what was read; never asks a registry.

mod addresses;
mod components;
mod cyclonedx;
mod dependencies;
mod licences;
mod time;

use std::collections::BTreeSet;

use crate::graph::Graph;
use crate::manifest::{Places, numbered};
use crate::model::inventory::Inventory;
use crate::model::library::Library;
use crate::model::place::{Place, Problem, ProblemKind};
use crate::model::site::{SiteKind, inside};
use cyclonedx::{Bom, Composition, Metadata, Tools};

/// What a bill is made of.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    pub inventory: &'a Inventory,
    pub graph: &'a Graph,
    /// The libraries of the core.
    pub core: &'a [Library],
    /// The version of CycloneDX: `1.6` or `1.7`.
    pub spec: &'static str,
    /// Whether packages that are locked and not there are listed too, as excluded.
    pub declared: bool,
    /// Seconds since 1970, when it was asked for.
    pub created: Option<u64>,
}

/// A module, or the core, and the names by which the bill refers to it and to its libraries.
struct Named<'a> {
    /// Its index in the inventory; none for the core.
    index: Option<usize>,
    name: String,
    /// Each library with its own name.
    libraries: Vec<(String, &'a Library)>,
}

/// The names of the opened site, of its core, and of what wrote the bill.
const ROOT: &str = "site";
const CORE: &str = "dolibarr";
const TOOL: &str = "dolivet";

/// The text of a bill: the same parts give the same bytes.
pub(crate) fn text(parts: &Parts<'_>) -> String {
    let mut bom = bom(parts);
    // The number is that of the content, so that it is the same only if all else is.
    bom.serial_number = Some(serial(&write(&bom)));
    write(&bom)
}

/// What of a site is not in its bill, because it could not be read.
pub(crate) fn unread(inventory: &Inventory) -> Vec<Problem> {
    let places = Places::of(&inventory.layout);
    let counts = |problem: &&Problem| match problem.kind {
        ProblemKind::Unreadable | ProblemKind::Link | ProblemKind::Data => true,
        // Limits of the evaluation have a place inside a file, and a text that is too large says nothing of libraries.
        ProblemKind::Limit => problem.place.line == 0 && (!is_file(inventory, &problem.place.file) || tells(&problem.place.file)),
        ProblemKind::Syntax | ProblemKind::Git | ProblemKind::Configuration => false,
    };
    let named = |problem: &Problem| Problem {
        place: Place { file: places.name(&problem.place.file).into(), ..problem.place.clone() },
        ..problem.clone()
    };
    inventory.problems.iter().filter(counts).map(named).collect()
}

/// Whether a place as shown is a file of a module.
fn is_file(inventory: &Inventory, shown: &str) -> bool {
    inventory.layout.modules.iter().any(|dir| inside(&dir.shown, shown).is_some_and(|path| dir.file(path).is_some()))
}

/// Whether a file may tell of libraries.
fn tells(path: &str) -> bool {
    path.ends_with(".json") || path.ends_with(".lock")
}

fn bom(parts: &Parts<'_>) -> Bom {
    let layout = &parts.inventory.layout;
    let places = Places::of(layout);
    let named = names(parts, &places);
    let component = |one: &Named<'_>| match one.index {
        Some(index) => components::module(&parts.inventory.modules[index], one, &places),
        None => components::core(layout, one, &places),
    };
    let mut components: Vec<_> = named.iter().map(component).collect();
    // A module that was opened by itself is what the bill is of, and its libraries are the components.
    let alone = layout.kind == SiteKind::Module && !components.is_empty();
    let root = if alone {
        let mut module = components.remove(0);
        let libraries = std::mem::take(&mut module.components);
        components.splice(0..0, libraries);
        module
    } else {
        components::root(layout)
    };
    let assemblies = [root.bom_ref.clone()].into_iter().chain(named.iter().map(|one| one.name.clone())).collect::<BTreeSet<_>>();
    Bom {
        schema: format!("http://cyclonedx.org/schema/bom-{}.schema.json", parts.spec),
        bom_format: "CycloneDX",
        spec_version: parts.spec,
        serial_number: None,
        version: 1,
        dependencies: dependencies::of(parts.graph, &root.bom_ref, &named),
        metadata: Metadata {
            timestamp: parts.created.map(time::utc),
            tools: Tools { components: vec![components::tool()] },
            component: root,
        },
        components,
        // What is bundled without any mark of its own is not seen.
        compositions: vec![Composition { aggregate: "incomplete", assemblies: assemblies.into_iter().collect() }],
    }
}

/// The core, and the external modules by directory and class, each with what it brings along.
fn names<'a>(parts: &Parts<'a>, places: &Places) -> Vec<Named<'a>> {
    let modules = &parts.inventory.modules;
    let mut order: Vec<usize> = (0..modules.len()).filter(|index| !modules[*index].core).collect();
    order.sort_by_key(|index| (places.name(&modules[*index].shown), &modules[*index].descriptor.class));
    let mut taken = BTreeSet::from([ROOT.to_owned(), TOOL.to_owned(), CORE.to_owned()]);
    let mut free = |name: String| {
        let twin = (2..).map(|number| format!("{name}#{number}"));
        let name = [name.clone()].into_iter().chain(twin).find(|name| !taken.contains(name)).unwrap_or(name);
        taken.insert(name.clone());
        name
    };
    let mut named = |index: Option<usize>, name: String, libraries: &'a [Library]| {
        let told = libraries.iter().filter(|library| library.shipped || parts.declared);
        let libraries = told.map(|library| (free(format!("{name}|{}", addresses::library(library))), library)).collect();
        Named { index, name, libraries }
    };
    let core = (parts.inventory.layout.kind == SiteKind::Installation).then(|| named(None, CORE.to_owned(), parts.core));
    let mut all: Vec<Named<'a>> = core.into_iter().collect();
    for index in order {
        let module = &modules[index];
        let (directory, class) = (places.name(&module.shown), &module.descriptor.class);
        let name = if directory.is_empty() { class.clone() } else { format!("{directory}#{class}") };
        let name = numbered(name, all.iter().map(|one| one.name.as_str()));
        all.push(named(Some(index), name, &module.libraries));
    }
    all
}

fn write(bom: &Bom) -> String {
    let mut text = serde_json::to_string_pretty(bom).expect("plain structs with text keys always serialize");
    text.push('\n');
    text
}

/// A UUID of a kind of its own (version 8), from the content.
fn serial(text: &str) -> String {
    let sum = crate::site::checksum(text.as_bytes());
    let variant = match sum.as_bytes()[16] % 4 {
        0 => '8',
        1 => '9',
        2 => 'a',
        _ => 'b',
    };
    format!("urn:uuid:{}-{}-8{}-{variant}{}-{}", &sum[..8], &sum[8..12], &sum[13..16], &sum[17..20], &sum[20..32])
}

#[cfg(test)]
mod tests;
