//! How the evaluator gets at files. Whoever opens a site implements it.

use std::sync::Arc;

/// A file's content and how it is shown to people.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub shown: Arc<str>,
    pub bytes: Vec<u8>,
}

/// Reads files of a site by absolute path with `/` and without `.` or `..`. Never follows a link out of the site.
pub(crate) trait Loader: Sync {
    /// The file's content; `None` when it is not there, too large, or not readable.
    fn read(&self, path: &str) -> Option<Source>;
    /// The first bytes of a file; `None` as above.
    fn head(&self, path: &str, length: usize) -> Option<Source> {
        let mut source = self.read(path)?;
        source.bytes.truncate(length);
        Some(source)
    }
    /// Whether there is such a file.
    fn is_file(&self, path: &str) -> bool;
    /// A path as it is shown to people.
    fn shown(&self, path: &str) -> String;
    /// Names in a directory, sorted by bytes; empty when there is none.
    fn list(&self, path: &str) -> Vec<String>;
    /// What `DOL_DOCUMENT_ROOT` is: the main root's absolute path, when there is a core.
    fn main_root(&self) -> Option<&str>;
    /// Every root in the order `dol_buildpath` searches them.
    fn roots(&self) -> Vec<&str>;
}
