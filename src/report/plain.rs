//! What programs are told of a finding, in one line of words. Escapes nothing: each format does, for its own medium.

use crate::model::finding::{Confidence, Finding};
use crate::model::place::Problem;

/// The rule under which programs find what could not be read.
pub(super) const NOT_READ: &str = "not-read";

/// The message, how sure it is, and what to do.
pub(super) fn finding(finding: &Finding) -> String {
    let fix = if finding.fix.is_empty() { String::new() } else { format!(". {}", finding.fix) };
    format!("{}{fix}", message(finding))
}

/// The message, and how sure it is.
pub(super) fn message(finding: &Finding) -> String {
    let likely = if finding.confidence == Confidence::Likely { " (likely)" } else { "" };
    format!("{}{likely}", finding.message)
}

/// What could not be read, and why.
pub(super) fn problem(problem: &Problem) -> String {
    format!("not read, or only in part ({}): {}", problem.kind.as_str(), problem.message)
}
