//! A core's tree → its facts as text. Files in parallel, the same bytes whatever the threads. Never runs anything.

mod assigned;
mod database;
mod declared;
mod doc;
mod draft;
mod events;
mod fold;
mod idle;
mod limit;
mod marks;
mod modules;
mod replacements;
mod requirements;
mod scan;
mod tokens;

use std::cell::Cell;
use std::collections::BTreeSet;

use rayon::prelude::*;

use super::row::{FORMAT, Kind};
use crate::inventory;
use crate::model::place::{Place, Problem, ProblemKind};
use crate::php::loader::Source;
use crate::php::{Arena, eval, parse, skim};
use crate::site::{CoreTree, Standing};
use draft::Draft;
use limit::{Budget, Weight};
use scan::Scanned;

/// Raised whenever the same tree gives other facts than before, so that none of an older dolivet are used.
pub(crate) const REVISION: u32 = 6;

/// How to build.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Whether files count that the official list does not have, or has with other content.
    pub unverified: bool,
}

/// The facts of one core.
#[derive(Debug)]
pub(crate) struct Built {
    /// A facts file.
    pub text: String,
    /// How many facts it holds.
    pub facts: usize,
    /// What could not be read, and what was left out.
    pub problems: Vec<Problem>,
}

/// Largest file whose facts are read. The tree of one with PHP of it takes up to 40 times as much memory; the largest of any core has 0.7 MB.
const CODE_LIMIT: usize = 4 << 20;
/// How many files are read at a time when there are too many facts to keep them all.
const AT_A_TIME: usize = 8;

/// What one file gave.
#[derive(Default)]
struct Read {
    weight: Weight,
    /// Whether the official list has it otherwise, or not at all.
    distrusted: bool,
    scanned: Option<Box<Scanned>>,
    drafts: Vec<Draft>,
    problems: Vec<Problem>,
}

/// Reads a core and writes its facts down. `release` is the one that the header names.
pub(crate) fn build(tree: &CoreTree, release: &str, options: Options) -> Built {
    let arena = Arena::new();
    let base = eval::Base::load(&arena, tree.loader());
    let wanted: Vec<&String> = tree.files.iter().filter(|path| is_read(path)).collect();
    let Kept { files, mut drafts, distrusted, mut problems, .. } = read(&wanted, |path| file(tree, &base, path, options));
    let declared = || {
        drafts.extend(paths(tree, &files, options));
        replacements::settle(&mut drafts);
        drafts.extend(assigned::rows(&drafts, files.iter().flat_map(|(_, scanned)| &scanned.assigned)));
        drafts.iter().filter(|draft| draft.kind == Kind::Class).map(|draft| draft.name.to_ascii_lowercase()).collect()
    };
    let (events, classes): (_, BTreeSet<String>) = rayon::join(|| events::events(&files), declared);
    drafts.extend(events.drafts);
    problems.extend(events.problems);
    let mut keyed: Vec<(Kind, String)> = drafts.into_par_iter().map(|draft| (draft.kind, draft.line(&classes))).collect();
    keyed.par_sort_unstable();
    keyed.dedup();
    let (mut room, all) = (Budget::of_text(), keyed.len());
    keyed.truncate(keyed.iter().take_while(|(_, line)| room.takes(line.len() + 1)).count());
    if keyed.len() < all {
        problems.push(limit::problem("", &format!("{all} facts are more than a facts file has room for; the last of them are left out")));
    }
    let mut text = header(tree, release, keyed.len(), options, &distrusted);
    text.extend(keyed.iter().flat_map(|(_, line)| [line.as_str(), "\n"]));
    problems.extend(tree.problems());
    let left_out = distrusted.iter().filter(|_| !options.unverified);
    problems.extend(left_out.map(|path| Problem {
        place: Place::file(*path),
        kind: ProblemKind::Unreadable,
        message: "not as the official list has it; its facts are left out".to_owned(),
    }));
    problems.sort();
    problems.dedup();
    Built { text, facts: keyed.len(), problems }
}

