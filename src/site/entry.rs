//! What directories hold, and how large a text may be: the same on a disk and in an archive.

/// Largest file that is read as text.
pub(super) const TEXT_LIMIT: u64 = 16 << 20;

/// An entry of a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Whether it is a directory, or a link to one.
    pub(super) is_dir: bool,
    pub(super) is_link: bool,
}
