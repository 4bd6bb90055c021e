//! Code of modules that changes files of the core.

use std::collections::BTreeMap;

use super::super::row::row;
use super::{PLACES, View};
use crate::core_facts::Kind;
use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::site::{ModuleDir, Root};
use crate::model::uses::{Deed, Start, Written};

/// What all calls have in common that are told together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    path: String,
    deed: Deed,
    by_descriptor: bool,
    sort: Sort,
}

/// What of the core a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// A file that some release has.
    File,
    /// Something below a directory of the core.
    Inside,
}

pub(super) fn facts(view: &View<'_>, module: &Module, dir: &ModuleDir, out: &mut Vec<Fact>) {
    let mut groups: BTreeMap<Group, (bool, Vec<&Written>)> = BTreeMap::new();
    for file in view.code(module) {
        for written in file.writes.iter().filter(|written| view.core.reaches(file, written.guard)) {
            let Some((path, sort)) = aim(view, dir, written) else { continue };
            let group = Group { path, deed: written.deed, by_descriptor: written.by_descriptor, sort };
            let sure = written.target.whole && written.target.start != Start::Server;
            let entry = groups.entry(group).or_insert((true, Vec::new()));
            entry.0 &= sure;
            entry.1.push(written);
        }
    }
    for (group, (sure, calls)) in groups {
        let Some((first, others)) = calls.split_first() else { continue };
        let fact = row("core.written", module, &first.place)
            .with("path", group.path)
            .with("what", if group.sort == Sort::File { "file" } else { "inside" })
            .with("deed", if group.deed == Deed::Writes { "writes" } else { "deletes" })
            .with("by", if group.by_descriptor { "descriptor" } else { "code" })
            .with("function", &first.function)
            .sure(sure);
        out.push(fact.also(others.iter().take(PLACES).map(|other| &other.place)));
    }
}

/// The path below `htdocs` that a call changes, if it is the core's.
fn aim(view: &View<'_>, dir: &ModuleDir, written: &Written) -> Option<(String, Sort)> {
    let path = match written.target.start {
        Start::Htdocs | Start::Server => below(&[], &written.target.path).filter(|(up, _)| *up == 0)?.1,
        Start::Here => from_here(view, dir, written)?,
    };
    let first = path.split('/').next()?;
    if first == "custom" || first == dir.name || view.is_module(first) {
        return None;
    }
    let is_file = written.target.whole && view.core.standing(Kind::Path, "", &path).is_some();
    if is_file {
        return Some((path, Sort::File));
    }
    // A file directly in `htdocs` is among the core's too.
    let is_top = written.target.whole && path == first && path.contains('.');
    if written.target.start == Start::Server || !(is_top || path != first && view.core.has_dir(first)) {
        return None;
    }
    // Of a path that goes on, the last part may be the start of a longer name.
    let slash = if written.target.path.ends_with('/') { "/" } else { "" };
    let shown = if written.target.whole { path } else { format!("{path}{slash}…") };
    Some((shown, Sort::Inside))
}

/// Where a path leads that starts in the directory of the file that the call stands in.
fn from_here(view: &View<'_>, dir: &ModuleDir, written: &Written) -> Option<String> {
    let file = match dir.shown.as_str() {
        "" | "." => &written.place.file,
        shown => written.place.file.strip_prefix(shown)?.strip_prefix('/')?,
    };
    let own: Vec<&str> = file.rsplit_once('/').map_or_else(Vec::new, |(dir, _)| dir.split('/').collect());
    let (up, path) = below(&own, &written.target.path)?;
    let root = view.inventory.layout.roots.get(dir.root)?;
    (up > 0 && Some(up) == above(root, dir)).then_some(path)
}

/// How many levels above the module `htdocs` lies.
fn above(root: &Root, dir: &ModuleDir) -> Option<usize> {
    match root {
        Root { main: true, .. } => Some(1),
        // A module by itself is most probably to lie where others do.
        _ if !dir.in_place || root.path.ends_with("/custom") => Some(2),
        _ => None,
    }
}

/// A path from a directory, without `.` and `..`, and how many levels it leads above where that directory starts.
fn below(from: &[&str], path: &str) -> Option<(usize, String)> {
    let mut parts: Vec<&str> = from.to_vec();
    let mut up = 0;
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => up += 1,
            ".." => {}
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| (up, parts.join("/")))
}
