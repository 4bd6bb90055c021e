//! Which findings count, and how loudly: settings, comments in the code, and the baseline. Never looks at code for anything but comments,
//! and never drops a finding: what does not count says why.

mod baseline;
mod comments;
mod told;

use std::cell::RefCell;
use std::collections::BTreeMap;

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
    let counted: RefCell<BTreeMap<Key, usize>> = RefCell::default();
    let count = |asked: &Asked<'_>| {
        let reason = aside(policy, comments, asked);
        if reason.is_none() {
            *counted.borrow_mut().entry(Key::of(asked)).or_default() += 1;
        }
        reason
    };
    let findings = rules::run_but(rules, facts, &count);
    let counted = counted.into_inner();
    let findings = if policy.baseline.is_some() { again(rules, facts, policy, comments, &counted) } else { findings };
    Held { findings, counted }
}

/// The same over a part of the facts, where it is known how often each finding is there in all.
pub(crate) fn again(
    rules: &[Rule],
    facts: &[Fact],
    policy: Policy<'_>,
    comments: &Comments,
    counted: &BTreeMap<Key, usize>,
) -> Vec<Finding> {
    let by_baseline = |asked: &Asked<'_>| {
        let key = Key::of(asked);
        // Which of several in a file is the new one cannot be told, so all are shown.
        let is_old = policy.baseline?.count(&key) >= counted.get(&key).copied().unwrap_or(0);
        is_old.then_some(SetAside::Baseline)
    };
    rules::run_but(rules, facts, &|asked| aside(policy, comments, asked).or_else(|| by_baseline(asked)))
}

/// Why a place does not count by a comment or by settings. A comment goes first: whether it is of use must not depend on settings.
pub(crate) fn aside(policy: Policy<'_>, comments: &Comments, asked: &Asked<'_>) -> Option<SetAside> {
    comments.aside(&asked.rule.id, asked.place).or_else(|| by_settings(policy.settings?, asked))
}

/// What of the facts lies at some places; of the places of one thing those that do.
pub(crate) fn within(facts: &[Fact], is_inside: impl Fn(&Place) -> bool) -> Vec<Fact> {
    let one = |fact: &Fact| {
        let all = std::iter::once(&fact.place).chain(fact.alike());
        let inside: Vec<Place> = all.filter(|place| is_inside(place)).cloned().collect();
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
