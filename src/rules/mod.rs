//! Loads, checks and runs the TOML rules. Never sees PHP or the core.

#[cfg(test)]
mod examples;
mod kind;
pub(crate) mod load;
pub(crate) mod run;
pub(crate) mod schema;
mod verdict;

use std::sync::OnceLock;

use crate::error::Error;
use crate::model::finding::{Confidence, Level};

pub(crate) use run::{Asked, run, run_but};
pub(crate) use verdict::judge;

/// A rule: a filter over facts, and what to say about those that pass.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// The file's stem. It names the problem and reads well after "allow".
    pub id: String,
    /// The file, for example `rules/hooks/hook-actions-missing.toml`.
    pub file: String,
    pub level: Level,
    pub title: String,
    pub why: String,
    pub fix: String,
    /// Where in Dolibarr or PHP the behaviour can be read.
    pub upstream: String,
    pub message: String,
    pub confidence: Confidence,
    /// Whether `check --fix` repairs places of it, those where that is certain to change nothing else.
    pub fixable: bool,
    /// The fact kind that it filters.
    pub fact: &'static schema::Kind,
    /// Columns and the words of which one has to be there. All columns have to agree.
    pub filter: Vec<(&'static str, Vec<String>)>,
    /// Empty where they were not asked for, see [`explained`].
    pub examples: Vec<Example>,
}

impl Rule {
    /// The folder of its file, which names what the rule is about.
    pub(crate) fn area(&self) -> &str {
        self.file.split('/').rev().nth(1).unwrap_or_default()
    }
}

/// An input for a rule and what it finds there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Example {
    pub name: String,
    /// The release to check against.
    pub target: Option<String>,
    /// The PHP version to check against.
    pub php: Option<String>,
    /// The release of a minimal core around the modules; no core when absent.
    pub core: Option<String>,
    /// The zip archive that the modules are packed into, which is opened in place of their directory.
    pub zip: Option<String>,
    /// Bodies of constructors by the module's directory.
    pub modules: Vec<(String, String)>,
    /// Files below the custom root.
    pub files: Vec<(String, String)>,
    /// `file:line` or `file:line:column` below the custom root; empty when the rule stays silent.
    pub finds: Vec<String>,
}

/// Rule files in the binary, sorted by path.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The rules that dolivet brings along, sorted by file, without their examples; read when they are asked for first.
pub(crate) fn all() -> Result<&'static [Rule], Error> {
    static ALL: OnceLock<Vec<Rule>> = OnceLock::new();
    if let Some(rules) = ALL.get() {
        return Ok(rules);
    }
    let rules = FILES.iter().map(|(file, text)| load::head(file, text)).collect::<Result<_, _>>()?;
    Ok(ALL.get_or_init(|| rules))
}

/// The same with their examples, which no check asks for.
pub(crate) fn explained() -> Result<Vec<Rule>, Error> {
    FILES.iter().map(|(file, text)| load::rule(file, text)).collect()
}
