//! What lies on the disk: roots, module directories, strays and Git states.

use super::place::{Place, Placed};
use crate::base::Version;

/// Everything that opening a path found out, before any descriptor is evaluated.
#[derive(Debug, Clone)]
pub struct Layout {
    /// What kind of directory was opened.
    pub kind: SiteKind,
    /// The main root first, then the alternates in the order of `conf.php`.
    pub roots: Vec<Root>,
    /// The release of the core, from its sources.
    pub release: Option<Placed<Version>>,
    /// Names that the core has taken, told from the names of its files; empty without a core.
    pub taken: Vec<Taken>,
    /// What `conf.php` says, without its secrets.
    pub conf: Option<Conf>,
    /// Directories with descriptors where Dolibarr looks for them, in Dolibarr's order.
    pub modules: Vec<ModuleDir>,
    /// What Dolibarr does not see and a person wants to know.
    pub strays: Vec<Stray>,
    /// The Git repository around the opened directory, if that is not a module's own.
    pub git: Git,
    /// The zip archive of modules that was opened in place of a directory, as packages for Dolibarr are.
    pub package: Option<Package>,
}

impl Layout {
    /// The release of the installation, where one was opened.
    pub fn installed(&self) -> Option<&Version> {
        self.release.as_ref().map(|release| &release.value)
    }
}

/// A zip archive of modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The archive's name.
    pub file: String,
    /// The directories at its top, and those in its `htdocs/` with that in front.
    pub directories: Vec<String>,
    /// The lines of a `metapackage.conf` in the directory that the archive is named after: other directories that are installed too.
    pub with: Vec<String>,
}

impl Package {
    /// What Dolibarr takes for the module's name (`admin/modules.php`, the action `install`): `None` when it refuses the archive for its name.
    pub fn module(&self) -> Option<(String, &str)> {
        let stem = self.file.len().checked_sub(4).filter(|at| self.file.is_char_boundary(*at)).map(|at| self.file.split_at(at));
        let (stem, _) = stem.filter(|(_, end)| end.eq_ignore_ascii_case(".zip"))?;
        // Browsers number what they load twice: `x-1.0 (1).zip`.
        let stem = match stem.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
            Some((before, number)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => before.trim_end(),
            _ => stem,
        };
        let (name, version) = stem.rsplit_once('-')?;
        let is_version = version.starts_with(|c: char| c.is_ascii_digit()) && version.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        is_version.then(|| (name.replace("module_", ""), version))
    }

    /// The directory of this name that Dolibarr installs: at the top, else in `htdocs/`.
    pub fn installs(&self, name: &str) -> Option<&str> {
        let below = format!("htdocs/{name}");
        let is_it = |wanted: &str| self.directories.iter().map(String::as_str).find(|dir| *dir == wanted);
        is_it(name).or_else(|| is_it(&below))
    }
}

/// A name that the core has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// `table` or `trigger-class`.
    pub what: &'static str,
    /// The table without `llx_`, or the class.
    pub name: String,
    /// The core's file.
    pub place: Place,
}

/// What the opened path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SiteKind {
    /// A Dolibarr with its core (`htdocs`), or the directory above it.
    Installation,
    /// A directory of modules (`htdocs/custom`).
    CustomRoot,
    /// One module's directory.
    Module,
}

/// A directory that Dolibarr searches for modules.
#[derive(Debug, Clone)]
pub struct Root {
    /// Absolute path with `/`.
    pub path: String,
    /// As shown: relative to the opened directory, empty for the opened directory itself.
    pub shown: String,
    /// Whether it is the core's own root (`htdocs`).
    pub main: bool,
}

/// The part of `conf/conf.php` that dolivet reads. Passwords and keys are never kept.
#[derive(Debug, Clone, Default)]
pub struct Conf {
    /// The file as shown.
    pub file: String,
    /// `$dolibarr_main_document_root`
    pub document_root: Option<String>,
    /// `$dolibarr_main_document_root_alt`, split at commas.
    pub document_root_alt: Vec<String>,
    /// `$dolibarr_main_data_root`
    pub data_root: Option<String>,
    /// `$dolibarr_main_db_prefix`
    pub db_prefix: Option<String>,
    /// `$dolibarr_main_db_type`
    pub db_type: Option<String>,
}

