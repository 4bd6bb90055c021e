//! What was looked up before.

use std::cell::RefCell;

use foldhash::{HashMap, HashMapExt};

use crate::core_facts::Kind;

/// Values by kind, class and name.
#[derive(Debug)]
pub(super) struct Memo<V>(RefCell<[Names<V>; Kind::ALL.len()]>);

type Names<V> = HashMap<String, HashMap<String, V>>;

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self(RefCell::new(std::array::from_fn(|_| HashMap::new())))
    }
}

impl<V: Clone> Memo<V> {
    /// The value under a key, made by `make` when it is first asked for.
    pub(super) fn get(&self, kind: Kind, class: &str, name: &str, make: impl FnOnce() -> V) -> V {
        let at = kind as usize;
        if let Some(known) = self.0.borrow()[at].get(class).and_then(|names| names.get(name)) {
            return known.clone();
        }
        let value = make();
        self.0.borrow_mut()[at].entry(class.to_owned()).or_default().insert(name.to_owned(), value.clone());
        value
    }
}
