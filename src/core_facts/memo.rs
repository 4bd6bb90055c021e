//! What was looked up before, by whichever thread. Only for what is the same whoever asks first.

use std::sync::{PoisonError, RwLock};

use foldhash::{HashMap, HashMapExt};

use super::row::Kind;

/// Values by kind, class and name.
#[derive(Debug)]
pub(crate) struct Memo<V>([RwLock<Names<V>>; Kind::ALL.len()]);

type Names<V> = HashMap<String, HashMap<String, V>>;

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| RwLock::new(HashMap::new())))
    }
}

impl<V: Clone> Memo<V> {
    /// The value under a key, made by `make` when it is first asked for; by two threads where both ask at once.
    pub(crate) fn get(&self, kind: Kind, class: &str, name: &str, make: impl FnOnce() -> V) -> V {
        let names = &self.0[kind as usize];
        let known = || names.read().unwrap_or_else(PoisonError::into_inner).get(class).and_then(|names| names.get(name)).cloned();
        known().unwrap_or_else(|| {
            let value = make();
            let mut names = names.write().unwrap_or_else(PoisonError::into_inner);
            names.entry(class.to_owned()).or_default().insert(name.to_owned(), value.clone());
            value
        })
    }
}
