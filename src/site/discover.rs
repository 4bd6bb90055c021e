//! From a path to its kind, its roots and the directories in which Dolibarr finds descriptors. Reads no PHP but `conf.php`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::conf;
use super::files::Files;
use super::names::{is_descriptor, is_skipped};
use super::packed;
use super::paths::{join, name, parent, slashed};
use super::strays;
use crate::error::Error;
use crate::model::place::ProblemKind;
use crate::model::site::{Conf, Root, SiteKind};
use crate::php::loader::Loader;

/// How deep a repository is searched for its modules.
const DEPTH: usize = 3;
/// How many directories of a repository are looked at.
const DIRECTORIES: usize = 5_000;

/// What a path turned out to be.
pub(super) struct Site {
    pub(super) kind: SiteKind,
    pub(super) files: Files,
    pub(super) conf: Option<Conf>,
    pub(super) roots: Vec<Root>,
    /// The roots that were opened with the path.
    pub(super) opened: Vec<usize>,
    /// Directories with descriptors in Dolibarr's order: the root's number and the name in it, empty for the core itself.
    pub(super) modules: Vec<(usize, String)>,
}

/// Finds out what a path is.
pub(super) fn site(path: &Path, sums: bool) -> Result<Site, Error> {
    let mut files = start(path, sums)?;
    let base = files.base().to_owned();
    let main = [base.clone(), join(&base, "htdocs")].into_iter().find(|dir| files.holds_core(dir));
    let opens_core = main.is_some();
    let main = main.or_else(|| enclosing(&files));
    let (mut conf, mut paths) = (None, Vec::new());
    if let Some(main) = &main {
        files.allow(main);
        conf = conf::read(&files, main);
        paths.push(main.clone());
        paths.extend(conf::alternates(&files, main, conf.as_ref()));
    }
    let (kind, listed) = if opens_core {
        (SiteKind::Installation, Listed::Roots((0..paths.len()).collect()))
    } else {
        below(&files, &base, &mut paths).ok_or_else(|| Error::NoDolibarr { path: path.to_owned() })?
    };
    // A module's own directory is enough: what lies around it is somebody else's, unless it is an installation.
    if main.is_some() || kind != SiteKind::Module {
        paths.iter().for_each(|root| files.allow(root));
    }
    files.set_roots(main.clone(), paths.clone());
    let root = |path: &String| Root {
        shown: Some(files.shown(path)).filter(|shown| shown != ".").unwrap_or_default(),
        main: main.as_ref() == Some(path),
        path: path.clone(),
    };
    let roots: Vec<Root> = paths.iter().map(root).collect();
    let core = main.iter().map(|_| (0, String::new()));
    let (opened, modules) = match listed {
        Listed::Roots(opened) => {
            let found = opened.iter().flat_map(|i| module_names(&mut files, &paths[*i]).into_iter().map(|name| (*i, name)));
            let found: Vec<_> = found.collect();
            (opened, core.chain(found).collect())
        }
        Listed::Modules(modules) => (Vec::new(), core.chain(modules).collect()),
    };
    Ok(Site { kind, files, conf, roots, opened, modules })
}

/// What of the roots is listed.
enum Listed {
    /// Every module of these roots.
    Roots(Vec<usize>),
    /// These modules alone.
    Modules(Vec<(usize, String)>),
}

/// The gate to what is to be opened. A descriptor's file stands for its module. The last part of the path is kept when it is
/// a link, because a module's name and place are those of the link.
fn start(path: &Path, sums: bool) -> Result<Files, Error> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NotFound { path: path.to_owned() },
        _ => Error::Unreadable { path: path.to_owned(), source },
    };
    let meta = fs::metadata(path).map_err(failed)?;
    let real = match (path.parent(), path.file_name()) {
        (Some(dir), Some(name)) if dir.as_os_str().is_empty() => fs::canonicalize(".").map(|dir| dir.join(name)),
        (Some(dir), Some(name)) => fs::canonicalize(dir).map(|dir| dir.join(name)),
        _ => fs::canonicalize(path),
    };
    let real =
        slashed(&real.map_err(failed)?).ok_or_else(|| failed(io::Error::new(io::ErrorKind::InvalidData, "the path is not UTF-8")))?;
    if meta.is_dir() {
        return fs::read_dir(&real).map(|_| Files::new(real)).map_err(failed);
    }
    match real.rsplit_once("/core/modules/") {
        Some((dir, file)) if meta.is_file() && is_descriptor(file) && !file.contains('/') && !dir.is_empty() => {
            Ok(Files::new(dir.to_owned()))
        }
        _ if meta.is_file() => {
            let opened = packed::open(path, sums).map_err(|message| Error::Archive { path: path.to_owned(), message });
            opened.map(|(packed, base, problems)| Files::of_archive(packed, base, problems))
        }
        _ => Err(Error::NoDolibarr { path: path.to_owned() }),
    }
}

