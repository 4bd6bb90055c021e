//! `dolivet.check/v1`: findings.

use std::collections::BTreeMap;

use serde::Serialize;

use super::common::{Name, Place, name, place, version};
use super::site::{Problem, problems};
use crate::base::Version;
use crate::model::core_state::CoreState;
use crate::model::finding::{self, Level};
use crate::model::verdict::{Cell, Judged};
use crate::report::Verdict;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Check<'a> {
    /// `dolivet.check/v1`
    #[cfg_attr(test, schemars(extend("const" = "dolivet.check/v1")))]
    schema: &'static str,
    /// The installed release, and what says so; `null` without a core.
    release: Option<super::common::Placed<'a, &'a str>>,
    /// The release that the modules were held against; `null` for the installed one.
    target: Option<&'a str>,
    /// All releases that they were held against, oldest first; `target` is the newest of them.
    targets: Vec<&'a str>,
    /// The core that the target's facts come from, as given; `null` for shipped ones.
    core: Option<&'a str>,
    /// The PHP version that they were held against.
    php: Option<&'a str>,
    /// Of all findings that count, shown or not.
    counts: Counts,
    /// The files of the core that PHP runs beside their official list; `null` without one.
    installed_core: Option<Core<'a>>,
    /// Whether each module works on the target.
    verdicts: Vec<Line<'a>>,
    /// At or above the level that was asked for, sorted by place.
    findings: Vec<Finding<'a>>,
    /// What could not be read, or only in part.
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Line<'a> {
    module: Name<'a>,
    release: &'a str,
    #[cfg_attr(test, schemars(extend("enum" = ["compatible", "incompatible", "unknown"])))]
    verdict: &'static str,
    /// How many findings, else unread files, it rests on.
    evidence: usize,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Core<'a> {
    /// What the files were held against.
    list: &'a str,
    same: usize,
    unread: usize,
    /// How many files there are of each class; those of no file are left out.
    counts: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Counts {
    fatal: usize,
    error: usize,
    warning: usize,
    note: usize,
    /// Findings that do not count, of any level.
    set_aside: usize,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Finding<'a> {
    /// The rule's id.
    rule: &'a str,
    #[cfg_attr(test, schemars(extend("enum" = ["fatal", "error", "warning", "note"])))]
    level: &'static str,
    #[cfg_attr(test, schemars(extend("enum" = ["certain", "likely"])))]
    confidence: &'static str,
    /// `null` for the installation.
    module: Option<Name<'a>>,
    /// What it is about: the same as long as the thing is the same, wherever it moves in its file. May be empty.
    subject: &'a str,
    message: &'a str,
    /// What to do. May be empty.
    fix: &'a str,
    place: Place<'a>,
    /// Other places that belong to it.
    related: Vec<Related<'a>>,
    /// Why it does not count; `null` where it does.
    set_aside: Option<SetAside<'a>>,
    /// The releases of `targets` that it was found for.
    targets: Vec<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "by", rename_all = "kebab-case")]
enum SetAside<'a> {
    /// A comment in the code, with its reason.
    Comment { place: Place<'a>, reason: &'a str },
    /// It was there when the baseline was written.
    Baseline,
    /// Settings say so.
    Settings,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Related<'a> {
    place: Place<'a>,
    note: &'a str,
}

pub(super) fn check<'a>(verdict: &'a Verdict<'_>) -> Check<'a> {
    Check {
        schema: "dolivet.check/v1",
        release: verdict.inventory.layout.release.as_ref().map(version),
        target: verdict.aims.target.as_ref().map(|v| v.as_str()),
        targets: releases(if verdict.aims.targets.is_empty() { verdict.aims.target.as_slice() } else { &verdict.aims.targets }),
        core: verdict.aims.core.as_deref(),
        php: verdict.aims.php.as_ref().map(|v| v.as_str()),
        counts: Counts {
            fatal: verdict.count(Level::Fatal),
            error: verdict.count(Level::Error),
            warning: verdict.count(Level::Warning),
            note: verdict.count(Level::Note),
            set_aside: verdict.findings.iter().filter(|finding| finding.set_aside.is_some()).count(),
        },
        installed_core: verdict.inventory.core.as_ref().map(core),
        verdicts: verdict.verdicts.iter().flat_map(|judged| judged.cells.iter().map(move |cell| line(judged, cell))).collect(),
        findings: verdict.marked().map(finding).collect(),
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
        subject: &finding.subject,
        message: &finding.message,
        fix: &finding.fix,
        place: place(&finding.place),
        related: finding.related.iter().map(|(at, note)| Related { place: place(at), note }).collect(),
        set_aside: finding.set_aside.as_ref().map(set_aside),
        targets: releases(&finding.targets),
    }
}

fn releases(list: &[Version]) -> Vec<&str> {
    list.iter().map(Version::as_str).collect()
}

fn set_aside(set_aside: &finding::SetAside) -> SetAside<'_> {
    match set_aside {
        finding::SetAside::Comment { place: at, reason } => SetAside::Comment { place: place(at), reason },
        finding::SetAside::Baseline => SetAside::Baseline,
        finding::SetAside::Settings => SetAside::Settings,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// `docs/check.schema.json`, as the structs have it. `DOLIVET_BLESS=1 cargo test` rewrites it.
    #[test]
    fn the_schema_is_that_of_the_structs() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/check.schema.json");
        let settings = schemars::generate::SchemaSettings::default().for_serialize();
        let schema = settings.into_generator().into_root_schema_for::<Check<'static>>();
        let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("DOLIVET_BLESS").is_some() {
            fs::write(&path, &schema).unwrap();
        }
        assert_eq!(fs::read_to_string(path).unwrap(), schema, "docs/check.schema.json is stale (DOLIVET_BLESS=1 rewrites it)");
    }
}
