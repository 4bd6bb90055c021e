//! Summary first, then files: those that PHP runs before others.

use std::collections::{BTreeMap, BTreeSet};

use super::{Patches, about, change, code, fate, held, notes, rest};
use crate::model::core_state::{Class, CoreFile, Fate};
use crate::report::human::{problems, push_line};
use crate::report::style::Ink;
use crate::report::table::{Table, number, words};
use crate::report::text::count;
use crate::report::{Format, Human, terminal};

/// How many lines there are on a class without being asked for.
const NAMED: usize = 30;
/// How many files of a directory are named one by one.
const SINGLE: usize = 3;

impl Format<Patches<'_>> for Human {
    fn write(&self, patches: &Patches<'_>, out: &mut String) {
        if !self.look.quiet {
            for (i, line) in held(patches.state).iter().enumerate() {
                let line = self.look.wrap(&terminal(line), 2);
                push_line(out, &if i == 0 { self.look.paint(Ink::Bold, &line) } else { line });
            }
            out.push('\n');
        }
        if !patches.state.files.is_empty() {
            self.classes(patches, out);
        }
        if let Some(calm) = patches.calm() {
            push_line(out, &self.look.paint(if patches.state.unread == 0 { Ink::Green } else { Ink::Yellow }, calm));
            out.push('\n');
        }
        for (class, files) in patches.groups() {
            // What is no alarm is counted above.
            if class.is_alarm() || patches.details {
                self.class(patches, class, files, out);
            }
        }
        problems(self.look, patches.problems, out);
        if !self.look.quiet {
            push_line(out, &self.look.wrap(&rest(patches.state), 2));
        }
    }
}

impl Human {
    fn classes(&self, patches: &Patches<'_>, out: &mut String) {
        let columns = [words("files", 0, 14), number("PHP", 0), number("other", 0), words("", 1, 30)];
        let row = |(class, files): (Class, &[CoreFile])| {
            let php = files.iter().filter(|file| file.php).count();
            vec![class.as_str().to_owned(), php.to_string(), (files.len() - php).to_string(), about(class).to_owned()]
        };
        let rows: Vec<Vec<String>> = patches.groups().map(row).collect();
        Table { look: self.look }.grid(&columns, &rows, out);
    }

    fn class(&self, patches: &Patches<'_>, class: Class, files: &[CoreFile], out: &mut String) {
        let ink = if class.is_alarm() { Ink::Yellow } else { Ink::Dim };
        push_line(out, &self.look.paint(ink, class.as_str()));
        if patches.details || class == Class::Modified {
            files.iter().for_each(|file| self.file(patches, file, out));
        } else {
            self.heaps(files, out);
        }
        out.push('\n');
    }

    /// Files by their directories: where there are many of them, their number says more than their names.
    fn heaps(&self, files: &[CoreFile], out: &mut String) {
        let mut heaps: BTreeMap<(bool, &str), Vec<&CoreFile>> = BTreeMap::new();
        let runs: BTreeSet<&str> = files.iter().filter(|file| file.php).map(|file| heap(&file.path)).collect();
        for file in files {
            let dir = heap(&file.path);
            heaps.entry((!runs.contains(dir), dir)).or_default().push(file);
        }
        let mut lines: Vec<String> = Vec::new();
        for ((_, dir), files) in &heaps {
            if files.len() <= SINGLE {
                let note = |file: &CoreFile| if file.note.is_empty() { String::new() } else { format!("  {}", terminal(&file.note)) };
                lines.extend(files.iter().map(|file| format!("  {}{}", terminal(&file.path), note(file))));
                continue;
            }
            let php = files.iter().filter(|file| file.php).count();
            let php = if php == 0 { String::new() } else { format!(", {php} of them PHP") };
            let mut notes: Vec<&str> = files.iter().map(|file| file.note.as_str()).filter(|note| !note.is_empty()).collect();
            notes.sort_unstable();
            notes.dedup();
            let notes = if notes.is_empty() { String::new() } else { format!("  {}", terminal(&notes.join(", "))) };
            let dir = if dir.is_empty() { ".".to_owned() } else { terminal(dir) };
            lines.push(format!("  {dir}/  {}{php}{notes}", count(files.len(), "file")));
        }
        lines.iter().take(NAMED).for_each(|line| push_line(out, &self.look.wrap(line, 6)));
        if lines.len() > NAMED {
            push_line(out, "  and more; `--details` names all");
        }
    }

    fn file(&self, patches: &Patches<'_>, file: &CoreFile, out: &mut String) {
        let changed = file.change.as_ref().map(|what| format!("  {}", terminal(&change(what)))).unwrap_or_default();
        push_line(out, &format!("  {}{changed}", terminal(&file.path)));
        for note in notes(file) {
            push_line(out, &format!("      {}", self.look.wrap(&terminal(&note), 6)));
        }
        let Some(what) = &file.change else {
            if file.class == Class::Modified && patches.state.pristine.texts.is_some() {
                push_line(out, "      what was changed is not told: there is no pristine text of it, or it is not looked into");
            }
            return;
        };
        if let Some(found) = what.fate {
            let ink = match found {
                Fate::Upstream | Fate::Applies(_) => Ink::Green,
                Fate::Conflicts(_) | Fate::Gone => Ink::Red,
            };
            push_line(out, &format!("      {}", self.look.paint(ink, &fate(found, what.hunks.len()))));
        }
        if patches.diff {
            self.diff(&what.diff, out);
        }
    }

    fn diff(&self, diff: &[u8], out: &mut String) {
        for line in String::from_utf8_lossy(diff).lines() {
            let text = code(line);
            let ink = match line.as_bytes().first() {
                Some(b'+') => Some(Ink::Green),
                Some(b'-') => Some(Ink::Red),
                Some(b'@') => Some(Ink::Cyan),
                _ => None,
            };
            push_line(out, &ink.map_or_else(|| text.clone(), |ink| self.look.paint(ink, &text)));
        }
    }
}

/// The first two directories of a path; of one in the root nothing.
fn heap(path: &str) -> &str {
    let ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
    ends.get(1).or(ends.first()).map_or("", |end| &path[..*end])
}