/// The main root that a root or a module belongs to: above it, or beside it as `htdocs` whose `conf.php` names it.
fn enclosing(files: &Files) -> Option<String> {
    let base = files.base();
    let above = [parent(base), parent(parent(base))];
    if let Some(main) = above.into_iter().find(|dir| files.holds_core(dir)) {
        return Some(main.to_owned());
    }
    above.into_iter().zip([base, parent(base)]).find_map(|(dir, root)| {
        let main = join(dir, "htdocs");
        if !files.holds_core(&main) {
            return None;
        }
        // What this look finds wrong is found again when the site is opened.
        let look = files.at(&main);
        let alternates = conf::alternates(&look, &main, conf::read(&look, &main).as_ref());
        alternates.iter().any(|known| look.is_same(known, root)).then_some(main)
    })
}

/// The kind of a directory that is not a core. Adds its root to the roots of the site around it.
fn below(files: &Files, base: &str, roots: &mut Vec<String>) -> Option<(SiteKind, Listed)> {
    let known = roots.iter().position(|root| files.is_same(root, base)).filter(|i| *i > 0);
    if let Some(known) = known {
        return Some((SiteKind::CustomRoot, Listed::Roots(vec![known])));
    }
    let mut number = |path: &str| {
        roots.iter().position(|root| files.is_same(root, path)).unwrap_or_else(|| {
            roots.push(path.to_owned());
            roots.len() - 1
        })
    };
    let modules = if descriptors(files, base).is_empty() { nearest(files, base) } else { vec![base.to_owned()] };
    let one = modules.len() == 1 && name(base) != "custom";
    if one {
        let module = &modules[0];
        return Some((SiteKind::Module, Listed::Modules(vec![(number(parent(module)), name(module).to_owned())])));
    }
    let mut parents: Vec<usize> = modules.iter().map(|module| number(parent(module))).collect();
    parents.sort_unstable();
    parents.dedup();
    if !parents.is_empty() {
        return Some((SiteKind::CustomRoot, Listed::Roots(parents)));
    }
    // A module whose descriptor lies where Dolibarr never looks: there is something to say about it.
    let misplaced = !strays::misplaced(files, base, &files.glance(base, DEPTH)).is_empty();
    misplaced.then_some((SiteKind::Module, Listed::Modules(Vec::new())))
}

/// The modules of a repository: those at the first level that has any.
fn nearest(files: &Files, base: &str) -> Vec<String> {
    let mut level = vec![base.to_owned()];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for dir in &level {
            let below = files.entries(dir).into_iter().filter(|e| e.is_dir && !e.is_link && !e.name.starts_with('.'));
            next.extend(below.map(|e| join(dir, &e.name)));
            if next.len() > DIRECTORIES {
                files.problem(base, ProblemKind::Limit, format!("more than {DIRECTORIES} directories; not all were searched for modules"));
                break;
            }
        }
        let modules: Vec<String> = next.iter().filter(|dir| !descriptors(files, dir).is_empty()).cloned().collect();
        if !modules.is_empty() {
            return modules;
        }
        level = next;
    }
    Vec::new()
}

/// The directories of a root in which Dolibarr finds descriptors: `core/lib/functions2.lib.php: dolGetModulesDirs`. Dolibarr takes
/// them as the file system has them; sorted names give one fixed order.
fn module_names(files: &mut Files, root: &str) -> Vec<String> {
    let mut names = Vec::new();
    for entry in files.entries(root) {
        let path = join(root, &entry.name);
        if entry.is_link {
            match link_target(root, &path) {
                Ok(target) if entry.is_dir && !is_skipped(&entry.name) && target.join("core/modules").is_dir() => files.allow(&path),
                Ok(_) => continue,
                Err(message) => {
                    files.problem(&path, ProblemKind::Link, message);
                    continue;
                }
            }
        }
        if entry.is_dir && !is_skipped(&entry.name) && !descriptors(files, &path).is_empty() {
            names.push(entry.name);
        }
    }
    names
}

/// Where a link at the first level of a root leads, as Dolibarr follows it: `None` when that is nowhere or in a circle.
fn link_target(root: &str, link: &str) -> Result<PathBuf, &'static str> {
    let real = fs::canonicalize(link).map_err(|_| "a link that leads nowhere")?;
    if fs::canonicalize(root).is_ok_and(|root| root.starts_with(&real)) { Err("a link that leads in a circle") } else { Ok(real) }
}

/// The descriptors of a directory in the order of their names: the loop over files of `admin/modules.php`.
pub(super) fn descriptors(files: &Files, dir: &str) -> Vec<String> {
    let modules = join(dir, "core/modules");
    let names = files.list(&modules).into_iter().filter(|name| is_descriptor(name));
    // Trying to read one that is no file of the site records why.
    let is_there = |path: &String| files.is_file(path) || files.read(path).is_some();
    names.map(|name| join(&modules, &name)).filter(is_there).collect()
}
