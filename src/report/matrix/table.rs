//! The matrix for a terminal.

use super::{Grid, heads, inferred, mark, named, reading, reasons, release};
use crate::model::finding::Finding;
use crate::model::verdict::{Cell, Judged, Verdict};
use crate::report::human::push_line;
use crate::report::style::Ink;
use crate::report::table::{Column, Table, words};
use crate::report::{Format, terminal, text};

impl Format<Grid<'_>> for Table {
    fn write(&self, grid: &Grid<'_>, out: &mut String) {
        if !self.look.quiet {
            push_line(out, &self.look.paint(Ink::Bold, &text::site(grid.inventory)));
            out.push('\n');
        }
        let heads = heads(grid.columns);
        let mut columns: Vec<Column> = vec![words("module", 0, 24)];
        columns.extend(heads.iter().map(|head| words(head, 0, 2)));
        columns.extend([words("works on", 0, 10), words("declares", 1, 16)]);
        let rows: Vec<Vec<String>> = grid.shown().map(|judged| self.row(grid, judged)).collect();
        if rows.is_empty() {
            return push_line(out, "there is no external module here");
        }
        self.grid(&columns, &rows, out);
        match &grid.explained {
            None => grid.shown().for_each(|judged| self.reasons(grid, judged, out)),
            Some(_) => grid.shown().for_each(|judged| self.explain(judged, out)),
        }
        if !self.look.quiet {
            let shipped = grid.columns.iter().filter(|column| column.core.is_none());
            let held = shipped.map(|column| column.release.as_str()).collect::<Vec<_>>().join(" ");
            push_line(out, "+ works, - does not, ? cannot be told; `--explain-verdict MODULE` says why");
            if !held.is_empty() {
                push_line(out, &self.look.wrap(&format!("held against Dolibarr {held}"), 0));
            }
            for (head, core) in named(grid.columns) {
                push_line(out, &self.look.wrap(&format!("{head} is Dolibarr {}", terminal(&core)), 0));
            }
        }
    }
}

impl Table {
    fn row(&self, grid: &Grid<'_>, judged: &Judged) -> Vec<String> {
        let mut row = vec![terminal(&judged.module.class)];
        row.extend(judged.cells.iter().map(|cell| mark(cell.verdict).to_owned()));
        row.extend([inferred(judged), grid.declared(judged)]);
        row
    }

    /// What keeps a module from working on more releases.
    fn reasons(&self, grid: &Grid<'_>, judged: &Judged, out: &mut String) {
        let newest = judged.counted().last().copied().filter(|_| judged.range().is_none());
        if let Some((cell, finding)) = newest.and_then(|cell| Some((cell, cell.evidence.first()?))) {
            self.reason(judged, "nowhere", cell, finding, out);
        }
        for (word, cell, finding) in reasons(grid, judged) {
            self.reason(judged, &word, cell, finding, out);
        }
    }

    fn reason(&self, judged: &Judged, word: &str, cell: &Cell, finding: &Finding, out: &mut String) {
        let more = match cell.evidence.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let line =
            format!("{} {word}: {} ({}{more})", terminal(&judged.module.class), terminal(&finding.message), text::place(&finding.place));
        push_line(out, &self.look.wrap(&line, 2));
    }

    fn explain(&self, judged: &Judged, out: &mut String) {
        let directory = self.look.paint(Ink::Bold, &text::directory(&judged.module.dir));
        push_line(out, &format!("{directory}  {}", terminal(&judged.module.class)));
        if let Some(reading) = reading(judged) {
            push_line(out, &format!("  {reading}"));
        }
        for problem in &judged.unread {
            push_line(out, &format!("  not read: {}: {}", text::place(&problem.place), terminal(&problem.message)));
        }
        for cell in &judged.cells {
            let ink = match cell.verdict {
                Verdict::Compatible => Ink::Green,
                Verdict::Incompatible => Ink::Red,
                Verdict::Unknown => Ink::Yellow,
            };
            let release = terminal(&release(&cell.column));
            push_line(out, &format!("  {release}: {}", self.look.paint(ink, cell.verdict.as_str())));
            for finding in &cell.evidence {
                let line = format!("{} ({}) [{}]", terminal(&finding.message), text::place(&finding.place), terminal(&finding.rule));
                push_line(out, &format!("    {}", self.look.wrap(&line, 6)));
            }
        }
        out.push('\n');
    }
}
