//! `module_parts` as `DolibarrModules.class.php: insert_module_parts` stores it and `core/class/conf.class.php: setValues` reads
//! it back. Never looks at files.

use super::field::{Element, Elements, World, elements, groups, is_set, property, worlds};
use crate::model::facets::Part;
use crate::model::module::Descriptor;
use crate::model::place::{Place, Placed};
use crate::model::value::Value;

/// The entries of `module_parts`, in their order.
pub(super) fn parts(descriptor: &Descriptor) -> Vec<Part> {
    let part = |element: &Element<'_>| {
        let texts = groups(&element.worlds, Value::to_text);
        Part {
            key: element.key().map_or_else(String::new, |key| key.text()),
            value: texts.into_iter().find(|group| group.everywhere).map(|group| group.value),
            on: is_on(element),
            place: element.place.clone(),
        }
    };
    declared(descriptor).list.iter().map(part).collect()
}

/// Whether Dolibarr sees a part as set; `None` when that depends on the site or is not known.
pub(super) fn part_is_on(descriptor: &Descriptor, key: &str) -> Option<bool> {
    let parts = declared(descriptor);
    match find(&parts, key) {
        Some(element) => is_on(element),
        None => (!parts.open).then_some(false),
    }
}

/// The hook contexts of the descriptor, whether there may be more, and where they are declared.
pub(super) fn hook_contexts(descriptor: &Descriptor) -> (Vec<Placed<String>>, bool, Option<Place>) {
    let parts = declared(descriptor);
    let Some(hooks) = find(&parts, "hooks") else { return (Vec::new(), parts.open, None) };
    let data: Vec<World<'_>> = hooks.worlds.iter().flat_map(data).collect();
    let list = elements(&data);
    let mut open = list.open;
    let mut found: Vec<Placed<String>> = Vec::new();
    let mut add = |context: &str, place: &Place| {
        if !context.is_empty() && found.iter().all(|known| known.value != context) {
            found.push(Placed::new(context.to_owned(), place.clone()));
        }
    };
    for world in &data {
        // The old way: `hookmanager.class.php: initHooks` splits a string, unless it is only a switch.
        let text = world.value.filter(|value| is_set(value) == Some(true)).and_then(Value::to_text);
        for context in text.iter().filter(|text| *text != "1").flat_map(|text| text.split(':')) {
            add(context, world.place);
        }
    }
    for element in &list.list {
        open |= element.worlds.iter().any(|world| matches!(world.value, Some(Value::Unknown(_))));
        for group in groups(&element.worlds, Value::to_text) {
            add(&group.value, group.place);
        }
    }
    (found, open, Some(hooks.place.clone()))
}

fn declared(descriptor: &Descriptor) -> Elements<'_> {
    elements(&property(descriptor, "module_parts"))
}

/// Keys go through `strtoupper` and `strtolower`, so their case does not matter.
fn find<'e, 'a>(parts: &'e Elements<'a>, key: &str) -> Option<&'e Element<'a>> {
    parts.list.iter().find(|element| element.key().is_some_and(|k| k.text().eq_ignore_ascii_case(key)))
}

/// The value itself, or what an array has under `data`, beside an `entity`.
fn data<'a>(world: &World<'a>) -> Vec<World<'a>> {
    let array = world.value.and_then(Value::as_array);
    let item = array.and_then(|array| array.items().iter().find(|item| item.key.is("data") && item.value != Value::Null));
    item.map_or_else(|| vec![world.clone()], |item| worlds(&world.when, &item.value, &item.place))
}

fn is_on(element: &Element<'_>) -> Option<bool> {
    let mut worlds = element.worlds.iter().flat_map(data).map(|world| world.value.map_or(Some(false), is_set));
    let first = worlds.next().flatten()?;
    worlds.all(|on| on == Some(first)).then_some(first)
}
