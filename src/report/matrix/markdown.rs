//! The matrix as Markdown, for a ticket or a page of documentation.

use std::fmt::Write;

use super::{Grid, heads, inferred, mark, named, reasons};
use crate::report::escape::markdown;
use crate::report::{Format, Markdown};

impl Format<Grid<'_>> for Markdown {
    fn write(&self, grid: &Grid<'_>, out: &mut String) {
        let heads: Vec<String> = heads(grid.columns).iter().map(|head| markdown(head)).collect();
        let _ = writeln!(out, "| module | {} | works on | declares |", heads.join(" | "));
        let _ = writeln!(out, "|---|{}---|---|", "---|".repeat(heads.len()));
        for judged in grid.shown() {
            let marks: Vec<&str> = judged.cells.iter().map(|cell| mark(cell.verdict)).collect();
            let (name, declares) = (markdown(&judged.module.class), markdown(&grid.declared(judged)));
            let _ = writeln!(out, "| {name} | {} | {} | {declares} |", marks.join(" | "), inferred(judged));
        }
        out.push('\n');
        for judged in grid.shown() {
            for (word, _, finding) in reasons(grid, judged) {
                let place = markdown(&crate::report::text::place(&finding.place));
                let (name, word) = (markdown(&judged.module.class), markdown(&word));
                let _ = writeln!(out, "- {name} {word}: {} ({place})", markdown(&finding.message));
            }
        }
        for (head, core) in named(grid.columns) {
            let _ = writeln!(out, "- {} is Dolibarr {}", markdown(&head), markdown(&core));
        }
    }
}
