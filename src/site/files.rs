//! The one gate to the disk. Reads regular files inside the opened directory and its roots, and nothing else:
//! it never follows a link out of them, never opens a FIFO or a device, and never stops at what it cannot read.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use walkdir::WalkDir;

use super::paths::{lies_in, parent, relative, slashed};
use super::plain::{DEPTH_LIMIT, ENTRY_LIMIT, NAMES_LIMIT, plain_names};
use crate::model::place::{Place, Problem, ProblemKind};
use crate::model::site::FileEntry;
use crate::php::loader::{Loader, Source};

/// Largest file that is read as text.
pub(super) const TEXT_LIMIT: u64 = 16 << 20;

const OUT_OF_TREE: &str = "a link out of the tree; it is not followed";

/// Reads the files of a site, and remembers what could not be read.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// The opened directory.
    base: String,
    main: Option<String>,
    roots: Vec<String>,
    /// Directories as named, and without links; everything that is read lies in one of them.
    inside: Vec<(String, PathBuf)>,
    /// Whether a directory lies in one of `inside`, asked once for each.
    known: RwLock<HashMap<String, bool>>,
    problems: Mutex<Vec<Problem>>,
    pub(super) staged: super::staged::Staged,
}

/// An entry of a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Whether it is a directory, or a link to one.
    pub(super) is_dir: bool,
    pub(super) is_link: bool,
}

/// How far a walk goes.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    depth: usize,
    entries: usize,
    aim: Aim,
}

/// What a walk is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aim {
    /// All files with their sizes, links followed; what is left out is a problem.
    Whole,
    /// Names only. What is left out is a problem, and so are links, which are not followed.
    Names,
    /// Names only, and no word about the rest.
    Glance,
}

impl Files {
    /// A gate to one directory.
    pub(super) fn new(base: String) -> Self {
        let mut files = Self { base, ..Self::default() };
        files.allow(&files.base.clone());
        files
    }

    /// Opens the gate to one more directory: a root, or a module that is a link.
    pub(super) fn allow(&mut self, dir: &str) {
        if let Ok(real) = fs::canonicalize(dir) {
            self.inside.push((dir.to_owned(), real));
            self.known.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    /// Sets what [`Loader::main_root`] and [`Loader::roots`] answer.
    pub(super) fn set_roots(&mut self, main: Option<String>, roots: Vec<String>) {
        (self.main, self.roots) = (main, roots);
    }

    /// The opened directory.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// A path relative to the opened directory, `.` for that directory itself.
    pub(crate) fn shown(&self, path: &str) -> String {
        let shown = relative(&self.base, path);
        if shown.is_empty() { ".".to_owned() } else { shown }
    }

    /// The same for a path without links.
    #[cfg(feature = "git")]
    pub(super) fn shown_real(&self, path: &str) -> String {
        let real = fs::canonicalize(&self.base).ok().and_then(|real| slashed(&real));
        let shown = relative(real.as_ref().unwrap_or(&self.base), path);
        if shown.is_empty() { ".".to_owned() } else { shown }
    }

    /// Remembers a problem.
    pub(super) fn problem(&self, path: &str, kind: ProblemKind, message: impl Into<String>) {
        self.report(Problem { place: Place::file(self.shown(path)), kind, message: message.into() });
    }

    /// Remembers a problem with a place of its own.
    pub(super) fn report(&self, problem: Problem) {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }

    /// Everything that could not be read so far, sorted, each once.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner).clone();
        problems.sort();
        problems.dedup();
        problems
    }

    /// Whether there is such a directory inside.
    pub(super) fn is_dir(&self, path: &str) -> bool {
        fs::metadata(path).is_ok_and(|m| m.is_dir()) && self.holds(path)
    }

    /// Whether the system lets us see what is in a directory.
    pub(super) fn can_list(&self, dir: &str) -> bool {
        self.holds(dir) && fs::read_dir(dir).is_ok()
    }

    /// The entries of a directory, sorted by the bytes of their names. Names that are not UTF-8 are a problem.
    pub(super) fn entries(&self, dir: &str) -> Vec<Entry> {
        if !self.holds(dir) {
            if self.names(dir) && fs::symlink_metadata(dir).is_ok() {
                self.problem(dir, ProblemKind::Link, OUT_OF_TREE);
            }
            return Vec::new();
        }
        let found = match fs::read_dir(dir) {
            Ok(found) => found,
            Err(error) => {
                if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) {
                    self.problem(dir, ProblemKind::Unreadable, reason(&error));
                }
                return Vec::new();
            }
        };
        let mut entries = Vec::new();
        for entry in found.flatten() {
            let Ok(name) = entry.file_name().into_string() else {
                self.not_utf8(&entry.path());
                continue;
            };
            let is_link = entry.file_type().is_ok_and(|t| t.is_symlink());
            let is_dir = if is_link { entry.path().is_dir() } else { entry.file_type().is_ok_and(|t| t.is_dir()) };
            entries.push(Entry { name, is_dir, is_link });
        }
        entries.sort();
        entries
    }

