//! Two manifests beside each other: in what the later state deviates from the earlier one.

use std::cmp::Ordering;

use super::fact::ModuleRef;

/// What was compared, and every deviation.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// Releases of the earlier and the later state.
    pub releases: [Option<String>; 2],
    /// Every module of either state, the core's deviations aside; sorted.
    pub modules: Vec<Compared>,
    /// Whether both states know the core's files.
    pub core: Option<bool>,
    /// Every deviation: those of the site first, then by module.
    pub deviations: Vec<Deviation>,
    /// How many files were compared.
    pub files: usize,
}

/// A module that was compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Compared {
    /// Its name in the later state, or in the earlier one when it is gone.
    pub module: ModuleRef,
    /// Its versions; `None` where there is no such module, empty where the version is not known.
    pub versions: [Option<String>; 2],
    /// Its commits, where they are known.
    pub commits: [Option<String>; 2],
}

/// A deviation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The module it is about; `None` for the site and its core.
    pub module: Option<ModuleRef>,
    /// What deviates.
    pub what: What,
}

/// What can deviate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The core's release.
    Release {
        /// As it was.
        was: Option<String>,
        /// As it is.
        is: Option<String>,
    },
    /// Files of the core; those that are named are not as published in one of the states.
    Core(Files),
    /// The module is not there any more, with the version that it had.
    Missing(Option<String>),
    /// The module was not there, with its version.
    Extra(Option<String>),
    /// It lies elsewhere; the directory that it had.
    Moved(String),
    /// Its version.
    Version {
        /// As it was.
        was: Option<String>,
        /// As it is.
        is: Option<String>,
        /// How the later one stands to the earlier one, where both are known.
        order: Option<Ordering>,
    },
    /// Its files, under the same version.
    Content(Files),
    /// Nothing but line ends in so many files.
    LineEnds(Vec<String>),
    /// Its commit, under the same content.
    Commit {
        /// As it was.
        was: Option<String>,
        /// As it is.
        is: Option<String>,
    },
    /// A module that it depends on was there, and is not any more.
    Unmet(String),
    /// What it brings along: tables, permissions and the rest.
    Facet {
        /// A word for what it is, in the plural.
        facet: &'static str,
        /// What the earlier state has not.
        added: Vec<String>,
        /// What the later state has not.
        removed: Vec<String>,
    },
}

/// Files that deviate, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Other content.
    pub changed: Vec<String>,
    /// Not there before.
    pub added: Vec<String>,
    /// Not there any more.
    pub removed: Vec<String>,
    /// The same text with other line ends.
    pub line_ends: Vec<String>,
}

impl Files {
    /// Whether no file deviates.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty() && self.removed.is_empty() && self.line_ends.is_empty()
    }
}

impl What {
    /// The word that stands for it in every output.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Release { .. } => "release",
            Self::Core(_) => "core",
            Self::Missing(_) => "missing",
            Self::Extra(_) => "extra",
            Self::Moved(_) => "moved",
            Self::Version { .. } => "version",
            Self::Content(_) => "content",
            Self::LineEnds(_) => "line-ends",
            Self::Commit { .. } => "commit",
            Self::Unmet(_) => "dependency",
            Self::Facet { .. } => "facet",
        }
    }

    /// Whether a restored site that deviates in it is another one than was backed up. A facet follows from content.
    pub fn counts(&self) -> bool {
        !matches!(self, Self::Facet { .. })
    }
}
