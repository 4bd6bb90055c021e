//! Holds rules against facts. Looks nothing up: all that a rule can ask is a column of the fact.

use std::collections::BTreeMap;

use super::Rule;
use super::load::{Part, parts};
use crate::model::fact::{Fact, ModuleRef};
use crate::model::finding::{Confidence, Finding, SetAside};
use crate::model::place::Place;

/// How many places besides the first are told.
const PLACES: usize = 1000;

/// A place of a finding that may be set aside.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub rule: &'a Rule,
    pub subject: &'a str,
    pub module: Option<&'a ModuleRef>,
    pub place: &'a Place,
}

/// The findings of `rules` over `facts`, sorted by place and rule.
pub(crate) fn run(rules: &[Rule], facts: &[Fact]) -> Vec<Finding> {
    run_but(rules, facts, &|_| None)
}

/// The same, but for places that are set aside. Of the places of one finding those that are set aside alike make a finding of their own,
/// so that each counts only its own places.
pub(crate) fn run_but(rules: &[Rule], facts: &[Fact], aside: &dyn Fn(&Asked<'_>) -> Option<SetAside>) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        facts.iter().flat_map(|fact| rules.iter().filter(|rule| rule.passes(fact)).flat_map(|rule| rule.findings(fact, aside))).collect();
    findings.sort_by(|a, b| (&a.place, &a.rule, &a.message, &a.set_aside).cmp(&(&b.place, &b.rule, &b.message, &b.set_aside)));
    findings
}

impl Rule {
    fn passes(&self, fact: &Fact) -> bool {
        let agrees = |(column, words): &(&str, Vec<String>)| fact.columns.get(column).is_some_and(|value| words.contains(value));
        fact.kind == self.fact.name && self.filter.iter().all(agrees)
    }

    fn findings(&self, fact: &Fact, aside: &dyn Fn(&Asked<'_>) -> Option<SetAside>) -> Vec<Finding> {
        let subject = subject(&self.message, fact);
        let mut groups: BTreeMap<Option<SetAside>, Vec<Place>> = BTreeMap::new();
        for place in std::iter::once(&fact.place).chain(fact.alike()) {
            let asked = Asked { rule: self, subject: &subject, module: fact.module.as_ref(), place };
            groups.entry(aside(&asked)).or_default().push(place.clone());
        }
        let whole = groups.len() == 1;
        let one = |(set_aside, places): (Option<SetAside>, Vec<Place>)| {
            let part = if whole { self.finding(fact) } else { self.finding(&fact.at(&places)) };
            Finding { set_aside, ..part }
        };
        groups.into_iter().map(one).collect()
    }

    fn finding(&self, fact: &Fact) -> Finding {
        let likely = fact.columns.get("confidence").is_some_and(|word| word == Confidence::Likely.as_str());
        Finding {
            rule: self.id.clone(),
            level: self.level,
            confidence: if likely { Confidence::Likely } else { self.confidence },
            module: fact.module.clone(),
            subject: subject(&self.message, fact),
            message: filled(&self.message, fact),
            fix: filled(&self.fix, fact),
            place: fact.place.clone(),
            related: fact.related.iter().take(PLACES).cloned().collect(),
            set_aside: None,
            targets: Vec::new(),
        }
    }
}

/// Columns that say how a thing stands, not which it is: they change with the target, the release facts, or the number of uses.
const PASSING: [&str; 12] =
    ["detail", "files", "given", "hint", "hunks", "more", "reason", "replacement", "seen", "since", "target", "times"];

/// What the message names that tells one finding of a rule from another.
fn subject(message: &str, fact: &Fact) -> String {
    let name = |part| match part {
        Part::Column(name) if !PASSING.contains(&name) => fact.columns.get(name).map(String::as_str),
        _ => None,
    };
    parts(message).into_iter().filter_map(name).collect::<Vec<_>>().join(" ")
}

/// The text with the fact's columns in place of their names.
fn filled(text: &str, fact: &Fact) -> String {
    let word = |part| match part {
        Part::Text(text) => text,
        Part::Column(name) => fact.columns.get(name).map_or("", String::as_str),
    };
    parts(text).into_iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::Level;
    use crate::rules::schema;

    fn fact(numero: &str, line: u32) -> Fact {
        let columns = BTreeMap::from([("class", "modA".to_owned()), ("state", "reserved".to_owned()), ("numero", numero.to_owned())]);
        let place = Place { file: "a.php".into(), line, column: 1 };
        Fact { kind: "numero", module: None, columns, place, related: Vec::new() }
    }

    fn rule(words: &[&str]) -> Rule {
        Rule {
            id: "r".into(),
            file: "rules/x/r.toml".into(),
            level: Level::Note,
            title: String::new(),
            why: String::new(),
            fix: "not {numero}".into(),
            upstream: String::new(),
            message: "`{class}` has {numero}{".into(),
            confidence: Confidence::Certain,
            fixable: false,
            fact: schema::kind("numero").expect("the kind is in the schema"),
            filter: vec![("state", words.iter().map(|w| (*w).to_owned()).collect())],
            examples: Vec::new(),
        }
    }

    #[test]
    fn findings_are_filled_and_sorted_by_place() {
        let facts = [fact("{class}", 9), fact("7", 2)];
        let found = run(&[rule(&["missing", "reserved"])], &facts);
        let texts: Vec<&str> = found.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(texts, ["`modA` has 7{", "`modA` has {class}{"]);
        assert_eq!((found[0].fix.as_str(), found[0].subject.as_str()), ("not 7", "modA 7"));
        assert!(run(&[rule(&["missing"])], &facts).is_empty());
    }

    #[test]
    fn the_subject_stays_when_the_target_changes() {
        let fact = |target: &str| {
            let mut fact = fact("7", 1);
            fact.columns.insert("target", target.to_owned());
            fact
        };
        let says = |target| subject("`{class}` lacks {numero} in {target}", &fact(target));
        assert_eq!((says("20.0"), says("21.0")), ("modA 7".to_owned(), "modA 7".to_owned()));
    }

    #[test]
    fn places_that_are_set_aside_leave_their_group() {
        let at = |line| Place { file: "a.php".into(), line, column: 1 };
        let mut group = fact("7", 1);
        group.columns.insert("times", "3 times".to_owned());
        group.related = vec![(at(2), String::new()), (at(3), "explained".to_owned()), (at(4), String::new())];
        let mut rule = rule(&["reserved"]);
        rule.message = "used {times}".to_owned();
        let found = run_but(&[rule], &[group], &|asked| (asked.place.line < 3).then_some(SetAside::Baseline));
        let told: Vec<_> = found.iter().map(|f| (f.place.line, f.message.as_str(), f.related.len(), f.set_aside.is_some())).collect();
        assert_eq!(told, [(1, "used 2 times", 2, true), (4, "used once", 1, false)]);
    }

    #[test]
    fn an_unsure_fact_makes_the_finding_likely() {
        let mut unsure = fact("7", 1);
        unsure.columns.insert("confidence", "likely".to_owned());
        assert_eq!(run(&[rule(&["reserved"])], &[unsure])[0].confidence, Confidence::Likely);
    }
}