    /// All files of a module, sorted by path. `.git` is left out, and so is everything that lies outside the module.
    pub(super) fn walk(&self, dir: &str) -> Vec<FileEntry> {
        self.walk_within(dir, Bounds { depth: DEPTH_LIMIT, entries: ENTRY_LIMIT, aim: Aim::Whole }, &|_| true)
    }

    /// The files of the first few levels of a directory that is no module, without links and sizes.
    pub(super) fn glance(&self, dir: &str, depth: usize) -> Vec<FileEntry> {
        self.walk_within(dir, Bounds { depth, entries: 20_000, aim: Aim::Glance }, &|_| true)
    }

    /// The names of all files below a directory, without links. Of its entries only those whose paths are wanted are looked at.
    pub(super) fn names_below(&self, dir: &str, is_wanted: impl Fn(&str) -> bool + Sync) -> Vec<String> {
        if let Some(names) = self.holds(dir).then(|| plain_names(dir, &is_wanted)).flatten() {
            return names;
        }
        let bounds = Bounds { depth: DEPTH_LIMIT, entries: ENTRY_LIMIT, aim: Aim::Names };
        let wanted = |path: &Path| path.strip_prefix(dir).ok().and_then(slashed).is_none_or(|path| is_wanted(&path));
        self.walk_within(dir, bounds, &wanted).into_iter().map(|file| file.path).collect()
    }

    fn walk_within(&self, dir: &str, bounds: Bounds, is_wanted: &dyn Fn(&Path) -> bool) -> Vec<FileEntry> {
        let Some(real) = self.holds(dir).then(|| fs::canonicalize(dir).ok()).flatten() else {
            return Vec::new();
        };
        let (whole, silent) = (bounds.aim == Aim::Whole, bounds.aim == Aim::Glance);
        let walk = WalkDir::new(dir).follow_links(whole).min_depth(1).max_depth(bounds.depth);
        let looks_at = |entry: &walkdir::DirEntry| entry.file_name() != ".git" && is_wanted(entry.path());
        let walk = walk.into_iter().filter_entry(|entry| looks_at(entry) && (!whole || self.stays(entry, &real)));
        let (mut files, mut names) = (Vec::new(), 0);
        for (count, entry) in walk.enumerate() {
            if count == bounds.entries {
                if !silent {
                    self.problem(dir, ProblemKind::Limit, format!("more than {} entries; the rest is left out", bounds.entries));
                }
                break;
            }
            names += entry.as_ref().map_or(0, |entry| entry.path().as_os_str().len().saturating_sub(dir.len()));
            if names > NAMES_LIMIT && bounds.aim == Aim::Names {
                self.problem(dir, ProblemKind::Limit, format!("more than {NAMES_LIMIT} bytes of names; the rest is left out"));
                break;
            }
            match entry {
                Ok(entry) => files.extend(self.file_entry(dir, &entry, bounds)),
                Err(error) => self.walk_error(dir, &error),
            }
        }
        files.sort();
        files
    }

    /// Whether a walk may go on at an entry: a link leads to a file of the site or to a directory of the same module.
    fn stays(&self, entry: &walkdir::DirEntry, module: &Path) -> bool {
        if entry.depth() == 0 || !entry.path_is_symlink() {
            return true;
        }
        let inside = fs::canonicalize(entry.path())
            .is_ok_and(|real| if entry.file_type().is_dir() { real.starts_with(module) } else { self.is_inside(&real) });
        if !inside {
            let message = if entry.file_type().is_dir() { "a link out of the module; it is not followed" } else { OUT_OF_TREE };
            self.problem(&entry.path().to_string_lossy(), ProblemKind::Link, message);
        }
        inside
    }

    fn file_entry(&self, dir: &str, entry: &walkdir::DirEntry, bounds: Bounds) -> Option<FileEntry> {
        if entry.file_type().is_dir() {
            if entry.depth() == bounds.depth && bounds.aim != Aim::Glance {
                let path = entry.path().to_string_lossy();
                self.problem(&path, ProblemKind::Limit, format!("more than {} levels deep; the rest is left out", bounds.depth));
            }
            return None;
        }
        let Some(path) = slashed(entry.path()) else {
            self.not_utf8(entry.path());
            return None;
        };
        if !entry.file_type().is_file() {
            match bounds.aim {
                Aim::Glance => {}
                Aim::Names if entry.file_type().is_symlink() => self.problem(&path, ProblemKind::Link, "a link; it is not followed"),
                _ => self.problem(&path, ProblemKind::Unreadable, "neither a file nor a directory"),
            }
            return None;
        }
        let path = path.strip_prefix(dir)?.trim_start_matches('/').to_owned();
        // Sizes cost a look at each file, and only those of modules are of use.
        let size = if bounds.aim == Aim::Whole { entry.metadata().map_or(0, |m| m.len()) } else { 0 };
        Some(FileEntry { path, size })
    }

    fn walk_error(&self, dir: &str, error: &walkdir::Error) {
        let path = error.path().map_or_else(|| dir.to_owned(), |p| p.to_string_lossy().into_owned());
        if error.loop_ancestor().is_some() {
            self.problem(&path, ProblemKind::Link, "a link that leads in a circle");
        } else if fs::symlink_metadata(&path).is_ok_and(|m| m.is_symlink()) {
            self.problem(&path, ProblemKind::Link, "a link that leads nowhere");
        } else {
            self.problem(&path, ProblemKind::Unreadable, error.io_error().map_or_else(|| "not readable".to_owned(), reason));
        }
    }

