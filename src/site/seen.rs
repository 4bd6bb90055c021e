//! The opened directory as others see it: from another directory, and by the names that reports show. Opens no gate.

use std::fs;
use std::path::Path;

use super::Files;
use super::paths::{join, lies_in, normal, relative, slashed};
use crate::php::loader::{Loader, Source};

impl Files {
    /// The opened directory as seen from another one; `None` where it does not lie in that.
    pub(crate) fn seen_from(&self, dir: &Path) -> Option<String> {
        let dir = fs::canonicalize(dir).ok().and_then(|dir| slashed(&dir))?;
        lies_in(self.base(), &dir).then(|| relative(&dir, self.base()))
    }

    /// A file by the name that it is shown with.
    pub(crate) fn read_shown(&self, shown: &str) -> Option<Source> {
        self.read(&if shown.starts_with('/') { normal(shown) } else { normal(&join(self.base(), shown)) })
    }
}
