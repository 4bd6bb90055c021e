//! The report of code quality that GitLab shows in merge requests. Tells of what it is told, without notes of its own.

use serde::Serialize;

use super::json::push;
use super::{Format, Verdict, fingerprint, plain};
use crate::model::finding::{Finding, Level};
use crate::model::place;

/// The format `gitlab`.
#[derive(Debug)]
pub(crate) struct Gitlab;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

impl Format<Verdict<'_>> for Gitlab {
    fn write(&self, verdict: &Verdict<'_>, out: &mut String) {
        let all = verdict.findings.iter().zip(fingerprint::of_findings(verdict));
        let shown = all.filter(|(finding, _)| finding.level >= verdict.least && finding.set_aside.is_none());
        let findings = shown.map(|(finding, fingerprint)| issue(verdict, finding, fingerprint));
        let problems = verdict.inventory.problems.iter().zip(fingerprint::of_problems(verdict)).map(|(problem, fingerprint)| Issue {
            description: plain::problem(problem),
            check_name: plain::NOT_READ,
            fingerprint,
            severity: "minor",
            location: location(verdict, &problem.place),
        });
        push(&findings.chain(problems).collect::<Vec<_>>(), out);
    }
}

fn issue<'a>(verdict: &Verdict<'_>, finding: &'a Finding, fingerprint: String) -> Issue<'a> {
    Issue {
        description: plain::finding(finding),
        check_name: &finding.rule,
        fingerprint,
        severity: match finding.level {
            Level::Fatal => "blocker",
            Level::Error => "critical",
            Level::Warning => "major",
            Level::Note => "info",
        },
        location: location(verdict, &finding.place),
    }
}

/// A finding about a whole file is shown at its first line.
fn location(verdict: &Verdict<'_>, place: &place::Place) -> Location {
    Location { path: verdict.path(&place.file), lines: Lines { begin: place.line.max(1) } }
}
