//! How the core of an installation differs from its pristine state, and what an update makes of it.

use std::collections::BTreeMap;

/// The core of an installation beside its pristine state.
#[derive(Debug, Clone)]
pub struct CoreState {
    /// `DOL_VERSION` of the installation.
    pub release: String,
    /// What the core was held against.
    pub pristine: Pristine,
    /// The core that the changes were held against for an update: its release, and the path as given.
    pub target: Option<(String, String)>,
    /// How many files are as they should be.
    pub same: usize,
    /// How many files the pristine state says nothing of.
    pub uncovered: usize,
    /// How many files could not be read, and so are in no class.
    pub unread: usize,
    /// Every file that is not as it should be, by class and path.
    pub files: Vec<CoreFile>,
}

impl CoreState {
    /// How many files there are of each class that has any.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        self.files.iter().for_each(|file| *counts.entry(file.class.as_str()).or_default() += 1);
        counts
    }
}

/// A pristine state.
#[derive(Debug, Clone)]
pub struct Pristine {
    /// Its kind.
    pub source: Source,
    /// The list, directory, archive or commit, as shown.
    pub name: String,
    /// Directories that it says nothing of.
    pub uncovered: Vec<String>,
    /// Where pristine texts come from, when they are at hand.
    pub texts: Option<String>,
    /// Commits of the installation's own history that the release does not have.
    pub commits: Option<usize>,
}

/// Kinds of pristine states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The official list of the release, `install/filelist-*.xml`.
    List,
    /// A tree, archive or commit that was named.
    Tree,
    /// The tag of the release in the repository around the installation.
    Tag,
    /// What is checked out in the repository around the installation: it shows what is not committed, and nothing else.
    Checkout,
}

/// How a file of the core stands to the pristine state, in the order in which files are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Its content is another one.
    Modified,
    /// It is not there.
    Missing,
    /// It is no file of the release, and lies where only the core's own files belong.
    Foreign,
    /// It was a file of an older release.
    Stale,
    /// Only line ends or the encoding differ.
    Endings,
    /// A known packager changed it or left it out.
    Packaging,
    /// It is listed, and no archive of the project has it.
    NeverPackaged,
    /// It belongs to an external module that lies beside the core's directories.
    Module,
}

impl Class {
    /// The word that stands for the class in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Modified => "modified",
            Self::Missing => "missing",
            Self::Foreign => "foreign",
            Self::Stale => "stale",
            Self::Endings => "line-ends",
            Self::Packaging => "packaging",
            Self::NeverPackaged => "never-packaged",
            Self::Module => "module",
        }
    }

    /// Whether somebody should look at it.
    pub fn is_alarm(self) -> bool {
        self <= Self::Stale
    }
}

/// A file of the core that is not as it should be.
#[derive(Debug, Clone)]
pub struct CoreFile {
    /// Its class.
    pub class: Class,
    /// From `htdocs`, with `/`; those beside it begin with `../`.
    pub path: String,
    /// Whether PHP runs it.
    pub php: bool,
    /// Whether the official list names it among the files that have to stay unaltered where the law asks for it.
    pub unalterable: bool,
    /// What is known besides: the last release that had it, what kind of line ends.
    pub note: String,
    /// What was changed, when the pristine text is at hand.
    pub change: Option<Change>,
}

/// What was changed in a file.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Each place that differs, in order.
    pub hunks: Vec<Hunk>,
    /// Lines added and removed where white space does not count.
    pub solid: (u32, u32),
    /// Functions, methods and classes that the hunks touch.
    pub touches: Vec<String>,
    /// Comments among the lines that were added, as people mark their changes.
    pub comments: Vec<String>,
    /// Installed external modules that the added lines speak of, by class.
    pub mentions: Vec<String>,
    /// What becomes of it in the target.
    pub fate: Option<Fate>,
    /// The change as a unified diff, from the pristine text to the installed one.
    pub diff: Vec<u8>,
    /// The same from the target's text on, where the change goes in there.
    pub aimed: Option<Vec<u8>>,
}

impl Change {
    /// Lines added and removed.
    pub fn lines(&self) -> (u32, u32) {
        self.hunks.iter().fold((0, 0), |(added, removed), hunk| (added + hunk.added, removed + hunk.removed))
    }
}

/// A place at which a file differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// The first line in the installed file, from 1; where lines were only removed, the one behind them.
    pub line: u32,
    /// How many lines stand there that the pristine text does not have.
    pub added: u32,
    /// How many lines of the pristine text are gone.
    pub removed: u32,
}

/// What becomes of a change in the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The target has it already, so it can be dropped.
    Upstream,
    /// It goes in as it is; so many hunks are there already.
    Applies(usize),
    /// The target changes the same places in so many hunks.
    Conflicts(usize),
    /// The target no longer has the file.
    Gone,
}

impl Fate {
    /// What is to be done: `drop`, `re-apply` or `work`.
    pub fn verdict(self) -> &'static str {
        match self {
            Self::Upstream => "drop",
            Self::Applies(_) => "re-apply",
            Self::Conflicts(_) | Self::Gone => "work",
        }
    }
}
