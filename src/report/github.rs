//! Workflow commands of GitHub Actions, which become notes in a pull request. The worst come first: GitHub shows only the first ten of
//! each kind that a step prints.

use std::fmt::Write;

use super::escape::{command, command_property};
use super::{Format, Verdict, plain};
use crate::model::finding::{Finding, Level};
use crate::model::place::Place;

/// The format `github`.
#[derive(Debug)]
pub(crate) struct Github;

impl Format<Verdict<'_>> for Github {
    fn write(&self, verdict: &Verdict<'_>, out: &mut String) {
        let mut findings: Vec<&Finding> = verdict.shown().collect();
        // The sort is stable: among equals the order of places stays.
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        for finding in findings {
            let kind = match finding.level {
                Level::Fatal | Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "notice",
            };
            // A line end within the message is written as `%0A`.
            let fix = if finding.fix.is_empty() { String::new() } else { format!("%0A{}", command(&finding.fix)) };
            let title = format!("{}: {}", finding.level.as_str(), finding.rule);
            let message = format!("{}{fix}", command(&plain::message(finding)));
            line(verdict, kind, &finding.place, &title, &message, out);
        }
        for problem in &verdict.inventory.problems {
            line(verdict, "warning", &problem.place, plain::NOT_READ, &command(&plain::problem(problem)), out);
        }
    }
}

/// One command; the message is escaped already.
fn line(verdict: &Verdict<'_>, kind: &str, place: &Place, title: &str, message: &str, out: &mut String) {
    let file = command_property(&verdict.path(&place.file));
    let at = if place.line == 0 { String::new() } else { format!(",line={},col={}", place.line, place.column) };
    let _ = writeln!(out, "::{kind} file={file}{at},title={}::{message}", command_property(title));
}
