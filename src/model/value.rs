//! PHP values as far as they can be known without running PHP.

use std::sync::Arc;

use super::place::Place;
use crate::base::ReleaseSet;

/// A PHP value, or why it is not known.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer of 64 bits.
    Int(i64),
    /// A float.
    Float(f64),
    /// A string: bytes, in whatever encoding the file has.
    Str(Arc<[u8]>),
    /// An ordered map.
    Array(Array),
    /// It cannot be known statically.
    Unknown(Unknown),
    /// One of several values, by conditions that only the site or the release decides.
    OneOf(Arc<[Choice]>),
}

/// One of the values that a property can have.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What must hold for this value, in source order; empty when nothing is known.
    pub when: Vec<Condition>,
    /// The value then.
    pub value: Value,
}

/// A test whose result only a running site knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// The test as the source has it, white space folded.
    pub text: String,
    /// Whether it has to be true or false.
    pub holds: bool,
    /// For a test on `DOL_VERSION`: the releases on which it is true.
    pub(crate) releases: Option<ReleaseSet>,
    /// Where it stands.
    pub place: Place,
}

/// Why a value is not known, and since where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The kind of reason.
    pub reason: Reason,
    /// What it is about: a function's name, a translation key, a constant.
    pub detail: String,
    /// Where the unknown came in.
    pub place: Place,
}

/// Kinds of reasons for a value to be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// It depends on the site's configuration or database (`$conf`, `$user`, `getDolGlobalString()`, …).
    Site,
    /// A translation; `detail` is the key.
    Translation,
    /// It depends on the Dolibarr release (`DOL_VERSION`).
    Release,
    /// It depends on the PHP that runs (`PHP_VERSION`, an extension).
    Php,
    /// It depends on the clock, on chance or on the request.
    Moment,
    /// A function or method that is not evaluated; `detail` is its name.
    Call,
    /// A name that nothing defines; `detail` is the name.
    Undefined,
    /// An object.
    Object,
    /// A file that could not be read or is not part of the module.
    File,
    /// A limit of steps, depth or size was met.
    Limit,
    /// The source is broken there.
    Broken,
    /// A construct that the evaluator does not follow; `detail` names it.
    Unsupported,
}

impl Reason {
    /// The word that stands for the reason in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Translation => "translation",
            Self::Release => "release",
            Self::Php => "php",
            Self::Moment => "moment",
            Self::Call => "call",
            Self::Undefined => "undefined",
            Self::Object => "object",
            Self::File => "file",
            Self::Limit => "limit",
            Self::Broken => "broken",
            Self::Unsupported => "unsupported",
        }
    }
}

/// A key of a PHP array.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// An integer key.
    Int(i64),
    /// A string key that does not look like an integer.
    Str(Arc<[u8]>),
}

/// An element of a PHP array, and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its key.
    pub key: Key,
    /// Its value.
    pub value: Value,
    /// Where the element was assigned.
    pub place: Place,
}

/// A PHP array: ordered, with the next free integer key.
#[derive(Debug, Clone, Default)]
pub struct Array {
    items: Arc<Vec<Item>>,
    next: i64,
    depth: usize,
    /// Set when an element with an unknown key was written: other elements may exist.
    pub open: bool,
}

impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items && self.open == other.open
    }
}

impl Array {
    /// The elements in their order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The element of a key.
    pub fn get(&self, key: &Key) -> Option<&Value> {
        self.items.iter().find(|item| item.key == *key).map(|item| &item.value)
    }

    /// The element of an integer key.
    pub fn at(&self, key: i64) -> Option<&Value> {
        self.get(&Key::Int(key))
    }

    /// The element of a string key.
    pub fn named(&self, key: &str) -> Option<&Value> {
        self.items.iter().find(|item| item.key.is(key)).map(|item| &item.value)
    }

    /// Sets an element in its place, or appends it.
    pub fn set(&mut self, key: Key, value: Value, place: Place) {
        if let Key::Int(n) = key {
            self.next = self.next.max(n.saturating_add(1));
        }
        if let Value::Array(inner) = &value {
            self.deepen(inner.depth);
        }
        let items = Arc::make_mut(&mut self.items);
        match items.iter_mut().find(|item| item.key == key) {
            Some(item) => (item.value, item.place) = (value, place),
            None => items.push(Item { key, value, place }),
        }
    }

