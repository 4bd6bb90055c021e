//! A core to read facts from, wherever it lies. Reads no more of it than it is asked for, and never judges.

mod located;

use std::fs;
use std::io;
use std::path::Path;

use super::digest::digests;
use super::filelist::FileList;
use super::files::Files;
use super::held::Held;
use super::paths::{join, parent, slashed};
use super::release;
use super::sum::Listed;
use crate::base::Version;
use crate::error::Error;
use crate::model::content::FileDigest;
use crate::model::place::{Place, Placed, Problem, ProblemKind};
use crate::php::loader::{Loader, Source};
pub(crate) use located::{Extract, Located};

/// The directory beside `htdocs` whose files the official list names too.
const SCRIPTS: &str = "scripts";
/// What the paths of official lists begin with.
const LISTS: &str = "install/filelist-";
/// How many lists of other releases are read.
const LISTS_LIMIT: usize = 8;

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
    /// What is wrong with that list.
    pub list_problem: Option<Problem>,
    gate: Gate,
}

enum Gate {
    Disk(Box<Files>),
    Memory(Held),
}

/// Whether a path below `htdocs` belongs to the core: not what an installation adds to it.
fn is_of_core(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or(path);
    top != "custom" && top != "documents" && path != "conf/conf.php"
}

/// The gate to a core on a disk, and its root: the directory itself or `htdocs` in it.
fn disk(source: &Path) -> Result<(Files, String), Error> {
    let real = fs::canonicalize(source).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NotFound { path: source.to_owned() },
        _ => Error::Unreadable { path: source.to_owned(), source: error },
    })?;
    let real = slashed(&real).ok_or_else(|| Error::NoCore { path: source.to_owned() })?;
    let look = Files::new(real.clone());
    let root = [real.clone(), join(&real, "htdocs")].into_iter().find(|dir| look.holds_core(dir));
    let root = root.ok_or_else(|| Error::NoCore { path: source.to_owned() })?;
    let mut gate = look.at(&root);
    gate.set_roots(Some(root.clone()), vec![root.clone()]);
    if root != real {
        gate.allow(&join(&real, SCRIPTS));
    }
    Ok((gate, root))
}

impl CoreTree {
    fn open(source: &Path) -> Result<Self, Error> {
        let (gate, root) = disk(source)?;
        Ok(Self::of(Gate::Disk(Box::new(gate)), root))
    }

    /// The core of a site that was opened.
    pub(crate) fn installed(files: &Files, root: &str) -> Self {
        let mut gate = files.at(root);
        gate.set_roots(Some(root.to_owned()), vec![root.to_owned()]);
        Self::of(Gate::Disk(Box::new(gate)), root.to_owned())
    }

    fn of(gate: Gate, root: String) -> Self {
        // The list is large, and so is the tree; each may be read while the other is.
        let ((release, list), files) = rayon::join(|| gate.release(&root), || gate.files(&root));
        let list = list.filter(|(path, list)| list.is_err() || files.binary_search(path).is_ok()).map(|(_, list)| list);
        let (list, list_problem) = match list {
            Some(Ok(list)) => (Some(list), None),
            Some(Err(problem)) => (None, Some(problem)),
            None => (None, None),
        };
        Self { root, files, release, list, list_problem, gate }
    }

    pub(crate) fn loader(&self) -> &dyn Loader {
        self.gate.loader()
    }

    /// Reads a file of [`CoreTree::files`].
    pub(crate) fn read(&self, path: &str) -> Option<Source> {
        self.loader().read(&join(&self.root, path))
    }

    /// Whether it lies on a disk, where a repository may be around it.
    pub(crate) fn is_on_disk(&self) -> bool {
        matches!(&self.gate, Gate::Disk(files) if files.packed().is_none())
    }

    /// Whether a file whose content is not held is what is known of it; `None` where only its content can tell.
    pub(crate) fn is_as(&self, path: &str, listed: &Listed) -> Option<bool> {
        match &self.gate {
            Gate::Disk(files) => files.packed()?.is_as(&join(&self.root, path), listed),
            Gate::Memory(_) => None,
        }
    }

    /// The checksums of the files that are wanted; none for a core that is held in memory.
    pub(crate) fn digests(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<FileDigest> {
        match &self.gate {
            Gate::Disk(files) => digests(files, &self.root, self.files.iter().filter(|path| is_wanted(path)).collect::<Vec<_>>()),
            Gate::Memory(_) => Vec::new(),
        }
    }

    /// The files of `scripts`, which belongs beside `htdocs`, when the directory above was opened.
    pub(crate) fn scripts(&self) -> Vec<String> {
        match &self.gate {
            Gate::Disk(files) => files.names_below(&join(parent(&self.root), SCRIPTS), |_| true),
            Gate::Memory(_) => Vec::new(),
        }
    }

    /// Whether the directory beside `htdocs` was opened too.
    pub(crate) fn has_scripts(&self) -> bool {
        matches!(&self.gate, Gate::Disk(files) if files.is_dir(&join(parent(&self.root), SCRIPTS)))
    }

    /// Reads a file of [`CoreTree::scripts`].
    pub(crate) fn read_script(&self, path: &str) -> Option<Source> {
        self.loader().read(&join(&join(parent(&self.root), SCRIPTS), path))
    }

    /// Official lists of other releases that lie beside the own one, from the oldest on.
    pub(crate) fn other_lists(&self) -> Vec<FileList> {
        let own = self.release.as_ref().map_or("", |release| release.value.as_str());
        let named = self.files.iter().filter(|path| path.starts_with(LISTS) && path.ends_with(".xml"));
        let mut lists: Vec<FileList> = named.take(LISTS_LIMIT).filter_map(|path| FileList::read(&self.read(path)?.bytes).ok()).collect();
        lists.retain(|list| list.version != own);
        lists.sort_by_key(|list| Version::parse(&list.version));
        lists
    }

    /// What could not be read so far: sorted, each once.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = match &self.gate {
            Gate::Disk(files) => files.problems(),
            Gate::Memory(held) => held.problems.clone(),
        };
        problems.extend(self.list_problem.iter().cloned());
        problems.sort();
        problems
    }
}

/// The official list, or what is wrong with it, behind its name.
type Official = (String, Result<FileList, Problem>);

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
    fn release(&self, root: &str) -> (Option<Placed<Version>>, Option<Official>) {
        let release = release::release(self.loader(), root);
        let list = release.as_ref().and_then(|release| {
            let path = format!("{LISTS}{}.xml", release.value.as_str());
            let full = join(root, &path);
            let meta = fs::symlink_metadata(&full);
            let on_disk = matches!(self, Self::Disk(files) if files.packed().is_none());
            if on_disk && meta.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
                return None;
            }
            let is_plain = !on_disk || meta.is_ok_and(|meta| meta.is_file());
            let Some(source) = is_plain.then(|| self.loader().read(&full)).flatten() else {
                let message = "the official list is no plain file, or may not be read".to_owned();
                let unread = Problem { place: Place::file(path.as_str()), kind: ProblemKind::Unreadable, message };
                return on_disk.then_some((path, Err(unread)));
            };
            let problem = |message| Problem { place: Place::file(source.shown.clone()), kind: ProblemKind::Syntax, message };
            let list = FileList::read(&source.bytes).and_then(|list| {
                let is_own = list.version.is_empty() || list.version == release.value.as_str();
                if is_own { Ok(list) } else { Err(format!("the list is one of Dolibarr {}", list.version)) }
            });
            Some((path, list.map_err(problem)))
        });
        (release, list)
    }
}
