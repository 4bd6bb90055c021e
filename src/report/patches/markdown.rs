//! The core beside its pristine state as Markdown, for a ticket or a report.

use std::fmt::Write;

use super::{Patches, about, change, code, fate, held, notes, rest};
use crate::model::core_state::CoreFile;
use crate::report::escape::markdown;
use crate::report::{Format, Markdown, place};

/// How many files of a class are named without being asked for.
const NAMED: usize = 100;

impl Format<Patches<'_>> for Markdown {
    fn write(&self, patches: &Patches<'_>, out: &mut String) {
        out.push_str("# The core beside its pristine state\n\n");
        for line in held(patches.state) {
            let _ = writeln!(out, "- {}", markdown(&line));
        }
        let _ = writeln!(out, "- {}", rest(patches.state));
        if let Some(calm) = patches.calm() {
            let _ = writeln!(out, "- **{calm}**");
        }
        if !patches.state.files.is_empty() {
            out.push_str("\n| files | PHP | other | |\n|---|---|---|---|\n");
        }
        for (class, files) in patches.groups() {
            let php = files.iter().filter(|file| file.php).count();
            let _ = writeln!(out, "| {} | {php} | {} | {} |", class.as_str(), files.len() - php, about(class));
        }
        for (class, files) in patches.groups().filter(|(class, _)| class.is_alarm() || patches.details) {
            let _ = writeln!(out, "\n## {}\n", class.as_str());
            let named = if patches.details { files.len() } else { NAMED };
            files.iter().take(named).for_each(|file| line(file, patches.diff, out));
            if let Some(more) = files.len().checked_sub(named).filter(|more| *more > 0) {
                let _ = writeln!(out, "- and {more} more");
            }
        }
        if !patches.problems.is_empty() {
            out.push_str("\n## not read, or only in part\n\n");
        }
        for problem in patches.problems {
            let _ = writeln!(out, "- {}: {}", markdown(&place(&problem.place)), markdown(&problem.message));
        }
    }
}

fn line(file: &CoreFile, shows_diff: bool, out: &mut String) {
    let mut told = notes(file);
    if let Some(what) = &file.change {
        told.insert(0, change(what));
        told.extend(what.fate.map(|found| fate(found, what.hunks.len())));
    }
    let told = if told.is_empty() { String::new() } else { format!(": {}", markdown(&told.join("; "))) };
    let _ = writeln!(out, "- {}{told}", markdown(&file.path));
    if let Some(change) = file.change.as_ref().filter(|_| shows_diff) {
        diff(&change.diff, out);
    }
}

/// Code between fences that are longer than every row of ticks in it.
fn diff(diff: &[u8], out: &mut String) {
    let text: Vec<String> = String::from_utf8_lossy(diff).lines().map(code).collect();
    let longest = text.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(out, "\n{fence}diff\n{}\n{fence}\n", text.join("\n"));
}
