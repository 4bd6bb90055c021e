//! Places, values that may be unknown, names of modules.

use serde::Serialize;

use crate::model::fact::ModuleRef;
use crate::model::field::Field;
use crate::model::place;
use crate::model::value;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Place<'a> {
    /// Relative to the opened directory.
    file: &'a str,
    /// From 1; none for the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// In characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

pub(super) fn place(place: &place::Place) -> Place<'_> {
    let whole = place.line == 0;
    Place { file: &place.file, line: (!whole).then_some(place.line), column: (!whole).then_some(place.column) }
}

/// A value and where it stands.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Placed<'a, T> {
    value: T,
    place: Place<'a>,
}

pub(super) fn text(placed: &place::Placed<String>) -> Placed<'_, &str> {
    Placed { value: &placed.value, place: place(&placed.place) }
}

pub(super) fn texts(all: &[place::Placed<String>]) -> Vec<Placed<'_, &str>> {
    all.iter().map(text).collect()
}

/// A version and where it stands.
pub(super) fn version(placed: &place::Placed<crate::base::Version>) -> Placed<'_, &str> {
    Placed { value: placed.value.as_str(), place: place(&placed.place) }
}

/// A property of a module, with its place.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Property<'a, T: Serialize> {
    Known { value: &'a T, place: Place<'a> },
    OneOf { one_of: Vec<Choice<'a, T>>, place: Place<'a> },
    Unknown { unknown: Unknown<'a> },
}

/// A property of an element that has a place itself.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Bare<'a, T: Serialize> {
    Known(&'a T),
    OneOf { one_of: Vec<Choice<'a, T>> },
    Unknown { unknown: Unknown<'a> },
}

#[derive(Serialize)]
pub(super) struct Choice<'a, T: Serialize> {
    when: Vec<Condition<'a>>,
    value: &'a T,
}

#[derive(Serialize)]
pub(super) struct Condition<'a> {
    test: &'a str,
    holds: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    true_on: Option<Vec<u32>>,
    place: Place<'a>,
}

#[derive(Serialize)]
pub(super) struct Unknown<'a> {
    reason: &'static str,
    detail: &'a str,
    place: Place<'a>,
}

pub(super) fn property<T: Serialize>(field: &Field<T>) -> Option<Property<'_, T>> {
    match field {
        Field::Absent => None,
        Field::Known(value, at) => Some(Property::Known { value, place: place(at) }),
        Field::OneOf(choices, at) => Some(Property::OneOf { one_of: self::choices(choices), place: place(at) }),
        Field::Unknown(why) => Some(Property::Unknown { unknown: unknown(why) }),
    }
}

pub(super) fn bare<T: Serialize>(field: &Field<T>) -> Option<Bare<'_, T>> {
    match field {
        Field::Absent => None,
        Field::Known(value, _) => Some(Bare::Known(value)),
        Field::OneOf(choices, _) => Some(Bare::OneOf { one_of: self::choices(choices) }),
        Field::Unknown(why) => Some(Bare::Unknown { unknown: unknown(why) }),
    }
}

pub(super) fn unknown(why: &value::Unknown) -> Unknown<'_> {
    Unknown { reason: why.reason.as_str(), detail: &why.detail, place: place(&why.place) }
}

pub(super) fn conditions(when: &[value::Condition]) -> Vec<Condition<'_>> {
    when.iter().map(condition).collect()
}

fn condition(c: &value::Condition) -> Condition<'_> {
    Condition { test: &c.text, holds: c.holds, true_on: c.releases.map(|set| set.iter().collect()), place: place(&c.place) }
}

fn choices<T: Serialize>(choices: &[(Vec<value::Condition>, T)]) -> Vec<Choice<'_, T>> {
    choices.iter().map(|(when, value)| Choice { when: conditions(when), value }).collect()
}

/// Names a module.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Name<'a> {
    directory: &'a str,
    class: &'a str,
}

pub(super) fn name(module: &ModuleRef) -> Name<'_> {
    Name { directory: &module.dir, class: &module.class }
}

pub(super) fn name_of(module: &crate::model::module::Module) -> Name<'_> {
    Name { directory: &module.shown, class: &module.descriptor.class }
}
