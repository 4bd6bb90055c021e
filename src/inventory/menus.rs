//! `menu` as `DolibarrModules.class.php: insert_menus` reads it. Knows no menu entries of the core.

use super::field::{Element, elements, property};
use crate::model::facets::Menu;
use crate::model::module::Descriptor;

/// The menu entries of a module.
pub(super) fn menus(descriptor: &Descriptor) -> Vec<Menu> {
    let list = elements(&property(descriptor, "menu")).list;
    let menu = |element: Element<'_>| Menu {
        kind: element.text("type"),
        title: element.text("titre"),
        mainmenu: element.text("mainmenu"),
        leftmenu: element.text("leftmenu"),
        parent: element.text("fk_menu"),
        url: element.text("url"),
        position: element.int("position"),
        enabled: element.text("enabled"),
        perms: element.text("perms"),
        place: element.place,
    };
    list.into_iter().filter(Element::is_row).map(menu).collect()
}
