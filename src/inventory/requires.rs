//! What a module needs and refuses, as `core/lib/admin.lib.php: activateModule` reads it. Compares no versions.

use super::field::{Element, Elements, World, elements, groups, is_set, property};
use crate::base::Version;
use crate::model::module::{Bound, BoundShape, Descriptor, Relation, Requires};
use crate::model::place::Place;
use crate::model::value::{Array, Condition, Key, Reason, Unknown, Value};

/// Stands for what no single condition tells.
const SOME_CONDITION: &str = "a mix of conditions";

/// Versions have no more levels.
const MAX_LEVELS: i64 = 16;

/// The requirements of a module.
pub(super) fn requires(descriptor: &Descriptor) -> Requires {
    let bound = |name: &str| bound(&property(descriptor, name));
    let list = |name: &str| elements(&property(descriptor, name));
    Requires {
        dolibarr_min: bound("need_dolibarr_version"),
        dolibarr_max: bound("max_dolibarr_version"),
        php_min: bound("phpmin"),
        php_max: bound("phpmax"),
        depends: by_country(&list("depends")),
        required_by: by_country(&list("requiredby")),
        conflicts: plain(&list("conflictwith")),
    }
}

/// Values are classes or lists of classes; string keys other than `always…` start with a country's code.
fn by_country(list: &Elements<'_>) -> Vec<Relation> {
    let mut found = Vec::new();
    for element in &list.list {
        let country = match element.key() {
            Some(Key::Str(key)) => country(&String::from_utf8_lossy(key)),
            _ => None,
        };
        add(&element.worlds, country.as_ref(), &mut found);
        for inner in elements(&element.worlds).list {
            add(&inner.worlds, country.as_ref(), &mut found);
        }
    }
    found
}

/// The loop runs over the keys 0 to the number of elements, so Dolibarr sees no others.
fn plain(list: &Elements<'_>) -> Vec<Relation> {
    let mut found = Vec::new();
    let reached = |element: &&Element<'_>| match element.key() {
        Some(Key::Int(n)) => usize::try_from(*n).is_ok_and(|n| n < list.list.len()),
        Some(Key::Str(_)) => false,
        None => true,
    };
    for element in list.list.iter().filter(reached) {
        add(&element.worlds, None, &mut found);
    }
    found
}

fn country(key: &str) -> Option<String> {
    let always = key.starts_with("always") || key.trim().parse::<f64>().is_ok();
    (!always).then(|| key.chars().take(2).collect())
}

