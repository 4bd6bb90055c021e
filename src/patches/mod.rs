//! Holds the core of an installation against its pristine state: which files differ, in which way, what was changed in them, and
//! what an update makes of that. Says nothing in sentences and changes nothing.

mod change;
mod diff;
mod fate;
mod older;
mod packaging;
mod pristine;
mod spelling;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::error::Error;
use crate::model::core_state::{Class, CoreFile, CoreState};
use crate::model::place::{Place, Problem, ProblemKind};
use crate::php::Arena;
use crate::site::{CoreTree, Listed, is_run};
use change::Texts;
use older::{Others, Seen};
use packaging::Absent;
use pristine::Baseline;
pub(crate) use pristine::Given;

/// How many modified files are looked into, and how many bytes they have together; the rest are named.
const CHANGES_LIMIT: usize = 2_000;
const BYTES_LIMIT: usize = 64 << 20;

/// An external module of the installation.
#[derive(Debug, Clone)]
pub(crate) struct Neighbour {
    /// The descriptor's class.
    pub class: String,
    /// Its directory's name.
    pub name: String,
    /// Its directory from `htdocs`, when it lies there beside the core's own.
    pub beside: Option<String>,
}

/// What is asked of a comparison.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// The pristine state; found beside or around the installation when not given.
    pub against: Option<Given>,
    /// The core of an update.
    pub target: Option<Given>,
    /// External modules.
    pub neighbours: Vec<Neighbour>,
    /// Roots of modules inside of `htdocs`, from there.
    pub roots: Vec<String>,
    /// Whether only files are looked at that PHP runs, and not into them.
    pub glance: bool,
}

/// Compares a core. The problems are those of every tree that was read.
pub(crate) fn compare(core: &CoreTree, asked: &Asked) -> Result<(CoreState, Vec<Problem>), Error> {
    let baseline = Baseline::find(core, asked.against.as_ref())?;
    let listed = if asked.glance { Default::default() } else { baseline.older_lists(core) };
    let others = Others::of(core.release.as_ref().map(|release| &release.value), listed);
    let compared = Compared { core, asked, baseline: &baseline, others: &others };
    let mut told = compared.files();
    let mut problems = baseline.problems.clone();
    if !asked.glance {
        problems.extend(compared.changes(&mut told.files)?);
    }
    problems.extend(core.problems());
    problems.sort();
    problems.dedup();
    let release = core.release.as_ref().map(|release| release.value.as_str().to_owned()).unwrap_or_default();
    let target = asked.target.as_ref().map(|given| (given.release.clone(), given.name.clone()));
    let state = CoreState {
        release,
        pristine: baseline.told(),
        target,
        same: told.same,
        uncovered: told.uncovered,
        unread: told.unread,
        files: told.files,
    };
    Ok((state, problems))
}

struct Compared<'a> {
    core: &'a CoreTree,
    asked: &'a Asked,
    baseline: &'a Baseline<'a>,
    others: &'a Others,
}

/// What became of the files of a core.
#[derive(Default)]
struct Told {
    files: Vec<CoreFile>,
    same: usize,
    uncovered: usize,
    unread: usize,
}

/// What became of one.
enum Outcome {
    Same,
    Uncovered,
    Unread,
    Differs(Box<CoreFile>),
}

