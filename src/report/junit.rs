//! JUnit XML, as CI systems show it. Knows suites and tests alone; what those are is for each subject to say.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::escape::xml;
use super::text::count;
use super::{Format, Verdict, plain};
use crate::model::fact::ModuleRef;
use crate::model::finding::Finding;
use crate::model::verdict::{self, Cell};

/// The format `junit`.
#[derive(Debug)]
pub(crate) struct Junit;

/// Tests that are shown together.
pub(super) struct Suite {
    pub(super) name: String,
    pub(super) cases: Vec<Case>,
    /// What there is to say besides.
    pub(super) output: String,
}

/// A test: class, name, and what came out of it; nothing when it passed.
pub(super) struct Case {
    pub(super) class: String,
    pub(super) name: String,
    pub(super) outcomes: Vec<Outcome>,
}

/// What came out of a test that did not pass.
pub(super) struct Outcome {
    pub(super) sort: Sort,
    pub(super) message: String,
    /// A word for its kind; may be empty.
    pub(super) kind: String,
    /// More lines; may be empty.
    pub(super) text: String,
}

/// How a test did not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Failure,
    /// It could not be run to its end.
    Error,
    /// It was not run.
    Skipped,
}

impl Case {
    fn is(&self, sort: Sort) -> bool {
        self.outcomes.iter().any(|outcome| outcome.sort == sort)
    }
}

/// Writes a whole document.
pub(super) fn write(suites: &[Suite], out: &mut String) {
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for suite in suites {
        let number = |sort| suite.cases.iter().filter(|case| case.is(sort)).count();
        let (failures, errors, skipped) = (number(Sort::Failure), number(Sort::Error), number(Sort::Skipped));
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\">",
            xml(&suite.name),
            suite.cases.len()
        );
        suite.cases.iter().for_each(|case| write_case(case, out));
        if !suite.output.is_empty() {
            let _ = writeln!(out, "    <system-out>{}</system-out>", xml(&suite.output));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
}

fn write_case(case: &Case, out: &mut String) {
    let _ = write!(out, "    <testcase classname=\"{}\" name=\"{}\"", xml(&case.class), xml(&case.name));
    if case.outcomes.is_empty() {
        return out.push_str("/>\n");
    }
    out.push_str(">\n");
    for outcome in &case.outcomes {
        let element = match outcome.sort {
            Sort::Failure => "failure",
            Sort::Error => "error",
            Sort::Skipped => "skipped",
        };
        let kind = if outcome.kind.is_empty() { String::new() } else { format!(" type=\"{}\"", xml(&outcome.kind)) };
        let _ = write!(out, "      <{element} message=\"{}\"{kind}", xml(&outcome.message));
        let _ = match outcome.text.as_str() {
            "" => writeln!(out, "/>"),
            text => writeln!(out, ">{}</{element}>", xml(text)),
        };
    }
    out.push_str("    </testcase>\n");
}

/// One suite for each module and one for the installation. Each rule that has something to say at a level at which the check fails is a
/// test that failed; what lies below that is told as output. The verdict on the target is a test of its own.
impl Format<Verdict<'_>> for Junit {
    fn write(&self, verdict: &Verdict<'_>, out: &mut String) {
        let mut found: BTreeMap<Option<ModuleRef>, Vec<&Finding>> = BTreeMap::new();
        for module in verdict.inventory.modules.iter().filter(|module| !module.core) {
            found.entry(Some(ModuleRef::of(module))).or_default();
        }
        for finding in verdict.shown() {
            found.entry(finding.module.clone()).or_default().push(finding);
        }
        let mut suites: Vec<Suite> = found.into_iter().map(|(module, findings)| suite(verdict, module.as_ref(), &findings)).collect();
        suites.extend(unread(verdict));
        write(&suites, out);
    }
}

fn suite(verdict: &Verdict<'_>, module: Option<&ModuleRef>, findings: &[&Finding]) -> Suite {
    let class = module.map_or_else(|| "the installation".to_owned(), |module| format!("{}/{}", verdict.path(&module.dir), module.class));
    let mut rules: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    let (failing, told): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|finding| finding.level >= verdict.fail_on);
    failing.into_iter().for_each(|finding| rules.entry(&finding.rule).or_default().push(finding));
    let mut cases: Vec<Case> = module.map(|module| works(verdict, module, &class)).unwrap_or_default();
    if rules.is_empty() {
        cases.push(Case { class: class.clone(), name: "findings".to_owned(), outcomes: Vec::new() });
    }
    for (rule, findings) in rules {
        let first = findings[0];
        let message = if findings.len() == 1 {
            plain::message(first)
        } else {
            format!("{}, the first: {}", count(findings.len(), "finding"), plain::message(first))
        };
        let outcome = Outcome { sort: Sort::Failure, message, kind: first.level.as_str().to_owned(), text: lines(verdict, &findings) };
        cases.push(Case { class: class.clone(), name: rule.to_owned(), outcomes: vec![outcome] });
    }
    Suite { name: class, cases, output: lines(verdict, &told) }
}

/// Whether the module works on each of the targets that were named.
fn works(verdict: &Verdict<'_>, module: &ModuleRef, class: &str) -> Vec<Case> {
    let judged = verdict.verdicts.iter().find(|judged| judged.module == *module);
    let cells = judged.map_or(&[][..], |judged| &judged.cells);
    let name = |cell: &Cell| match cells {
        [_] => "works on the target".to_owned(),
        _ => format!("works on Dolibarr {}", cell.column.release),
    };
    cells.iter().map(|cell| works_on(verdict, cell, class, name(cell))).collect()
}

fn works_on(verdict: &Verdict<'_>, cell: &Cell, class: &str, name: String) -> Case {
    let release = cell.column.release.as_str();
    let sort = match cell.verdict {
        verdict::Verdict::Compatible => None,
        verdict::Verdict::Incompatible => Some(Sort::Failure),
        verdict::Verdict::Unknown => Some(Sort::Skipped),
    };
    let outcome = sort.map(|sort| Outcome {
        sort,
        message: match sort {
            Sort::Failure => format!("incompatible with Dolibarr {release}"),
            _ => format!("it cannot be told whether it works on Dolibarr {release}"),
        },
        kind: cell.verdict.as_str().to_owned(),
        text: lines(verdict, &cell.evidence.iter().collect::<Vec<_>>()),
    });
    Case { class: class.to_owned(), name, outcomes: outcome.into_iter().collect() }
}

/// A suite for what could not be read, which is neither sound nor wrong.
fn unread(verdict: &Verdict<'_>) -> Option<Suite> {
    let cases = verdict.inventory.problems.iter().map(|problem| Case {
        class: plain::NOT_READ.to_owned(),
        name: verdict.place(&problem.place),
        outcomes: vec![Outcome {
            sort: Sort::Error,
            message: problem.message.clone(),
            kind: problem.kind.as_str().to_owned(),
            text: String::new(),
        }],
    });
    let cases: Vec<Case> = cases.collect();
    (!cases.is_empty()).then(|| Suite { name: "not read, or only in part".to_owned(), cases, output: String::new() })
}

/// A line for each finding and one for what to do about it.
fn lines(verdict: &Verdict<'_>, findings: &[&Finding]) -> String {
    let line = |finding: &&Finding| {
        format!("{}: {}: {} [{}]", verdict.place(&finding.place), finding.level.as_str(), plain::finding(finding), finding.rule)
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}
