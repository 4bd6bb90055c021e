//! The raw properties of descriptors after construction, as they would be held against PHP's own.
//!
//! A list is an array, every other PHP array an object. What is no plain value is an object with one key that no PHP
//! array can be mistaken for: `$unknown`, `$one_of`, or `$open` for an array that may have other elements too.

use serde_json::{Map, Value as Json, json};

use super::common;
use crate::model::module::{Fault, Module};
use crate::model::value::{Array, Choice, Key, Value};
use crate::report::Listing;

pub(super) fn properties(listing: &Listing<'_>) -> Json {
    let modules: Vec<Json> = listing.shown.iter().map(|i| module(&listing.inventory.modules[*i])).collect();
    json!({"schema": "dolivet.properties/v1", "modules": modules})
}

fn module(module: &Module) -> Json {
    let descriptor = &module.descriptor;
    let properties: Map<String, Json> =
        descriptor.properties.iter().map(|(name, property)| (name.clone(), value(&property.value))).collect();
    json!({
        "directory": module.shown,
        "class": descriptor.class,
        "file": descriptor.file.file.as_ref(),
        "php4_constructor": descriptor.php4_constructor.is_some(),
        "faults": descriptor.faults.iter().map(fault).collect::<Vec<_>>(),
        "properties": properties,
    })
}

fn fault(fault: &Fault) -> Json {
    json!({"kind": fault.kind.as_str(), "detail": fault.detail, "place": common::place(&fault.place)})
}

/// The evaluator bounds how deep arrays nest.
fn value(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(b) => json!(b),
        Value::Int(n) => json!(n),
        Value::Float(f) => json!(f),
        Value::Str(_) => json!(value.as_str()),
        Value::Array(array) if array.open => json!({"$open": elements(array)}),
        Value::Array(array) => elements(array),
        Value::Unknown(unknown) => json!({"$unknown": common::unknown(unknown)}),
        Value::OneOf(choices) => json!({"$one_of": choices.iter().map(choice).collect::<Vec<_>>()}),
    }
}

fn choice(choice: &Choice) -> Json {
    json!({"when": common::conditions(&choice.when), "value": value(&choice.value)})
}

fn elements(array: &Array) -> Json {
    let is_list = array.items().iter().zip(0..).all(|(item, i)| item.key == Key::Int(i));
    if is_list {
        return array.items().iter().map(|item| value(&item.value)).collect();
    }
    Json::Object(array.items().iter().map(|item| (item.key.text(), value(&item.value))).collect())
}
