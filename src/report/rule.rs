//! A rule's own words, for `explain` and `rules`. Repeats nothing that the rule file does not say.

use std::fmt::Write;

use super::escape::markdown;
use super::human::push_line;
use super::style::Ink;
use super::{Format, Look, Markdown, Table};
use crate::rules::{Example, Rule};

/// All rules, sorted by file.
#[derive(Debug)]
pub(crate) struct Catalogue<'a> {
    pub rules: &'a [Rule],
}

/// Says what a rule looks for, why it matters, what to do, and shows examples.
pub(crate) fn explain(rule: &Rule, look: Look, out: &mut String) {
    let level = look.paint(Ink::of(rule.level), rule.level.as_str());
    let _ = writeln!(out, "{}  {level}, {}", look.paint(Ink::Bold, &rule.id), sure(rule));
    push_line(out, &look.wrap(&rule.title, 0));
    let parts = [("why", &rule.why), ("fix", &rule.fix), ("where to read on", &rule.upstream)];
    for (head, body) in parts.into_iter().filter(|(_, body)| !body.is_empty()) {
        let _ = write!(out, "\n{}\n  {}\n", look.paint(Ink::Bold, head), look.wrap(body, 2));
    }
    for example in &rule.examples {
        let _ = writeln!(out, "\n{} ({})", look.paint(Ink::Bold, &format!("example: {}", example.name)), finds(example));
        for (name, text) in example.modules.iter().chain(&example.files) {
            let _ = writeln!(out, "  {}", look.paint(Ink::Dim, name));
            text.trim().lines().for_each(|line| push_line(out, format!("    {line}").trim_end()));
        }
    }
}

/// One line for each rule, the worst level first.
impl Format<Catalogue<'_>> for Table {
    fn write(&self, catalogue: &Catalogue<'_>, out: &mut String) {
        let mut rules: Vec<&Rule> = catalogue.rules.iter().collect();
        rules.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.id.cmp(&b.id)));
        let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
        for rule in rules {
            let gap = " ".repeat("warning".len() - rule.level.as_str().len());
            let level = self.look.paint(Ink::of(rule.level), rule.level.as_str());
            let _ = writeln!(out, "{level}{gap}  {:width$}  {}", rule.id, rule.title);
        }
    }
}

/// By area, each with the first example that fires.
impl Format<Catalogue<'_>> for Markdown {
    fn write(&self, catalogue: &Catalogue<'_>, out: &mut String) {
        let _ = writeln!(
            out,
            "# Rules\n\n`dolivet explain RULE` shows one of them with all its examples. This page is `dolivet rules --format markdown`."
        );
        let mut area = "";
        for rule in catalogue.rules {
            if rule.area() != area {
                area = rule.area();
                let _ = writeln!(out, "\n## {area}");
            }
            let (level, confidence) = (rule.level.as_str(), sure(rule));
            let _ = writeln!(out, "\n### {}\n\n**{}** ({level}, {confidence})", rule.id, prose(&rule.title));
            let parts = [("Why", &rule.why), ("Fix", &rule.fix), ("Where to read on", &rule.upstream)];
            for (head, body) in parts.into_iter().filter(|(_, body)| !body.is_empty()) {
                let _ = writeln!(out, "\n*{head}:* {}", prose(body));
            }
            if let Some(example) = rule.examples.iter().find(|example| !example.finds.is_empty()) {
                let _ = writeln!(out, "\n*Example:* {} ({})", prose(&example.name), prose(&finds(example)));
                for (name, text) in example.modules.iter().chain(&example.files) {
                    // The body of a module's constructor is named by the module's directory.
                    let language = name.rsplit_once('.').map_or("php", |(_, ending)| ending);
                    let _ = writeln!(out, "\n`{name}`");
                    if !text.trim().is_empty() {
                        let _ = writeln!(out, "~~~{language}\n{}\n~~~", text.trim());
                    }
                }
            }
        }
    }
}

/// How sure it is, and whether it can be repaired.
fn sure(rule: &Rule) -> String {
    let repair = if rule.fixable { ", repaired by `check --fix`" } else { "" };
    format!("{}{repair}", rule.confidence.as_str())
}

/// What an example is held against, and what comes of it.
fn finds(example: &Example) -> String {
    let told = |word: &str, value: &Option<String>| value.as_ref().map(|value| format!("{word} {value}, "));
    let held = [told("core", &example.core), told("target", &example.target), told("PHP", &example.php), told("packed as", &example.zip)];
    let verdict = if example.finds.is_empty() { "finds nothing here".to_owned() } else { format!("finds {}", example.finds.join(", ")) };
    held.into_iter().flatten().chain([verdict]).collect()
}

/// A rule's own words in Markdown; what stands between backticks stays code.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return markdown(text);
    }
    let part = |(at, part): (usize, &&str)| if at % 2 == 0 { markdown(part) } else { format!("`{part}`") };
    parts.iter().enumerate().map(part).collect()
}
