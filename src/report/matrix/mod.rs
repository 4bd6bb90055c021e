//! Modules × releases, for people and programs, with what each verdict rests on.

mod markdown;
mod table;

use super::text;
use crate::model::finding::Finding;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::verdict::{Cell, Column, Judged, Verdict};

/// On which releases modules work.
#[derive(Debug)]
pub(crate) struct Grid<'a> {
    /// Everything that was read.
    pub inventory: &'a Inventory,
    /// The columns, oldest first.
    pub columns: &'a [Column],
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

/// The head of each column: the major release, with a star for each core of it that a person named.
fn heads(columns: &[Column]) -> Vec<String> {
    let head = |(at, column): (usize, &Column)| {
        let major = column.release.major();
        let named = columns[..=at].iter().filter(|other| other.core.is_some() && other.release.major() == major).count();
        format!("{major}{}", "*".repeat(if column.core.is_some() { named } else { 0 }))
    };
    columns.iter().enumerate().map(head).collect()
}

/// The cores that were named: what heads their columns, and what they are.
fn named(columns: &[Column]) -> impl Iterator<Item = (String, String)> {
    heads(columns).into_iter().zip(columns).filter(|(_, column)| column.core.is_some()).map(|(head, column)| (head, release(column)))
}

/// A release, with the core where that is not a shipped one: `25.0.0-alpha in ../develop`. Not escaped.
fn release(column: &Column) -> String {
    let release = column.release.as_str();
    match &column.core {
        Some(core) if core != release => format!("{release} in {core}"),
        _ => release.to_owned(),
    }
}

/// What keeps a module from more releases, and from cores that were named: the verdict there, and the worst that it rests on.
fn reasons<'a>(grid: &Grid<'_>, judged: &'a Judged) -> Vec<(String, &'a Cell, &'a Finding)> {
    let counted = judged.counted();
    let outside = |at: Option<usize>| counted.get(at?).copied();
    let (lower, upper) = judged.range().map_or((None, None), |(first, last)| (outside(first.checked_sub(1)), outside(Some(last + 1))));
    let bounds = [("not before".to_owned(), lower), ("not after".to_owned(), upper)];
    let cores = named(grid.columns).zip(judged.named()).filter(|(_, cell)| cell.verdict == Verdict::Incompatible);
    let cores = cores.map(|((head, _), cell)| (format!("not on {head}"), Some(cell)));
    let reason = |(word, cell): (String, Option<&'a Cell>)| Some((word, cell?, cell?.evidence.first()?));
    bounds.into_iter().chain(cores).filter_map(reason).collect()
}

/// The majors from the oldest to the newest release that a module works on; `?` where a verdict in it is open.
pub(in crate::report) fn inferred(judged: &Judged) -> String {
    let Some((first, last)) = judged.range() else { return "none".to_owned() };
    let counted = judged.counted();
    let cells = &counted[first..=last];
    let open = if cells.iter().any(|cell| cell.verdict == Verdict::Unknown) { "?" } else { "" };
    let major = |at: usize| counted[at].column.release.major();
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