/// A directory in which Dolibarr finds descriptors.
#[derive(Debug, Clone)]
pub struct ModuleDir {
    /// Which of [`Layout::roots`] it lies in.
    pub root: usize,
    /// The directory's name below its root; empty for the core's own `core/modules/`.
    pub name: String,
    /// Absolute path with `/`.
    pub path: String,
    /// As shown, relative to the opened directory.
    pub shown: String,
    /// Whether it lies in a root, where its name counts. A module that was opened by itself may bear any: a checkout is
    /// named after its repository.
    pub in_place: bool,
    /// Absolute paths of `core/modules/mod*.class.php`, sorted as Dolibarr reads them.
    pub descriptors: Vec<String>,
    /// All files below it, sorted by path relative to `path`; `.git` is left out. Empty for the core.
    pub files: Vec<FileEntry>,
    /// The module's own repository, or the state of its directory in the repository around.
    pub git: Git,
}

impl ModuleDir {
    /// The file at a path from the directory on.
    pub(crate) fn file(&self, path: &str) -> Option<&FileEntry> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(at)
    }
}

/// The rest of a path that lies in a directory; both as shown, where the opened directory is `.` or nothing.
pub(crate) fn inside<'p>(dir: &str, path: &'p str) -> Option<&'p str> {
    match dir {
        "" | "." => Some(path),
        dir => path.strip_prefix(dir)?.strip_prefix('/'),
    }
}

/// A file of a module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileEntry {
    /// Path relative to the module's directory, with `/`.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
}

/// Something in a root that Dolibarr passes over in silence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stray {
    /// Where.
    pub place: Place,
    /// What it is.
    pub kind: StrayKind,
    /// One sentence part more: the class found, the directory it should be named.
    pub note: String,
}

/// Kinds of [`Stray`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum StrayKind {
    /// A zip or tar in a root.
    Archive,
    /// A directory that looks like a copy of a module (`x_old`, `x.bak`, `x-1.2`) .
    OldCopy,
    /// A directory whose name tells Dolibarr to skip it (`.x`, `CVS…`, `includes`, `…disabled…`).
    Skipped,
    /// A descriptor that lies at a wrong depth or outside `core/modules/`.
    MisplacedDescriptor,
    /// A directory without any descriptor.
    NoDescriptor,
    /// A loose file in a custom root.
    LooseFile,
}

impl StrayKind {
    /// The word that stands for the kind in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::OldCopy => "old-copy",
            Self::Skipped => "skipped",
            Self::MisplacedDescriptor => "misplaced-descriptor",
            Self::NoDescriptor => "no-descriptor",
            Self::LooseFile => "loose-file",
        }
    }
}

/// The Git state of a directory. That there is none is a value of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(dead_code, reason = "which variants are ever made depends on the feature `git`")]
pub enum Git {
    /// No repository holds the directory.
    #[default]
    None,
    /// dolivet was built without Git.
    NotBuilt,
    /// There is a repository, but it cannot be read; the text says why.
    Broken(String),
    /// A readable repository.
    Repository(Box<GitState>),
}

/// What a repository says of a directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitState {
    /// Top of the work tree as shown.
    pub worktree: String,
    /// Whether the work tree is the module's directory itself.
    pub own: bool,
    /// The commit that is checked out, 40 hex digits; `None` before the first commit.
    pub commit: Option<String>,
    /// Its committer time in seconds since 1970, UTC.
    pub time: Option<i64>,
    /// The nearest tag as `git describe --tags` says it (`v1.2-3-gabcdef0`).
    pub describe: Option<String>,
    /// A tag that points at the commit itself.
    pub tag: Option<String>,
    /// The branch; `None` when detached.
    pub branch: Option<String>,
    /// The remote's address (`origin`, else the first) without user, password and query.
    pub remote: Option<String>,
    /// Whether history is cut off.
    pub shallow: bool,
    /// Whether it is a linked work tree.
    pub linked: bool,
    /// Whether it is a submodule.
    pub submodule: bool,
    /// Changed or deleted tracked files below the directory, relative to it, sorted.
    pub dirty: Vec<String>,
    /// Untracked files below the directory that are not ignored, relative to it, sorted.
    pub untracked: Vec<String>,
}
