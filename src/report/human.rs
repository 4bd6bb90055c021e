//! Findings for a person in a hurry: grouped by module, the worst module first, the sum at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::escape::terminal;
use super::excerpt;
use super::style::Ink;
use super::text::{self, count};
use super::{Format, Look, Verdict};
use crate::base::Version;
use crate::model::core_state::Class;
use crate::model::fact::ModuleRef;
use crate::model::finding::{Confidence, Finding, Level};
use crate::model::place::Problem;
use crate::model::verdict::{self, Judged};

/// Levels from worst to harmless.
pub(super) const LEVELS: [Level; 4] = [Level::Fatal, Level::Error, Level::Warning, Level::Note];
/// How many places besides the first are shown.
const PLACES: usize = 5;
/// Width of the column that holds the level.
const INDENT: usize = 11;

/// The format `human`.
#[derive(Debug)]
pub(crate) struct Human {
    /// Colours and width.
    pub look: Look,
}

impl Format<Verdict<'_>> for Human {
    fn write(&self, verdict: &Verdict<'_>, out: &mut String) {
        if !self.look.quiet {
            push_line(out, &self.look.paint(Ink::Bold, &text::site(verdict.inventory)));
            aims(verdict, out);
            out.push('\n');
        }
        for (module, findings) in groups(verdict) {
            push_line(out, &self.title(verdict, module));
            let mut advised = BTreeSet::new();
            for finding in findings {
                // The same advice under each of twenty findings would bury them.
                let advise = advised.insert((&finding.rule, &finding.fix));
                self.finding(verdict, finding, advise, out);
            }
            out.push('\n');
        }
        problems(self.look, &verdict.inventory.problems, out);
        self.verdicts(verdict, out);
        self.core(verdict, out);
        if !self.look.quiet {
            self.summary(verdict, out);
        }
    }
}

impl Human {
    /// A line for each verdict on each target, those that need work first.
    fn verdicts(&self, verdict: &Verdict<'_>, out: &mut String) {
        let cells = verdict.verdicts.first().map_or(&[][..], |judged| &judged.cells);
        cells.iter().enumerate().for_each(|(at, cell)| self.verdicts_on(verdict, at, &cell.column.release, out));
    }

    /// The verdicts on the target of this number.
    fn verdicts_on(&self, verdict: &Verdict<'_>, at: usize, release: &Version, out: &mut String) {
        for (word, ink, wanted) in [
            ("incompatible with", Ink::Red, verdict::Verdict::Incompatible),
            ("unknown on", Ink::Yellow, verdict::Verdict::Unknown),
            ("compatible with", Ink::Green, verdict::Verdict::Compatible),
        ] {
            let is_one = |judged: &&Judged| judged.cells.get(at).is_some_and(|cell| cell.verdict == wanted);
            let names: Vec<String> = verdict.verdicts.iter().filter(is_one).map(|judged| terminal(&judged.module.class)).collect();
            if !names.is_empty() {
                let line = format!("{word} Dolibarr {}: {}", terminal(release.as_str()), names.join(", "));
                push_line(out, &self.look.paint(ink, &self.look.wrap(&line, 2)));
            }
        }
    }

    /// What an update does to the core, when one is asked for.
    fn core(&self, verdict: &Verdict<'_>, out: &mut String) {
        let Some((target, core)) = verdict.aims.target.as_ref().zip(verdict.inventory.core.as_ref()) else { return };
        let changed = core.files.iter().filter(|file| file.class == Class::Modified).count();
        if changed > 0 {
            let files = count(changed, "changed PHP file");
            let line = format!("an update to Dolibarr {} overwrites {files} of the core", terminal(target.as_str()));
            push_line(out, &self.look.paint(Ink::Yellow, &self.look.wrap(&line, 2)));
        }
    }

    fn title(&self, verdict: &Verdict<'_>, module: Option<&ModuleRef>) -> String {
        let Some(module) = module else { return self.look.paint(Ink::Bold, "the installation") };
        let directory = self.look.paint(Ink::Bold, &text::directory(&module.dir));
        let found = verdict.inventory.modules.iter().find(|m| m.shown == module.dir && m.descriptor.class == module.class);
        let version = found
            .and_then(|m| m.version.version.known())
            .filter(|v| !v.is_empty())
            .map(|v| format!(" {}", terminal(v)))
            .unwrap_or_default();
        format!("{directory}  {}{version}", terminal(&module.class))
    }

    fn finding(&self, verdict: &Verdict<'_>, finding: &Finding, advise: bool, out: &mut String) {
        let level = finding.level.as_str();
        let gap = " ".repeat(INDENT - 2 - level.len());
        let likely = if finding.confidence == Confidence::Likely { " (likely)" } else { "" };
        let message = self.look.wrap(&format!("{}{likely}", terminal(&finding.message)), INDENT);
        let _ = writeln!(out, "  {}{gap}{message}", self.look.paint(Ink::of(finding.level), level));
        let rule = self.look.paint(Ink::Dim, &format!("[{}]", terminal(&finding.rule)));
        self.more(&format!("{} {rule}", text::place(&finding.place)), out);
        if let Some(code) = verdict.excerpts.get(&finding.place) {
            excerpt::lines(code, finding.place.line, self.look, INDENT).iter().for_each(|line| self.more(line, out));
        }
        for (place, note) in finding.related.iter().take(PLACES) {
            let note = if note.is_empty() { String::new() } else { format!(": {}", terminal(note)) };
            self.more(&format!("see {}{note}", text::place(place)), out);
        }
        if let Some(more) = finding.related.len().checked_sub(PLACES).filter(|more| *more > 0) {
            self.more(&format!("and {more} more"), out);
        }
        if advise && !finding.fix.is_empty() {
            let fix = self.look.wrap(&terminal(&finding.fix), INDENT + 5);
            self.more(&format!("{} {fix}", self.look.paint(Ink::Green, "fix:")), out);
        }
    }

