//! `rights` as `DolibarrModules.class.php: insert_permissions` reads it. Never tells whether a permission gets written.

use super::field::{Element, elements, int, member, property};
use crate::model::facets::Permission;
use crate::model::module::Descriptor;
use crate::model::value::Key;

/// The permissions of a module, in the order in which Dolibarr writes them.
pub(crate) fn permissions(descriptor: &Descriptor) -> Vec<Permission> {
    let rights = elements(&property(descriptor, "rights")).list;
    let permission = |element: Element<'_>| Permission {
        // KEY_ID; the query says `(int) $r_id`.
        id: int(&member(&element.worlds, &Key::Int(0))),
        label: element.text_at(1),
        level1: element.text_at(4),
        level2: element.text_at(5),
        module: element.text_at(6),
        place: element.place,
    };
    rights.into_iter().filter(Element::is_row).map(permission).collect()
}
