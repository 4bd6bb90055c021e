//! A core to read facts from, wherever it lies. Reads no more of it than it is asked for, and never judges.

use std::path::Path;

use super::filelist::FileList;
use super::files::{Files, holds_core};
use super::paths::{join, slashed};
use super::release;
use crate::base::Version;
use crate::error::Error;
use crate::model::place::{Place, Placed, Problem, ProblemKind};
use crate::php::loader::{Loader, Source};

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
    gate: Files,
    problems: Vec<Problem>,
}

impl CoreTree {
    /// Opens the directory `htdocs`, or the one above it.
    pub(crate) fn open(source: &Path) -> Result<Self, Error> {
        let real = std::fs::canonicalize(source).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound { path: source.to_owned() },
            _ => Error::Unreadable { path: source.to_owned(), source: error },
        })?;
        let real = slashed(&real).ok_or_else(|| Error::NoCore { path: source.to_owned() })?;
        let root = [real.clone(), join(&real, "htdocs")].into_iter().find(|dir| holds_core(dir));
        let root = root.ok_or_else(|| Error::NoCore { path: source.to_owned() })?;
        let mut gate = Files::new(root.clone());
        gate.set_roots(Some(root.clone()), vec![root.clone()]);
        let files = gate.names_below(&root);
        Ok(Self::of(gate, root, files))
    }

    fn of(gate: Files, root: String, mut files: Vec<String>) -> Self {
        files.retain(|path| !path.starts_with("custom/") && !path.starts_with("documents/") && path != "conf/conf.php");
        files.sort_unstable();
        let release = release::release(&gate, &root);
        let mut tree = Self { root, files, release, list: None, gate, problems: Vec::new() };
        tree.list = tree.official_list();
        tree
    }

    pub(crate) fn loader(&self) -> &dyn Loader {
        &self.gate
    }

    /// Reads a file of [`CoreTree::files`].
    pub(crate) fn read(&self, path: &str) -> Option<Source> {
        self.gate.read(&join(&self.root, path))
    }

    /// What could not be read so far: sorted, each once.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = self.gate.problems();
        problems.extend(self.problems.iter().cloned());
        problems.sort();
        problems
    }

    fn official_list(&mut self) -> Option<FileList> {
        let path = format!("install/filelist-{}.xml", self.release.as_ref()?.value.as_str());
        let source = self.files.binary_search(&path).ok().and_then(|_| self.read(&path))?;
        let message = match FileList::read(&source.bytes) {
            Ok(list) => return Some(list),
            Err(message) => message,
        };
        self.problems.push(Problem { place: Place::file(source.shown), kind: ProblemKind::Syntax, message });
        None
    }
}
