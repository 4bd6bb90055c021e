//! File by file: how each stands to the pristine state.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::change::Texts;
use super::older::{Others, Seen};
use super::packaging::{self, Absent, CONFIGURED};
use super::pristine::Baseline;
use super::spelling::spelling;
use super::{Asked, Depth, Neighbour};
use crate::error::Error;
use crate::model::core_state::{Class, CoreFile};
use crate::model::place::{Place, Problem, ProblemKind};
use crate::php::Arena;
use crate::site::{CoreTree, FileList, Listed, PIECE, is_run, lies_in};

/// How many modified files are looked into, and how many bytes they have together; the rest are named.
const CHANGES_LIMIT: usize = 2_000;
const BYTES_LIMIT: usize = 64 << 20;

/// A core beside its pristine state.
pub(super) struct Compared<'a> {
    core: &'a CoreTree,
    asked: &'a Asked,
    baseline: &'a Baseline<'a>,
    others: &'a Others,
    /// External modules that lie in directories of their own in `htdocs`.
    beside: Vec<(&'a str, &'a Neighbour)>,
    /// Roots of modules that lie there.
    roots: Vec<&'a str>,
}

/// What became of the files of a core.
#[derive(Default)]
pub(super) struct Told {
    pub(super) files: Vec<CoreFile>,
    pub(super) same: usize,
    pub(super) uncovered: usize,
    pub(super) unread: usize,
}

/// What became of one.
enum Outcome {
    Same,
    Uncovered,
    Unread,
    Differs(Box<CoreFile>),
}

impl<'a> Compared<'a> {
    pub(super) fn new(core: &'a CoreTree, asked: &'a Asked, baseline: &'a Baseline<'a>, others: &'a Others) -> Self {
        // A descriptor in a directory of the core makes it none of a module's.
        let is_free = |dir: &str| !baseline.has_below(dir);
        let beside = asked.neighbours.iter().filter_map(|module| Some((module.beside.as_deref()?, module)));
        let beside = beside.filter(|(dir, _)| is_free(dir)).collect();
        let roots = asked.roots.iter().map(String::as_str).filter(|dir| is_free(dir)).collect();
        Self { core, asked, baseline, others, beside, roots }
    }

