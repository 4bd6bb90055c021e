//! The matrix for a terminal.

use super::{Bounds, Grid, bounds, inferred, mark, reading};
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
        let majors: Vec<String> = grid.releases.iter().map(|release| release.major().to_string()).collect();
        let mut columns: Vec<Column> = vec![words("module", 0, 24)];
        columns.extend(majors.iter().map(|major| words(major, 0, 2)));
        columns.extend([words("works on", 0, 10), words("declares", 1, 16)]);
        let rows: Vec<Vec<String>> = grid.shown().map(|judged| self.row(grid, judged)).collect();
        if rows.is_empty() {
            return push_line(out, "there is no external module here");
        }
        self.grid(&columns, &rows, out);
        match &grid.explained {
            None => grid.shown().for_each(|judged| self.bounds(judged, out)),
            Some(_) => grid.shown().for_each(|judged| self.explain(grid, judged, out)),
        }
        if !self.look.quiet {
            let held = grid.releases.iter().map(|release| release.as_str()).collect::<Vec<_>>().join(" ");
            push_line(out, "+ works, - does not, ? cannot be told; `--explain-verdict MODULE` says why");
            push_line(out, &self.look.wrap(&format!("held against Dolibarr {held}"), 0));
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
    fn bounds(&self, judged: &Judged, out: &mut String) {
        let Some(Bounds { lower, upper }) = bounds(judged) else {
            let worst = judged.cells.last().and_then(|cell| Some((cell, cell.evidence.first()?)));
            return self.bound(judged, "nowhere", worst, out);
        };
        self.bound(judged, "not before", lower, out);
        self.bound(judged, "not after", upper, out);
    }

    fn bound(&self, judged: &Judged, word: &str, bound: Option<(&Cell, &Finding)>, out: &mut String) {
        let Some((cell, finding)) = bound else { return };
        let more = match cell.evidence.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let line =
            format!("{} {word}: {} ({}{more})", terminal(&judged.module.class), terminal(&finding.message), text::place(&finding.place));
        push_line(out, &self.look.wrap(&line, 2));
    }

    fn explain(&self, grid: &Grid<'_>, judged: &Judged, out: &mut String) {
        let directory = self.look.paint(Ink::Bold, &text::directory(&judged.module.dir));
        push_line(out, &format!("{directory}  {}", terminal(&judged.module.class)));
        if let Some(reading) = reading(judged) {
            push_line(out, &format!("  {reading}"));
        }
        for problem in &judged.unread {
            push_line(out, &format!("  not read: {}: {}", text::place(&problem.place), terminal(&problem.message)));
        }
        for (cell, release) in judged.cells.iter().zip(grid.releases) {
            let ink = match cell.verdict {
                Verdict::Compatible => Ink::Green,
                Verdict::Incompatible => Ink::Red,
                Verdict::Unknown => Ink::Yellow,
            };
            push_line(out, &format!("  {}: {}", terminal(release.as_str()), self.look.paint(ink, cell.verdict.as_str())));
            for finding in &cell.evidence {
                let line = format!("{} ({}) [{}]", terminal(&finding.message), text::place(&finding.place), terminal(&finding.rule));
                push_line(out, &format!("    {}", self.look.wrap(&line, 6)));
            }
        }
        out.push('\n');
    }
}