/// What is kept of all files.
struct Kept<'f> {
    budget: Budget,
    files: Vec<(&'f str, Scanned)>,
    drafts: Vec<Draft>,
    /// Files that the official list does not have as they are.
    distrusted: Vec<&'f str>,
    problems: Vec<Problem>,
}

impl<'f> Kept<'f> {
    fn new() -> Self {
        let (files, drafts, distrusted, problems) = Default::default();
        Self { budget: Budget::of_core(), files, drafts, distrusted, problems }
    }

    fn add(&mut self, path: &'f str, mut read: Read) {
        self.problems.append(&mut read.problems);
        if read.distrusted {
            self.distrusted.push(path);
        }
        if !self.budget.takes_all(read.weight) {
            self.problems.push(limit::problem(path, "the core has more facts than are kept; those of this file are left out"));
            return;
        }
        self.drafts.append(&mut read.drafts);
        if let Some(mut scanned) = read.scanned {
            self.drafts.append(&mut scanned.drafts);
            self.files.push((path, *scanned));
        }
    }
}

/// Reads files in parallel. What is kept depends on their order alone, also when it is not all.
fn read<'f>(paths: &[&'f String], file: impl Fn(&str) -> Read + Sync) -> Kept<'f> {
    let total = limit::Total::default();
    let counted = |path: &&'f String| {
        // Then everything is read once more, see below.
        if total.is_too_much() {
            return Read::default();
        }
        let read = file(path);
        total.add(read.weight);
        read
    };
    // Sizes differ a lot, so threads share the files in small portions.
    let all: Vec<Read> = paths.par_iter().with_max_len(4).map(counted).collect();
    let mut kept = Kept::new();
    if !total.is_too_much() {
        paths.iter().zip(all).for_each(|(path, read)| kept.add(path, read));
        return kept;
    }
    drop(all);
    for some in paths.chunks(AT_A_TIME) {
        let read: Vec<Read> = some.par_iter().map(|path| file(path)).collect();
        some.iter().zip(read).for_each(|(path, read)| kept.add(path, read));
    }
    kept
}

/// Libraries of others: their files count, what they declare does not.
fn is_foreign(path: &str) -> bool {
    path.starts_with("includes/") || path.contains("/includes/")
}

/// Tools of Dolibarr's own developers, which some copies have inside of `htdocs`. No page loads them, and their stubs declare classes
/// of the core a second time.
fn is_tooling(path: &str) -> bool {
    path.starts_with("dev/")
}

fn is_php(path: &str) -> bool {
    path.ends_with(".php")
}

fn is_read(path: &str) -> bool {
    (is_php(path) && !is_foreign(path) && !is_tooling(path)) || database::creates_tables(path)
}

fn file(tree: &CoreTree, base: &eval::Base<'_>, path: &str, options: Options) -> Read {
    let Some(source) = tree.read(path) else { return Read::default() };
    let standing = tree.list.as_ref().map_or(Standing::NotCovered, |list| list.standing(path, &source.bytes));
    let distrusted = matches!(standing, Standing::Modified | Standing::Foreign);
    let mut read = if distrusted && !options.unverified {
        Read::default()
    } else if source.bytes.len() > CODE_LIMIT {
        let message = format!("{} bytes, more than the {CODE_LIMIT} whose facts are read", source.bytes.len());
        Read { problems: vec![limit::problem(&source.shown, &message)], ..Read::default() }
    } else if is_php(path) {
        with_arena(|arena| php(tree, base, arena, path, &source, standing == Standing::Matches))
    } else {
        Read { drafts: database::tables(path, &source.bytes), ..Read::default() }
    };
    let (weight, is_all) = limit::cut(&mut read.drafts, read.scanned.as_deref_mut());
    if !is_all {
        read.problems.push(limit::problem(&source.shown, "more facts than are kept of one file; the rest is left out"));
    }
    Read { distrusted, weight, ..read }
}

/// Lends the thread's arena, whose memory serves for one file after the other.
fn with_arena<T>(with: impl FnOnce(&Arena) -> T) -> T {
    thread_local! {
        static ARENA: Cell<Option<Arena>> = const { Cell::new(None) };
    }
    let mut arena = ARENA.take().unwrap_or_default();
    let done = with(&arena);
    arena.reset();
    ARENA.set(Some(arena));
    done
}