    fn not_utf8(&self, path: &Path) {
        self.problem(&path.to_string_lossy(), ProblemKind::Unreadable, "a name that is not UTF-8; it is left out");
    }

    /// Whether a directory lies inside, all links followed.
    fn holds(&self, dir: &str) -> bool {
        if let Some(known) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(dir) {
            return *known;
        }
        // A directory that is not there may come to be asked with ever new names: only real ones are remembered.
        let Ok(real) = fs::canonicalize(dir) else { return false };
        let inside = self.is_inside(&real);
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(dir.to_owned(), inside);
        inside
    }

    /// Whether a path lies inside as far as its text goes; then a link leads it elsewhere.
    fn names(&self, path: &str) -> bool {
        self.inside.iter().any(|(dir, _)| lies_in(path, dir))
    }

    fn is_inside(&self, real: &Path) -> bool {
        self.inside.iter().any(|(_, dir)| real.starts_with(dir))
    }

    /// The metadata of a file inside, links followed; an error says why it cannot be read.
    fn checked(&self, path: &str) -> Result<fs::Metadata, Refusal> {
        let plain = path.starts_with('/') || cfg!(windows);
        if !plain || path.contains('\0') || path.split('/').any(|part| part == "..") {
            return Err(Refusal::NotThere);
        }
        let Ok(meta) = fs::symlink_metadata(path) else { return Err(Refusal::NotThere) };
        if !self.holds(parent(path)) {
            return Err(if self.names(path) { Refusal::Outside } else { Refusal::NotThere });
        }
        if !meta.is_symlink() {
            return Ok(meta);
        }
        let real = fs::canonicalize(path).map_err(|_| Refusal::NotThere)?;
        if !self.is_inside(&real) {
            return Err(Refusal::Outside);
        }
        fs::metadata(&real).map_err(|_| Refusal::NotThere)
    }

    /// Whether a file inside is larger than what is read as text.
    pub(super) fn is_large(&self, path: &str) -> bool {
        self.checked(path).is_ok_and(|meta| meta.is_file() && meta.len() > TEXT_LIMIT)
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Refusal> {
        if let Some(text) = self.staged.texts.get(path) {
            return Ok(text.clone());
        }
        let meta = self.checked(path)?;
        if meta.is_dir() {
            return Err(Refusal::NotThere);
        }
        if !meta.is_file() {
            return Err(Refusal::Special);
        }
        if meta.len() > TEXT_LIMIT {
            return Err(Refusal::TooLarge(meta.len()));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
        // A file may grow while it is read.
        let read = fs::File::open(path).and_then(|file| file.take(TEXT_LIMIT + 1).read_to_end(&mut bytes));
        match read {
            Ok(size) if size as u64 > TEXT_LIMIT => Err(Refusal::TooLarge(size as u64)),
            Ok(_) => Ok(bytes),
            Err(error) => Err(Refusal::Io(reason(&error))),
        }
    }
}

/// Why a file is not read.
enum Refusal {
    NotThere,
    Outside,
    Special,
    TooLarge(u64),
    Io(String),
}

impl Loader for Files {
    fn shown(&self, path: &str) -> String {
        Self::shown(self, path)
    }

    fn read(&self, path: &str) -> Option<Source> {
        let (kind, message) = match self.bytes(path) {
            Ok(bytes) => return Some(Source { shown: self.shown(path).into(), bytes }),
            Err(Refusal::NotThere) => return None,
            Err(Refusal::Outside) => (ProblemKind::Link, OUT_OF_TREE.to_owned()),
            Err(Refusal::Special) => (ProblemKind::Unreadable, "neither a file nor a directory".to_owned()),
            Err(Refusal::TooLarge(size)) => (ProblemKind::Limit, format!("{size} bytes, more than the {TEXT_LIMIT} that are read")),
            Err(Refusal::Io(reason)) => (ProblemKind::Unreadable, reason),
        };
        self.problem(path, kind, message);
        None
    }

    fn is_file(&self, path: &str) -> bool {
        self.checked(path).is_ok_and(|meta| meta.is_file())
    }

    fn list(&self, path: &str) -> Vec<String> {
        self.entries(path).into_iter().map(|entry| entry.name).collect()
    }

    fn main_root(&self) -> Option<&str> {
        self.main.as_deref()
    }

    fn roots(&self) -> Vec<&str> {
        self.roots.iter().map(String::as_str).collect()
    }
}

/// Whether a directory is the root of a core. May lie outside of the gate: this only looks.
pub(super) fn holds_core(dir: &str) -> bool {
    let dir = Path::new(dir);
    dir.join("main.inc.php").is_file() && dir.join("core/modules").is_dir()
}

/// Whether two paths lead to the same place.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    a == b || fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
}

/// What the system says, without its number.
fn reason(error: &io::Error) -> String {
    error.kind().to_string()
}
