//! What was read and found, as text: one file for each format. Looks nothing up and decides no exit code.
//!
//! Everything that comes from a module passes `escape` on its way out.

mod checkstyle;
mod details;
mod dot;
mod escape;
mod excerpt;
mod facts;
mod fingerprint;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod manifest;
mod markdown;
mod matrix;
mod mermaid;
mod patches;
mod plain;
mod rule;
mod sarif;
mod scope;
mod style;
mod table;
mod text;

use std::collections::BTreeMap;

use crate::graph::Graph;
use crate::model::finding::{Finding, Level, SetAside};
use crate::model::inventory::{Aims, Inventory};
use crate::model::place::{Excerpt, Place};
use crate::model::verdict::Judged;
use crate::rules::Rule;
use crate::site;

pub(crate) use checkstyle::Checkstyle;
pub(crate) use details::Details;
pub(crate) use dot::Dot;
pub(crate) use escape::{terminal, visible};
pub(crate) use facts::{Changes, Tale};
pub(crate) use github::Github;
pub(crate) use gitlab::Gitlab;
pub(crate) use human::Human;
pub(crate) use json::{Json, Properties};
pub(crate) use junit::Junit;
pub(crate) use manifest::{Deviations, Signed};
pub(crate) use markdown::Markdown;
pub(crate) use matrix::Grid;
pub(crate) use mermaid::Mermaid;
pub(crate) use patches::{Patches, code};
pub(crate) use rule::{Catalogue, explain};
pub(crate) use sarif::Sarif;
pub(crate) use scope::{Borg, Checks, Extent, Mysqldump, PgDump, Restic, is_plain};
pub(crate) use table::Table;
pub(crate) use text::place;

/// A format that can show a subject. Which formats a subject has is what implementations there are.
pub(crate) trait Format<Subject> {
    /// Appends the report to `out`.
    fn write(&self, subject: &Subject, out: &mut String);
}

/// How text for people looks.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Look {
    /// Whether to use ANSI colours.
    pub color: bool,
    /// Width of the terminal; `None` when the output is not one, and then nothing is wrapped or left out.
    pub width: Option<u16>,
    /// Whether to leave out headings and summaries.
    pub quiet: bool,
}

/// What is installed.
#[derive(Debug)]
pub(crate) struct Listing<'a> {
    /// Everything that was read.
    pub inventory: &'a Inventory,
    /// How it hangs together.
    pub graph: &'a Graph,
    /// The modules to show, by index.
    pub shown: Vec<usize>,
}

/// What is wrong with it.
#[derive(Debug)]
pub(crate) struct Verdict<'a> {
    /// Everything that was read.
    pub inventory: &'a Inventory,
    /// Every finding.
    pub findings: &'a [Finding],
    /// Whether each module works on the target; empty without one.
    pub verdicts: &'a [Judged],
    /// What it was checked for.
    pub aims: &'a Aims,
    /// The least level to show.
    pub least: Level,
    /// The least level at which the check fails.
    pub fail_on: Level,
    /// The opened directory as seen from where programs look files up; empty where that is the opened directory itself.
    pub prefix: &'a str,
    /// The rules that found it.
    pub rules: &'a [Rule],
    /// Lines of code to show, by place.
    pub excerpts: &'a BTreeMap<Place, Excerpt>,
}

/// How modules hang together.
#[derive(Debug)]
pub(crate) struct Web<'a> {
    /// Everything that was read.
    pub inventory: &'a Inventory,
    /// How it hangs together.
    pub graph: &'a Graph,
    /// The module whose absence is asked for.
    pub without: Option<usize>,
}

impl<'a> Verdict<'a> {
    /// A check without aims that shows everything as it lies there.
    pub(crate) fn new(inventory: &'a Inventory, findings: &'a [Finding]) -> Self {
        static AIMS: Aims = Aims { target: None, targets: Vec::new(), core: None, from: None, php: None };
        static EXCERPTS: BTreeMap<Place, Excerpt> = BTreeMap::new();
        let (least, fail_on) = (Level::Note, Level::Warning);
        Self { inventory, findings, verdicts: &[], aims: &AIMS, least, fail_on, prefix: "", rules: &[], excerpts: &EXCERPTS }
    }

    /// Findings that count, and are at or above the least level.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Finding> {
        self.counted().filter(|finding| finding.level >= self.least)
    }

    /// Findings at or above the least level, with those that are set aside.
    fn marked(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.level >= self.least)
    }

    /// Findings that are not set aside, shown or not.
    fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.set_aside.is_none())
    }

    /// How many findings that count have this level, shown or not.
    fn count(&self, level: Level) -> usize {
        self.counted().filter(|finding| finding.level == level).count()
    }

    /// How many findings settings, comments and the baseline set aside.
    fn set_aside(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for reason in self.findings.iter().filter_map(|finding| finding.set_aside.as_ref()) {
            let of = match reason {
                SetAside::Settings => 0,
                SetAside::Comment { .. } => 1,
                SetAside::Baseline => 2,
            };
            counts[of] += 1;
        }
        counts
    }

    /// A place with its file as programs look it up. Not escaped.
    fn place(&self, place: &Place) -> String {
        let file = self.path(&place.file);
        if place.line == 0 { file } else { format!("{file}:{}:{}", place.line, place.column) }
    }

    /// A file as programs look it up. Not escaped.
    fn path(&self, file: &str) -> String {
        if file.starts_with('/') {
            return file.to_owned();
        }
        let path = if self.prefix.is_empty() { site::tidy(file) } else { site::tidy(&format!("{}/{file}", self.prefix)) };
        if matches!(path.as_str(), "" | "/") { ".".to_owned() } else { path }
    }
}

