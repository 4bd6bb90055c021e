//! What was looked up before.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::core_facts::Kind;

/// What was looked up before, by kind, class and name.
#[derive(Debug)]
pub(super) struct Memo<V>(RefCell<HashMap<(Kind, String), HashMap<String, V>>>);

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<V: Clone> Memo<V> {
    /// The value under a key, made by `make` when it is first asked for.
    pub(super) fn get(&self, kind: Kind, class: &str, name: &str, make: impl FnOnce() -> V) -> V {
        let key = (kind, class.to_owned());
        if let Some(known) = self.0.borrow().get(&key).and_then(|names| names.get(name)) {
            return known.clone();
        }
        let value = make();
        self.0.borrow_mut().entry(key).or_default().insert(name.to_owned(), value.clone());
        value
    }
}
