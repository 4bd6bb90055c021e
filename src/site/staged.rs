//! What is staged for the next commit, in place of what lies in the work tree. Never reads anything itself.

use std::collections::{BTreeMap, BTreeSet};

use super::files::Files;

/// What is staged, by absolute path.
#[derive(Debug, Default)]
pub(super) struct Staged {
    /// Files that the commit changes; `None` where nobody asked.
    pub(super) changed: Option<BTreeSet<String>>,
    /// What the commit has where the work tree has something else.
    pub(super) texts: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// The files that the next commit changes, as shown, where that was asked for.
    pub(crate) fn changed(&self) -> Option<BTreeSet<String>> {
        Some(self.staged.changed.as_ref()?.iter().map(|path| self.shown(path)).collect())
    }
}
