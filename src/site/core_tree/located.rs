//! Where a core lies, and what of it can be had without opening it as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::Digest;

use super::super::digest::PIECE;
use super::super::held::{self, Held, Holding, Wanted};
use super::super::paths::join;
use super::super::sum::{Listed, Sum};
use super::super::{archive, git, hexadecimal, release};
use super::{CoreTree, Gate, disk, is_of_core};
use crate::base::Version;
use crate::error::Error;
use crate::model::place::Problem;
use crate::php::loader::Loader;

/// How many bytes of texts are taken from a directory at once.
const TEXTS_LIMIT: usize = 256 << 20;

/// Where a core lies.
#[derive(Debug, Clone)]
pub(crate) enum Located {
    /// The directory `htdocs`, or the one above it.
    Directory(PathBuf),
    /// A zip or tar archive.
    Archive(PathBuf),
    /// A commit, branch or tag of a Git repository.
    Repository { path: PathBuf, reference: String },
}

/// What a core consists of.
#[derive(Debug)]
pub(crate) struct Sums {
    /// Every file by its path from the core's root, without what an installation adds.
    pub files: BTreeMap<String, Listed>,
    /// Files that are there and could not be read.
    pub unread: BTreeSet<String>,
    /// What could not be read, and why.
    pub problems: Vec<Problem>,
}

/// Some files of a core.
#[derive(Debug, Default)]
pub(crate) struct Extract {
    pub texts: BTreeMap<String, Vec<u8>>,
    /// Those that are there, read or not.
    pub named: BTreeSet<String>,
    /// What could not be read of the core, and why.
    pub problems: Vec<Problem>,
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
        match self {
            Self::Directory(path) => CoreTree::open(path),
            _ => Ok(CoreTree::of(Gate::Memory(self.held(Wanted::Facts)?), Held::root())),
        }
    }

    /// The release of the core.
    pub(crate) fn release(&self) -> Result<Option<Version>, Error> {
        if let Self::Directory(path) = self {
            let (gate, root) = disk(path)?;
            return Ok(release::release(&gate, &root).map(|release| release.value));
        }
        let sources = release::SOURCES.iter().map(|name| (*name).to_owned()).collect();
        Ok(release::release(&self.held(Wanted::These(&sources))?, &Held::root()).map(|release| release.value))
    }

    /// The checksum of every file of the core.
    pub(crate) fn sums(&self) -> Result<Sums, Error> {
        let Self::Directory(path) = self else {
            let mut held = self.held(Wanted::Sums)?;
            let mut files = std::mem::take(&mut held.sums);
            files.retain(|path, _| is_of_core(path));
            let unread = held.names().into_iter().filter(|path| is_of_core(path) && !files.contains_key(path)).collect();
            return Ok(Sums { files, unread, problems: held.problems });
        };
        let tree = CoreTree::open(path)?;
        let sum = |path: &String| {
            let bytes = tree.read(path)?.bytes;
            Some((path.clone(), Listed { sum: Sum::sha256(&bytes), size: Some(bytes.len() as u64) }))
        };
        let files: Vec<_> = tree.files.par_iter().with_max_len(PIECE).filter_map(sum).collect();
        let files: BTreeMap<String, Listed> = files.into_iter().collect();
        let unread = tree.files.iter().filter(|path| !files.contains_key(*path)).cloned().collect();
        Ok(Sums { files, unread, problems: tree.problems() })
    }

    /// The contents of some files of the core, named from its root.
    pub(crate) fn texts(&self, paths: &BTreeSet<String>) -> Result<Extract, Error> {
        if let Self::Directory(path) = self {
            let tree = CoreTree::open(path)?;
            let mut room = TEXTS_LIMIT;
            let texts = paths.iter().map_while(|path| {
                let bytes = tree.read(path).map(|source| source.bytes);
                room = room.checked_sub(bytes.as_ref().map_or(0, Vec::len))?;
                Some(bytes.map(|bytes| (path.clone(), bytes)))
            });
            let texts = texts.flatten().collect();
            let named = paths.iter().filter(|path| tree.files.binary_search(path).is_ok()).cloned().collect();
            return Ok(Extract { texts, named, problems: tree.problems() });
        }
        let held = self.held(Wanted::These(paths))?;
        let full = |path: &String| join(&Held::root(), path);
        let texts = paths.iter().filter_map(|path| Some((path.clone(), held.read(&full(path))?.bytes))).collect();
        let named = paths.iter().filter(|path| held.is_file(&full(path))).cloned().collect();
        Ok(Extract { texts, named, problems: held.problems })
    }

    fn held(&self, wanted: Wanted<'_>) -> Result<Held, Error> {
        let holding = match self {
            Self::Directory(_) => unreachable!("directories are read file by file"),
            Self::Archive(path) => {
                let mut holding = Holding::new(wanted);
                archive::read(path, &mut holding).map(|_| holding)
            }
            Self::Repository { path, reference } => git::tree::read(path, reference, wanted),
        };
        let holding = holding.map_err(|message| self.broken(message))?;
        let root = holding.root().ok_or_else(|| self.broken(holding.reason()))?;
        Ok(holding.below(&root))
    }

    fn broken(&self, message: String) -> Error {
        match self {
            Self::Directory(path) | Self::Archive(path) => Error::Archive { path: path.clone(), message },
            Self::Repository { path, reference } => Error::Repository { path: path.clone(), reference: reference.clone(), message },
        }
    }
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
