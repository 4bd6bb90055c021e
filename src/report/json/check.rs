//! `dolivet.check/v1`: findings.

use std::collections::BTreeMap;

use serde::Serialize;

use super::common::{Name, Place, name, place, version};
use super::site::{Problem, problems};
use crate::model::core_state::CoreState;
use crate::model::finding::{self, Level};
use crate::model::verdict::{Cell, Judged};
use crate::report::Verdict;

#[derive(Serialize)]
pub(super) struct Check<'a> {
    schema: &'static str,
    release: Option<super::common::Placed<'a, &'a str>>,
    target: Option<&'a str>,
    /// The core that the target's facts come from, as given; `null` for shipped ones.
    core: Option<&'a str>,
    php: Option<&'a str>,
    /// Of all findings, shown or not.
    counts: Counts,
    /// The files of the core that PHP runs beside their official list; `null` without one.
    installed_core: Option<Core<'a>>,
    /// Whether each module works on the target.
    verdicts: Vec<Line<'a>>,
    findings: Vec<Finding<'a>>,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    module: Name<'a>,
    release: &'a str,
    verdict: &'static str,
    /// How many findings, else unread files, it rests on.
    evidence: usize,
}

#[derive(Serialize)]
struct Core<'a> {
    list: &'a str,
    same: usize,
    unread: usize,
    /// How many files there are of each class; those of no file are left out.
    counts: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct Counts {
    fatal: usize,
    error: usize,
    warning: usize,
    note: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    level: &'static str,
    confidence: &'static str,
    module: Option<Name<'a>>,
    message: &'a str,
    fix: &'a str,
    place: Place<'a>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    place: Place<'a>,
    note: &'a str,
}

pub(super) fn check<'a>(verdict: &'a Verdict<'_>) -> Check<'a> {
    Check {
        schema: "dolivet.check/v1",
        release: verdict.inventory.layout.release.as_ref().map(version),
        target: verdict.aims.target.as_ref().map(|v| v.as_str()),
        core: verdict.aims.core.as_deref(),
        php: verdict.aims.php.as_ref().map(|v| v.as_str()),
        counts: Counts {
            fatal: verdict.count(Level::Fatal),
            error: verdict.count(Level::Error),
            warning: verdict.count(Level::Warning),
            note: verdict.count(Level::Note),
        },
        installed_core: verdict.inventory.core.as_ref().map(core),
        verdicts: verdict.verdicts.iter().flat_map(|judged| judged.cells.iter().map(move |cell| line(judged, cell))).collect(),
        findings: verdict.shown().map(finding).collect(),
        problems: problems(&verdict.inventory.problems),
    }
}

fn core(state: &CoreState) -> Core<'_> {
    Core { list: &state.pristine.name, same: state.same, unread: state.unread, counts: state.counts() }
}

fn line<'a>(judged: &'a Judged, cell: &'a Cell) -> Line<'a> {
    let evidence = cell.evidence.len() + if cell.evidence.is_empty() { judged.unread.len() } else { 0 };
    Line { module: name(&judged.module), release: cell.column.release.as_str(), verdict: cell.verdict.as_str(), evidence }
}

fn finding(finding: &finding::Finding) -> Finding<'_> {
    Finding {
        rule: &finding.rule,
        level: finding.level.as_str(),
        confidence: finding.confidence.as_str(),
        module: finding.module.as_ref().map(name),
        message: &finding.message,
        fix: &finding.fix,
        place: place(&finding.place),
        related: finding.related.iter().map(|(at, note)| Related { place: place(at), note }).collect(),
    }
}