impl Compared<'_> {
    /// Looks into modified files.
    fn changes(&self, files: &mut [CoreFile]) -> Result<Vec<Problem>, Error> {
        let modified: Vec<&CoreFile> = files.iter().filter(|file| file.class == Class::Modified).collect();
        let mut problems = Vec::new();
        let (mut installed, mut bytes) = (BTreeMap::new(), 0);
        for (number, file) in modified.iter().enumerate() {
            let Some(source) = self.core.read(&file.path) else { continue };
            bytes += source.bytes.len();
            if number >= CHANGES_LIMIT || bytes > BYTES_LIMIT {
                let message = format!("more than {CHANGES_LIMIT} files or {BYTES_LIMIT} bytes are modified; the rest is not looked into");
                problems.push(Problem { place: Place::file(file.path.as_str()), kind: ProblemKind::Limit, message });
                break;
            }
            installed.insert(file.path.clone(), source.bytes);
        }
        let texts = Texts::read(self.asked, self.baseline, installed, &mut problems)?;
        files.par_iter_mut().filter(|file| file.class == Class::Modified).for_each_init(Arena::new, |arena, file| {
            file.change = texts.change(arena, &file.path, &self.asked.neighbours);
        });
        Ok(problems)
    }

    fn files(&self) -> Told {
        let here: Vec<Outcome> = self.core.files.par_iter().filter(|path| self.is_asked(path)).map(|path| self.present(path)).collect();
        let scripts = self.core.scripts();
        let beside = scripts.par_iter().map(|path| self.script(path)).collect::<Vec<_>>();
        let mut told = Told::default();
        for outcome in here.into_iter().chain(beside).chain(self.absent()) {
            match outcome {
                Outcome::Same => told.same += 1,
                Outcome::Uncovered => told.uncovered += 1,
                Outcome::Unread => told.unread += 1,
                Outcome::Differs(file) => told.files.push(*file),
            }
        }
        told.files.sort_by(|a, b| (a.class, !a.php, &a.path).cmp(&(b.class, !b.php, &b.path)));
        told
    }

    fn is_asked(&self, path: &str) -> bool {
        !self.asked.glance || is_run(path)
    }

    /// A file that is there.
    fn present(&self, path: &str) -> Outcome {
        if let Some(listed) = self.baseline.files.get(path) {
            return self.listed(path, listed, || self.core.read(path).map(|source| source.bytes));
        }
        if self.asked.roots.iter().any(|root| lies_in(path, root)) {
            return Outcome::Uncovered;
        }
        let module = self.asked.neighbours.iter().find(|module| module.beside.as_ref().is_some_and(|dir| lies_in(path, dir)));
        if let Some(module) = module {
            return differs(Class::Module, path, module.class.clone());
        }
        if !self.baseline.covers(path) {
            return Outcome::Uncovered;
        }
        match self.others.seen(path, &self.baseline.files) {
            Some(Seen::Before(release)) => differs(Class::Stale, path, format!("last in {release}")),
            Some(Seen::After(release)) => differs(Class::Foreign, path, format!("first in {release}")),
            None => differs(Class::Foreign, path, String::new()),
        }
    }

    /// A file that is there and belongs to the release.
    fn listed(&self, path: &str, listed: &Listed, read: impl Fn() -> Option<Vec<u8>>) -> Outcome {
        let Some(bytes) = read() else { return Outcome::Unread };
        if listed.sum.is_of(&bytes) {
            return Outcome::Same;
        }
        if packaging::keeps_conf_elsewhere(path, &bytes, listed) {
            return differs(Class::Packaging, path, "the place of `conf.php`, as packages for an operating system set it".to_owned());
        }
        let (class, note) = spelling::spelling(&bytes, &listed.sum).map_or((Class::Modified, String::new()), |note| (Class::Endings, note));
        let mut outcome = differs(class, path, note);
        if let Outcome::Differs(file) = &mut outcome {
            file.unalterable = self.baseline.is_unalterable(path);
        }
        outcome
    }

    /// A script beside `htdocs`.
    fn script(&self, path: &str) -> Outcome {
        let shown = format!("../scripts/{path}");
        match self.baseline.scripts.get(path) {
            Some(listed) => self.listed(&shown, listed, || self.core.read_script(path).map(|source| source.bytes)),
            None if self.baseline.scripts.is_empty() || !is_run(path) => Outcome::Uncovered,
            None => differs(Class::Foreign, &shown, String::new()),
        }
    }

    /// Files that are not there.
    fn absent(&self) -> Vec<Outcome> {
        // What lies behind a link or in a directory that cannot be read may well be there.
        let unread: BTreeSet<String> = self.core.problems().into_iter().map(|problem| problem.place.file.to_string()).collect();
        let is_hidden = |path: &str| {
            let above = path.match_indices('/').map(|(at, _)| &path[..at]);
            above.chain([path]).any(|part| unread.contains(part))
        };
        let is_packaged = self.core.read("filefunc.inc.php").is_some_and(|source| {
            self.baseline
                .files
                .get("filefunc.inc.php")
                .is_some_and(|l| packaging::keeps_conf_elsewhere("filefunc.inc.php", &source.bytes, l))
        });
        let outcome = |path: &String| {
            if is_hidden(path) {
                return Outcome::Unread;
            }
            match packaging::absent(path) {
                Some(Absent::Never) => differs(Class::NeverPackaged, path, String::new()),
                Some(Absent::Documentation) => differs(Class::Packaging, path, "documentation that is left out".to_owned()),
                None if is_packaged && lies_in(path, "includes") => {
                    differs(Class::Packaging, path, "a library that the package takes from the system".to_owned())
                }
                None => differs(Class::Missing, path, String::new()),
            }
        };
        let absent = self.baseline.files.keys().filter(|path| self.is_asked(path) && self.core.files.binary_search(path).is_err());
        absent.map(outcome).collect()
    }
}

fn differs(class: Class, path: &str, note: String) -> Outcome {
    let file = CoreFile { class, path: path.to_owned(), php: is_run(path), unalterable: false, note, change: None };
    Outcome::Differs(Box::new(file))
}

fn lies_in(path: &str, dir: &str) -> bool {
    path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'))
}
