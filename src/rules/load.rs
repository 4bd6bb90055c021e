//! Reads one rule file and refuses everything in it that could not work. Never reads the disk.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::schema::{self, Kind};
use super::{Example, Rule};
use crate::base::listed;
use crate::error::Error;
use crate::model::finding::{Confidence, Level};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    level: Spanned<String>,
    title: Spanned<String>,
    why: Spanned<String>,
    fix: Spanned<String>,
    upstream: Spanned<String>,
    message: Spanned<String>,
    confidence: Option<Spanned<String>>,
    #[serde(default)]
    fixable: bool,
    #[serde(rename = "match")]
    filter: RawMatch,
    #[serde(default, rename = "example")]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMatch {
    fact: Spanned<String>,
    #[serde(default, rename = "where")]
    columns: BTreeMap<String, Spanned<Words>>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a word or a list of words")]
enum Words {
    One(String),
    Any(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExample {
    name: String,
    target: Option<String>,
    php: Option<String>,
    core: Option<String>,
    zip: Option<String>,
    #[serde(default)]
    modules: BTreeMap<String, String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    finds: Vec<String>,
}

/// Reads the rule in `text`; `file` names it in errors and gives it its id.
pub(crate) fn rule(file: &str, text: &str) -> Result<Rule, Error> {
    let source = Source { file, text };
    let raw = source.raw()?;
    source.examples(&raw.examples)?;
    source.rule(raw)
}

/// Reads the rule without its examples, which come last and are most of the text.
pub(super) fn head(file: &str, text: &str) -> Result<Rule, Error> {
    let source = Source { file, text: text.split_once("\n[[example]]").map_or(text, |(head, _)| head) };
    source.rule(source.raw()?)
}

/// The parts of a message: literal text, and columns in braces. A brace that is not closed is literal.
pub(super) fn parts(message: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((column, behind)) = after.split_once('}') else { break };
        parts.push(Part::Text(before));
        parts.push(Part::Column(column));
        rest = behind;
    }
    parts.push(Part::Text(rest));
    parts
}

/// A part of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    Column(&'a str),
}

/// A rule file, for errors with their line.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn raw(&self) -> Result<RawRule, Error> {
        toml::from_str(self.text).map_err(|error| self.error(error.span().map_or(0, |span| span.start), error.message()))
    }

    fn rule(&self, raw: RawRule) -> Result<Rule, Error> {
        let id = self.file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).unwrap_or(self.file).to_owned();
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return Err(self.error(0, "the file's name is the rule's id: small letters, digits and `-`"));
        }
        let level =
            Level::parse(raw.level.get_ref()).ok_or_else(|| self.unknown(&raw.level, "level", &["note", "warning", "error", "fatal"]))?;
        let confidence = match &raw.confidence {
            None => Confidence::Certain,
            Some(word) => match word.get_ref().as_str() {
                "certain" => Confidence::Certain,
                "likely" => Confidence::Likely,
                _ => return Err(self.unknown(word, "confidence", &["certain", "likely"])),
            },
        };
        for text in [&raw.title, &raw.why, &raw.fix, &raw.upstream, &raw.message] {
            if text.get_ref().trim().is_empty() {
                return Err(self.error(text.span().start, "the text is empty"));
            }
        }
        let fact = schema::kind(raw.filter.fact.get_ref())
            .ok_or_else(|| self.unknown(&raw.filter.fact, "fact", &schema::kinds().map(|kind| kind.name).collect::<Vec<_>>()))?;
        let filter = self.filter(fact, &raw.filter)?;
        for text in [&raw.message, &raw.fix] {
            self.placeholders(fact, text)?;
        }
        Ok(Rule {
            id,
            file: self.file.to_owned(),
            level,
            title: raw.title.into_inner(),
            why: raw.why.into_inner(),
            fix: raw.fix.into_inner(),
            upstream: raw.upstream.into_inner(),
            message: raw.message.into_inner(),
            confidence,
            fixable: raw.fixable,
            fact,
            filter,
            examples: raw.examples.into_iter().map(Example::from).collect(),
        })
    }

    fn error(&self, offset: usize, message: &str) -> Error {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        let line = 1 + before.iter().filter(|b| **b == b'\n').count();
        Error::Rule { file: self.file.to_owned(), line, message: message.trim_end().replace('\n', " ") }
    }

    fn unknown(&self, word: &Spanned<String>, what: &str, valid: &[&str]) -> Error {
        self.error(word.span().start, &format!("unknown {what} `{}`; valid: {}", word.get_ref(), listed(valid)))
    }

    fn filter(&self, fact: &'static Kind, raw: &RawMatch) -> Result<Vec<(&'static str, Vec<String>)>, Error> {
        let mut filter = Vec::new();
        for (name, words) in &raw.columns {
            let start = words.span().start;
            let column = fact.column(name).ok_or_else(|| {
                self.error(start, &format!("fact `{}` has no column `{name}`; valid: {}", fact.name, listed(&fact.column_names())))
            })?;
            let words = match words.get_ref() {
                Words::One(word) => vec![word.clone()],
                Words::Any(words) => words.clone(),
            };
            if words.is_empty() {
                return Err(self.error(start, &format!("column `{name}` needs at least one word")));
            }
            let wrong = words.iter().find(|word| !column.words.is_empty() && !column.words.contains(&word.as_str()));
            if let Some(wrong) = wrong {
                return Err(self.error(start, &format!("column `{name}` is never `{wrong}`; valid: {}", listed(column.words))));
            }
            filter.push((column.name, words));
        }
        Ok(filter)
    }

    fn placeholders(&self, fact: &Kind, text: &Spanned<String>) -> Result<(), Error> {
        for part in parts(text.get_ref()) {
            if let Part::Column(name) = part
                && fact.column(name).is_none()
            {
                let message = format!("unknown placeholder `{{{name}}}`; fact `{}` has: {}", fact.name, listed(&fact.column_names()));
                return Err(self.error(text.span().start, &message));
            }
        }
        Ok(())
    }

    fn examples(&self, examples: &[RawExample]) -> Result<(), Error> {
        let missing = |what: &str| self.error(0, &format!("a rule needs at least one `[[example]]` {what}"));
        if !examples.iter().any(|example| !example.finds.is_empty()) {
            return Err(missing("that it finds"));
        }
        if !examples.iter().any(|example| example.finds.is_empty()) {
            return Err(missing("on which it stays silent (`finds = []`)"));
        }
        Ok(())
    }
}

