//! A core to read facts from, wherever it lies. Reads no more of it than it is asked for, and never judges.

mod archive;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::Digest;

use super::filelist::FileList;
use super::files::{Files, holds_core};
use super::held::{self, Held};
use super::paths::{join, slashed};
use super::{git, hexadecimal, release};
use crate::base::Version;
use crate::error::Error;
use crate::model::place::{Place, Placed, Problem, ProblemKind};
use crate::php::loader::{Loader, Source};

/// Where a core lies.
#[derive(Debug)]
pub(crate) enum Located {
    /// The directory `htdocs`, or the one above it.
    Directory(PathBuf),
    /// A zip or tar archive.
    Archive(PathBuf),
    /// A commit, branch or tag of a Git repository.
    Repository { path: PathBuf, reference: String },
}

/// A core's files by name, and a gate to their contents.
pub(crate) struct CoreTree {
    /// `htdocs`, absolute as the loader names it.
    pub root: String,
    /// Every file below it, relative and sorted by bytes; without `custom/`, `documents/` and `conf/conf.php`.
    pub files: Vec<String>,
    /// `DOL_VERSION`.
    pub release: Option<Placed<Version>>,
    /// The official list of this release, when it is there and sound.
    pub list: Option<FileList>,
    gate: Gate,
    problems: Vec<Problem>,
}

enum Gate {
    Disk(Box<Files>),
    Memory(Held),
}

impl Located {
    /// What a person means: a directory, an archive, or `repository@ref`.
    pub(crate) fn find(named: &Path) -> Result<Self, Error> {
        match fs::metadata(named) {
            Ok(meta) if meta.is_dir() => return Ok(Self::Directory(named.to_owned())),
            Ok(meta) if meta.is_file() => return Ok(Self::Archive(named.to_owned())),
            Ok(_) => return Err(Error::Archive { path: named.to_owned(), message: "neither a file nor a directory".to_owned() }),
            Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Err(Error::Unreadable { path: named.to_owned(), source: error });
            }
            Err(_) => {}
        }
        let text = named.to_string_lossy();
        let parts = text.match_indices('@').map(|(at, _)| (Path::new(&text[..at]), &text[at + 1..]));
        let parts: Vec<(&Path, &str)> = parts.filter(|(path, reference)| !reference.is_empty() && path.is_dir()).collect();
        // A directory that is no repository is named when there is no better one, so that it can be told what is wrong with it.
        let found = parts.iter().find(|(path, _)| is_repository(path)).or(parts.first());
        let (path, reference) = found.ok_or_else(|| Error::NotFound { path: named.to_owned() })?;
        Ok(Self::Repository { path: path.to_path_buf(), reference: (*reference).to_owned() })
    }

    /// A name for the content: the same for the same files, wherever they lie.
    pub(crate) fn key(&self) -> Result<String, Error> {
        let mut sum = sha2::Sha256::new();
        match self {
            Self::Directory(_) => {
                let tree = self.open()?;
                let read: Vec<&String> = tree.files.iter().filter(|path| held::is_wanted(path)).collect();
                let sums: Vec<_> = read.into_par_iter().map(|path| tree.read(path).map(|s| sha2::Sha256::digest(&s.bytes))).collect();
                sums.into_iter().flatten().for_each(|part| sum.update(part));
                tree.files.iter().for_each(|path| sum.update(format!("{path}\n")));
            }
            Self::Archive(path) => {
                let failed = |source| Error::Unreadable { path: path.clone(), source };
                let mut file = archive::file(path).map_err(|message| self.broken(message))?;
                io::copy(&mut file, &mut Sink(&mut sum)).map_err(failed)?;
            }
            Self::Repository { path, reference } => {
                let id = git::tree::id(path, reference).map_err(|message| self.broken(message))?;
                sum.update(id);
            }
        }
        Ok(hexadecimal(&sum.finalize()))
    }

    /// Opens the core.
    pub(crate) fn open(&self) -> Result<CoreTree, Error> {
        let holding = match self {
            Self::Directory(path) => return CoreTree::open(path),
            Self::Archive(path) => archive::read(path),
            Self::Repository { path, reference } => git::tree::read(path, reference),
        };
        let holding = holding.map_err(|message| self.broken(message))?;
        let root = holding.root().ok_or_else(|| self.broken(holding.reason()))?;
        Ok(CoreTree::of(Gate::Memory(holding.below(&root)), Held::root()))
    }

    fn broken(&self, message: String) -> Error {
        match self {
            Self::Directory(path) | Self::Archive(path) => Error::Archive { path: path.clone(), message },
            Self::Repository { path, reference } => Error::Repository { path: path.clone(), reference: reference.clone(), message },
        }
    }
}

