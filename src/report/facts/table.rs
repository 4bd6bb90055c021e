//! Facts as text for a terminal.

use std::fmt::Write;

use super::words::{self, Calendar};
use super::{Changes, Tale, sums};
use crate::core_facts::{Change, Kind, Story};
use crate::report::escape::terminal;
use crate::report::human::push_line;
use crate::report::style::Ink;
use crate::report::table::{Column, words as column};
use crate::report::text::count;
use crate::report::{Format, Table};

impl Format<Changes<'_>> for Table {
    fn write(&self, changes: &Changes<'_>, out: &mut String) {
        const COLUMNS: [Column; 4] = [column("change", 0, 10), column("name", 0, 30), column("what", 0, 30), column("file", 1, 40)];
        if !self.look.quiet {
            let [old, new] = changes.releases.map(terminal);
            push_line(out, &self.look.paint(Ink::Bold, &format!("Dolibarr {old} -> {new}, for modules")));
            if let Some(php) = changes.php() {
                push_line(out, &format!("PHP {}", terminal(&php)));
            }
            out.push('\n');
        }
        for (kind, group) in changes.groups() {
            let told: Vec<String> = sums(group.iter().copied()).into_iter().map(|(what, n)| format!("{n} {}", what.word())).collect();
            push_line(out, &format!("{}: {}", self.look.paint(Ink::Bold, words::plural(kind)), told.join(", ")));
            let rows: Vec<Vec<String>> = group.into_iter().map(row).collect();
            self.grid(&COLUMNS, &rows, out);
        }
        if !self.look.quiet {
            let unasked = match changes.unasked {
                0 => String::new(),
                n => format!("; {} not shown (`--change added` shows them)", count(n, "addition")),
            };
            let _ = writeln!(out, "{}{unasked}", count(changes.shown.len(), "change"));
        }
    }
}

fn row(change: &Change) -> Vec<String> {
    let details = terminal(&words::details(change).join("; "));
    let details = if details.is_empty() { "-".to_owned() } else { details };
    let file = if change.file.is_empty() { "-".to_owned() } else { terminal(&change.file) };
    vec![change.what.word().to_owned(), terminal(&change.name), details, file]
}

impl Format<Tale<'_>> for Table {
    fn write(&self, tale: &Tale<'_>, out: &mut String) {
        let calendar = Calendar::of(tale.table);
        for (i, story) in tale.stories.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            self.story(story, &calendar, out);
        }
        if !self.look.quiet && tale.stories.iter().any(|story| !story.variants.is_empty()) {
            let names = match calendar.names(u32::MAX).as_slice() {
                [first, .., last] => format!("{first} to {last}, {} releases", calendar.names(u32::MAX).len()),
                one => one.join(", "),
            };
            let source = if tale.source.is_empty() { String::new() } else { format!(" ({})", terminal(&tale.source)) };
            let text = format!("read from Dolibarr {}{source}", terminal(&names));
            push_line(out, &self.look.paint(Ink::Dim, &self.look.wrap(&text, 0)));
        }
    }
}

impl Table {
    fn story(&self, story: &Story<'_>, calendar: &Calendar, out: &mut String) {
        let name = self.look.paint(Ink::Bold, &terminal(&story.name));
        let inherited = story.asked.as_ref().map_or_else(String::new, |class| format!(", inherited by {}", terminal(class)));
        let _ = writeln!(out, "{} {name}{inherited}: {}", story.kind.word(), calendar.presence(story.releases));
        let deprecated = story.variants.iter().filter(|v| v.note("deprecated").is_some()).fold(0, |set, v| set | v.releases);
        if deprecated != 0 {
            let _ = writeln!(out, "{}", self.look.paint(Ink::Yellow, &format!("deprecated in {}", calendar.ranges(deprecated))));
        }
        for (set, above) in &story.inherited {
            let _ = writeln!(out, "inherited from {} in {}", terminal(above), calendar.ranges(*set));
        }
        for renamed in &story.renamed {
            let _ = writeln!(out, "renamed to {} in {}", terminal(renamed.shape), calendar.ranges(renamed.releases));
        }
        if !story.members.is_empty() {
            let noun = if story.kind == Kind::Table { "columns" } else { "members" };
            let told: Vec<String> = story.members.iter().map(|(set, held)| format!("{held} in {}", calendar.ranges(*set))).collect();
            push_line(out, &self.look.wrap(&format!("{noun}: {}", told.join(", ")), 0));
        }
        let columns = [column("releases", 0, 10), column(words::shape(story.kind), 0, 30), column("file", 0, 30), column("notes", 0, 20)];
        let rows: Vec<Vec<String>> = story
            .variants
            .iter()
            .map(|variant| {
                let shape = words::shape_of(story.kind, variant);
                let notes = words::notes(variant).join("; ");
                vec![
                    calendar.ranges(variant.releases),
                    terminal(&shape.replace(',', ", ").replace(",  ", ", ")),
                    terminal(variant.file),
                    terminal(&notes),
                ]
            })
            .collect();
        let used: Vec<usize> = (0..columns.len()).filter(|i| *i == 0 || rows.iter().any(|row| !row[*i].is_empty())).collect();
        if used.len() > 1 {
            let rows: Vec<Vec<String>> = rows.iter().map(|row| used.iter().map(|i| row[*i].clone()).collect()).collect();
            let columns: Vec<Column> = columns.into_iter().enumerate().filter(|(i, _)| used.contains(i)).map(|(_, c)| c).collect();
            self.grid(&columns, &rows, out);
        }
    }
}
