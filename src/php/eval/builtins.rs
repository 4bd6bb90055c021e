//! PHP functions without side effects on known values.

use serde_json::Value as Json;

use super::ops::{self, key_value, to_bytes, to_key, truthy};
use super::strings;
use crate::model::place::Place;
use crate::model::value::{Array, Key, Value};

/// Arguments that a function changes, where it is not evaluated.
pub(super) fn changes(name: &str) -> &'static [usize] {
    match name {
        "sort" | "rsort" | "usort" | "uasort" | "uksort" | "ksort" | "krsort" | "asort" | "arsort" | "shuffle" | "array_splice"
        | "array_walk" | "array_multisort" | "settype" | "natsort" | "natcasesort" | "end" | "reset" | "next" | "prev" | "each" => &[0],
        "preg_match" | "preg_match_all" | "parse_str" => &[1, 2],
        "str_replace" | "str_ireplace" => &[3],
        "exec" => &[1, 2],
        _ => &[],
    }
}

/// Whether the result rests on the arguments alone, so that an unknown argument is the reason for an unknown result.
pub(super) fn is_pure(name: &str) -> bool {
    ["str", "array_", "preg_", "uc", "lc", "mb_", "json_", "is_", "html"].iter().any(|prefix| name.starts_with(prefix))
        || matches!(
            name,
            "trim"
                | "ltrim"
                | "rtrim"
                | "sprintf"
                | "implode"
                | "join"
                | "explode"
                | "count"
                | "in_array"
                | "dirname"
                | "basename"
                | "intval"
                | "version_compare"
                | "versioncompare"
                | "substr"
        )
}

/// Calls a function with known arguments; `None` when it is not among those that are evaluated.
pub(super) fn call(name: &str, args: &[Value], place: &Place) -> Option<Value> {
    let groups = [strings::call, arrays, lookups, scalars];
    groups.iter().find_map(|group| group(name, args, place))
}

fn arrays(name: &str, args: &[Value], place: &Place) -> Option<Value> {
    let array = || args.first().and_then(Value::as_array);
    Some(match name {
        "array_merge" => {
            let mut merged = Array::default();
            for arg in args {
                for item in arg.as_array()?.items() {
                    match &item.key {
                        Key::Int(_) => merged.push(item.value.clone(), item.place.clone()),
                        key => merged.set(key.clone(), item.value.clone(), item.place.clone()),
                    }
                }
            }
            Value::Array(merged)
        }
        "array_keys" if args.len() == 1 => Value::list(array()?.items().iter().map(|item| key_value(&item.key)), place),
        "array_values" => Value::list(array()?.items().iter().map(|item| item.value.clone()), place),
        "array_flip" => {
            let mut flipped = Array::default();
            for item in array()?.items() {
                flipped.set(to_key(&item.value)?, key_value(&item.key), item.place.clone());
            }
            Value::Array(flipped)
        }
        "array_combine" => {
            let mut combined = Array::default();
            let values = args.get(1)?.as_array()?.items();
            for (key, value) in array()?.items().iter().zip(values) {
                combined.set(to_key(&key.value)?, value.value.clone(), value.place.clone());
            }
            (array()?.items().len() == values.len()).then_some(Value::Array(combined))?
        }
        "array_unique" if args.len() == 1 => {
            let mut unique = Array::default();
            for item in array()?.items() {
                let text = to_bytes(&item.value)?;
                if !unique.items().iter().any(|known: &crate::model::value::Item| to_bytes(&known.value).as_ref() == Some(&text)) {
                    unique.set(item.key.clone(), item.value.clone(), item.place.clone());
                }
            }
            Value::Array(unique)
        }
        "array_filter" if args.len() == 1 => {
            let mut kept = Array::default();
            for item in array()?.items().iter().filter(|item| truthy(&item.value) == Some(true)) {
                kept.set(item.key.clone(), item.value.clone(), item.place.clone());
            }
            Value::Array(kept)
        }
        _ => return None,
    })
}

