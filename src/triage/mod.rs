//! Which findings count, and how loudly: settings, comments in the code, and the baseline. Never looks at code for anything but comments,
//! and never drops a finding: what does not count says why.

mod baseline;
mod comments;
mod told;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Settings, Wanted};
use crate::model::fact::Fact;
use crate::model::finding::{Finding, SetAside};
use crate::model::place::Place;
use crate::rules::{self, Asked, Rule};

pub(crate) use baseline::{Baseline, Key};
pub(crate) use comments::{Comment, Comments, MOST, in_php, in_sql, may_hold};
pub(crate) use told::{Open, told};

/// What a person said of findings.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Policy<'a> {
    pub settings: Option<&'a Settings>,
    pub baseline: Option<&'a Baseline>,
    pub comments: Heed,
}

/// Whose comments count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Heed {
    /// Those of modules that are checked without an installation around them, or alone: by who writes them.
    #[default]
    OfAuthors,
    Always,
    Never,
}

/// Findings, and what a baseline of them would hold.
#[derive(Debug)]
pub(crate) struct Held {
    pub findings: Vec<Finding>,
    pub counted: BTreeMap<Key, usize>,
}

/// The findings of rules over facts, those that do not count marked. Levels are those of the rules.
pub(crate) fn hold(rules: &[Rule], facts: &[Fact], policy: Policy<'_>, comments: &Comments) -> Held {
    // A comment goes first: whether it is of use must not depend on settings.
    let aside = |asked: &Asked<'_>| comments.aside(&asked.rule.id, asked.place).or_else(|| by_settings(policy.settings?, asked));
    let counted: RefCell<BTreeMap<Key, usize>> = RefCell::default();
    let count = |asked: &Asked<'_>| {
        let reason = aside(asked);
        if reason.is_none() {
            *counted.borrow_mut().entry(Key::of(asked)).or_default() += 1;
        }
        reason
    };
    let findings = rules::run_but(rules, facts, &count);
    let counted = counted.into_inner();
    let Some(baseline) = policy.baseline else { return Held { findings, counted } };
    let is_old = |asked: &Asked<'_>| {
        let key = Key::of(asked);
        // Which of several in a file is the new one cannot be told, so all are shown.
        baseline.count(&key) >= counted.get(&key).copied().unwrap_or(0)
    };
    let findings = rules::run_but(rules, facts, &|asked| aside(asked).or_else(|| is_old(asked).then_some(SetAside::Baseline)));
    Held { findings, counted }
}

/// What of the facts is in some files; of the places of one thing those that are.
pub(crate) fn within(facts: &[Fact], files: &BTreeSet<String>) -> Vec<Fact> {
    let one = |fact: &Fact| {
        let all = std::iter::once(&fact.place).chain(fact.alike());
        let inside: Vec<Place> = all.filter(|place| files.contains(&*place.file)).cloned().collect();
        (!inside.is_empty()).then(|| fact.at(&inside))
    };
    facts.iter().filter_map(one).collect()
}

/// Gives findings the levels that a person wants.
pub(crate) fn level(findings: &mut [Finding], settings: &Settings) {
    for finding in findings {
        if let Some(Wanted::At(level)) = settings.wanted(&finding.rule, finding.module.as_ref(), &finding.place.file) {
            finding.level = level;
        }
    }
}

fn by_settings(settings: &Settings, asked: &Asked<'_>) -> Option<SetAside> {
    let file = &asked.place.file;
    let is_off = settings.is_excluded(file) || settings.wanted(&asked.rule.id, asked.module, file) == Some(Wanted::Off);
    is_off.then_some(SetAside::Settings)
}
