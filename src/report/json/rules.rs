//! All rules, `dolivet.rules/v1`.

use serde::Serialize;

use super::{Json, push};
use crate::report::Format;
use crate::report::rule::Catalogue;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
    area: &'a str,
    level: &'static str,
    confidence: &'static str,
    /// Whether `check --fix` repairs what it finds.
    fixable: bool,
    title: &'a str,
    why: &'a str,
    fix: &'a str,
    upstream: &'a str,
    /// What a finding says, with placeholders for what was found.
    message: &'a str,
    examples: Vec<Example<'a>>,
}

#[derive(Serialize)]
struct Example<'a> {
    name: &'a str,
    /// The release and the PHP that it is held against, and the release around it; `null` where the rule asks for none.
    target: Option<&'a str>,
    php: Option<&'a str>,
    core: Option<&'a str>,
    /// The name of the zip archive that its modules are packed into; `null` where they lie in a directory.
    archive: Option<&'a str>,
    /// Where the rule fires; empty where it stays silent.
    finds: &'a [String],
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    text: &'a str,
}

impl Format<Catalogue<'_>> for Json {
    fn write(&self, catalogue: &Catalogue<'_>, out: &mut String) {
        let rules = catalogue.rules.iter().map(|rule| Rule {
            id: &rule.id,
            area: rule.area(),
            level: rule.level.as_str(),
            confidence: rule.confidence.as_str(),
            fixable: rule.fixable,
            title: &rule.title,
            why: &rule.why,
            fix: &rule.fix,
            upstream: &rule.upstream,
            message: &rule.message,
            examples: rule.examples.iter().map(example).collect(),
        });
        push(&Document { schema: "dolivet.rules/v1", rules: rules.collect() }, out);
    }
}

fn example(example: &crate::rules::Example) -> Example<'_> {
    Example {
        name: &example.name,
        target: example.target.as_deref(),
        php: example.php.as_deref(),
        core: example.core.as_deref(),
        archive: example.zip.as_deref(),
        finds: &example.finds,
        files: example.modules.iter().chain(&example.files).map(|(name, text)| File { name, text }).collect(),
    }
}