/// More functions of arrays: those that look into them, turn them and fill them.
fn lookups(name: &str, args: &[Value], place: &Place) -> Option<Value> {
    let array = || args.first().and_then(Value::as_array);
    Some(match name {
        "array_reverse" if args.len() == 1 => {
            let mut reversed = Array::default();
            for item in array()?.items().iter().rev() {
                match &item.key {
                    Key::Int(_) => reversed.push(item.value.clone(), item.place.clone()),
                    key => reversed.set(key.clone(), item.value.clone(), item.place.clone()),
                }
            }
            Value::Array(reversed)
        }
        "array_fill_keys" => {
            let mut filled = Array::default();
            for item in array()?.items() {
                filled.set(to_key(&item.value)?, args.get(1)?.clone(), item.place.clone());
            }
            Value::Array(filled)
        }
        "in_array" => Value::Bool(find(args)?.is_some()),
        "array_search" => find(args)?.map_or(Value::Bool(false), |key| key_value(&key)),
        "array_key_exists" | "key_exists" => Value::Bool(args.get(1)?.as_array()?.get(&to_key(args.first()?)?).is_some()),
        "count" | "sizeof" if args.len() == 1 => Value::Int(i64::try_from(array()?.items().len()).ok()?),
        "end" => array()?.items().last().map_or(Value::Bool(false), |item| item.value.clone()),
        "reset" | "current" => array()?.items().first().map_or(Value::Bool(false), |item| item.value.clone()),
        "array_key_first" => array()?.items().first().map_or(Value::Null, |item| key_value(&item.key)),
        "array_key_last" => array()?.items().last().map_or(Value::Null, |item| key_value(&item.key)),
        "max" | "min" => extreme(name == "max", args)?,
        "range" if args.len() == 2 => {
            let (from, to) = (args[0].to_int()?, args[1].to_int()?);
            let numbers = matches!((&args[0], &args[1]), (Value::Int(_), Value::Int(_))) && from.abs_diff(to) < 1000;
            let up: Vec<i64> = if from <= to { (from..=to).collect() } else { (to..=from).rev().collect() };
            numbers.then(|| Value::list(up.into_iter().map(Value::Int), place))?
        }
        _ => return None,
    })
}

/// The key of a value in an array, as `in_array` and `array_search` compare; the outer `None` when it cannot be told.
fn find(args: &[Value]) -> Option<Option<Key>> {
    let strict = args.get(2).is_some_and(|v| truthy(v) == Some(true));
    for item in args.get(1)?.as_array()?.items() {
        let equal = if strict { ops::identical(args.first()?, &item.value)? } else { ops::compare(args.first()?, &item.value)?.is_eq() };
        if equal {
            return Some(Some(item.key.clone()));
        }
    }
    Some(None)
}

fn extreme(max: bool, args: &[Value]) -> Option<Value> {
    let values: Vec<&Value> = match args {
        [Value::Array(array)] => array.items().iter().map(|item| &item.value).collect(),
        many => many.iter().collect(),
    };
    let mut best = *values.first()?;
    for value in &values[1..] {
        let order = ops::compare(value, best)?;
        if (max && order.is_gt()) || (!max && order.is_lt()) {
            best = value;
        }
    }
    Some(best.clone())
}

fn scalars(name: &str, args: &[Value], place: &Place) -> Option<Value> {
    let first = args.first()?;
    Some(match name {
        "intval" if args.len() == 1 => Value::Int(first.to_int()?),
        "floatval" | "doubleval" => Value::Float(ops::to_number(first).map_or(0.0, ops::Number::float)),
        "strval" => Value::Str(to_bytes(first)?),
        "boolval" => Value::Bool(truthy(first)?),
        "is_array" => Value::Bool(matches!(first, Value::Array(_))),
        "is_string" => Value::Bool(matches!(first, Value::Str(_))),
        "is_int" | "is_integer" => Value::Bool(matches!(first, Value::Int(_))),
        "is_bool" => Value::Bool(matches!(first, Value::Bool(_))),
        "is_null" => Value::Bool(matches!(first, Value::Null)),
        "is_numeric" => Value::Bool(match first {
            Value::Int(_) | Value::Float(_) => true,
            Value::Str(s) => ops::numeric(s).is_some(),
            _ => false,
        }),
        "abs" => match ops::to_number(first)? {
            ops::Number::Int(n) => Value::Int(n.checked_abs()?),
            ops::Number::Float(f) => Value::Float(f.abs()),
        },
        "floor" => Value::Float(ops::to_number(first)?.float().floor()),
        "ceil" => Value::Float(ops::to_number(first)?.float().ceil()),
        "json_decode" => {
            let text = to_bytes(first)?;
            serde_json::from_slice(&text).map_or(Value::Null, |json| from_json(&json, place))
        }
        "dirname" => {
            let mut path = first.to_text()?;
            for _ in 0..args.get(1).map_or(Some(1), Value::to_int)?.clamp(1, 64) {
                path = match path.trim_end_matches('/').rsplit_once('/') {
                    Some(("", _)) => "/".to_owned(),
                    Some((dir, _)) => dir.to_owned(),
                    None => ".".to_owned(),
                };
            }
            Value::str(path)
        }
        "basename" => {
            let path = first.to_text()?;
            let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or("").to_owned();
            let suffix = args.get(1).map_or(Some(String::new()), Value::to_text)?;
            Value::str(name.strip_suffix(&suffix).filter(|rest| !rest.is_empty()).unwrap_or(&name))
        }
        _ => return None,
    })
}

/// Objects become arrays: reading a property and reading an element then give the same.
fn from_json(json: &Json, place: &Place) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => n.as_i64().map_or_else(|| Value::Float(n.as_f64().unwrap_or(f64::NAN)), Value::Int),
        Json::String(s) => Value::str(s),
        Json::Array(values) => Value::list(values.iter().map(|value| from_json(value, place)), place),
        Json::Object(members) => {
            let mut array = Array::default();
            for (key, value) in members {
                array.set(Key::from_bytes(key.as_bytes()), from_json(value, place), place.clone());
            }
            Value::Array(array)
        }
    }
}
