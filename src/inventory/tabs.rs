//! `tabs` as `DolibarrModules.class.php: insert_tabs` stores it and `functions.lib.php: complete_head_from_modules` splits it.

use super::field::{Element, World, elements, groups, is_set, property, worlds};
use crate::model::facets::Tab;
use crate::model::field::Field;
use crate::model::module::Descriptor;
use crate::model::value::Value;

/// The tabs of a module. An element that can have several texts gives a tab for each.
pub(super) fn tabs(descriptor: &Descriptor) -> Vec<Tab> {
    elements(&property(descriptor, "tabs")).list.iter().flat_map(tabs_of).collect()
}

fn tabs_of(element: &Element<'_>) -> Vec<Tab> {
    let stored: Vec<World<'_>> = element.worlds.iter().flat_map(stored).collect();
    let unknown = stored.iter().find_map(|world| match world.value {
        Some(Value::Unknown(unknown)) => Some(Field::Unknown(unknown.clone())),
        _ => None,
    });
    let texts = groups(&stored, |value| value.to_text().filter(|_| is_set(value) == Some(true)));
    let known = texts.into_iter().map(|group| {
        let place = group.place.clone();
        let field = if group.everywhere {
            Field::Known(group.value.clone(), place)
        } else {
            Field::OneOf(group.when.into_iter().map(|when| (when, group.value.clone())).collect(), place)
        };
        split(&group.value, field, element)
    });
    known.chain(unknown.map(|field| split("", field, element))).collect()
}

/// An array holds the text under `data`, beside an `entity`.
fn stored<'a>(world: &World<'a>) -> Vec<World<'a>> {
    match world.value {
        Some(Value::Array(array)) => match array.items().iter().find(|item| item.key.is("data")) {
            Some(item) => worlds(&world.when, &item.value, &item.place),
            None => vec![World { value: None, ..world.clone() }],
        },
        _ => vec![world.clone()],
    }
}

/// Splits at colons: `object:+name:title:langs:condition:url`, without the condition in old ones, or `object:-name:NU:condition`.
fn split(text: &str, field: Field<String>, element: &Element<'_>) -> Tab {
    let pieces: Vec<&str> = text.split(':').collect();
    let piece = |at: usize| pieces.get(at).copied().unwrap_or_default().to_owned();
    let name = piece(1);
    let adds = !name.starts_with('-');
    let url = if adds && matches!(pieces.len(), 5 | 6) { piece(pieces.len() - 1) } else { String::new() };
    // A class, its file and its method for the badge can follow the title.
    let title = if adds { piece(2).split(',').next().unwrap_or_default().to_owned() } else { String::new() };
    Tab {
        object: if pieces.len() > 1 { piece(0) } else { String::new() },
        adds,
        name: if adds { without_position(&name).replace('+', "") } else { name.replace('-', "") },
        title,
        url,
        text: field,
        place: element.place.clone(),
    }
}

/// `+(2)name` puts the tab at a position.
fn without_position(name: &str) -> &str {
    let rest = name.split_once('(').filter(|(before, _)| !before.is_empty()).and_then(|(_, rest)| rest.split_once(')'));
    match rest {
        Some((number, rest)) if number.parse::<i64>().is_ok() => rest,
        _ => name,
    }
}
