//! How much is kept of one file and of one core. Never drops anything without a word.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::row::{FILE_LIMIT, ROW_LIMIT};
use super::draft::Draft;
use super::fold::Template;
use super::scan::Scanned;
use crate::model::place::{Place, Problem, ProblemKind};

/// How many facts are kept of one file; the richest file of any core has 1,800.
pub(super) const PER_FILE: usize = 20_000;
/// How many bytes those may have; a core has about 60 for each.
const BYTES_PER_FILE: usize = 4 << 20;
/// How many facts are kept of all files of a core; no release has 40,000.
const PER_CORE: usize = 400_000;
/// How many bytes those may have, so that they fit into a facts file with the paths.
const BYTES_PER_CORE: usize = 40 << 20;

/// How much of a facts file is left to its header, where each file that is not the official one has a line.
const HEADER: usize = 8 << 20;

/// What may still be kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    facts: usize,
    bytes: usize,
}

impl Budget {
    pub(super) fn of_file() -> Self {
        Self { facts: PER_FILE, bytes: BYTES_PER_FILE }
    }

    pub(super) fn of_core() -> Self {
        Self { facts: PER_CORE, bytes: BYTES_PER_CORE }
    }

    /// What a facts file has room for, beside its header.
    pub(super) fn of_text() -> Self {
        Self { facts: ROW_LIMIT, bytes: usize::try_from(FILE_LIMIT).unwrap_or(usize::MAX) - HEADER }
    }

    /// Takes one more fact in, unless it is one too many.
    pub(super) fn takes(&mut self, bytes: usize) -> bool {
        self.takes_all(Weight { facts: 1, bytes })
    }

    /// Takes all facts of a file in, unless they are too many.
    pub(super) fn takes_all(&mut self, weight: Weight) -> bool {
        let left = self.facts.checked_sub(weight.facts).zip(self.bytes.checked_sub(weight.bytes));
        if let Some((facts, bytes)) = left {
            *self = Self { facts, bytes };
        }
        left.is_some()
    }

    fn used(self, before: Self) -> Weight {
        Weight { facts: before.facts - self.facts, bytes: before.bytes - self.bytes }
    }
}

/// How much something is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    facts: usize,
    bytes: usize,
}

/// What was read at the same time by several threads, in whatever order: tells when it is more than is kept.
#[derive(Debug, Default)]
pub(super) struct Total {
    facts: AtomicUsize,
    bytes: AtomicUsize,
}

impl Total {
    pub(super) fn add(&self, weight: Weight) {
        self.facts.fetch_add(weight.facts, Ordering::Relaxed);
        self.bytes.fetch_add(weight.bytes, Ordering::Relaxed);
    }

    pub(super) fn is_too_much(&self) -> bool {
        self.facts.load(Ordering::Relaxed) > PER_CORE || self.bytes.load(Ordering::Relaxed) > BYTES_PER_CORE
    }
}

/// Cuts what one file says. Returns how much is kept, and whether that is all.
pub(super) fn cut(drafts: &mut Vec<Draft>, scanned: Option<&mut Scanned>) -> (Weight, bool) {
    let mut budget = Budget::of_file();
    let mut all = true;
    let mut takes = |bytes: usize| {
        all = all && budget.takes(bytes);
        all
    };
    drafts.retain(|draft| takes(draft.size()));
    if let Some(scanned) = scanned {
        let pieces = |template: &Template| template.len() * 32;
        scanned.drafts.retain(|draft| takes(draft.size()));
        scanned.contexts.retain(|(scope, said)| takes(scope.len() + pieces(said)));
        scanned.triggers.retain(|(scope, said)| takes(scope.len() + pieces(said)));
        scanned.hooks.retain(|(scope, hook)| takes(scope.len() + hook.len()));
        scanned.passed.retain(|(method, _, word)| takes(method.len() + word.len()));
        scanned.assigned.retain(|(class, name)| takes(class.len() + name.len()));
        scanned.includes.retain(|path| takes(path.len()));
        for class in &mut scanned.classes {
            class.strings.retain(|name, text| takes(name.len() + text.len()));
            class.calls.retain(|name| takes(name.len()));
        }
        scanned.classes.retain(|class| takes(class.name.len() + class.parent.as_ref().map_or(0, String::len)));
    }
    (budget.used(Budget::of_file()), all)
}

pub(super) fn problem(path: &str, message: &str) -> Problem {
    Problem { place: Place::file(path), kind: ProblemKind::Limit, message: message.to_owned() }
}
