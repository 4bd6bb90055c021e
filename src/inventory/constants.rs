//! `const` as `DolibarrModules.class.php: insert_const` and `delete_const` read it, and `dirs` as `create_dirs` does.

use super::field::{Element, elements, groups, is_set, member, property};
use crate::model::facets::Constant;
use crate::model::module::Descriptor;
use crate::model::place::Placed;
use crate::model::value::{Key, Value};

/// The constants of a module.
pub(super) fn constants(descriptor: &Descriptor) -> Vec<Constant> {
    let list = elements(&property(descriptor, "const")).list;
    let constant = |element: Element<'_>| Constant {
        name: element.text_at(0),
        kind: element.text_at(1),
        value: element.text_at(2),
        deleted_on_unactive: member(&element.worlds, &Key::Int(6)).iter().any(|w| w.value.and_then(is_set) == Some(true)),
        place: element.place,
    };
    list.into_iter().filter(Element::is_row).map(constant).collect()
}

/// The directories below the data root that activation makes: an element, or the second entry of an element that is an array.
pub(super) fn directories(descriptor: &Descriptor) -> Vec<Placed<String>> {
    let mut found: Vec<Placed<String>> = Vec::new();
    for element in elements(&property(descriptor, "dirs")).list {
        let mut worlds = element.worlds.clone();
        worlds.extend(member(&element.worlds, &Key::Int(1)));
        for group in groups(&worlds, Value::to_text) {
            if !group.value.is_empty() && found.iter().all(|dir| dir.value != group.value) {
                found.push(Placed::new(group.value, element.place.clone()));
            }
        }
    }
    found
}