    fn more(&self, line: &str, out: &mut String) {
        out.extend(std::iter::repeat_n(' ', INDENT));
        push_line(out, line);
    }

    fn summary(&self, verdict: &Verdict<'_>, out: &mut String) {
        let total = verdict.counted().count();
        if total == 0 {
            push_line(out, &self.look.paint(Ink::Green, "no findings"));
            return text::set_aside(verdict).into_iter().for_each(|line| push_line(out, &line));
        }
        let counts = LEVELS.iter().filter_map(|level| {
            let number = verdict.count(*level);
            (number > 0).then(|| self.look.paint(Ink::of(*level), &text::level(number, *level)))
        });
        let counts: Vec<String> = counts.collect();
        let touched: BTreeSet<&ModuleRef> = verdict.counted().filter_map(|f| f.module.as_ref()).collect();
        let modules = verdict.inventory.modules.iter().filter(|m| !m.core).count();
        let _ = writeln!(out, "{}: {} in {} of {}", count(total, "finding"), counts.join(", "), touched.len(), count(modules, "module"));
        let hidden = total - verdict.shown().count();
        if hidden > 0 {
            let _ = writeln!(out, "{} below `{}` not shown", count(hidden, "finding"), verdict.least.as_str());
        }
        text::set_aside(verdict).into_iter().for_each(|line| push_line(out, &line));
    }
}

/// What the check was made for, when that was said.
fn aims(verdict: &Verdict<'_>, out: &mut String) {
    let aims = text::aims(verdict.aims, terminal);
    if !aims.is_empty() {
        push_line(out, &format!("checked for {aims}"));
    }
}

/// Findings by module, those with the worst finding first, then by name; among equals the installation itself comes first.
fn groups<'a>(verdict: &'a Verdict<'_>) -> Vec<(Option<&'a ModuleRef>, Vec<&'a Finding>)> {
    let mut by_module: BTreeMap<Option<&ModuleRef>, Vec<&Finding>> = BTreeMap::new();
    for finding in verdict.shown() {
        by_module.entry(finding.module.as_ref()).or_default().push(finding);
    }
    let mut groups: Vec<_> = by_module.into_iter().collect();
    for (_, findings) in &mut groups {
        findings.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| (&a.place, &a.rule).cmp(&(&b.place, &b.rule))));
    }
    groups.sort_by_key(|(_, findings)| std::cmp::Reverse(findings.first().map(|f| f.level)));
    groups
}

/// What could not be read, under a heading of its own.
pub(super) fn problems(look: Look, problems: &[Problem], out: &mut String) {
    if problems.is_empty() {
        return;
    }
    push_line(out, &look.paint(Ink::Bold, "not read, or only in part"));
    for problem in problems {
        let message = look.wrap(&terminal(&problem.message), INDENT + 4);
        let _ = writeln!(out, "  {:<12} {message}\n               {}", problem.kind.as_str(), text::place(&problem.place));
    }
    out.push('\n');
}

/// Appends a line.
pub(super) fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::Place;
    use crate::model::sample::{inventory, module};

    fn finding(module: Option<&str>, level: Level, message: &str) -> Finding {
        Finding {
            rule: "some-rule".to_owned(),
            level,
            confidence: Confidence::Certain,
            module: module.map(|dir| ModuleRef { dir: format!("custom/{dir}"), class: "modX".to_owned() }),
            message: message.to_owned(),
            fix: "mend it".to_owned(),
            place: Place { file: "a.php".into(), line: 2, column: 3 },
            subject: String::new(),
            related: Vec::new(),
            set_aside: None,
            targets: Vec::new(),
        }
    }

    fn report(findings: &[Finding], least: Level, look: Look) -> String {
        let inventory = inventory(vec![module("a", "modX"), module("b", "modX")]);
        let mut out = String::new();
        Human { look }.write(&Verdict { least, ..Verdict::new(&inventory, findings) }, &mut out);
        out
    }

    #[test]
    fn the_worst_module_comes_first_and_advice_once() {
        let findings =
            [finding(Some("a"), Level::Note, "n"), finding(Some("b"), Level::Warning, "w"), finding(Some("b"), Level::Fatal, "f")];
        let text = report(&findings, Level::Note, Look::default());
        let expected = "a directory of modules without its Dolibarr: 2 external modules\n\n\
            custom/b  modX\n  fatal    f\n           a.php:2:3 [some-rule]\n           fix: mend it\n  \
            warning  w\n           a.php:2:3 [some-rule]\n\n\
            custom/a  modX\n  note     n\n           a.php:2:3 [some-rule]\n           fix: mend it\n\n\
            3 findings: 1 fatal, 1 warning, 1 note in 2 of 2 modules\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_not_shown_is_still_counted() {
        let findings = [finding(None, Level::Note, "n"), finding(None, Level::Error, "e")];
        let text = report(&findings, Level::Error, Look::default());
        assert!(text.contains("the installation\n  error    e\n"), "{text}");
        assert!(!text.contains("  note"), "{text}");
        assert!(text.ends_with("2 findings: 1 error, 1 note in 0 of 2 modules\n1 finding below `error` not shown\n"), "{text}");
    }

    #[test]
    fn nothing_from_a_module_reaches_the_terminal_raw() {
        let text = report(&[finding(Some("x\u{1b}[2J"), Level::Error, "bad\n\u{202e}name")], Level::Note, Look::default());
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        assert!(text.contains(r"bad\n\u{202e}name"), "{text}");
    }
}
