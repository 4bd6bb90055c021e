//! The libraries of others that a module brings along.

use serde::Serialize;

use super::common::{Place, place};
use crate::model::library as model;
use crate::model::module::Module;

#[derive(Serialize)]
pub(super) struct Library<'a> {
    ecosystem: &'static str,
    name: &'a str,
    version: Option<&'a str>,
    licences: &'a [String],
    known_by: &'static str,
    shipped: bool,
    dev: bool,
    requires: &'a [String],
    place: Place<'a>,
    more_places: Vec<Place<'a>>,
}

pub(super) fn libraries(module: &Module) -> Vec<Library<'_>> {
    module.libraries.iter().map(library).collect()
}

fn library(library: &model::Library) -> Library<'_> {
    Library {
        ecosystem: library.ecosystem.as_str(),
        name: &library.name,
        version: library.version.as_deref(),
        licences: &library.licences,
        known_by: library.known_by.as_str(),
        shipped: library.shipped,
        dev: library.dev,
        requires: &library.requires,
        place: place(&library.place),
        more_places: library.more.iter().map(place).collect(),
    }
}
