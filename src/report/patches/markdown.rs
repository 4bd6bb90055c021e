//! The core beside its pristine state as Markdown, for a ticket or a report.

use std::fmt::Write;

use super::{Patches, about, change, fate, held, notes, rest};
use crate::model::core_state::CoreFile;
use crate::report::escape::markdown;
use crate::report::{Format, Markdown};

/// How many files of a class are named without being asked for.
const NAMED: usize = 100;

impl Format<Patches<'_>> for Markdown {
    fn write(&self, patches: &Patches<'_>, out: &mut String) {
        out.push_str("# The core beside its pristine state\n\n");
        for line in held(patches.state) {
            let _ = writeln!(out, "- {}", markdown(&line));
        }
        let _ = writeln!(out, "- {}", rest(patches.state));
        out.push_str("\n| files | PHP | other | |\n|---|---|---|---|\n");
        for (class, files) in patches.groups() {
            let php = files.iter().filter(|file| file.php).count();
            let _ = writeln!(out, "| {} | {php} | {} | {} |", class.as_str(), files.len() - php, about(class));
        }
        for (class, files) in patches.groups().filter(|(class, _)| class.is_alarm() || patches.details) {
            let _ = writeln!(out, "\n## {}\n", class.as_str());
            let named = if patches.details { files.len() } else { NAMED };
            files.iter().take(named).for_each(|file| line(file, out));
            if let Some(more) = files.len().checked_sub(named).filter(|more| *more > 0) {
                let _ = writeln!(out, "- and {more} more");
            }
        }
    }
}

fn line(file: &CoreFile, out: &mut String) {
    let mut told = notes(file);
    if let Some(what) = &file.change {
        told.insert(0, change(what));
        told.extend(what.fate.map(|found| fate(found, what.hunks.len())));
    }
    let told = if told.is_empty() { String::new() } else { format!(": {}", markdown(&told.join("; "))) };
    let _ = writeln!(out, "- {}{told}", markdown(&file.path));
}
