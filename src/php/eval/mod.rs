//! Constant evaluation of descriptors: what their constructors leave in the object's properties, without running PHP.
//! Bounded in steps, depth and size; whatever it does not follow is `Unknown` with the reason, never guessed.
//!
//! A run of the constructor is one world. Where a test depends on the site, the run takes one side and notes it; the
//! constructor is run again for the other side, and the worlds are merged into values with conditions.

mod access;
mod builtins;
mod call;
pub(crate) mod called;
mod dolibarr;
mod exchange;
mod expr;
mod faults;
mod files;
mod labels;
mod lvalue;
mod merge;
mod ops;
pub(crate) mod release;
mod run;
mod stmt;
mod strings;
mod version;

use std::sync::Arc;

use super::loader::Loader;
use super::{Arena, File, parse};
use crate::model::module::{Descriptor, Fault, FaultKind};
use crate::model::place::{Place, Placed, Problem, ProblemKind};
pub(crate) use files::Base;
use files::{Sources, Unit};
use run::{Outcome, Run};

/// Beyond this many worlds every condition is flipped on its own instead of in all combinations.
const MAX_WORLDS: usize = 16;

/// The most conditions that are flipped on their own.
const MAX_FLIPS: usize = 24;

/// What of a descriptor is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Everything,
    /// All but `$this->export_…` and `$this->import_…`.
    WithoutExchange,
}

/// Evaluates the class `class` of the file `path` as `admin/modules.php` of Dolibarr would construct it.
pub(crate) fn descriptor(loader: &dyn Loader, base: &Base<'_>, path: &str, class: &str) -> (Descriptor, Vec<Problem>) {
    let arena = Arena::new();
    evaluate(Sources::new(&arena, loader, base), path, class)
}

/// The same for a file that is parsed already, without its exports and imports.
pub(crate) fn descriptor_of<'a>(
    arena: &'a Arena,
    loader: &dyn Loader,
    base: &Base<'a>,
    path: &str,
    file: File<'a>,
    class: &str,
) -> (Descriptor, Vec<Problem>) {
    let mut sources = Sources::new(arena, loader, base);
    sources.hold(path, file);
    sources.asked = Asked::WithoutExchange;
    evaluate(sources, path, class)
}

fn evaluate(mut sources: Sources<'_, '_>, path: &str, class: &str) -> (Descriptor, Vec<Problem>) {
    let Some(unit) = sources.unit(path) else {
        let place = Place::file(sources.loader.read(path).map_or_else(|| Arc::from(path), |source| source.shown));
        let problem = Problem { place: place.clone(), kind: ProblemKind::Unreadable, message: "the descriptor cannot be read".to_owned() };
        return (empty(class, place), vec![problem]);
    };
    let mut outcomes = worlds(&sources, &unit, class);
    if outcomes.iter().any(|outcome| outcome.read_left_out) {
        sources.asked = Asked::Everything;
        outcomes = worlds(&sources, &unit, class);
    }
    let mut descriptor = empty(class, Place::file(unit.file.shown.clone()));
    let declared = unit.file.classes().into_iter().find(|c| c.name.eq_ignore_ascii_case(class));
    descriptor.declared = declared.map(|c| Placed::new(c.name.to_owned(), unit.file.place(c.name_span)));
    descriptor.doubtful = match (unit.file.broken_from, declared) {
        (Some(from), Some(c)) => c.span.end >= from,
        (from, None) => from.is_some(),
        (None, _) => false,
    };
    descriptor.faults = syntax_faults(&unit);
    let mut problems = Vec::new();
    for outcome in &outcomes {
        let new = outcome.faults.iter().filter(|fault| !descriptor.faults.contains(fault));
        descriptor.faults.extend(new.cloned().collect::<Vec<_>>());
        problems.extend(outcome.problems.iter().cloned());
    }
    if declared.is_none() {
        let detail = class.to_owned();
        descriptor.faults.push(Fault { kind: FaultKind::MissingClass, detail, place: descriptor.file.clone() });
    }
    if let Some(first) = outcomes.first() {
        descriptor.parents = first.parents.clone();
        descriptor.php4_constructor = first.php4_constructor.clone();
    }
    descriptor.faults.sort_by(|a, b| (a.kind, &a.place, &a.detail).cmp(&(b.kind, &b.place, &b.detail)));
    descriptor.properties = merge::merge(outcomes);
    problems.extend(sources.problems());
    problems.sort();
    problems.dedup();
    (descriptor, problems)
}

fn empty(class: &str, file: Place) -> Descriptor {
    Descriptor {
        class: class.to_owned(),
        declared: None,
        file,
        parents: Vec::new(),
        properties: Default::default(),
        faults: Vec::new(),
        php4_constructor: None,
        doubtful: false,
    }
}

fn syntax_faults(unit: &Unit<'_>) -> Vec<Fault> {
    let first = unit.file.errors.iter().find(|error| error.broken).or(unit.file.errors.first());
    first.map(|e| Fault { kind: FaultKind::Syntax, detail: e.message.clone(), place: unit.file.place(e.span) }).into_iter().collect()
}

/// Every combination of what conditions can be, or each condition flipped on its own when there are too many.
fn worlds<'a>(sources: &Sources<'a, '_>, unit: &Arc<Unit<'a>>, class: &str) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let mut todo: Vec<Vec<bool>> = vec![Vec::new()];
    while let Some(script) = todo.pop() {
        let outcome = Run::construct(sources, unit, class, &script, true);
        for undecided in script.len()..outcome.decisions.len() {
            let mut other: Vec<bool> = outcome.decisions[..undecided].iter().map(|d| d.holds).collect();
            other.push(!outcome.decisions[undecided].holds);
            todo.push(other);
        }
        outcomes.push(outcome);
        if outcomes.len() + todo.len() > MAX_WORLDS {
            outcomes.truncate(1);
            return flips(sources, unit, class, outcomes);
        }
    }
    outcomes
}

/// The world where every test is true, the one where none is, and from the first each test flipped on its own.
fn flips<'a>(sources: &Sources<'a, '_>, unit: &Arc<Unit<'a>>, class: &str, mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
    outcomes.push(Run::construct(sources, unit, class, &[], false));
    let base: Vec<bool> = outcomes[0].decisions.iter().map(|d| d.holds).collect();
    for i in 0..base.len().min(MAX_FLIPS) {
        let mut script = base[..i].to_vec();
        script.push(!base[i]);
        outcomes.push(Run::construct(sources, unit, class, &script, true));
    }
    if let Some(untried) = outcomes[0].decisions.get(MAX_FLIPS) {
        let message = format!("more than {MAX_FLIPS} tests depend on the site: what the later ones decide is not told");
        let problem = Problem { place: untried.place.clone(), kind: ProblemKind::Limit, message };
        outcomes[0].problems.push(problem);
    }
    outcomes
}

#[cfg(test)]
#[cfg(test)]
mod tests;
