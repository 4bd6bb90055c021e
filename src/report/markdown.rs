//! The format `markdown`, and a check's summary in it, for a pull request or a job's page. It has a longest length, and says what was
//! left out for it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::escape::{html, markdown};
use super::human::LEVELS;
use super::text::{self, count};
use super::{Format, Verdict, plain};
use crate::model::fact::ModuleRef;
use crate::model::finding::Finding;
use crate::model::verdict::{self as model, Judged};

/// Markdown as GitHub and GitLab render it.
#[derive(Debug)]
pub(crate) struct Markdown;

/// The longest summary in bytes: a comment on GitHub may have 65,536 characters.
const LONGEST: usize = 60_000;
/// How much of that the table of modules may take.
const TABLE: usize = 20_000;
/// How much of it is kept for what could not be read.
const UNREAD: usize = 3_000;

/// A module, and what was found about it, the worst first; `None` for the installation.
type Group<'a> = (Option<&'a ModuleRef>, Vec<&'a Finding>);

impl Format<Verdict<'_>> for Markdown {
    fn write(&self, verdict: &Verdict<'_>, out: &mut String) {
        let start = out.len();
        let groups = groups(verdict);
        head(verdict, out);
        table(verdict, &groups, start + TABLE, out);
        details(verdict, &groups, start + LONGEST - UNREAD, out);
        unread(verdict, start + LONGEST, out);
    }
}

/// The modules that there is something to say of, those with the worst findings first.
fn groups<'a>(verdict: &'a Verdict<'_>) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<Option<&ModuleRef>, Vec<&Finding>> = BTreeMap::new();
    for judged in verdict.verdicts.iter().filter(|judged| judged.cells.iter().any(|cell| cell.verdict != model::Verdict::Compatible)) {
        groups.entry(Some(&judged.module)).or_default();
    }
    for finding in verdict.shown() {
        groups.entry(finding.module.as_ref()).or_default().push(finding);
    }
    let mut groups: Vec<Group<'_>> = groups.into_iter().collect();
    // Sorting keeps the order of equals.
    groups.iter_mut().for_each(|(_, findings)| findings.sort_by_key(|finding| Reverse(finding.level)));
    groups.sort_by_key(|(_, findings)| Reverse(findings.first().map(|finding| finding.level)));
    groups
}

fn head(verdict: &Verdict<'_>, out: &mut String) {
    let counts = LEVELS.iter().filter_map(|level| match verdict.count(*level) {
        0 => None,
        number => Some(text::level(number, *level)),
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let _ = writeln!(out, "## dolivet: {}\n", if counts.is_empty() { "no findings".to_owned() } else { counts });
    let _ = writeln!(out, "{}{}", markdown(&text::site(verdict.inventory)), aims(verdict));
}

/// What it was checked for.
fn aims(verdict: &Verdict<'_>) -> String {
    let aims = text::aims(verdict.aims, markdown);
    if aims.is_empty() { aims } else { format!(", checked for {aims}") }
}

/// A row for each module that there is something to say of.
fn table(verdict: &Verdict<'_>, groups: &[Group<'_>], longest: usize, out: &mut String) {
    if !groups.is_empty() {
        rows(verdict, groups, longest, out);
    }
    let modules = verdict.inventory.modules.iter().filter(|module| !module.core).count();
    let rest = modules.saturating_sub(groups.iter().filter(|(module, _)| module.is_some()).count());
    if rest > 0 {
        let works = if verdict.verdicts.is_empty() { "" } else { ", and nothing keeps them from the target" };
        let noun = if groups.is_empty() { "module" } else { "other module" };
        let _ = writeln!(out, "\n{} without findings{works}", count(rest, noun));
    }
}

fn rows(verdict: &Verdict<'_>, groups: &[Group<'_>], longest: usize, out: &mut String) {
    let columns = verdict.verdicts.first().map_or(&[][..], |judged| &judged.cells);
    let heads: String = match columns {
        [_] => " on the target |".to_owned(),
        _ => columns.iter().map(|cell| format!(" on {} |", markdown(cell.column.release.as_str()))).collect(),
    };
    let _ = writeln!(out, "\n| module | directory | fatal | error | warning | note |{heads}");
    let _ = writeln!(out, "|---|---|--:|--:|--:|--:|{}", "---|".repeat(columns.len()));
    let mut left_out = 0;
    for (module, findings) in groups {
        let number = |level| match findings.iter().filter(|finding| finding.level == level).count() {
            0 => "-".to_owned(),
            number => number.to_string(),
        };
        let [fatal, error, warning, note] = LEVELS.map(number);
        let (name, dir) = names(verdict, *module);
        let is_judged = |judged: &&Judged| Some(&judged.module) == *module;
        let judged = verdict.verdicts.iter().find(is_judged).map(|judged| &judged.cells);
        let cell: String = match judged {
            None => " - |".repeat(columns.len()),
            Some(cells) => cells.iter().map(|cell| format!(" {} |", cell.verdict.as_str())).collect(),
        };
        let row = format!("| {} | {} | {fatal} | {error} | {warning} | {note} |{cell}\n", markdown(&name), markdown(&dir));
        if left_out > 0 || out.len() + row.len() > longest {
            left_out += 1;
        } else {
            out.push_str(&row);
        }
    }
    if left_out > 0 {
        let _ = writeln!(out, "\n{} left out of this table", count(left_out, "row"));
    }
}

/// The findings of each module behind a line that opens, the worst first.
fn details(verdict: &Verdict<'_>, groups: &[Group<'_>], longest: usize, out: &mut String) {
    let mut left_out = 0;
    for (module, findings) in groups.iter().filter(|(_, findings)| !findings.is_empty()) {
        let (name, dir) = names(verdict, *module);
        let head =
            format!("\n<details><summary><code>{}</code> {}: {}</summary>\n\n", html(&dir), html(&name), count(findings.len(), "finding"));
        let mut body = String::new();
        // What closes it, and what is said at the end, has its place too.
        let room = longest.saturating_sub(out.len() + head.len() + 300);
        for finding in findings {
            let line = format!(
                "- **{}** {} <code>{}</code> ({})\n",
                finding.level.as_str(),
                markdown(&plain::finding(finding)),
                markdown(&verdict.place(&finding.place)),
                markdown(&finding.rule)
            );
            if left_out > 0 || body.len() + line.len() > room {
                left_out += 1;
            } else {
                body.push_str(&line);
            }
        }
        if !body.is_empty() {
            let _ = writeln!(out, "{head}{body}\n</details>");
        }
    }
    if left_out > 0 {
        let _ = writeln!(out, "\n{} left out here; other formats have them all", count(left_out, "finding"));
    }
}

fn unread(verdict: &Verdict<'_>, longest: usize, out: &mut String) {
    let problems = &verdict.inventory.problems;
    if problems.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{} not read, or only in part", count(problems.len(), "place"));
    for (at, problem) in problems.iter().enumerate() {
        let line = format!("\n- <code>{}</code> {}", markdown(&verdict.place(&problem.place)), markdown(&problem.message));
        if out.len() + line.len() + 100 > longest {
            let _ = write!(out, "\n- and {} more", problems.len() - at);
            break;
        }
        out.push_str(&line);
    }
    out.push('\n');
}

/// What a module and its directory are called. Not escaped.
fn names(verdict: &Verdict<'_>, module: Option<&ModuleRef>) -> (String, String) {
    module.map_or_else(|| ("the installation".to_owned(), verdict.path("")), |module| (module.class.clone(), verdict.path(&module.dir)))
}
