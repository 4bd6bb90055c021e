//! `dolivet.baseline/v1`: the findings that were there before, counted by file, rule and subject, so that a line that moves changes nothing.
//! Never reads or writes the disk.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::model::inventory::Aims;
use crate::rules::Asked;

const SCHEMA: &str = "dolivet.baseline/v1";

/// The same finding, wherever it stands in its file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    file: String,
    rule: String,
    subject: String,
}

/// Findings that were there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Baseline {
    /// What it was written for.
    target: Option<String>,
    php: Option<String>,
    counts: BTreeMap<Key, usize>,
}

#[derive(Deserialize)]
struct Raw {
    target: Option<String>,
    php: Option<String>,
    findings: Vec<Entry>,
}

#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    file: String,
    rule: String,
    subject: String,
    count: usize,
}

impl Key {
    pub(crate) fn of(asked: &Asked<'_>) -> Self {
        Self { file: asked.place.file.to_string(), rule: asked.rule.id.clone(), subject: asked.subject.to_owned() }
    }
}

impl Baseline {
    pub(crate) fn new(aims: &Aims, counts: BTreeMap<Key, usize>) -> Self {
        let text = |version: &Option<crate::base::Version>| version.as_ref().map(ToString::to_string);
        // Where somebody has a core of their own is nobody's business.
        let core = if aims.core.is_some() { " (--core)" } else { "" };
        let all: Vec<&str> = aims.targets.iter().map(crate::base::Version::as_str).collect();
        let target = if all.is_empty() { text(&aims.target) } else { Some(all.join(", ")) };
        Self { target: target.map(|target| target + core), php: text(&aims.php), counts }
    }

    /// Reads one; an error is the line, 0 for the whole, and what is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let told = |error: serde_json::Error| (error.line(), format!("it cannot be read as a baseline: {error}"));
        let head: Head = serde_json::from_str(text).map_err(told)?;
        match head.schema.as_deref() {
            Some(SCHEMA) => {}
            Some(other) => return Err((0, format!("its schema is `{other}`, and this dolivet reads `{SCHEMA}`"))),
            None => return Err((0, format!("it is no baseline: it lacks `\"schema\": \"{SCHEMA}\"`"))),
        }
        let raw: Raw = serde_json::from_str(text).map_err(told)?;
        let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
        for entry in raw.findings {
            let count = counts.entry(Key { file: entry.file, rule: entry.rule, subject: entry.subject }).or_default();
            *count = count.saturating_add(entry.count);
        }
        Ok(Self { target: raw.target, php: raw.php, counts })
    }

    /// The file: sorted, one finding a line.
    pub(crate) fn text(&self) -> String {
        let json = |value: &Option<String>| serde_json::to_string(value).expect("a text is JSON");
        let mut out = format!(
            "{{\n  \"schema\": \"{SCHEMA}\",\n  \"target\": {},\n  \"php\": {},\n  \"findings\": [",
            json(&self.target),
            json(&self.php)
        );
        for (number, (key, count)) in self.counts.iter().enumerate() {
            let entry = Entry { file: key.file.clone(), rule: key.rule.clone(), subject: key.subject.clone(), count: *count };
            let entry = serde_json::to_string(&entry).expect("texts and a number are JSON");
            write!(out, "{}\n    {entry}", if number > 0 { "," } else { "" }).expect("writing to a string succeeds");
        }
        out.push_str(if self.counts.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        out
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }

    /// How often a finding was there.
    pub(super) fn count(&self, key: &Key) -> usize {
        self.counts.get(key).copied().unwrap_or(0)
    }

    /// How many entries have more than there is now. Another target has other findings, so then nothing is said.
    pub(crate) fn obsolete(&self, aims: &Aims, now: &BTreeMap<Key, usize>) -> usize {
        let same = Self::new(aims, BTreeMap::new());
        if (&same.target, &same.php) != (&self.target, &self.php) {
            return 0;
        }
        self.counts.iter().filter(|(key, count)| now.get(key).copied().unwrap_or(0) < **count).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(file: &str) -> Key {
        Key { file: file.to_owned(), rule: "function-gone".to_owned(), subject: "foo \"x\"".to_owned() }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let baseline = Baseline { target: Some("24".into()), php: None, counts: [(key("b\n.php"), 2), (key("a.php"), 1)].into() };
        let text = baseline.text();
        assert_eq!(Baseline::parse(&text), Ok(baseline));
        assert_eq!(text.lines().nth(5), Some(r#"    {"file":"a.php","rule":"function-gone","subject":"foo \"x\"","count":1},"#));
        let empty = Baseline { target: None, php: None, counts: BTreeMap::new() };
        assert_eq!(Baseline::parse(&empty.text()), Ok(empty));
    }

    #[test]
    fn what_is_no_baseline_is_refused_with_its_line() {
        let good = Baseline { target: None, php: None, counts: [(key("a.php"), 1)].into() }.text();
        for (text, line, start) in [
            (good.replace("/v1", "/v2"), 0, "its schema is `dolivet.baseline/v2`"),
            ("{}".to_owned(), 0, "it is no baseline"),
            ("<?php".to_owned(), 1, "it cannot be read as a baseline"),
            (good.replace("\"count\":1", "\"count\":-1"), 6, "it cannot be read as a baseline"),
            (good[..good.len() - 4].to_owned(), 7, "it cannot be read as a baseline"),
        ] {
            let (at, message) = Baseline::parse(&text).unwrap_err();
            assert!(at == line && message.starts_with(start), "{at}: {message}");
        }
    }

    #[test]
    fn entries_are_obsolete_only_for_the_same_target() {
        let aims = |target| Aims { target: crate::base::Version::parse(target), ..Aims::default() };
        let baseline = Baseline::new(&aims("24"), [(key("a"), 2), (key("b"), 1)].into());
        assert_eq!(baseline.obsolete(&aims("24"), &[(key("a"), 1), (key("b"), 3)].into()), 1);
        assert_eq!(baseline.obsolete(&aims("23"), &BTreeMap::new()), 0);
    }
}
