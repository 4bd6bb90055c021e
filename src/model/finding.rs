//! What a rule says about a fact.

use super::fact::ModuleRef;
use super::place::Place;
use crate::base::Version;

/// How bad a finding is. The order is from harmless to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Silently not called, deprecated or ambiguous.
    Warning,
    /// Stops when reached, or silently loses data or a permission.
    Error,
    /// The whole ERP or its list of modules stops.
    Fatal,
}

impl Level {
    /// The word used in rules, options and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }

    /// The level of a word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Note, Self::Warning, Self::Error, Self::Fatal].into_iter().find(|level| level.as_str() == word)
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Dolibarr or PHP behaves so for certain.
    Certain,
    /// Very probably, but something it rests on is not known.
    Likely,
}

impl Confidence {
    /// The word used in rules and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
        }
    }
}

/// Why a finding does not count, though it is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SetAside {
    /// `dolivet.toml` switches the rule off there, or leaves the file out.
    Settings,
    /// A comment in the code says so.
    Comment {
        /// Where the comment is.
        place: Place,
        /// The reason it gives.
        reason: String,
    },
    /// It was there when the baseline was written.
    Baseline,
}

/// A finding of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// How bad.
    pub level: Level,
    /// How sure.
    pub confidence: Confidence,
    /// What it is about, in the names of its message: the same as long as the thing is the same, wherever it moves in its file and
    /// whatever the target. May be empty.
    pub subject: String,
    /// The module it is about; `None` for the site.
    pub module: Option<ModuleRef>,
    /// What was found: lower case, no final stop. Not escaped.
    pub message: String,
    /// What to do.
    pub fix: String,
    /// Where.
    pub place: Place,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Place, String)>,
    /// Why it does not count; `None` where it does.
    pub set_aside: Option<SetAside>,
    /// The releases that it was found for, as they were named, oldest first; empty where none was.
    pub targets: Vec<Version>,
}
