//! `boxes` as `DolibarrModules.class.php: insert_boxes` reads it.

use super::field::{Element, World, elements, is_set, member, named, property, text};
use crate::model::facets::Box_;
use crate::model::module::Descriptor;
use crate::model::value::Key;

/// The dashboard boxes of a module.
pub(super) fn boxes(descriptor: &Descriptor) -> Vec<Box_> {
    let list = elements(&property(descriptor, "boxes")).list;
    list.into_iter().filter(Element::is_row).map(|element| Box_ { file: text(&file(&element)), place: element.place }).collect()
}

/// `file`, or the entry 1 of old descriptors where `file` is empty.
fn file<'a>(element: &Element<'a>) -> Vec<World<'a>> {
    let file = named(&element.worlds, "file");
    let old = member(&element.worlds, &Key::Int(1));
    let empty = |world: &World<'_>| world.value.is_none_or(|value| is_set(value) == Some(false));
    if file.iter().all(empty) && !old.iter().all(empty) { old } else { file }
}