/// Whether a path below `htdocs` belongs to the core: not what an installation adds to it.
fn is_of_core(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or(path);
    top != "custom" && top != "documents" && path != "conf/conf.php"
}

/// Whether a directory looks like a Git repository, a work tree or a bare one.
fn is_repository(dir: &Path) -> bool {
    fs::symlink_metadata(dir.join(".git")).is_ok() || (dir.join("HEAD").is_file() && dir.join("objects").is_dir())
}

/// Feeds a checksum.
struct Sink<'s>(&'s mut sha2::Sha256);

impl io::Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl CoreTree {
    fn open(source: &Path) -> Result<Self, Error> {
        let real = fs::canonicalize(source).map_err(|error| Error::Unreadable { path: source.to_owned(), source: error })?;
        let real = slashed(&real).ok_or_else(|| Error::NoCore { path: source.to_owned() })?;
        let root = [real.clone(), join(&real, "htdocs")].into_iter().find(|dir| holds_core(dir));
        let root = root.ok_or_else(|| Error::NoCore { path: source.to_owned() })?;
        let mut gate = Files::new(root.clone());
        gate.set_roots(Some(root.clone()), vec![root.clone()]);
        Ok(Self::of(Gate::Disk(Box::new(gate)), root))
    }

    fn of(gate: Gate, root: String) -> Self {
        // The list is large, and so is the tree; each may be read while the other is.
        let ((release, list), files) = rayon::join(|| gate.release(&root), || gate.files(&root));
        let list = list.filter(|(path, _)| files.binary_search(path).is_ok()).map(|(_, list)| list);
        let (list, problems) = match list {
            Some(Err(problem)) => (None, vec![problem]),
            list => (list.and_then(Result::ok), Vec::new()),
        };
        Self { root, files, release, list, gate, problems }
    }

    pub(crate) fn loader(&self) -> &dyn Loader {
        self.gate.loader()
    }

    /// Reads a file of [`CoreTree::files`].
    pub(crate) fn read(&self, path: &str) -> Option<Source> {
        self.loader().read(&join(&self.root, path))
    }

    /// What could not be read so far: sorted, each once.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = match &self.gate {
            Gate::Disk(files) => files.problems(),
            Gate::Memory(held) => held.problems.clone(),
        };
        problems.extend(self.problems.iter().cloned());
        problems.sort();
        problems
    }
}

/// The official list, or what is wrong with it, behind its name.
type Listed = (String, Result<FileList, Problem>);

impl Gate {
    fn loader(&self) -> &dyn Loader {
        match self {
            Self::Disk(files) => files.as_ref(),
            Self::Memory(held) => held,
        }
    }

    fn files(&self, root: &str) -> Vec<String> {
        let mut files = match self {
            Self::Disk(files) => files.names_below(root, is_of_core),
            Self::Memory(held) => held.names(),
        };
        files.retain(|path| is_of_core(path));
        files.sort_unstable();
        files
    }

    /// The release of a core, and the official list of that release if it is a file of its own.
    fn release(&self, root: &str) -> (Option<Placed<Version>>, Option<Listed>) {
        let release = release::release(self.loader(), root);
        let list = release.as_ref().and_then(|release| {
            let path = format!("install/filelist-{}.xml", release.value.as_str());
            let full = join(root, &path);
            let is_plain = matches!(self, Self::Memory(_)) || fs::symlink_metadata(&full).is_ok_and(|meta| meta.is_file());
            let source = is_plain.then(|| self.loader().read(&full)).flatten()?;
            let problem = |message| Problem { place: Place::file(source.shown.clone()), kind: ProblemKind::Syntax, message };
            Some((path, FileList::read(&source.bytes).map_err(problem)))
        });
        (release, list)
    }
}