fn add(worlds: &[World<'_>], country: Option<&String>, found: &mut Vec<Relation>) {
    for group in groups(worlds, Value::to_text) {
        for mut when in group.when {
            if group.everywhere {
                when.clear();
            } else if when.is_empty() {
                when.push(Condition { text: SOME_CONDITION.to_owned(), holds: true, releases: None, place: group.place.clone() });
            }
            let same = |r: &Relation| r.class == group.value && r.country.as_ref() == country && (r.when.is_empty() || r.when == when);
            if !found.iter().any(same) {
                found.push(Relation { class: group.value.clone(), country: country.cloned(), place: group.place.clone(), when });
            }
        }
    }
}

/// One bound for all worlds, or an unknown one.
fn bound(worlds: &[World<'_>]) -> Bound {
    let mut bounds = worlds.iter().map(|world| (world, world.value.map_or(Bound::Absent, |value| bound_of(value, world.place))));
    let Some((_, first)) = bounds.next() else { return Bound::Absent };
    match bounds.find(|(_, other)| !same_bound(&first, other)) {
        Some((world, _)) => depends_on(&world.when, world.place),
        None => first,
    }
}

fn same_bound(a: &Bound, b: &Bound) -> bool {
    match (a, b) {
        (Bound::Version(a, _), Bound::Version(b, _)) => a == b,
        (Bound::NeverChecked { shape: a, text: x, .. }, Bound::NeverChecked { shape: b, text: y, .. }) => a == b && x == y,
        _ => a == b,
    }
}

fn depends_on(when: &[Condition], place: &Place) -> Bound {
    let condition = when.first();
    let reason = if condition.is_some_and(|c| c.releases.is_some()) { Reason::Release } else { Reason::Site };
    let detail = condition.map_or_else(|| SOME_CONDITION.to_owned(), |c| c.text.clone());
    Bound::Unknown(Unknown { reason, detail, place: place.clone() })
}

/// Only an array is compared; `isset()` passes over `null`.
fn bound_of(value: &Value, place: &Place) -> Bound {
    let shape = match value {
        Value::Unknown(unknown) => return Bound::Unknown(unknown.clone()),
        Value::Array(array) => return version(array, place),
        _ if is_set(value) != Some(true) => return Bound::Absent,
        Value::Str(_) => BoundShape::String,
        _ => BoundShape::Other,
    };
    let text = value.to_text().unwrap_or_default();
    Bound::NeverChecked { shape, meant: Version::parse(&text), text, place: place.clone() }
}

/// `versioncompare` asks for the keys 0, 1, … and takes 0 for a level that is not there.
fn version(array: &Array, place: &Place) -> Bound {
    let never = |shape, text, meant| Bound::NeverChecked { shape, text, meant, place: place.clone() };
    let mut levels: Vec<String> = Vec::new();
    for level in (0..MAX_LEVELS).take(array.items().len()) {
        match array.at(level) {
            Some(Value::Unknown(unknown)) => return Bound::Unknown(unknown.clone()),
            Some(Value::OneOf(choices)) => return depends_on(choices.first().map_or(&[], |choice| &choice.when), place),
            None | Some(Value::Null) => levels.push("0".to_owned()),
            Some(value) => match value.to_text() {
                Some(text) => levels.push(text),
                None => return never(BoundShape::Other, "array".to_owned(), None),
            },
        }
    }
    match &levels[..] {
        [] => Bound::Absent,
        // A level has no point, so these are two versions.
        [min, max] if min.contains('.') && max.contains('.') => never(BoundShape::Pair, levels.join(", "), Version::parse(min)),
        _ => Bound::Version(Version::from_levels(&levels), place.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{descriptor, list, map, one_of, s, unknown, when};
    use super::*;

    fn relations(name: &'static str, value: Value) -> Vec<(String, Option<String>, Vec<Condition>)> {
        let requires = requires(&descriptor([(name, value)]));
        let all = requires.depends.into_iter().chain(requires.required_by).chain(requires.conflicts);
        all.map(|relation| (relation.class, relation.country, relation.when)).collect()
    }

    fn min(value: Value) -> Bound {
        requires(&descriptor([("need_dolibarr_version", value)])).dolibarr_min
    }

    #[test]
    fn dependencies_have_countries_and_conditions() {
        let relation = |class: &str, country: Option<&str>| (class.to_owned(), country.map(str::to_owned), Vec::new());
        let keyed = map(1, [("always1", s("modA")), ("FR1", list(2, [s("modB"), s("modC")])), ("7", s("modD")), ("FR", s("modB"))]);
        let expected = [relation("modA", None), relation("modB", Some("FR")), relation("modC", Some("FR")), relation("modD", None)];
        assert_eq!(relations("depends", keyed), expected);
        let by_site = one_of([("c", list(1, [s("modA"), s("modB")])), ("!c", list(5, [s("modA")]))]);
        assert_eq!(relations("depends", by_site), [relation("modA", None), ("modB".to_owned(), None, vec![when("c")])]);
        assert_eq!(relations("depends", s("modA")), [], "a string is not an array for Dolibarr");
    }

    #[test]
    fn conflicts_are_read_from_key_0_on() {
        assert_eq!(relations("conflictwith", list(1, [s("modA")])).len(), 1);
        assert_eq!(relations("conflictwith", map(1, [("1", s("modA")), ("FR", s("modB"))])).len(), 1);
        assert_eq!(relations("conflictwith", map(1, [("FR", s("modB"))])), []);
    }

    #[test]
    fn only_arrays_of_levels_are_compared() {
        let shape = |bound: Bound| match bound {
            Bound::NeverChecked { shape, text, meant, .. } => (shape, text, meant.map(|v| v.to_string())),
            other => panic!("{other:?}"),
        };
        let levels = min(list(1, [Value::Int(11), Value::Int(-3)]));
        assert!(matches!(levels, Bound::Version(v, _) if v == Version::from_levels(&["11", "-3"])));
        assert_eq!(shape(min(s("17.0"))), (BoundShape::String, "17.0".to_owned(), Some("17.0".to_owned())));
        let pair = min(list(1, [s("14.0"), s("18.0")]));
        assert_eq!(shape(pair), (BoundShape::Pair, "14.0, 18.0".to_owned(), Some("14.0".to_owned())));
        assert_eq!(shape(min(Value::Float(17.5))).0, BoundShape::Other);
        assert_eq!(min(list(1, [])), Bound::Absent);
        assert_eq!(min(Value::Int(0)), Bound::Absent);
        assert!(matches!(min(list(1, [unknown("f")])), Bound::Unknown(_)));
        let by_site = one_of([("c", list(1, [Value::Int(11)])), ("!c", list(2, [Value::Int(11)]))]);
        assert!(matches!(min(by_site), Bound::Version(..)));
        assert!(matches!(min(one_of([("c", s("1")), ("!c", Value::Null)])), Bound::Unknown(u) if u.detail == "c"));
    }
}