    /// Appends under the next free integer key.
    pub fn push(&mut self, value: Value, place: Place) {
        self.set(Key::Int(self.next), value, place);
    }

    /// How many levels of arrays lie below, at the most.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Notes that an element below was written whose value has `depth` levels of its own.
    pub fn deepen(&mut self, depth: usize) {
        self.depth = self.depth.max(depth + 1);
    }

    /// A place to write an element in, made empty if there is none.
    pub fn slot(&mut self, key: Key, place: &Place) -> &mut Item {
        let found = self.items.iter().position(|item| item.key == key);
        let at = found.unwrap_or_else(|| {
            self.set(key, Value::Null, place.clone());
            self.items.len() - 1
        });
        &mut Arc::make_mut(&mut self.items)[at]
    }

    /// The key that `[]` would use.
    pub fn next_key(&self) -> Key {
        Key::Int(self.next)
    }

    /// Takes an element out.
    pub fn remove(&mut self, key: &Key) {
        Arc::make_mut(&mut self.items).retain(|item| item.key != *key);
    }
}

impl Key {
    /// A string key as PHP stores it: `'12'` becomes the integer 12.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let number = std::str::from_utf8(bytes).ok().and_then(|s| s.parse::<i64>().ok());
        match number {
            Some(n) if n.to_string().as_bytes() == bytes => Self::Int(n),
            _ => Self::Str(bytes.into()),
        }
    }

    /// Whether it is this string.
    pub fn is(&self, text: &str) -> bool {
        matches!(self, Self::Str(bytes) if **bytes == *text.as_bytes())
    }

    /// The key as text, with U+FFFD for what is not UTF-8.
    pub fn text(&self) -> String {
        match self {
            Self::Int(n) => n.to_string(),
            Self::Str(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

impl Value {
    /// A string value.
    pub fn str(text: impl AsRef<[u8]>) -> Self {
        Self::Str(text.as_ref().into())
    }

    /// An array of values under the keys 0, 1, 2, …, all written at one place.
    pub fn list(values: impl Iterator<Item = Self>, place: &Place) -> Self {
        let mut array = Array::default();
        values.for_each(|value| array.push(value, place.clone()));
        Self::Array(array)
    }

    /// The string, with U+FFFD for what is not UTF-8; `None` for every other type.
    pub fn as_str(&self) -> Option<String> {
        match self {
            Self::Str(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            _ => None,
        }
    }

    /// A known scalar as PHP turns it into a string; `None` for arrays and what is not known.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Null => Some(String::new()),
            Self::Bool(b) => Some(if *b { "1" } else { "" }.to_owned()),
            Self::Int(n) => Some(n.to_string()),
            Self::Float(f) => Some(f.to_string()),
            Self::Str(_) => self.as_str(),
            Self::Array(_) | Self::Unknown(_) | Self::OneOf(_) => None,
        }
    }

    /// A known value as an integer the way a cast does it; `None` for arrays and what is not known.
    pub fn to_int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            // The cast saturates; PHP's result for such floats is undefined.
            Self::Float(f) => Some(*f as i64),
            Self::Bool(b) => Some(i64::from(*b)),
            Self::Null => Some(0),
            Self::Str(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                let text = text.trim_start();
                let end = text.char_indices().find(|(i, c)| !(c.is_ascii_digit() || (*i == 0 && matches!(c, '-' | '+'))));
                text[..end.map_or(text.len(), |(i, _)| i)].parse().ok().or(Some(0))
            }
            Self::Array(_) | Self::Unknown(_) | Self::OneOf(_) => None,
        }
    }

    /// The array; `None` for every other type.
    pub fn as_array(&self) -> Option<&Array> {
        match self {
            Self::Array(array) => Some(array),
            _ => None,
        }
    }

    /// Whether nothing in it is unknown, at any depth.
    pub fn is_known(&self) -> bool {
        match self {
            Self::Unknown(_) | Self::OneOf(_) => false,
            Self::Array(array) => !array.open && array.items().iter().all(|item| item.value.is_known()),
            _ => true,
        }
    }
}
