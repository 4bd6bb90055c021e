//! Where something was found, and what could not be read.

use std::sync::Arc;

/// A file, line and column. Files are shown relative to the directory that was opened, with `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as shown to people. May hold any character: escape it for the medium it is printed to.
    pub file: Arc<str>,
    /// Line from 1; 0 when the place is the whole file.
    pub line: u32,
    /// Column in characters from 1; 0 when the place is the whole file.
    pub column: u32,
}

impl Place {
    /// The whole of a file or directory.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), line: 0, column: 0 }
    }
}

/// A line of code, or the part of it around a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The code. May hold any character.
    pub text: String,
    /// How many characters of it stand before the place.
    pub before: usize,
    /// Whether the line has more in front of it.
    pub cut: bool,
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

impl<T> Placed<T> {
    /// Ties a value to its place.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}

/// What is wrong with the user's files; the analysis of everything else goes on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// Which kind of trouble.
    pub kind: ProblemKind,
    /// What was seen, in lower case, without a final stop.
    pub message: String,
}

/// Kinds of [`Problem`], sorted by how early they strike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A file or directory could not be read.
    Unreadable,
    /// A link leads in a circle or out of the tree.
    Link,
    /// A limit of size, depth or number was met, and something was left out.
    Limit,
    /// PHP does not parse.
    Syntax,
    /// A Git repository is broken.
    #[cfg_attr(not(feature = "git"), allow(dead_code, reason = "never met without the feature"))]
    Git,
    /// `conf.php` could not be understood.
    Configuration,
    /// A file of data, such as `composer.lock`, does not parse.
    Data,
}

impl ProblemKind {
    /// Every kind.
    const ALL: [Self; 7] = [Self::Unreadable, Self::Link, Self::Limit, Self::Syntax, Self::Git, Self::Configuration, Self::Data];

    /// The kind that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The word that stands for the kind in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Link => "link",
            Self::Limit => "limit",
            Self::Syntax => "syntax",
            Self::Git => "git",
            Self::Configuration => "configuration",
            Self::Data => "data",
        }
    }
}
