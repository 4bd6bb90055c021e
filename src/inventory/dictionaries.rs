//! `dictionaries` as `core/lib/admin.lib.php: complete_dictionary_with_modules` reads it.

use super::field::{Element, World, elements, field, is_set, named, property};
use crate::model::facets::Dictionary;
use crate::model::module::Descriptor;
use crate::model::value::Value;

/// The dictionary tables of a module.
pub(super) fn dictionaries(descriptor: &Descriptor) -> Vec<Dictionary> {
    let worlds = declared(descriptor);
    let labels = named(&worlds, "tablib");
    let tables = elements(&named(&worlds, "tabname")).list;
    let dictionary = |element: Element<'_>| Dictionary {
        table: field(&element.worlds, |value| value.to_text().map(without_prefix)),
        // A label belongs to the table of the same key.
        label: element.text_beside(&labels),
        place: element.place,
    };
    tables.into_iter().map(dictionary).collect()
}

/// The misspelt `dictionnaries` counts where `dictionaries` is empty.
fn declared(descriptor: &Descriptor) -> Vec<World<'_>> {
    let worlds = property(descriptor, "dictionaries");
    let empty = |world: &World<'_>| world.value.is_none_or(|value: &Value| is_set(value) == Some(false));
    if worlds.iter().all(empty) { property(descriptor, "dictionnaries") } else { worlds }
}

/// The evaluator fills in the default of `MAIN_DB_PREFIX`.
fn without_prefix(table: String) -> String {
    table.strip_prefix("llx_").map_or(table.clone(), str::to_owned)
}
