//! Builds values and descriptors by hand for the tests of this folder.

use std::collections::BTreeMap;

use crate::model::module::{Descriptor, Property};
use crate::model::place::Place;
use crate::model::value::{Array, Choice, Condition, Key, Reason, Unknown, Value};

/// A place on a line of the descriptor.
pub(super) fn at(line: u32) -> Place {
    Place { file: "core/modules/modSample.class.php".into(), line, column: 1 }
}

pub(super) fn s(text: &str) -> Value {
    Value::str(text)
}

/// A list; its elements lie on one line each, from `line` on.
pub(super) fn list(line: u32, values: impl IntoIterator<Item = Value>) -> Value {
    let mut array = Array::default();
    (line..).zip(values).for_each(|(line, value)| array.push(value, at(line)));
    Value::Array(array)
}

/// An array with keys, on one line.
pub(super) fn map(line: u32, items: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let mut array = Array::default();
    items.into_iter().for_each(|(key, value)| array.set(Key::from_bytes(key.as_bytes()), value, at(line)));
    Value::Array(array)
}

pub(super) fn unknown(detail: &str) -> Value {
    Value::Unknown(Unknown { reason: Reason::Call, detail: detail.to_owned(), place: at(1) })
}

/// `text`, or not `text` when it starts with `!`.
pub(super) fn when(text: &str) -> Condition {
    let plain = text.trim_start_matches('!');
    Condition { text: plain.to_owned(), holds: plain == text, releases: None, place: at(2) }
}

/// Values by conditions, which are separated by spaces.
pub(super) fn one_of(choices: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let choice = |(conditions, value): (&str, Value)| Choice { when: conditions.split_whitespace().map(when).collect(), value };
    Value::OneOf(choices.into_iter().map(choice).collect())
}

/// A descriptor with these properties.
pub(super) fn descriptor(properties: impl IntoIterator<Item = (&'static str, Value)>) -> Descriptor {
    let property = |(name, value): (&str, Value)| (name.to_owned(), Property { value, place: at(9) });
    Descriptor {
        class: "modSample".to_owned(),
        declared: None,
        file: at(0),
        parents: Vec::new(),
        properties: properties.into_iter().map(property).collect::<BTreeMap<_, _>>(),
        faults: Vec::new(),
        php4_constructor: None,
        doubtful: false,
    }
}
