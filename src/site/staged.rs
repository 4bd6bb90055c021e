//! What is staged for the next commit, in place of what lies in the work tree. Never reads anything itself.

use std::collections::BTreeMap;
use std::ops::Range;

/// What is staged, by absolute path.
#[derive(Debug, Default)]
pub(super) struct Staged {
    /// Files that the commit changes, with the lines that it gives them; `None` where nobody asked.
    pub(super) changed: Option<BTreeMap<String, Vec<Range<u32>>>>,
    /// What the commit has where the work tree has something else.
    pub(super) texts: BTreeMap<String, Vec<u8>>,
}
