//! Calls that change files.

use super::place::Place;

/// A call that changes a file whose path starts at a known place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// The function as written.
    pub function: String,
    pub deed: Deed,
    pub target: Target,
    pub place: Place,
    pub guard: Option<usize>,
    /// Whether it stands in a method of a descriptor, which runs when the module is switched on or off.
    pub by_descriptor: bool,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Deed {
    /// Its content is another one, whether it was there before or not.
    Writes,
    Deletes,
}

/// A path as far as the code tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub start: Start,
    /// What follows, as it is put together.
    pub path: String,
    /// Whether nothing follows that is not known.
    pub whole: bool,
}

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// `htdocs`
    Htdocs,
    /// The directory of the file that the code stands in.
    Here,
    /// What the web server calls its root, which is `htdocs` on many sites.
    Server,
}