impl Web<'_> {
    /// The modules to draw: external ones and whatever they are tied to; with `without`, that module and what breaks.
    fn drawn(&self) -> Vec<usize> {
        let mut drawn: std::collections::BTreeSet<usize> = match self.without {
            Some(gone) => self.graph.breaks_without(gone).into_iter().chain([gone]).collect(),
            None => (0..self.inventory.modules.len()).filter(|i| !self.inventory.modules[*i].core).collect(),
        };
        if self.without.is_none() {
            let tied = |from: usize| drawn.contains(&from);
            let needed: Vec<usize> = self.graph.edges().filter(|e| tied(e.from) || tied(e.to)).flat_map(|e| [e.from, e.to]).collect();
            let refused = self.graph.conflicts().iter().filter(|c| tied(c.from) || tied(c.to)).flat_map(|c| [c.from, c.to]);
            let refused: Vec<usize> = refused.collect();
            drawn.extend(needed.into_iter().chain(refused));
        }
        drawn.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fact::ModuleRef;
    use crate::model::finding::{Confidence, SetAside};
    use crate::model::sample::{inventory, module};

    fn finding(number: usize, set_aside: Option<SetAside>) -> Finding {
        Finding {
            rule: "some-rule".to_owned(),
            level: Level::Error,
            confidence: Confidence::Certain,
            subject: String::new(),
            module: Some(ModuleRef { dir: "custom/a".to_owned(), class: "modA".to_owned() }),
            message: format!("message-{number}"),
            fix: "mend it".to_owned(),
            place: Place { file: "custom/a/a.php".into(), line: 7, column: 1 },
            related: Vec::new(),
            set_aside,
            targets: Vec::new(),
        }
    }

    fn written(format: &dyn for<'a> Format<Verdict<'a>>, findings: &[Finding]) -> String {
        let inventory = inventory(vec![module("a", "modA")]);
        let mut out = String::new();
        format.write(&Verdict::new(&inventory, findings), &mut out);
        out
    }

    #[test]
    fn what_is_set_aside_is_marked_or_not_there() {
        let place = Place { file: "custom/a/a.php".into(), line: 6, column: 1 };
        let comment = SetAside::Comment { place, reason: "we know".to_owned() };
        let findings = [finding(1, None), finding(2, Some(comment)), finding(3, Some(SetAside::Baseline))];
        let look = Look::default();
        let formats: [&dyn for<'a> Format<Verdict<'a>>; 7] =
            [&Human { look }, &Table { look }, &Github, &Gitlab, &Checkstyle, &Junit, &Markdown];
        for format in formats {
            let text = written(format, &findings);
            assert!(text.contains("message-1") && !text.contains("message-2") && !text.contains("message-3"), "{text}");
        }
        let read =
            |format: &dyn for<'a> Format<Verdict<'a>>| -> serde_json::Value { serde_json::from_str(&written(format, &findings)).unwrap() };
        let json = read(&Json);
        assert_eq!((json["counts"]["error"].as_u64(), json["counts"]["set_aside"].as_u64()), (Some(1), Some(2)));
        assert!(json["findings"][0]["set_aside"].is_null());
        assert_eq!(
            (&json["findings"][1]["set_aside"]["by"], &json["findings"][1]["set_aside"]["reason"]),
            (&"comment".into(), &"we know".into())
        );
        assert_eq!(json["findings"][2]["set_aside"], serde_json::json!({ "by": "baseline" }));
        let results = &read(&Sarif)["runs"][0]["results"];
        assert_eq!(results[0]["suppressions"], serde_json::json!([]));
        let suppression = &results[1]["suppressions"][0];
        assert_eq!((&suppression["kind"], &suppression["justification"]), (&"inSource".into(), &"we know".into()));
        assert_eq!(suppression["location"]["physicalLocation"]["region"]["startLine"], 6);
        assert_eq!(results[2]["suppressions"][0]["kind"], "external");
        // That others are set aside does not change what a finding is recognised by.
        let alone = serde_json::from_str::<serde_json::Value>(&written(&Gitlab, &findings[..1])).unwrap();
        assert_eq!(results[0]["partialFingerprints"]["dolivet/v1"], alone[0]["fingerprint"]);
    }

    #[test]
    fn a_summary_fits_into_a_comment_and_says_what_is_left_out() {
        let mut findings: Vec<Finding> = (0..5_000).map(|number| finding(number, None)).collect();
        for (number, finding) in findings.iter_mut().enumerate() {
            let dir = format!("custom/{}{}", "@".repeat(300), number / 10);
            finding.module = Some(ModuleRef { dir, class: "modA".to_owned() });
        }
        let text = written(&Markdown, &findings);
        assert!(text.chars().count() < 65_000 && text.len() < 65_000, "{}", text.len());
        assert!(text.contains(" rows left out of this table\n"), "{text}");
        assert!(text.contains(" findings left out here; other formats have them all\n"), "{text}");
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    }

    #[test]
    fn paths_are_seen_from_where_programs_look() {
        let (inventory, findings) = (inventory(Vec::new()), []);
        let path = |prefix, file| Verdict { prefix, ..Verdict::new(&inventory, &findings) }.path(file);
        assert_eq!(path("", "a.php"), "a.php");
        assert_eq!(path("./src/", "a.php"), "src/a.php");
        assert_eq!(path("htdocs/custom/x", "../../conf/conf.php"), "htdocs/conf/conf.php");
        assert_eq!(path("x", "../../a.php"), "../a.php");
        assert_eq!((path("", ""), path("src", ".")), (".".to_owned(), "src".to_owned()));
        assert_eq!(path("src", "/elsewhere/a.php"), "/elsewhere/a.php");
    }
}
