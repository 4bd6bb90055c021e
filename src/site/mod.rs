//! Opens a path: roots, `conf.php`, files, Git, core release, discovery. Never judges.

mod archive;
mod conf;
mod core;
mod core_tree;
mod digest;
mod discover;
mod entry;
mod filelist;
mod files;
#[cfg(feature = "git")]
mod git;
mod held;
mod intake;
mod names;
mod packed;
mod paths;
mod plain;
mod release;
mod seen;
mod staged;
mod strays;
mod sum;
mod walk;

use std::path::Path;

use rayon::prelude::*;
use sha2::Digest;

use crate::error::Error;
use crate::model::site::{FileEntry, Git, Layout, ModuleDir, Root, SiteKind};
pub(crate) use archive::is_archive;
pub(crate) use core_tree::{CoreTree, Extract, Located};
pub(crate) use digest::{PIECE, digests};
pub(crate) use filelist::{FileList, Standing, is_run};
pub(crate) use files::Files;
pub(crate) use names::{Entry, entry, is_library, is_test};
pub(crate) use paths::{lies_in, tidy};
#[cfg(test)]
pub(crate) use sum::Sum;
pub(crate) use sum::{Listed, unix};

#[cfg(not(feature = "git"))]
mod git {
    //! Stands in for Git where dolivet is built without it.

    use super::{Files, Git};

    pub(super) fn states(_: &Files, dirs: &[&str]) -> Vec<Git> {
        vec![Git::NotBuilt; dirs.len()]
    }

    pub(super) mod history {
        pub(in crate::site) fn around(_: &str, _: &str) -> Option<crate::site::Around> {
            None
        }
    }

    pub(super) mod staged {
        pub(in crate::site) fn staged(_: &str, _: Option<&std::path::Path>) -> Result<crate::site::staged::Staged, String> {
            Err("this dolivet was built without Git".to_owned())
        }
    }

    pub(super) mod tree {
        use std::path::Path;

        use crate::site::held::{Holding, Wanted};

        const NOT_BUILT: &str = "this dolivet was built without Git";

        pub(in crate::site) fn id(_: &Path, _: &str) -> Result<String, String> {
            Err(NOT_BUILT.to_owned())
        }

        pub(in crate::site) fn read<'w>(_: &Path, _: &str, _: Wanted<'w>) -> Result<Holding<'w>, String> {
            Err(NOT_BUILT.to_owned())
        }
    }
}

/// The repository around a core.
#[derive(Debug)]
pub(crate) struct Around {
    /// The core of the release in it, or what is checked out.
    pub located: Located,
    /// The same in words.
    pub name: String,
    /// Whether it is the release's tag.
    pub is_tag: bool,
    /// How many commits of the checked out history the tag does not have.
    pub commits: Option<usize>,
}

/// The repository around a directory, at the tag of a release if it has one, else at what is checked out.
pub(crate) fn around(dir: &str, release: &str) -> Option<Around> {
    git::history::around(dir, release)
}

/// The SHA-256 of some bytes, in hexadecimal digits.
pub(crate) fn checksum(bytes: &[u8]) -> String {
    hexadecimal(&sha2::Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// Makes the gate give what is staged for the next commit, where the work tree has something else. Within a hook of
/// Git `index` names what is about to be committed.
pub(crate) fn stage(files: &mut Files, index: Option<&Path>) -> Result<(), Error> {
    let failed = |message| Error::Staged { path: files.base().into(), message };
    files.staged = git::staged::staged(files.base(), index).map_err(failed)?;
    Ok(())
}

/// What of a site is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Whether the Git states are read; all are [`Git::None`] otherwise.
    pub(crate) with_git: bool,
    /// Whether what Dolibarr passes over is looked for, which walks through the whole core.
    pub(crate) with_strays: bool,
    /// Whether the checksums of an archive's files are kept for [`digests`]; those of a disk are made when they are asked for.
    pub(crate) with_sums: bool,
}

/// Opens a Dolibarr, a root of modules, a module, or a descriptor's module.
pub(crate) fn open(path: &Path, options: Options) -> Result<(Files, Layout), Error> {
    let site = discover::site(path, options.with_sums)?;
    let (files, roots) = (site.files, site.roots);
    let paths: Vec<String> = site.modules.iter().map(|(root, name)| module_path(&roots[*root], name)).collect();
    let in_place = site.kind != SiteKind::Module || roots.iter().any(|root| root.main);
    let read = || site.modules.par_iter().map(|(root, name)| module(&files, &roots, *root, name, in_place)).collect();
    let (mut modules, states): (Vec<ModuleDir>, _) = rayon::join(read, || states(&files, &paths, options));
    // A module that was opened itself has the state; otherwise it is that of what lies around the modules.
    let is_module = site.kind == SiteKind::Module && modules.iter().any(|m| m.path == files.base());
    let git = states.last().filter(|_| !is_module).cloned().unwrap_or_default();
    for (module, state) in modules.iter_mut().zip(states).filter(|(module, _)| !module.name.is_empty()) {
        module.git = state;
    }
    let release = roots.iter().find(|root| root.main).and_then(|root| release::release(&files, &root.path));
    let taken = roots.iter().find(|root| root.main).map(|root| core::taken(&files, &root.path)).unwrap_or_default();
    let strays = || strays::strays(&files, site.kind, &roots, &site.opened, &modules);
    let strays = if options.with_strays { strays() } else { Vec::new() };
    let opened = files.packed().filter(|_| site.kind != SiteKind::Installation);
    let package = opened.and_then(|packed| packed::package(packed, files.base(), path));
    let layout = Layout { kind: site.kind, release, taken, conf: site.conf, strays, git, modules, roots, package };
    Ok((files, layout))
}

/// Where a core keeps the libraries of others, as a directory like those of modules; nothing where no installation was opened.
pub(crate) fn includes(files: &Files, layout: &Layout) -> Option<ModuleDir> {
    let main = layout.roots.iter().position(|root| root.main && layout.kind == SiteKind::Installation)?;
    let path = paths::join(&layout.roots[main].path, "includes");
    let is_there = files.is_dir(&path);
    is_there.then(|| ModuleDir {
        root: main,
        name: "includes".to_owned(),
        shown: files.shown(&path),
        in_place: true,
        descriptors: Vec::new(),
        files: files.walk(&path),
        git: Git::None,
        path,
    })
}

fn module(files: &Files, roots: &[Root], root: usize, name: &str, in_place: bool) -> ModuleDir {
    let path = module_path(&roots[root], name);
    let entries = if name.is_empty() {
        Vec::new()
    } else if names::holds_root(roots, &path) {
        // A root that lies in another one and has a `core/modules/` of its own: the rest of it is other modules.
        let core = files.walk(&paths::join(&path, "core"));
        core.into_iter().map(|entry| FileEntry { path: format!("core/{}", entry.path), ..entry }).collect()
    } else {
        files.walk(&path)
    };
    let descriptors = discover::descriptors(files, &path);
    ModuleDir { root, name: name.to_owned(), shown: files.shown(&path), path, in_place, descriptors, files: entries, git: Git::None }
}

/// The Git states of the modules, and of the opened directory as the last.
fn states(files: &Files, modules: &[String], options: Options) -> Vec<Git> {
    let dirs: Vec<&str> = modules.iter().map(String::as_str).chain([files.base()]).collect();
    if options.with_git && files.packed().is_none() { git::states(files, &dirs) } else { vec![Git::None; dirs.len()] }
}

fn module_path(root: &Root, name: &str) -> String {
    if name.is_empty() { root.path.clone() } else { paths::join(&root.path, name) }
}

#[cfg(test)]
mod tests;
