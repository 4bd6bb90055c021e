//! From evaluated values to fields and lists of elements. A value that depends on conditions is a set of worlds; a list that
//! differs between worlds is merged so that each element is told once. Never looks at what a property means.

use std::collections::{BTreeMap, VecDeque};

use crate::model::field::Field;
use crate::model::module::Descriptor;
use crate::model::place::Place;
use crate::model::value::{Condition, Item, Key, Reason, Unknown, Value};

/// Values are not compared below this depth.
const MAX_DEPTH: usize = 32;

/// More alternatives than these are not made fewer.
const MAX_ALTERNATIVES: usize = 64;

/// What a value is under some conditions.
#[derive(Debug, Clone)]
pub(super) struct World<'a> {
    pub when: Vec<Condition>,
    /// Never a `OneOf`; `None` when there is no such thing in this world.
    pub value: Option<&'a Value>,
    pub place: &'a Place,
}

/// An element of a list, told once for all worlds.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Its key in each world that has it.
    pub keys: Vec<(Vec<Condition>, &'a Key)>,
    /// Where it is written, in the first world that has it.
    pub place: Place,
    /// All worlds of the list, also those that do not have the element.
    pub worlds: Vec<World<'a>>,
}

/// The elements of a list.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    pub list: Vec<Element<'a>>,
    /// Whether there may be more.
    pub open: bool,
}

/// One of the values that are read from worlds.
#[derive(Debug)]
pub(super) struct Group<'a, T> {
    pub value: T,
    /// Alternatives, each a conjunction.
    pub when: Vec<Vec<Condition>>,
    /// Whether every world has this value.
    pub everywhere: bool,
    pub place: &'a Place,
}

/// The worlds of a property; none when it was never set.
pub(super) fn property<'a>(descriptor: &'a Descriptor, name: &str) -> Vec<World<'a>> {
    descriptor.properties.get(name).map_or_else(Vec::new, |p| worlds(&[], &p.value, &p.place))
}

/// The worlds of a value that is there under `when`.
pub(super) fn worlds<'a>(when: &[Condition], value: &'a Value, place: &'a Place) -> Vec<World<'a>> {
    let mut found = Vec::new();
    let mut todo = vec![(when.to_vec(), value)];
    while let Some((when, value)) = todo.pop() {
        let Value::OneOf(choices) = value else {
            found.push(World { when, value: Some(value), place });
            continue;
        };
        for choice in choices.iter().rev() {
            let mut inner = when.clone();
            inner.extend(choice.when.iter().filter(|c| !when.contains(c)).cloned());
            todo.push((inner, &choice.value));
        }
    }
    found
}

/// What stands under a key in each world.
pub(super) fn member<'a>(outer: &[World<'a>], key: &Key) -> Vec<World<'a>> {
    let mut found = Vec::new();
    for world in outer {
        match world.value {
            Some(Value::Array(array)) => match array.items().iter().find(|item| item.key == *key) {
                Some(item) => found.extend(worlds(&world.when, &item.value, &item.place)),
                None => found.push(World { value: None, ..world.clone() }),
            },
            Some(Value::Unknown(_)) => found.push(world.clone()),
            _ => found.push(World { value: None, ..world.clone() }),
        }
    }
    found
}

/// [`member`] with a string key.
pub(super) fn named<'a>(outer: &[World<'a>], key: &str) -> Vec<World<'a>> {
    member(outer, &Key::Str(key.as_bytes().into()))
}

/// The distinct values that `read` finds, in order. Worlds where it finds none count as worlds without the value.
pub(super) fn groups<'a, T: PartialEq>(worlds: &[World<'a>], read: impl Fn(&Value) -> Option<T>) -> Vec<Group<'a, T>> {
    let mut found: Vec<Group<'a, T>> = Vec::new();
    let mut read_worlds = 0;
    for world in worlds {
        let Some(value) = world.value.and_then(&read) else { continue };
        read_worlds += 1;
        match found.iter_mut().find(|group| group.value == value) {
            Some(group) => group.when.push(world.when.clone()),
            None => found.push(Group { value, when: vec![world.when.clone()], everywhere: false, place: world.place }),
        }
    }
    let everywhere = found.len() == 1 && read_worlds == worlds.len();
    for group in &mut found {
        group.everywhere = everywhere;
        group.when = fewer(std::mem::take(&mut group.when));
    }
    found
}

