//! `dolivet.matrix/v1`

use serde::Serialize;

use super::common::{Name, Place, name, place};
use super::site::{Problem, problems};
use super::{Json, push};
use crate::model::finding::Finding;
use crate::model::verdict::{Cell, Judged};
use crate::report::Format;
use crate::report::matrix::{Grid, inferred};

#[derive(Serialize)]
struct Matrix<'a> {
    schema: &'static str,
    /// One for each major; the cores that were named are not among them.
    releases: Vec<&'a str>,
    modules: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    module: Name<'a>,
    /// The longest run of majors that nothing speaks against.
    works_on: String,
    declares: String,
    method_calls: usize,
    method_calls_resolved: usize,
    unread: Vec<Problem<'a>>,
    verdicts: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    release: &'a str,
    /// The core that was named, as given; `null` for the releases above.
    core: Option<&'a str>,
    verdict: &'static str,
    evidence: Vec<Reason<'a>>,
}

#[derive(Serialize)]
struct Reason<'a> {
    rule: &'a str,
    level: &'static str,
    confidence: &'static str,
    message: &'a str,
    place: Place<'a>,
}

impl Format<Grid<'_>> for Json {
    fn write(&self, grid: &Grid<'_>, out: &mut String) {
        let modules = grid.shown().map(|judged| line(grid, judged)).collect();
        let releases = grid.columns.iter().filter(|column| column.core.is_none()).map(|column| column.release.as_str()).collect();
        push(&Matrix { schema: "dolivet.matrix/v1", releases, modules }, out);
    }
}

fn line<'a>(grid: &'a Grid<'_>, judged: &'a Judged) -> Line<'a> {
    Line {
        module: name(&judged.module),
        works_on: inferred(judged),
        declares: grid.declared(judged),
        method_calls: judged.reading.calls,
        method_calls_resolved: judged.reading.resolved,
        unread: problems(&judged.unread),
        verdicts: judged.cells.iter().map(entry).collect(),
    }
}

fn entry(cell: &Cell) -> Entry<'_> {
    Entry {
        release: cell.column.release.as_str(),
        core: cell.column.core.as_deref(),
        verdict: cell.verdict.as_str(),
        evidence: cell.evidence.iter().map(reason).collect(),
    }
}

fn reason(finding: &Finding) -> Reason<'_> {
    Reason {
        rule: &finding.rule,
        level: finding.level.as_str(),
        confidence: finding.confidence.as_str(),
        message: &finding.message,
        place: place(&finding.place),
    }
}
