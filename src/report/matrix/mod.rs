//! Modules × releases, for people and programs, with what each verdict rests on.

mod markdown;
mod table;

use super::text;
use crate::base::Version;
use crate::model::finding::Finding;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::verdict::{Cell, Judged, Verdict};

/// On which releases modules work.
#[derive(Debug)]
pub(crate) struct Grid<'a> {
    /// Everything that was read.
    pub inventory: &'a Inventory,
    /// The columns, oldest first.
    pub releases: &'a [Version],
    /// The lines.
    pub modules: &'a [Judged],
    /// The modules, by index, whose verdicts are explained; then nothing else is shown.
    pub explained: Option<Vec<usize>>,
}

impl Grid<'_> {
    /// The lines to show.
    pub(in crate::report) fn shown(&self) -> impl Iterator<Item = &Judged> {
        self.modules.iter().filter(|judged| self.explained.as_ref().is_none_or(|list| list.contains(&judged.index)))
    }

    fn module(&self, judged: &Judged) -> Option<&Module> {
        self.inventory.modules.get(judged.index)
    }

    /// The bounds that the descriptor declares.
    pub(in crate::report) fn declared(&self, judged: &Judged) -> String {
        self.module(judged).map_or_else(String::new, |module| text::range(&module.requires.dolibarr_min, &module.requires.dolibarr_max))
    }
}

/// What sets the bounds of a range: the verdict just outside of it, and the worst that it rests on.
struct Bounds<'a> {
    lower: Option<(&'a Cell, &'a Finding)>,
    upper: Option<(&'a Cell, &'a Finding)>,
}

fn bounds(judged: &Judged) -> Option<Bounds<'_>> {
    let (first, last) = judged.range()?;
    let outside = |at: Option<usize>| {
        let cell = judged.cells.get(at?)?;
        Some((cell, cell.evidence.first()?))
    };
    Some(Bounds { lower: outside(first.checked_sub(1)), upper: outside(Some(last + 1)) })
}

/// The majors from the oldest to the newest release that a module works on; `?` where a verdict in it is open.
pub(in crate::report) fn inferred(judged: &Judged) -> String {
    let Some((first, last)) = judged.range() else { return "none".to_owned() };
    let cells = &judged.cells[first..=last];
    let open = if cells.iter().any(|cell| cell.verdict == Verdict::Unknown) { "?" } else { "" };
    let major = |at: usize| judged.cells[at].release.major();
    if first == last { format!("{}{open}", major(first)) } else { format!("{}–{}{open}", major(first), major(last)) }
}

/// What a verdict looks like in a cell.
fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Compatible => "+",
        Verdict::Incompatible => "-",
        Verdict::Unknown => "?",
    }
}

/// `72 % of 1,204 method calls are on objects of a known class`
fn reading(judged: &Judged) -> Option<String> {
    let reading = judged.reading;
    let share = (reading.resolved * 100).checked_div(reading.calls)?;
    Some(format!("{share} % of {} are on objects of a known class", text::count(reading.calls, "method call")))
}