impl From<RawExample> for Example {
    fn from(raw: RawExample) -> Self {
        Self {
            name: raw.name,
            target: raw.target,
            php: raw.php,
            core: raw.core,
            zip: raw.zip,
            modules: raw.modules.into_iter().collect(),
            files: raw.files.into_iter().collect(),
            finds: raw.finds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"level = "warning"
title = "A numero that is missing"
why = "Because."
fix = "Set one."
upstream = "admin/modules.php"
message = "`{class}` has no numero"
[match]
fact = "numero"
where = { state = "missing" }
[[example]]
name = "none"
finds = ["a.php:1"]
[[example]]
name = "one"
finds = []
"#;

    fn message(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from}");
        match rule("rules/identity/numero-missing.toml", &GOOD.replacen(from, to, 1)) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("`{to}` was accepted"),
        }
    }

    #[test]
    fn a_good_rule_is_read() {
        let rule = rule("rules/identity/numero-missing.toml", GOOD).expect("it is good");
        assert_eq!((rule.id.as_str(), rule.level), ("numero-missing", Level::Warning));
        assert_eq!(rule.filter, [("state", vec!["missing".to_owned()])]);
    }

    #[test]
    fn mistakes_are_refused_with_their_line_and_the_valid_words() {
        let starts = |message: String, start: &str| {
            assert!(message.starts_with(&format!("rules/identity/numero-missing.toml:{start}")), "{message}")
        };
        starts(message("\"warning\"", "\"bad\""), "1: unknown level `bad`; valid: `note`, `warning`");
        starts(message("title", "titel"), "2: unknown field `titel`, expected one of `level`");
        starts(message("{class}", "{numbr}"), "6: unknown placeholder `{numbr}`; fact `numero` has: `class`, `dir`");
        starts(message("\"numero\"", "\"number\""), "8: unknown fact `number`; valid: ");
        starts(message("state =", "stat ="), "9: fact `numero` has no column `stat`; valid: `class`");
        starts(message("\"missing\"", "[\"missing\", \"gone\"]"), "9: column `state` is never `gone`; valid: ");
        starts(message("{ state = \"missing\" }", "{ state = 1 }"), "9: expected a word or a list of words");
        starts(message("finds = []", "finds = [\"x:1\"]"), "1: a rule needs at least one `[[example]]` on which it stays silent");
        starts(message("\"Because.\"", "\" \""), "3: the text is empty");
    }
}
