//! What is wrong with the comments themselves, as facts: no reason, no such rule, nothing left to set aside.

use std::collections::{BTreeMap, BTreeSet};

use super::comments::{Comment, Comments};
use crate::base::{listed, nearest};
use crate::model::fact::Fact;
use crate::model::finding::{Finding, SetAside};
use crate::rules::Rule;

/// Kinds of facts that rest on a module's own files alone, so that a comment about one that is not there is of no use anywhere.
const OWN: [&str; 6] = ["api.file", "numero", "permission", "sql.never", "version", "version.other"];
/// Kinds that rest on a release besides: of use is what sets something aside on any of them.
const OF_RELEASES: [&str; 7] = ["call", "deprecated", "event", "guard", "name.taken", "override", "use"];

/// A comment's rule that matched nothing on the target; whether it does on another release is still to be asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open<'c> {
    pub comment: &'c Comment,
    pub rule: &'c Rule,
}

impl Open<'_> {
    /// Whether a release has to be asked for it.
    pub(crate) fn needs_releases(&self) -> bool {
        OF_RELEASES.contains(&self.rule.fact.name)
    }

    pub(crate) fn fact(&self) -> Fact {
        fact(self.comment, "unused", &self.rule.id, "", "")
    }
}

/// Facts about comments that are wrong by themselves, and what may be of no use. Rules that need code are left out where it was not read,
/// and so are all about a file that could be read only in part: `is_whole` tells.
pub(crate) fn told<'c>(
    comments: &'c Comments,
    rules: &'c [Rule],
    findings: &[Finding],
    with_code: bool,
    is_whole: impl Fn(&str) -> bool,
) -> (Vec<Fact>, Vec<Open<'c>>) {
    let by_id: BTreeMap<&str, &Rule> = rules.iter().map(|rule| (rule.id.as_str(), rule)).collect();
    let used: BTreeSet<_> = findings
        .iter()
        .filter_map(|finding| match &finding.set_aside {
            Some(SetAside::Comment { place, .. }) => Some((place, finding.rule.as_str())),
            _ => None,
        })
        .collect();
    let can_tell = |rule: &Rule| OWN.contains(&rule.fact.name) || (with_code && OF_RELEASES.contains(&rule.fact.name));
    let (mut facts, mut open) = (Vec::new(), Vec::new());
    for comment in comments.list() {
        if comment.rules.is_empty() || comment.reason.is_empty() {
            let lacks = if comment.rules.is_empty() { "rule" } else { "reason" };
            facts.push(fact(comment, "incomplete", &comment.rules.join(", "), lacks, ""));
        }
        for id in &comment.rules {
            match by_id.get(id.as_str()) {
                None => {
                    let near = nearest(id, by_id.keys().copied());
                    let hint = if near.is_empty() { String::new() } else { format!("; perhaps {}", listed(&near)) };
                    facts.push(fact(comment, "unknown-rule", id, "", &hint));
                }
                Some(rule) if !comment.reason.is_empty() && !used.contains(&(&comment.place, id.as_str())) => {
                    open.extend((can_tell(rule) && is_whole(&comment.place.file)).then_some(Open { comment, rule }));
                }
                Some(_) => {}
            }
        }
    }
    (facts, open)
}

fn fact(comment: &Comment, state: &str, rule: &str, lacks: &str, hint: &str) -> Fact {
    let columns = [("state", state), ("rule", rule), ("lacks", lacks), ("hint", hint)];
    Fact {
        kind: "suppression",
        module: comment.module.clone(),
        columns: columns.map(|(name, text)| (name, text.to_owned())).into(),
        place: comment.place.clone(),
        related: Vec::new(),
    }
}
