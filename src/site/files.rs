//! The one gate to the disk, or to an archive in place of it. Reads regular files inside the opened directory and its roots, and
//! nothing else: it never follows a link out of them, never opens a FIFO or a device, and never stops at what it cannot read.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::entry::{Entry, TEXT_LIMIT};
use super::packed::{self, Packed};
#[cfg(feature = "git")]
use super::paths::slashed;
use super::paths::{join, lies_in, parent, relative};
use super::staged::Staged;
use crate::model::place::{Place, Problem, ProblemKind};
use crate::php::loader::{Loader, Source};

pub(super) const OUT_OF_TREE: &str = "a link out of the tree; it is not followed";

/// Reads the files of a site, and remembers what could not be read.
#[derive(Debug)]
pub(crate) struct Files {
    /// The opened directory.
    base: String,
    main: Option<String>,
    roots: Vec<String>,
    /// The archive that everything is read from; paths are those in it, and nothing on the disk is looked at.
    packed: Option<Arc<Packed>>,
    /// Directories as named, and without links; everything that is read lies in one of them.
    inside: Vec<(String, PathBuf)>,
    /// Whether a directory lies in one of `inside`, asked once for each.
    known: RwLock<HashMap<String, bool>>,
    problems: Mutex<Vec<Problem>>,
    /// The files that were read, by path, and how much of each.
    read: Mutex<HashMap<String, u64>>,
    pub(super) staged: Staged,
}

impl Files {
    /// A gate to one directory.
    pub(super) fn new(base: String) -> Self {
        let mut files = Self::bare(base, None);
        files.allow(&files.base.clone());
        files
    }

    /// A gate to an archive, opened at one of its directories.
    pub(super) fn of_archive(packed: Packed, base: String, problems: Vec<Problem>) -> Self {
        let files = Self::bare(base, Some(Arc::new(packed)));
        for problem in problems {
            // What is said of the archive as a whole has no place.
            let place = if problem.place.file.is_empty() { ".".to_owned() } else { files.shown(&packed::inside(&problem.place.file)) };
            files.report(Problem { place: Place::file(place), ..problem });
        }
        files
    }

    /// Another gate to the same place, opened at a directory.
    pub(super) fn at(&self, base: &str) -> Self {
        match &self.packed {
            None => Self::new(base.to_owned()),
            Some(packed) => Self::bare(base.to_owned(), Some(packed.clone())),
        }
    }

    fn bare(base: String, packed: Option<Arc<Packed>>) -> Self {
        let (inside, known, problems, read) = (Vec::new(), RwLock::default(), Mutex::default(), Mutex::default());
        Self { base, main: None, roots: Vec::new(), packed, inside, known, problems, read, staged: Staged::default() }
    }

    /// The files that the next commit changes, as shown, with the lines that it gives them, where that was asked for.
    pub(crate) fn changed(&self) -> Option<BTreeMap<String, Vec<Range<u32>>>> {
        Some(self.staged.changed.as_ref()?.iter().map(|(path, lines)| (self.shown(path), lines.clone())).collect())
    }

    /// The archive that everything is read from.
    pub(super) fn packed(&self) -> Option<&Packed> {
        self.packed.as_deref()
    }

    /// Whether everything is read from an archive.
    pub(crate) fn is_archive(&self) -> bool {
        self.packed.is_some()
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

    /// How many files were read so far, and how many bytes of them; each counts once.
    pub(crate) fn amount(&self) -> (usize, u64) {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        (read.len(), read.values().sum())
    }

    /// Whether there is such a directory inside.
    pub(super) fn is_dir(&self, path: &str) -> bool {
        match &self.packed {
            Some(packed) => packed.is_dir(path),
            None => fs::metadata(path).is_ok_and(|m| m.is_dir()) && self.holds(path),
        }
    }

    /// Whether there is such a directory, also outside of the gate: this only looks.
    pub(super) fn sees_dir(&self, path: &str) -> bool {
        self.packed.as_ref().map_or_else(|| Path::new(path).is_dir(), |packed| packed.is_dir(path))
    }

    /// Whether a directory is the root of a core. May lie outside of the gate: this only looks.
    pub(super) fn holds_core(&self, dir: &str) -> bool {
        let main = join(dir, "main.inc.php");
        let has_main = self.packed.as_ref().map_or_else(|| Path::new(&main).is_file(), |packed| packed.is_file(&main));
        has_main && self.sees_dir(&join(dir, "core/modules"))
    }

    /// Whether two paths lead to the same place.
    pub(super) fn is_same(&self, a: &str, b: &str) -> bool {
        let leads = || fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b));
        a == b || (self.packed.is_none() && leads())
    }

    /// Whether the system lets us see what is in a directory.
    pub(super) fn can_list(&self, dir: &str) -> bool {
        self.packed.is_some() || (self.holds(dir) && fs::read_dir(dir).is_ok())
    }

    /// The entries of a directory, sorted by the bytes of their names. Names that are not UTF-8 are a problem.
    pub(super) fn entries(&self, dir: &str) -> Vec<Entry> {
        if let Some(packed) = &self.packed {
            return packed.entries(dir);
        }
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

    pub(super) fn not_utf8(&self, path: &Path) {
        self.problem(&path.to_string_lossy(), ProblemKind::Unreadable, "a name that is not UTF-8; it is left out");
    }

    /// Whether a directory lies inside, all links followed.
    pub(super) fn holds(&self, dir: &str) -> bool {
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

    pub(super) fn is_inside(&self, real: &Path) -> bool {
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

    fn bytes(&self, path: &str, length: usize) -> Result<Vec<u8>, Refusal> {
        if let Some(packed) = &self.packed {
            return packed.content(path, length).map_err(|refusal| match refusal {
                packed::Refusal::NotThere => Refusal::NotThere,
                packed::Refusal::TooLarge(size) => Refusal::TooLarge(size),
                packed::Refusal::NotHeld => Refusal::Io("not held in memory".to_owned()),
            });
        }
        if let Some(text) = self.staged.texts.get(path) {
            return Ok(text.clone());
        }
        let meta = self.checked(path)?;
        if !meta.is_file() {
            return Err(if meta.is_dir() { Refusal::NotThere } else { Refusal::Special });
        }
        if meta.len() > TEXT_LIMIT {
            return Err(Refusal::TooLarge(meta.len()));
        }
        // A file may grow while it is read.
        let limit = (length as u64).min(TEXT_LIMIT + 1);
        let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(limit)).unwrap_or(0));
        let read = fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
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
        self.head(path, usize::MAX)
    }

    fn head(&self, path: &str, length: usize) -> Option<Source> {
        let (kind, message) = match self.bytes(path, length) {
            Ok(bytes) => {
                let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
                let most = read.entry(path.to_owned()).or_default();
                *most = (bytes.len() as u64).max(*most);
                return Some(Source { shown: self.shown(path).into(), bytes });
            }
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
        match &self.packed {
            Some(packed) => packed.is_file(path),
            None => self.checked(path).is_ok_and(|meta| meta.is_file()),
        }
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

/// What the system says, without its number.
pub(super) fn reason(error: &io::Error) -> String {
    error.kind().to_string()
}
