//! Worlds → one set of properties. Values that differ become choices, each with what must hold for it.

use std::collections::BTreeMap;

use super::run::Outcome;
use crate::model::module::Property;
use crate::model::place::Place;
use crate::model::value::{Array, Choice, Condition, Reason, Unknown, Value};

/// A value in one world: which world, and the value.
type Variant = (usize, Value);

/// Merges the properties of all worlds.
pub(super) fn merge(outcomes: Vec<Outcome>) -> BTreeMap<String, Property> {
    let worlds: Vec<Vec<Condition>> = outcomes.iter().map(|o| o.decisions.clone()).collect();
    let mut names: BTreeMap<String, Vec<(usize, Property)>> = BTreeMap::new();
    for (world, outcome) in outcomes.into_iter().enumerate() {
        for (name, property) in outcome.properties {
            names.entry(name).or_default().push((world, property));
        }
    }
    let merge_one = |(name, mut found): (String, Vec<(usize, Property)>)| {
        let place = found[0].1.place.clone();
        // A property that some worlds never set is null there.
        for world in 0..worlds.len() {
            if !found.iter().any(|(w, _)| *w == world) {
                found.push((world, Property { value: Value::Null, place: place.clone() }));
            }
        }
        found.sort_by_key(|(world, _)| *world);
        let variants = found.into_iter().map(|(world, property)| (world, property.value)).collect();
        (name, Property { value: join(variants, &worlds, &place, 0), place })
    };
    names.into_iter().map(merge_one).collect()
}

/// One value for all variants; arrays with the same keys are joined element by element.
fn join(variants: Vec<Variant>, worlds: &[Vec<Condition>], place: &Place, depth: usize) -> Value {
    let first = &variants[0].1;
    if variants.iter().all(|(_, value)| same(value, first)) {
        return first.clone();
    }
    if let Some(arrays) = same_keys(&variants).filter(|_| depth < 32) {
        let mut joined = Array::default();
        for (i, item) in arrays[0].1.items().iter().enumerate() {
            let elements = arrays.iter().map(|(world, array)| (*world, array.items()[i].value.clone())).collect();
            joined.set(item.key.clone(), join(elements, worlds, &item.place, depth + 1), item.place.clone());
        }
        joined.open = arrays.iter().any(|(_, array)| array.open);
        return Value::Array(joined);
    }
    let mut groups: Vec<(Value, Vec<usize>)> = Vec::new();
    for (world, value) in variants {
        match groups.iter_mut().find(|(known, _)| same(known, &value)) {
            Some((_, members)) => members.push(world),
            None => groups.push((value, vec![world])),
        }
    }
    if groups.len() > 64 {
        return Value::Unknown(Unknown { reason: Reason::Limit, detail: "too many possible values".to_owned(), place: place.clone() });
    }
    let choices = groups.into_iter().map(|(value, members)| Choice { when: common(&members, worlds), value });
    Value::OneOf(choices.collect())
}

/// Equal, whatever the places say.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(x), Value::Array(y)) => {
            x.open == y.open
                && x.items().len() == y.items().len()
                && x.items().iter().zip(y.items()).all(|(i, j)| i.key == j.key && same(&i.value, &j.value))
        }
        (Value::Unknown(x), Value::Unknown(y)) => x.reason == y.reason && x.detail == y.detail,
        (Value::Float(x), Value::Float(y)) => x.to_bits() == y.to_bits(),
        _ => a == b,
    }
}

/// The arrays, when every variant is one and all have the same keys in the same order.
fn same_keys(variants: &[Variant]) -> Option<Vec<(usize, &Array)>> {
    let arrays: Option<Vec<(usize, &Array)>> = variants.iter().map(|(world, value)| Some((*world, value.as_array()?))).collect();
    let arrays = arrays?;
    let keys = |array: &Array| array.items().iter().map(|item| item.key.clone()).collect::<Vec<_>>();
    let first = keys(arrays[0].1);
    arrays.iter().all(|(_, array)| keys(array) == first).then_some(arrays)
}

/// What holds in each of `members` but not in every world.
fn common(members: &[usize], worlds: &[Vec<Condition>]) -> Vec<Condition> {
    let in_world = |world: &Vec<Condition>, condition: &Condition| {
        world.iter().any(|other| other.text == condition.text && other.holds == condition.holds)
    };
    let all_members = |condition: &&Condition| members.iter().all(|m| in_world(&worlds[*m], condition));
    let not_everywhere = |condition: &&Condition| !worlds.iter().all(|world| in_world(world, condition));
    worlds[members[0]].iter().filter(all_members).filter(not_everywhere).cloned().collect()
}
