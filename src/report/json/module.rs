//! `dolivet.inventory/v1`: modules with everything they bring along.

use serde::Serialize;

use super::common::{Condition, Place, Placed, Property, Unknown, conditions, place, property, text, texts, unknown};
use super::facets::{Facets, facets};
use super::libraries::{Library, libraries};
use super::site::{Git, Problem, Site, git, problems, site};
use crate::model::module::{self as model, Bound, BoundShape};
use crate::report::Listing;

#[derive(Serialize)]
pub(super) struct Inventory<'a> {
    schema: &'static str,
    site: Site<'a>,
    modules: Vec<Module<'a>>,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Module<'a> {
    class: &'a str,
    directory: &'a str,
    core: bool,
    descriptor: Descriptor<'a>,
    numero: Option<Property<'a, i64>>,
    name: Option<Property<'a, String>>,
    const_name: Option<Property<'a, String>>,
    rights_class: Option<Property<'a, String>>,
    family: Option<Property<'a, String>>,
    position: Option<Property<'a, String>>,
    editor_name: Option<Property<'a, String>>,
    editor_url: Option<Property<'a, String>>,
    picto: Option<Property<'a, String>>,
    description: Option<Property<'a, String>>,
    config_pages: Vec<Placed<'a, &'a str>>,
    langfiles: Vec<Placed<'a, &'a str>>,
    version: Option<Property<'a, String>>,
    version_in_changelog: Option<Placed<'a, &'a str>>,
    version_in_file: Option<Placed<'a, &'a str>>,
    dolibarr_min: Option<Limit<'a>>,
    dolibarr_max: Option<Limit<'a>>,
    php_min: Option<Limit<'a>>,
    php_max: Option<Limit<'a>>,
    depends: Vec<Relation<'a>>,
    required_by: Vec<Relation<'a>>,
    conflicts: Vec<Relation<'a>>,
    #[serde(flatten)]
    facets: Facets<'a>,
    libraries: Vec<Library<'a>>,
    licences: Vec<Placed<'a, &'a str>>,
    files: usize,
    php_files: usize,
    bytes: u64,
    siblings: &'a [String],
    git: Git<'a>,
}

#[derive(Serialize)]
struct Descriptor<'a> {
    file: &'a str,
    declared: Option<Placed<'a, &'a str>>,
    parents: Vec<Placed<'a, &'a str>>,
    faults: Vec<Fault<'a>>,
    php4_constructor: Option<Place<'a>>,
    doubtful: bool,
}

#[derive(Serialize)]
struct Fault<'a> {
    kind: &'static str,
    detail: &'a str,
    place: Place<'a>,
}

/// A version bound; `checked` says whether Dolibarr compares its value.
#[derive(Serialize)]
#[serde(untagged)]
enum Limit<'a> {
    Known {
        value: &'a str,
        checked: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        shape: Option<&'static str>,
        place: Place<'a>,
    },
    Unknown {
        unknown: Unknown<'a>,
    },
}

#[derive(Serialize)]
struct Relation<'a> {
    class: &'a str,
    country: Option<&'a str>,
    when: Vec<Condition<'a>>,
    place: Place<'a>,
}

pub(super) fn inventory<'a>(listing: &'a Listing<'_>) -> Inventory<'a> {
    Inventory {
        schema: "dolivet.inventory/v1",
        site: site(listing.inventory),
        modules: listing.shown.iter().map(|i| module(&listing.inventory.modules[*i])).collect(),
        problems: problems(&listing.inventory.problems),
    }
}

fn module(module: &model::Module) -> Module<'_> {
    let model::Module { identity, version, requires, .. } = module;
    Module {
        class: &module.descriptor.class,
        directory: &module.shown,
        core: module.core,
        descriptor: descriptor(&module.descriptor),
        numero: property(&identity.numero),
        name: property(&identity.name),
        const_name: property(&identity.const_name),
        rights_class: property(&identity.rights_class),
        family: property(&identity.family),
        position: property(&identity.position),
        editor_name: property(&identity.editor_name),
        editor_url: property(&identity.editor_url),
        picto: property(&identity.picto),
        description: property(&identity.description),
        config_pages: texts(&identity.config_pages),
        langfiles: texts(&identity.langfiles),
        version: property(&version.version),
        version_in_changelog: version.changelog.as_ref().map(text),
        version_in_file: version.version_file.as_ref().map(text),
        // Nothing in Dolibarr reads an upper bound.
        dolibarr_min: limit(&requires.dolibarr_min, true),
        dolibarr_max: limit(&requires.dolibarr_max, false),
        php_min: limit(&requires.php_min, true),
        php_max: limit(&requires.php_max, false),
        depends: relations(&requires.depends),
        required_by: relations(&requires.required_by),
        conflicts: relations(&requires.conflicts),
        facets: facets(module),
        libraries: libraries(module),
        licences: texts(&module.licences),
        files: module.files,
        php_files: module.php_files,
        bytes: module.bytes,
        siblings: &module.siblings,
        git: git(&module.git),
    }
}

fn descriptor(descriptor: &model::Descriptor) -> Descriptor<'_> {
    Descriptor {
        file: &descriptor.file.file,
        declared: descriptor.declared.as_ref().map(text),
        parents: texts(&descriptor.parents),
        faults: descriptor.faults.iter().map(fault).collect(),
        php4_constructor: descriptor.php4_constructor.as_ref().map(place),
        doubtful: descriptor.doubtful,
    }
}

fn fault(f: &model::Fault) -> Fault<'_> {
    Fault { kind: f.kind.as_str(), detail: &f.detail, place: place(&f.place) }
}

fn limit(bound: &Bound, read: bool) -> Option<Limit<'_>> {
    match bound {
        Bound::Absent => None,
        Bound::Version(version, at) => Some(Limit::Known { value: version.as_str(), checked: read, shape: None, place: place(at) }),
        Bound::NeverChecked { shape, text, place: at, .. } => {
            let shape = match shape {
                BoundShape::String => "string",
                BoundShape::Pair => "pair",
                BoundShape::Other => "other",
            };
            Some(Limit::Known { value: text, checked: false, shape: Some(shape), place: place(at) })
        }
        Bound::Unknown(why) => Some(Limit::Unknown { unknown: unknown(why) }),
    }
}

fn relations(relations: &[model::Relation]) -> Vec<Relation<'_>> {
    relations.iter().map(relation).collect()
}

fn relation(r: &model::Relation) -> Relation<'_> {
    Relation { class: &r.class, country: r.country.as_deref(), when: conditions(&r.when), place: place(&r.place) }
}