/// The facts of a file. `is_sound`: it is known to be as released, so that errors need not be looked for.
fn php<'a>(tree: &CoreTree, base: &eval::Base<'a>, arena: &'a Arena, path: &str, source: &'a Source, is_sound: bool) -> Read {
    let name = path.rsplit('/').next().unwrap_or(path);
    let descriptor = modules::descriptor_class(path);
    let shortened = || {
        // As the parser sees it, without a byte order mark.
        let left = idle::without(source.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&source.bytes))?;
        let parsed = skim(arena, &source.shown, arena.bytes(&left.text), |_| marks::with(left.bodies.clone()));
        Some(parsed).filter(|parsed| parsed.errors.is_empty())
    };
    let parsed = match descriptor {
        Some(_) => parse(arena, &source.shown, &source.bytes),
        None => is_sound.then(shortened).flatten().unwrap_or_else(|| skim(arena, &source.shown, &source.bytes, marks::marks)),
    };
    let broken = parsed.errors.iter().find(|error| error.broken).map(|error| Problem {
        place: parsed.place(error.span),
        kind: ProblemKind::Syntax,
        message: format!("{}; what follows is left out", error.message),
    });
    let scanned = scan::scan(&parsed, path);
    let mut drafts = Vec::new();
    if let Some((class, routes)) = inventory::routes(&parsed, name).filter(|_| path.contains("class/")) {
        let route = |route: &crate::model::facets::Route| {
            Draft::new(Kind::Route, &format!("{} {}", route.verb, route.path)).shape(format!("{class}::{}", route.method)).file(path)
        };
        drafts.extend(routes.iter().map(route));
    }
    if let Some(class) = descriptor {
        let (descriptor, _) = eval::descriptor_of(arena, tree.loader(), base, &format!("{}/{path}", tree.root), parsed, class);
        drafts.extend(modules::module(path, &descriptor));
    }
    Read { scanned: Some(Box::new(scanned)), drafts, problems: broken.into_iter().collect(), ..Read::default() }
}

/// Every PHP file. Where there is a list, a file counts when that has it, whatever its content.
fn paths(tree: &CoreTree, files: &[(&str, Scanned)], options: Options) -> Vec<Draft> {
    let pages: BTreeSet<&str> = files.iter().filter(|(_, scanned)| scanned.is_page).map(|(path, _)| *path).collect();
    let listed = |path: &str| tree.list.as_ref().and_then(|list| list.lists(path)) != Some(false);
    let path = |path: &String| {
        let draft = Draft::new(Kind::Path, path);
        if pages.contains(path.as_str()) { draft.shape("page") } else { draft }
    };
    tree.files.iter().filter(|path| is_php(path) && (options.unverified || listed(path))).map(path).collect()
}

fn header(tree: &CoreTree, release: &str, facts: usize, options: Options, distrusted: &[&str]) -> String {
    let texts: Vec<String> =
        requirements::FILES.iter().filter_map(|path| tree.read(path)).map(|s| String::from_utf8_lossy(&s.bytes).into_owned()).collect();
    let mut header = format!("dolivet-facts {FORMAT}\nrelease {release}\n");
    for (word, value) in requirements::php(&texts) {
        header += &format!("{word} {value}\n");
    }
    let source = match (&tree.list, distrusted.len()) {
        (None, _) => "a tree without an official list".to_owned(),
        (Some(_), 0) => "a tree whose files are as its official list has them".to_owned(),
        (Some(_), n) if options.unverified => format!("a tree whose files are as its official list has them, but for the {n} named here"),
        (Some(_), n) => format!("a tree whose files are as its official list has them; {n} others were left out"),
    };
    header += &format!("source {source}\nfacts {facts}\n");
    if options.unverified {
        for path in distrusted {
            header += &format!("unverified {}\n", path.replace(|c: char| c.is_control(), " "));
        }
    }
    header.push('\n');
    header
}

#[cfg(test)]
mod tests;
