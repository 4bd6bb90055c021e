//! Who a module is, and its version, as the descriptor says it.

use super::field::{elements, groups, int, property, text};
use crate::model::field::Field;
use crate::model::module::{Descriptor, Identity};
use crate::model::place::Placed;
use crate::model::value::Value;

/// The identity of a module.
pub(crate) fn identity(descriptor: &Descriptor) -> Identity {
    let text = |name: &str| text(&property(descriptor, name));
    Identity {
        numero: int(&property(descriptor, "numero")),
        name: text("name"),
        const_name: text("const_name"),
        rights_class: text("rights_class"),
        family: text("family"),
        position: text("module_position"),
        editor_name: text("editor_name"),
        editor_url: text("editor_url"),
        picto: text("picto"),
        description: text("description"),
        config_pages: texts(descriptor, "config_page_url"),
        langfiles: texts(descriptor, "langfiles"),
    }
}

/// The version as the descriptor says it.
pub(super) fn version(descriptor: &Descriptor) -> Field<String> {
    text(&property(descriptor, "version"))
}

/// Every text that a list can hold; `admin/modules.php` takes a plain string for a list of one.
fn texts(descriptor: &Descriptor, name: &str) -> Vec<Placed<String>> {
    let worlds = property(descriptor, name);
    let mut found: Vec<Placed<String>> = Vec::new();
    let lists = elements(&worlds).list.into_iter().map(|element| element.worlds);
    for worlds in lists.chain([worlds.clone()]) {
        for group in groups(&worlds, Value::to_text) {
            if !group.value.is_empty() && found.iter().all(|text| text.value != group.value) {
                found.push(Placed::new(group.value, group.place.clone()));
            }
        }
    }
    found
}