/// A field from its worlds. A value that `read` cannot take makes it unknown; `null` everywhere is as good as not set.
pub(super) fn field<T: PartialEq + Clone>(worlds: &[World<'_>], read: impl Fn(&Value) -> Option<T>) -> Field<T> {
    for world in worlds {
        match world.value {
            None | Some(Value::Null) => {}
            Some(Value::Unknown(unknown)) => return Field::Unknown(unknown.clone()),
            Some(value) if read(value).is_none() => {
                let detail = "array".to_owned();
                return Field::Unknown(Unknown { reason: Reason::Unsupported, detail, place: world.place.clone() });
            }
            Some(_) => {}
        }
    }
    let mut groups = groups(worlds, |value| if *value == Value::Null { None } else { read(value) });
    let Some(place) = groups.first().map(|group| group.place.clone()) else { return Field::Absent };
    if groups[0].everywhere {
        return Field::Known(groups.remove(0).value, place);
    }
    let choices = groups.into_iter().flat_map(|group| group.when.into_iter().map(move |when| (when, group.value.clone())));
    Field::OneOf(choices.collect(), place)
}

/// A field that is text to PHP.
pub(super) fn text(worlds: &[World<'_>]) -> Field<String> {
    field(worlds, Value::to_text)
}

/// A field that Dolibarr casts to an integer.
pub(super) fn int(worlds: &[World<'_>]) -> Field<i64> {
    field(worlds, Value::to_int)
}

/// Whether PHP's `empty()` is false; `None` when that is not known.
pub(super) fn is_set(value: &Value) -> Option<bool> {
    match value {
        Value::Array(array) if array.items().is_empty() && array.open => None,
        Value::Array(array) => Some(!array.items().is_empty()),
        Value::Float(f) => Some(*f != 0.0),
        _ => value.to_text().map(|text| !matches!(text.as_str(), "" | "0")),
    }
}

/// The elements of a list, each once: first those that are equal, then those that are written at the same place.
pub(super) fn elements<'a>(worlds: &[World<'a>]) -> Elements<'a> {
    let mut open = false;
    let mut slots: Vec<Slot<'a>> = Vec::new();
    for (n, world) in worlds.iter().enumerate() {
        match world.value {
            Some(Value::Array(array)) => {
                open |= array.open;
                slots = merge(slots, n, array.items(), worlds.len() > 1);
            }
            Some(Value::Unknown(_)) => open = true,
            _ => {}
        }
    }
    Elements { list: slots.into_iter().map(|slot| slot.element(worlds)).collect(), open }
}

impl Element<'_> {
    /// Its key, unless an integer that is not the same in all worlds.
    pub(super) fn key(&self) -> Option<&Key> {
        let (_, first) = self.keys.first()?;
        self.keys.iter().all(|(_, key)| key == first).then_some(first)
    }

    /// Whether it is an array in some world, or may be one.
    pub(super) fn is_row(&self) -> bool {
        self.worlds.iter().any(|world| matches!(world.value, Some(Value::Array(_) | Value::Unknown(_))))
    }

    /// The text under the element's own key in a list beside it, as far as it can be there together with the element.
    pub(super) fn text_beside(&self, list: &[World<'_>]) -> Field<String> {
        let mut beside: Vec<World<'_>> = self.worlds.iter().filter(|world| world.value.is_none()).cloned().collect();
        for (when, key) in &self.keys {
            for mut world in member(list, key).into_iter().filter(|world| !contradict(when, &world.when)) {
                let more: Vec<Condition> = when.iter().filter(|c| !world.when.contains(c)).cloned().collect();
                world.when.extend(more);
                beside.push(world);
            }
        }
        text(&beside)
    }

    /// The text under an integer key.
    pub(super) fn text_at(&self, key: i64) -> Field<String> {
        text(&member(&self.worlds, &Key::Int(key)))
    }

    /// The text under a string key.
    pub(super) fn text(&self, key: &str) -> Field<String> {
        text(&named(&self.worlds, key))
    }

    /// The integer under a string key.
    pub(super) fn int(&self, key: &str) -> Field<i64> {
        int(&named(&self.worlds, key))
    }
}

/// The element that an item of each world belongs to.
struct Slot<'a> {
    /// Key and value as bytes, places left out.
    digest: Vec<u8>,
    /// By world.
    held: Vec<(usize, &'a Item)>,
}