    /// Looks into modified files.
    pub(super) fn changes(&self, files: &mut [CoreFile]) -> Result<Vec<Problem>, Error> {
        let modified = files.iter().filter(|file| file.class == Class::Modified && !is_secret(&file.path));
        let mut problems = Vec::new();
        let (mut installed, mut bytes) = (BTreeMap::new(), 0);
        for (number, file) in modified.enumerate() {
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

    pub(super) fn files(&self) -> Told {
        let paths = self.core.files.par_iter().with_max_len(PIECE).filter(|path| self.is_asked(path));
        let here: Vec<Outcome> = paths.map(|path| self.present(path)).collect();
        let mut told = Told::default();
        for outcome in here.into_iter().chain(self.absent()).chain(self.scripts()) {
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
        self.asked.depth != Depth::Glance || is_run(path)
    }

    /// A file that is there.
    fn present(&self, path: &str) -> Outcome {
        if let Some(listed) = self.baseline.files.get(path) {
            return match self.core.is_as(path, listed) {
                Some(true) => Outcome::Same,
                Some(false) => differs(Class::Modified, path, String::new()),
                None => self.listed(path, listed, || self.core.read(path).map(|source| source.bytes)),
            };
        }
        if self.roots.iter().any(|root| lies_in(path, root)) || self.baseline.unread.contains(path) {
            return Outcome::Uncovered;
        }
        if let Some((_, module)) = self.beside.iter().find(|(dir, _)| lies_in(path, dir)) {
            return differs(Class::Module, path, module.class.clone());
        }
        // Half a pristine state does not tell what is not of it.
        if !self.baseline.is_whole {
            return Outcome::Uncovered;
        }
        let seen = self.others.seen(path, &self.baseline.files);
        let covers = self.baseline.covers(path);
        // `.inc` is run only by those that include it, and the lists of 10.0 leave it out.
        if !covers && (!is_run(path) || path.ends_with(".inc") || seen.is_some() || FileList::passes_over(path)) {
            return Outcome::Uncovered;
        }
        let outside = if covers { "" } else { "where the list names nothing" };
        match seen {
            Some(Seen::Now) => Outcome::Uncovered,
            Some(Seen::Before(release)) => differs(Class::Stale, path, format!("last in {release}")),
            Some(Seen::After(release)) => differs(Class::Foreign, path, format!("first in {release}")),
            None => differs(Class::Foreign, path, outside.to_owned()),
        }
    }

    /// A file that is there and belongs to the release.
    fn listed(&self, path: &str, listed: &Listed, read: impl Fn() -> Option<Vec<u8>>) -> Outcome {
        let Some(bytes) = read() else { return Outcome::Unread };
        if listed.is_of(&bytes) {
            return Outcome::Same;
        }
        if packaging::keeps_conf_elsewhere(path, &bytes, listed) {
            return differs(Class::Packaging, path, "the place of `conf.php`, as packages for an operating system set it".to_owned());
        }
        let (class, note) = match spelling(&bytes, listed, is_run(path)) {
            Some((note, true)) => (Class::Endings, note),
            Some((note, false)) => (Class::Modified, format!("only {note}, which is sent to the browser")),
            None => (Class::Modified, String::new()),
        };
        let mut outcome = differs(class, path, note);
        if let Outcome::Differs(file) = &mut outcome {
            file.unalterable = self.baseline.is_unalterable(path);
        }
        outcome
    }

    /// Scripts beside `htdocs`, when the directory above was opened.
    fn scripts(&self) -> Vec<Outcome> {
        if self.baseline.scripts.is_empty() || !self.core.has_scripts() {
            return Vec::new();
        }
        let names = self.core.scripts();
        let there = |path: &String| {
            let shown = format!("../scripts/{path}");
            match self.baseline.scripts.get(path) {
                Some(listed) => self.listed(&shown, listed, || self.core.read_script(path).map(|source| source.bytes)),
                None if is_run(path) => differs(Class::Foreign, &shown, String::new()),
                None => Outcome::Uncovered,
            }
        };
        let here: Vec<Outcome> = names.par_iter().filter(|path| self.is_asked(path)).map(there).collect();
        let absent = self.baseline.scripts.keys().filter(|path| self.is_asked(path) && names.binary_search(path).is_err());
        here.into_iter().chain(absent.map(|path| differs(Class::Missing, &format!("../scripts/{path}"), String::new()))).collect()
    }

    /// Files of the release that are not there.
    fn absent(&self) -> Vec<Outcome> {
        // What lies in a directory that cannot be read may well be there; what is a link is another file.
        let problems = self.core.problems();
        let hidden: BTreeMap<&str, ProblemKind> = problems.iter().map(|problem| (&*problem.place.file, problem.kind)).collect();
        let is_of_system = self.core.read(CONFIGURED).is_some_and(|source| packaging::is_of_system(&source.bytes));
        let mut here = self.core.files.iter().peekable();
        let mut is_there = |path: &String| {
            while here.next_if(|other| *other < path).is_some() {}
            here.peek() == Some(&path)
        };
        let absent = self.baseline.files.keys().filter(|path| !is_there(path) && self.is_asked(path));
        let mut links: BTreeSet<&str> = BTreeSet::new();
        let mut outcomes = Vec::new();
        for path in absent {
            let mut parts = path.match_indices('/').map(|(at, _)| &path[..at]).chain([path.as_str()]);
            let hides = parts.find_map(|part| hidden.get_key_value(part));
            outcomes.push(match hides {
                Some((_, ProblemKind::Link)) if is_of_system && lies_in(path, "includes") => from_system(path),
                Some((link, ProblemKind::Link)) if links.insert(link) => {
                    let note = if *link == path { "a link in place of the file" } else { "a link in place of a directory of the core" };
                    differs(Class::Modified, link, note.to_owned())
                }
                Some(_) => Outcome::Unread,
                None => self.missing(path, is_of_system),
            });
        }
        outcomes
    }

    fn missing(&self, path: &str, is_of_system: bool) -> Outcome {
        match packaging::absent(path) {
            Some(Absent::Never) => differs(Class::NeverPackaged, path, String::new()),
            Some(Absent::Documentation) => differs(Class::Packaging, path, "documentation that is left out".to_owned()),
            None if is_of_system && self.is_whole_library(path) => from_system(path),
            None => differs(Class::Missing, path, String::new()),
        }
    }

    /// Whether nothing is there of the library in `includes/` that a file belongs to.
    fn is_whole_library(&self, path: &str) -> bool {
        let Some(name) = path.strip_prefix("includes/").and_then(|rest| rest.split_once('/')) else { return false };
        let library = format!("includes/{}/", name.0);
        let first = self.core.files.partition_point(|path| path.as_str() < library.as_str());
        !self.core.files.get(first).is_some_and(|path| path.starts_with(&library))
    }
}

fn from_system(path: &str) -> Outcome {
    differs(Class::Packaging, path, "a library that the package takes from the system".to_owned())
}

fn differs(class: Class, path: &str, note: String) -> Outcome {
    let file = CoreFile { class, path: path.to_owned(), php: is_run(path), unalterable: false, note, change: None };
    Outcome::Differs(Box::new(file))
}

/// Whether a file may hold passwords: copies of `conf.php`. Their texts are never shown.
fn is_secret(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    (lies_in(path, "conf") || name.starts_with("conf.php")) && path != "conf/conf.php.example"
}
