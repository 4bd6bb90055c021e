//! The matrix as Markdown, for a ticket or a page of documentation.

use std::fmt::Write;

use super::{Grid, bounds, inferred, mark};
use crate::report::escape::markdown;
use crate::report::{Format, Markdown};

impl Format<Grid<'_>> for Markdown {
    fn write(&self, grid: &Grid<'_>, out: &mut String) {
        let majors: Vec<String> = grid.releases.iter().map(|release| release.major().to_string()).collect();
        let _ = writeln!(out, "| module | {} | works on | declares |", majors.join(" | "));
        let _ = writeln!(out, "|---|{}---|---|", "---|".repeat(majors.len()));
        for judged in grid.shown() {
            let marks: Vec<&str> = judged.cells.iter().map(|cell| mark(cell.verdict)).collect();
            let (name, declares) = (markdown(&judged.module.class), markdown(&grid.declared(judged)));
            let _ = writeln!(out, "| {name} | {} | {} | {declares} |", marks.join(" | "), inferred(judged));
        }
        out.push('\n');
        for judged in grid.shown() {
            let Some(bounds) = bounds(judged) else { continue };
            for (word, bound) in [("not before", bounds.lower), ("not after", bounds.upper)] {
                let Some((_, finding)) = bound else { continue };
                let place = markdown(&crate::report::text::place(&finding.place));
                let _ = writeln!(out, "- {} {word}: {} ({place})", markdown(&judged.module.class), markdown(&finding.message));
            }
        }
    }
}
