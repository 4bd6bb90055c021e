//! Opens a path: roots, `conf.php`, files, Git, core release, discovery. Never judges.

mod conf;
mod discover;
mod files;
#[cfg(feature = "git")]
mod git;
mod paths;
mod release;
mod strays;

use std::path::Path;

use rayon::prelude::*;

use crate::error::Error;
use crate::model::site::{Git, Layout, ModuleDir, Root};
pub(crate) use files::Files;

#[cfg(not(feature = "git"))]
mod git {
    //! Stands in for Git where dolivet is built without it.

    use super::{Files, Git};

    pub(super) fn states(_: &Files, dirs: &[&str]) -> Vec<Git> {
        vec![Git::NotBuilt; dirs.len()]
    }
}

/// What of a site is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Whether the Git states are read; all are [`Git::None`] otherwise.
    pub(crate) with_git: bool,
}

/// Opens a Dolibarr, a root of modules, a module, or a descriptor's module.
pub(crate) fn open(path: &Path, options: Options) -> Result<(Files, Layout), Error> {
    let site = discover::site(path)?;
    let (files, roots) = (site.files, site.roots);
    let mut modules: Vec<ModuleDir> = site.modules.par_iter().map(|(root, name)| module(&files, &roots, *root, name)).collect();
    let git = if options.with_git { read_git(&files, &mut modules) } else { Git::None };
    let release = roots.iter().find(|root| root.main).and_then(|root| release::release(&files, &root.path));
    let strays = strays::strays(&files, site.kind, &roots, &site.opened, &modules);
    let layout = Layout {
        kind: site.kind,
        base: files.base().to_owned(),
        release,
        conf: site.conf,
        strays,
        git,
        problems: files.problems(),
        modules,
        roots,
    };
    Ok((files, layout))
}

fn module(files: &Files, roots: &[Root], root: usize, name: &str) -> ModuleDir {
    let path = if name.is_empty() { roots[root].path.clone() } else { paths::join(&roots[root].path, name) };
    let entries = if name.is_empty() {
        Vec::new()
    } else if discover::holds_root(roots, &path) {
        // A root that lies in another one and has a `core/modules/` of its own: the rest of it is other modules.
        let core = files.walk(&paths::join(&path, "core"));
        core.into_iter()
            .map(|mut entry| {
                entry.path.insert_str(0, "core/");
                entry
            })
            .collect()
    } else {
        files.walk(&path)
    };
    let descriptors = discover::descriptors(files, &path);
    ModuleDir { root, name: name.to_owned(), shown: files.shown(&path), path, descriptors, files: entries, git: Git::None }
}

/// Reads the states of the modules, and returns that of the opened directory unless it is a module itself.
fn read_git(files: &Files, modules: &mut [ModuleDir]) -> Git {
    let external: Vec<usize> = (0..modules.len()).filter(|i| !modules[*i].name.is_empty()).collect();
    let mut dirs: Vec<&str> = external.iter().map(|i| &*modules[*i].path).collect();
    dirs.push(files.base());
    let mut states = git::states(files, &dirs);
    let base = states.pop().unwrap_or_default();
    let is_module = external.iter().any(|i| modules[*i].path == files.base());
    for (i, state) in external.into_iter().zip(states) {
        modules[i].git = state;
    }
    if is_module { Git::None } else { base }
}

#[cfg(test)]
mod tests;
