//! Changes between cores as Markdown, for release notes and tickets.

use std::fmt::Write;

use super::words;
use super::{Changes, sums};
use crate::report::escape::markdown;
use crate::report::text::count;
use crate::report::{Format, Markdown};

impl Format<Changes<'_>> for Markdown {
    fn write(&self, changes: &Changes<'_>, out: &mut String) {
        let [old, new] = changes.releases.map(markdown);
        let _ = writeln!(out, "# Dolibarr {old} → {new}: what changes for modules\n");
        if let Some(php) = changes.php() {
            let _ = writeln!(out, "PHP {}\n", markdown(&php.replace("->", "→")));
        }
        for (kind, group) in changes.groups() {
            let told: Vec<String> = sums(group.iter().copied()).into_iter().map(|(what, n)| format!("{n} {}", what.word())).collect();
            let mut title = words::plural(kind).to_owned();
            title[..1].make_ascii_uppercase();
            let _ = writeln!(out, "## {title}: {}\n\n| Change | Name | What | File |\n| --- | --- | --- | --- |", told.join(", "));
            for change in group {
                let what = markdown(&words::details(change).join("; "));
                let _ = writeln!(out, "| {} | {} | {what} | {} |", change.what.word(), markdown(&change.name), markdown(&change.file));
            }
            out.push('\n');
        }
        let unasked = if changes.unasked == 0 { String::new() } else { format!("; {} not shown", count(changes.unasked, "addition")) };
        let _ = writeln!(out, "{}{unasked}", count(changes.shown.len(), "change"));
    }
}
