//! A rule's own words, for `explain`. Repeats nothing that the rule file does not say.

use std::fmt::Write;

use super::Look;
use super::human::push_line;
use super::style::Ink;
use crate::rules::Rule;

/// Says what a rule looks for, why it matters, what to do, and shows examples.
pub(crate) fn explain(rule: &Rule, look: Look, out: &mut String) {
    let level = look.paint(Ink::of(rule.level), rule.level.as_str());
    let _ = writeln!(out, "{}  {level}, {}", look.paint(Ink::Bold, &rule.id), rule.confidence.as_str());
    push_line(out, &look.wrap(&rule.title, 0));
    let parts = [("why", &rule.why), ("fix", &rule.fix), ("where to read on", &rule.upstream)];
    for (head, body) in parts.into_iter().filter(|(_, body)| !body.is_empty()) {
        let _ = write!(out, "\n{}\n  {}\n", look.paint(Ink::Bold, head), look.wrap(body, 2));
    }
    for example in &rule.examples {
        let verdict =
            if example.finds.is_empty() { "finds nothing here".to_owned() } else { format!("finds {}", example.finds.join(", ")) };
        let _ = writeln!(out, "\n{} ({verdict})", look.paint(Ink::Bold, &format!("example: {}", example.name)));
        for (name, text) in example.modules.iter().chain(&example.files) {
            let _ = writeln!(out, "  {}", look.paint(Ink::Dim, name));
            text.trim().lines().for_each(|line| push_line(out, format!("    {line}").trim_end()));
        }
    }
}

/// One line for each rule, the worst level first.
pub(crate) fn list(rules: &[Rule], look: Look, out: &mut String) {
    let mut rules: Vec<&Rule> = rules.iter().collect();
    rules.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.id.cmp(&b.id)));
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for rule in rules {
        let gap = " ".repeat("warning".len() - rule.level.as_str().len());
        let level = look.paint(Ink::of(rule.level), rule.level.as_str());
        let _ = writeln!(out, "{level}{gap}  {:width$}  {}", rule.id, rule.title);
    }
}
