//! Findings for several targets as one list: what is the same on several is told once, with the targets that it holds for.

use std::collections::BTreeMap;

use crate::base::Version;
use crate::model::fact::ModuleRef;
use crate::model::finding::{Confidence, Finding, SetAside};
use crate::model::inventory::Aims;
use crate::model::place::Place;
use crate::model::verdict::Judged;
use crate::triage::{Held, Key};

/// What was found for one target.
pub(super) struct Found {
    pub aims: Aims,
    pub held: Held,
    pub verdicts: Vec<Judged>,
}

/// What tells findings of one list apart; the number is that among equals.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Same {
    rule: String,
    subject: String,
    module: Option<ModuleRef>,
    place: Place,
    related: Vec<(Place, String)>,
    set_aside: Option<SetAside>,
    number: usize,
}

/// What a run for each of the targets is made for, oldest first; one run where there are not several.
pub(super) fn each(aims: &Aims) -> Vec<Aims> {
    let one = |target: &Version| Aims { target: Some(target.clone()), targets: Vec::new(), ..aims.clone() };
    if aims.targets.is_empty() { vec![aims.clone()] } else { aims.targets.iter().map(one).collect() }
}

/// Brings the findings for all targets together, sorted by place and rule. The words are those for the oldest target that has it.
pub(super) fn together(all: Vec<Found>) -> (Vec<Finding>, Vec<Judged>, BTreeMap<Key, usize>) {
    let many = all.len();
    let mut found: BTreeMap<Same, Finding> = BTreeMap::new();
    let (mut verdicts, mut counted): (Vec<Judged>, BTreeMap<Key, usize>) = (Vec::new(), BTreeMap::new());
    for Found { aims, held, verdicts: of_target } in all {
        let mut seen: BTreeMap<Same, usize> = BTreeMap::new();
        for finding in held.findings {
            let number = seen.entry(same(&finding, 0)).or_default();
            let one = found.entry(same(&finding, *number)).or_insert(finding.clone());
            *number += 1;
            one.targets.extend(aims.target.clone());
            if finding.confidence == Confidence::Certain {
                one.confidence = Confidence::Certain;
            }
        }
        for (key, count) in held.counted {
            let most = counted.entry(key).or_default();
            *most = count.max(*most);
        }
        match verdicts.as_mut_slice() {
            [] => verdicts = of_target,
            known => known.iter_mut().zip(of_target).for_each(|(known, judged)| known.cells.extend(judged.cells)),
        }
    }
    let mut findings: Vec<Finding> = found.into_values().map(|finding| marked(finding, many)).collect();
    findings.sort_by(|a, b| (&a.place, &a.rule, &a.message, &a.set_aside).cmp(&(&b.place, &b.rule, &b.message, &b.set_aside)));
    (findings, verdicts, counted)
}

fn same(finding: &Finding, number: usize) -> Same {
    Same {
        rule: finding.rule.clone(),
        subject: finding.subject.clone(),
        module: finding.module.clone(),
        place: finding.place.clone(),
        related: finding.related.clone(),
        set_aside: finding.set_aside.clone(),
        number,
    }
}

/// Says in its words which targets a finding holds for, unless those are all.
fn marked(mut finding: Finding, many: usize) -> Finding {
    if many > 1 && finding.targets.len() < many {
        let targets: Vec<&str> = finding.targets.iter().map(Version::as_str).collect();
        finding.message = format!("{} (on {})", finding.message, targets.join(", "));
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::Level;

    fn finding(subject: &str, line: u32, message: &str, confidence: Confidence) -> Finding {
        Finding {
            rule: "r".into(),
            level: Level::Error,
            confidence,
            subject: subject.into(),
            module: None,
            message: message.into(),
            fix: String::new(),
            place: Place { file: "a.php".into(), line, column: 1 },
            related: Vec::new(),
            set_aside: None,
            targets: Vec::new(),
        }
    }

    fn found(target: &str, findings: Vec<Finding>) -> Found {
        let aims = Aims { target: Version::parse(target), ..Aims::default() };
        Found { aims, held: Held { findings, counted: BTreeMap::new() }, verdicts: Vec::new() }
    }

    #[test]
    fn what_is_the_same_is_told_once_with_its_targets() {
        use Confidence::{Certain, Likely};
        let old = vec![finding("f", 1, "gone in 22", Likely), finding("g", 2, "g", Certain), finding("f", 3, "one", Certain)];
        let new = vec![finding("f", 1, "gone in 23", Certain), finding("f", 3, "one", Certain), finding("f", 3, "two", Certain)];
        let (findings, ..) = together(vec![found("22", old), found("23", new)]);
        let told: Vec<(&str, usize, Confidence)> = findings.iter().map(|f| (f.message.as_str(), f.targets.len(), f.confidence)).collect();
        let expected = [("gone in 22", 2, Certain), ("g (on 22)", 1, Certain), ("one", 2, Certain), ("two (on 23)", 1, Certain)];
        assert_eq!(told, expected);
    }

    #[test]
    fn one_target_changes_no_words_and_none_is_no_target() {
        let list = || vec![finding("f", 1, "gone", Confidence::Certain)];
        let (findings, ..) = together(vec![found("24", list())]);
        assert_eq!((findings[0].message.as_str(), findings[0].targets.len()), ("gone", 1));
        let (findings, ..) = together(vec![found("", list())]);
        assert_eq!((findings[0].message.as_str(), findings[0].targets.len()), ("gone", 0));
    }
}
