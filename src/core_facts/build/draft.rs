//! A fact while its core is still being read: its notes grow until every file is known.

use std::collections::BTreeSet;

use super::super::row::{Kind, Row};

/// A fact to be.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub kind: Kind,
    pub owner: String,
    pub name: String,
    pub shape: String,
    pub file: String,
    /// Finished notes.
    pub notes: Vec<String>,
    /// Class names that the doc comment gives as type, as far as they look like some.
    pub types: Vec<String>,
}

impl Draft {
    pub(super) fn new(kind: Kind, name: &str) -> Self {
        let (owner, shape, file) = Default::default();
        Self { kind, owner, name: name.to_owned(), shape, file, notes: Vec::new(), types: Vec::new() }
    }

    pub(super) fn of(mut self, owner: &str) -> Self {
        owner.clone_into(&mut self.owner);
        self
    }

    pub(super) fn shape(mut self, shape: impl Into<String>) -> Self {
        self.shape = shape.into();
        self
    }

    pub(super) fn file(mut self, file: &str) -> Self {
        file.clone_into(&mut self.file);
        self
    }

    pub(super) fn note(mut self, word: &str, value: &str) -> Self {
        self.notes.push(if value.is_empty() { word.to_owned() } else { format!("{word} {value}") });
        self
    }

    /// About how many bytes its line will have.
    pub(super) fn size(&self) -> usize {
        let lists = self.notes.iter().chain(&self.types).map(|text| text.len() + 2).sum::<usize>();
        16 + self.owner.len() + self.name.len() + self.shape.len() + self.file.len() + lists
    }

    /// The fact as a line. Of the types only the core's own `classes` (in lower case) are kept.
    pub(super) fn line(mut self, classes: &BTreeSet<String>) -> String {
        self.types.retain(|name| classes.contains(&name.trim_end_matches("[]").to_ascii_lowercase()));
        self.types.dedup();
        if !self.types.is_empty() {
            self.notes.push(format!("type {}", self.types.join("|")));
        }
        let notes = self.notes.join("; ");
        let Self { kind, owner, name, shape, file, .. } = &self;
        Row { kind: *kind, owner, name, shape, file, notes: &notes }.line()
    }
}