impl<'a> Slot<'a> {
    fn element(self, worlds: &[World<'a>]) -> Element<'a> {
        let first = self.held[0].1;
        let keys = self.held.iter().map(|(n, item)| (worlds[*n].when.clone(), &item.key)).collect();
        let mut found = Vec::new();
        for (n, world) in worlds.iter().enumerate() {
            match self.held.iter().find(|(held, _)| *held == n) {
                Some((_, item)) => found.extend(self::worlds(&world.when, &item.value, &item.place)),
                None => found.push(World { value: None, ..world.clone() }),
            }
        }
        Element { keys, place: first.place.clone(), worlds: found }
    }
}

/// What an item and a slot must have in common. String keys always count; integers shift when an element comes between.
type Likeness<'s> = (Option<&'s [u8]>, Option<&'s Place>, Option<&'s [u8]>);

/// Adds the items of world `n`; a new element comes behind the one that stands before it in its own world.
fn merge<'a>(slots: Vec<Slot<'a>>, n: usize, items: &'a [Item], compare: bool) -> Vec<Slot<'a>> {
    let digests: Vec<Vec<u8>> = items.iter().map(|item| if compare { digest(&item.value) } else { Vec::new() }).collect();
    let taken = if slots.is_empty() { vec![None; items.len()] } else { assign(&slots, items, &digests) };
    let mut old = slots;
    let mut new: BTreeMap<Option<usize>, Vec<Slot<'a>>> = BTreeMap::new();
    let mut last = None;
    for ((item, digest), slot) in items.iter().zip(digests).zip(taken) {
        match slot {
            Some(at) => {
                old[at].held.push((n, item));
                last = Some(at);
            }
            None => new.entry(last).or_default().push(Slot { digest, held: vec![(n, item)] }),
        }
    }
    let mut merged = new.remove(&None).unwrap_or_default();
    for (at, slot) in old.into_iter().enumerate() {
        merged.push(slot);
        merged.extend(new.remove(&Some(at)).unwrap_or_default());
    }
    merged
}

/// The slot of each item: equal value at the same place, else equal value, else the same place.
fn assign(slots: &[Slot<'_>], items: &[Item], digests: &[Vec<u8>]) -> Vec<Option<usize>> {
    let mut taken: Vec<Option<usize>> = vec![None; items.len()];
    let mut used = vec![false; slots.len()];
    for (by_value, by_place) in [(true, true), (true, false), (false, true)] {
        let mut free: BTreeMap<Likeness<'_>, VecDeque<usize>> = BTreeMap::new();
        for (at, slot) in slots.iter().enumerate().filter(|(at, _)| !used[*at]) {
            free.entry(likeness(slot.held[0].1, &slot.digest, by_value, by_place)).or_default().push_back(at);
        }
        for (i, item) in items.iter().enumerate() {
            if taken[i].is_none() {
                taken[i] = free.get_mut(&likeness(item, &digests[i], by_value, by_place)).and_then(VecDeque::pop_front);
                taken[i].inspect(|at| used[*at] = true);
            }
        }
    }
    taken
}

fn likeness<'s>(item: &'s Item, digest: &'s [u8], by_value: bool, by_place: bool) -> Likeness<'s> {
    let key = if let Key::Str(key) = &item.key { Some(&**key) } else { None };
    (by_value.then_some(digest), by_place.then_some(&item.place), key)
}

/// A value as bytes that are equal for equal values, wherever they were written.
fn digest(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    put(value, 0, &mut out);
    out
}

fn put(value: &Value, depth: usize, out: &mut Vec<u8>) {
    let bytes = |kind: u8, bytes: &[u8], out: &mut Vec<u8>| {
        out.push(kind);
        out.extend(bytes.len().to_be_bytes());
        out.extend(bytes);
    };
    match value {
        Value::Null => out.push(b'n'),
        Value::Bool(b) => out.extend([b'b', u8::from(*b)]),
        Value::Int(n) => bytes(b'i', &n.to_be_bytes(), out),
        Value::Float(f) => bytes(b'f', &f.to_bits().to_be_bytes(), out),
        Value::Str(text) => bytes(b's', text, out),
        Value::Unknown(unknown) => bytes(b'u', format!("{} {}", unknown.reason.as_str(), unknown.detail).as_bytes(), out),
        Value::Array(_) | Value::OneOf(_) if depth == MAX_DEPTH => out.push(b'.'),
        Value::Array(array) => {
            out.extend([b'[', u8::from(array.open)]);
            for item in array.items() {
                match &item.key {
                    Key::Int(n) => bytes(b'i', &n.to_be_bytes(), out),
                    Key::Str(text) => bytes(b's', text, out),
                }
                put(&item.value, depth + 1, out);
            }
            out.push(b']');
        }
        Value::OneOf(choices) => {
            out.push(b'(');
            for choice in choices.iter() {
                for condition in &choice.when {
                    bytes(if condition.holds { b'+' } else { b'-' }, condition.text.as_bytes(), out);
                }
                put(&choice.value, depth + 1, out);
            }
            out.push(b')');
        }
    }
}

/// The same alternatives told with fewer: two that differ only in one condition being true or false need it no more.
fn fewer(mut when: Vec<Vec<Condition>>) -> Vec<Vec<Condition>> {
    while when.len() <= MAX_ALTERNATIVES {
        let pairs = (0..when.len()).flat_map(|a| (a + 1..when.len()).map(move |b| (a, b)));
        let found = pairs.into_iter().find_map(|(a, b)| Some((a, b, without_opposite(&when[a], &when[b])?)));
        let Some((a, b, joined)) = found else { return when };
        when.remove(b);
        when[a] = joined;
    }
    when
}

fn contradict(a: &[Condition], b: &[Condition]) -> bool {
    a.iter().any(|x| b.iter().any(|y| opposite(x, y)))
}

fn opposite(a: &Condition, b: &Condition) -> bool {
    a.text == b.text && a.place == b.place && a.holds != b.holds
}

/// What two conjunctions share, if they are the same but for one condition that holds in one of them only.
fn without_opposite(a: &[Condition], b: &[Condition]) -> Option<Vec<Condition>> {
    let differs: Vec<usize> = (0..a.len()).filter(|i| b.get(*i) != Some(&a[*i])).collect();
    match differs[..] {
        [i] if a.len() == b.len() && opposite(&a[i], &b[i]) => {
            Some(a.iter().enumerate().filter(|(at, _)| *at != i).map(|(_, condition)| condition.clone()).collect())
        }
        [] if a.len() == b.len() => Some(a.to_vec()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{at, list, one_of, s, unknown, when};
    use super::*;

    fn read(value: &Value) -> (Vec<Field<String>>, bool) {
        let place = at(1);
        let found = elements(&worlds(&[], value, &place));
        (found.list.iter().map(|element| text(&element.worlds)).collect(), found.open)
    }

    fn only(condition: &str, value: &str, line: u32) -> Field<String> {
        Field::OneOf(vec![(vec![when(condition)], value.to_owned())], at(line))
    }

    #[test]
    fn what_all_worlds_share_is_known_and_the_rest_carries_its_condition() {
        let value = one_of([("c", list(10, [s("a"), s("b"), s("c")])), ("!c", list(20, [s("a"), s("c"), s("d")]))]);
        let known = |text: &str, line| Field::Known(text.to_owned(), at(line));
        let expected = vec![known("a", 10), only("c", "b", 11), known("c", 12), only("!c", "d", 22)];
        assert_eq!(read(&value), (expected, false));
    }

    #[test]
    fn an_element_that_only_its_place_tells_is_one_with_several_values() {
        let mut short = crate::model::value::Array::default();
        short.push(s("id 2"), at(11));
        let value = one_of([("c", list(10, [s("id 1"), s("id 3")])), ("!c", Value::Array(short))]);
        let both = Field::OneOf(vec![(vec![when("c")], "id 3".to_owned()), (vec![when("!c")], "id 2".to_owned())], at(11));
        assert_eq!(read(&value).0, [only("c", "id 1", 10), both]);
    }

    #[test]
    fn conditions_that_do_not_matter_go_away() {
        let value = one_of([("a b", s("x")), ("a !b", s("x")), ("!a", s("y"))]);
        let place = at(1);
        let found = text(&worlds(&[], &value, &place));
        let choices = vec![(vec![when("a")], "x".to_owned()), (vec![when("!a")], "y".to_owned())];
        assert_eq!(found, Field::OneOf(choices, place.clone()));
        let same = one_of([("a", s("x")), ("!a", s("x"))]);
        assert_eq!(text(&worlds(&[], &same, &place)).known(), Some(&"x".to_owned()));
    }

    #[test]
    fn null_is_not_set_and_one_unknown_world_makes_a_field_unknown() {
        let place = at(1);
        assert_eq!(text(&worlds(&[], &Value::Null, &place)), Field::Absent);
        assert_eq!(text(&worlds(&[], &one_of([("a", s("x")), ("!a", Value::Null)]), &place)), only("a", "x", 1));
        assert!(matches!(text(&worlds(&[], &one_of([("a", s("x")), ("!a", unknown("f"))]), &place)), Field::Unknown(_)));
        assert!(matches!(text(&worlds(&[], &list(1, []), &place)), Field::Unknown(_)));
    }

    #[test]
    fn a_list_that_is_not_known_is_open() {
        assert_eq!(read(&one_of([("a", list(1, [])), ("!a", unknown("f"))])), (vec![], true));
    }
}
