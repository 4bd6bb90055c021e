//! Checkstyle's XML, which many tools read, among them the `cs2pr` of Dolibarr's own checks. What is not read is told as a warning.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::escape::xml;
use super::{Format, Verdict, plain};
use crate::model::finding::Level;
use crate::model::place::Place;

/// The format `checkstyle`.
#[derive(Debug)]
pub(crate) struct Checkstyle;

impl Format<Verdict<'_>> for Checkstyle {
    fn write(&self, verdict: &Verdict<'_>, out: &mut String) {
        let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut add = |place: &Place, line: String| files.entry(verdict.path(&place.file)).or_default().push(line);
        for finding in verdict.shown() {
            let severity = match finding.level {
                Level::Fatal | Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "info",
            };
            add(&finding.place, error(&finding.place, severity, &plain::finding(finding), &finding.rule));
        }
        for problem in &verdict.inventory.problems {
            add(&problem.place, error(&problem.place, "warning", &plain::problem(problem), plain::NOT_READ));
        }
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"10.0\">\n");
        for (file, errors) in files {
            let _ = writeln!(out, "  <file name=\"{}\">", xml(&file));
            errors.iter().for_each(|line| out.push_str(line));
            out.push_str("  </file>\n");
        }
        out.push_str("</checkstyle>\n");
    }
}

/// A finding about a whole file has its first line, which readers ask for.
fn error(place: &Place, severity: &str, message: &str, rule: &str) -> String {
    let column = if place.line == 0 { String::new() } else { format!(" column=\"{}\"", place.column) };
    let (line, message, rule) = (place.line.max(1), xml(message), xml(rule));
    format!("    <error line=\"{line}\"{column} severity=\"{severity}\" message=\"{message}\" source=\"dolivet.{rule}\"/>\n")
}
