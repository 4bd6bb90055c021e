//! From modules, libraries and the core to components. Tells nothing of the machine.

use super::addresses::{self, address};
use super::cyclonedx::{Component, Evidence, Identity, License, Method, Occurrence, Property, Reference};
use super::{CORE, Named, ROOT, TOOL, licences};
use crate::manifest::{Places, remote};
use crate::model::field::Field;
use crate::model::library::{KnownBy, Library};
use crate::model::module::{Bound, Module};
use crate::model::place::Place;
use crate::model::site::{Git, GitState, Layout, SiteKind};

/// What wrote the bill.
pub(super) fn tool() -> Component {
    Component {
        kind: "application",
        bom_ref: TOOL.to_owned(),
        name: "dolivet".to_owned(),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        ..Component::default()
    }
}

/// What was opened, when that is not a module.
pub(super) fn root(layout: &Layout) -> Component {
    let name = if layout.kind == SiteKind::Installation { "Dolibarr installation" } else { "Dolibarr modules" };
    let whole = layout.kind == SiteKind::Installation;
    Component {
        kind: "application",
        bom_ref: ROOT.to_owned(),
        name: name.to_owned(),
        version: release(layout).filter(|_| whole),
        ..Component::default()
    }
}

/// Dolibarr itself, with its libraries.
pub(super) fn core(layout: &Layout, named: &Named<'_>, places: &Places) -> Component {
    let release = release(layout);
    let name = Some("dolibarr".to_owned());
    Component {
        kind: "application",
        bom_ref: CORE.to_owned(),
        group: name.clone(),
        name: "dolibarr".to_owned(),
        cpe: release.as_deref().and_then(addresses::cpe),
        purl: addresses::purl("composer", name.as_deref(), "dolibarr", release.as_deref()),
        version: release,
        components: named.libraries.iter().map(|(name, found)| library(name, found, places)).collect(),
        ..Component::default()
    }
}

fn release(layout: &Layout) -> Option<String> {
    layout.release.as_ref().map(|release| release.value.as_str().to_owned())
}

/// A module with its libraries.
pub(super) fn module(module: &Module, named: &Named<'_>, places: &Places) -> Component {
    let identity = &module.identity;
    let version = text(&module.version.version);
    Component {
        kind: "application",
        bom_ref: named.name.clone(),
        publisher: text(&identity.editor_name),
        name: text(&identity.name).unwrap_or_else(|| module.descriptor.class.clone()),
        description: text(&identity.description),
        licenses: of_files(module),
        purl: addresses::module(module, version.as_deref()),
        version,
        references: references(module),
        components: named.libraries.iter().map(|(name, found)| library(name, found, places)).collect(),
        properties: properties(module, places),
        ..Component::default()
    }
}

/// A text that is known and not empty.
fn text(field: &Field<String>) -> Option<String> {
    field.known().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Several texts beside each other do not say whether one may choose.
fn of_files(module: &Module) -> Vec<License> {
    let by_composer = module.licences.first().is_some_and(|licence| licence.place.file.ends_with("composer.json"));
    let words: Vec<String> = module.licences.iter().map(|licence| licence.value.clone()).collect();
    if by_composer { licences::any_of(&words) } else { licences::all_of(&words) }
}

fn references(module: &Module) -> Vec<Reference> {
    let website = module.identity.editor_url.known().and_then(|url| address(url));
    let vcs = state(module).and_then(|state| address(&addresses::web(&remote(state.remote.as_deref()?))));
    let of = |kind: &'static str, url: Option<String>| url.map(|url| Reference { kind, url });
    of("vcs", vcs).into_iter().chain(of("website", website)).collect()
}

fn state(module: &Module) -> Option<&GitState> {
    match &module.git {
        Git::Repository(state) if state.own => Some(state),
        _ => None,
    }
}

fn properties(module: &Module, places: &Places) -> Vec<Property> {
    let bound = |bound: &Bound| bound.declared().map(str::to_owned);
    let git = state(module);
    let changed = git.map(|state| state.dirty.len() + state.untracked.len()).filter(|changed| *changed > 0);
    let known = [
        ("dolivet:class", Some(module.descriptor.class.clone())),
        ("dolivet:directory", Some(places.name(&module.shown)).filter(|directory| !directory.is_empty())),
        ("dolivet:numero", module.identity.numero.known().map(ToString::to_string)),
        ("dolivet:dolibarr-min", bound(&module.requires.dolibarr_min)),
        ("dolivet:dolibarr-max", bound(&module.requires.dolibarr_max)),
        ("dolivet:php-min", bound(&module.requires.php_min)),
        ("dolivet:git-commit", git.and_then(|state| state.commit.clone())),
        ("dolivet:git-describe", git.and_then(|state| state.describe.clone())),
        ("dolivet:git-changed-files", changed.map(|changed| changed.to_string())),
    ];
    let of = |(name, value): (&'static str, Option<String>)| value.map(|value| Property { name, value });
    let depends = module.requires.depends.iter().map(|relation| Property { name: "dolivet:depends", value: relation.class.clone() });
    known.into_iter().filter_map(of).chain(depends).collect()
}

fn library(name: &str, library: &Library, places: &Places) -> Component {
    let (group, plain) = addresses::group(library);
    let (technique, confidence) = match library.known_by {
        KnownBy::Installed | KnownBy::Lock | KnownBy::Manifest => ("manifest-analysis", 1.0),
        KnownBy::Content => ("source-code-analysis", 0.75),
        KnownBy::FileName => ("filename", 0.5),
    };
    let occurrence = |place: &Place| Occurrence { location: places.name(&place.file), line: Some(place.line).filter(|line| *line > 0) };
    Component {
        kind: "library",
        bom_ref: name.to_owned(),
        group: group.map(str::to_owned),
        name: plain.to_owned(),
        version: library.version.clone(),
        scope: Some(match (library.shipped, library.dev) {
            (false, _) => "excluded",
            (true, true) => "optional",
            (true, false) => "required",
        }),
        licenses: licences::any_of(&library.licences),
        purl: Some(addresses::library(library)),
        evidence: Some(Evidence {
            identity: vec![Identity { field: "purl", confidence, methods: vec![Method { technique, confidence }] }],
            occurrences: [&library.place].into_iter().chain(&library.more).map(occurrence).collect(),
        }),
        ..Component::default()
    }
}
