//! Tables that fit the terminal: columns go before words are cut, and what went is said. The only place that knows comfy_table.

use std::fmt::Write;

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, TableStyle};

use super::escape::terminal;
use super::human::{problems, push_line};
use super::style::Ink;
use super::text::{self, count};
use super::{Format, Listing, Look, Verdict, Web};
use crate::graph::SaidBy;
use crate::model::inventory::Inventory;

/// The format `table`.
#[derive(Debug)]
pub(crate) struct Table {
    /// Colours and width.
    pub look: Look,
}

/// A column: its heading, how it looks, and what has to go first.
pub(super) struct Column<'h> {
    head: &'h str,
    number: bool,
    /// Columns with a higher rank go first when the terminal is too narrow; rank 0 stays.
    rank: u8,
    /// The width down to which the column's text may wrap.
    least: usize,
}

pub(super) const fn words(head: &str, rank: u8, least: usize) -> Column<'_> {
    Column { head, number: false, rank, least }
}

pub(super) const fn number(head: &str, rank: u8) -> Column<'_> {
    Column { head, number: true, rank, least: 20 }
}

impl Format<Listing<'_>> for Table {
    fn write(&self, listing: &Listing<'_>, out: &mut String) {
        const COLUMNS: [Column<'_>; 13] = [
            words("module", 0, 24),
            words("version", 0, 16),
            number("numero", 1),
            words("Dolibarr", 2, 18),
            words("PHP", 5, 14),
            words("needs", 3, 20),
            words("Git", 4, 20),
            number("rights", 6),
            number("hooks", 7),
            number("triggers", 8),
            number("API", 9),
            number("SQL", 10),
            words("directory", 11, 40),
        ];
        let Listing { inventory, graph, shown } = listing;
        if !self.look.quiet {
            push_line(out, &self.look.paint(Ink::Bold, &text::site(inventory)));
            out.push('\n');
        }
        let rows = shown.iter().map(|i| (*i, &inventory.modules[*i])).map(|(i, module)| {
            vec![
                text::name(module),
                text::field(&module.version.version),
                text::field(&module.identity.numero),
                text::range(&module.requires.dolibarr_min, &module.requires.dolibarr_max),
                text::range(&module.requires.php_min, &module.requires.php_max),
                text::needs(module, i, graph),
                text::git(&module.git),
                size(module.permissions.len()),
                size(module.hooks.contexts.len()),
                size(module.triggers.len()),
                size(module.api.len()),
                size(module.migrations.run.len() + module.migrations.on_upgrade.len() + module.migrations.never.len()),
                text::home(module),
            ]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        self.grid(&COLUMNS, &rows, out);
        if !self.look.quiet {
            self.foot(inventory, &rows, out);
        }
        problems(self.look, &inventory.problems, out);
    }
}

impl Format<Verdict<'_>> for Table {
    fn write(&self, verdict: &Verdict<'_>, out: &mut String) {
        const COLUMNS: [Column; 5] =
            [words("level", 0, 8), words("module", 1, 24), words("place", 0, 30), words("finding", 0, 30), words("rule", 2, 36)];
        let rows = verdict.shown().map(|finding| {
            let module = finding.module.as_ref().map_or_else(|| "-".to_owned(), |module| terminal(&module.class));
            let level = finding.level.as_str().to_owned();
            vec![level, module, text::place(&finding.place), terminal(&finding.message), terminal(&finding.rule)]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        self.grid(&COLUMNS, &rows, out);
        if !self.look.quiet {
            let _ = writeln!(out, "{}", count(rows.len(), "finding"));
            text::set_aside(verdict).into_iter().for_each(|line| push_line(out, &line));
        }
        problems(self.look, &verdict.inventory.problems, out);
    }
}

impl Format<Web<'_>> for Table {
    fn write(&self, web: &Web<'_>, out: &mut String) {
        const COLUMNS: [Column; 4] = [number("order", 1), words("module", 0, 30), words("needs", 0, 20), words("needed by", 0, 20)];
        if let Some(gone) = web.without {
            return self.without(web, gone, out);
        }
        let (inventory, graph) = (web.inventory, web.graph);
        let name = |i: usize| text::class(inventory, i);
        let drawn = web.drawn();
        let tied = |i: usize| graph.edges().any(|e| e.from == i || e.to == i) || graph.missing().iter().any(|m| m.from == i);
        let order = graph.activation_order().into_iter().filter(|i| drawn.binary_search(i).is_ok() && tied(*i));
        let rows = order.enumerate().map(|(position, i)| {
            let needs = text::needs(&inventory.modules[i], i, graph);
            vec![(position + 1).to_string(), name(i), needs, needed_by(web, &drawn, i)]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        if !rows.is_empty() {
            self.grid(&COLUMNS, &rows, out);
        }
        let alone = drawn.iter().filter(|i| !tied(**i)).count();
        if alone > 0 && !self.look.quiet {
            let _ = writeln!(out, "{} on {} own", count(alone, "module"), if alone == 1 { "its" } else { "their" });
        }
        let is_drawn = |i: &usize| drawn.binary_search(i).is_ok();
        for missing in graph.missing().iter().filter(|missing| is_drawn(&missing.from)) {
            let at = text::place(&missing.relation.place);
            let _ = writeln!(out, "missing   {} needs {}, at {at}", name(missing.from), text::relation(&missing.relation));
        }
        for cycle in graph.cycles().iter().filter(|cycle| cycle.iter().all(is_drawn)) {
            let path: Vec<String> = cycle.iter().chain(cycle.first()).map(|i| name(*i)).collect();
            let _ = writeln!(out, "cycle     {}", path.join(" -> "));
        }
        for conflict in graph.conflicts().iter().filter(|conflict| is_drawn(&conflict.from) && is_drawn(&conflict.to)) {
            let at = text::place(&conflict.relation.place);
            let _ = writeln!(out, "conflict  {} switches {} off, at {at}", name(conflict.from), name(conflict.to));
        }
    }
}

/// The drawn modules that need a module.
fn needed_by(web: &Web<'_>, drawn: &[usize], index: usize) -> String {
    let users = web.graph.edges().filter(|edge| edge.to == index && drawn.binary_search(&edge.from).is_ok());
    let users = users.map(|edge| {
        let also = if edge.said_by == SaidBy::RequiredBy { " (says requiredby)" } else { "" };
        format!("{}{also}", text::class(web.inventory, edge.from))
    });
    let users: Vec<String> = users.collect();
    if users.is_empty() { "-".to_owned() } else { users.join(", ") }
}

impl Table {
    fn without(&self, web: &Web<'_>, gone: usize, out: &mut String) {
        let name = |i: usize| text::class(web.inventory, i);
        let broken = web.graph.breaks_without(gone);
        if broken.is_empty() {
            return push_line(out, &format!("nothing needs {}", name(gone)));
        }
        if !self.look.quiet {
            let _ = writeln!(out, "switching {} off breaks {}:", name(gone), count(broken.len(), "module"));
        }
        let width = broken.iter().map(|i| name(*i).chars().count()).max().unwrap_or(0);
        for i in broken {
            let direct = web.graph.edges().find(|edge| edge.from == i && edge.to == gone);
            let how = direct.map_or_else(|| "through others".to_owned(), |edge| format!("at {}", text::place(&edge.relation.place)));
            let _ = writeln!(out, "  {:width$}  {how}", name(i));
        }
    }

    /// Draws a table of escaped cells.
    pub(super) fn grid(&self, columns: &[Column<'_>], rows: &[Vec<String>], out: &mut String) {
        let kept = fit(columns, rows, self.look.width.map(usize::from));
        let mut table = comfy_table::Table::new();
        let rule = LineStyle::none().fill('-').junction('-');
        table.load_style(TableStyle::new().header_separator(rule));
        table.set_header(kept.iter().map(|i| columns[*i].head));
        for row in rows {
            table.add_row(kept.iter().map(|i| row[*i].as_str()));
        }
        if let Some(width) = self.look.width {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        for (at, i) in kept.iter().enumerate() {
            let Some(column) = table.column_mut(at) else { continue };
            column.set_padding((0, 1));
            if columns[*i].number {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        for (at, line) in table.lines().enumerate() {
            let line = line.trim_end();
            push_line(out, &if at == 0 { self.look.paint(Ink::Bold, line) } else { line.to_owned() });
        }
        if kept.len() < columns.len() && !self.look.quiet {
            let gone: Vec<&str> = (0..columns.len()).filter(|i| !kept.contains(i)).map(|i| columns[i].head).collect();
            push_line(out, &self.look.paint(Ink::Dim, &self.look.wrap(&format!("the terminal is too narrow for: {}", gone.join(", ")), 0)));
        }
        out.push('\n');
    }

    /// What a reader of the inventory's table has to know besides.
    fn foot(&self, inventory: &Inventory, rows: &[Vec<String>], out: &mut String) {
        if rows.iter().any(|row| row[3].contains('!') || row[4].contains('!')) {
            push_line(out, "! Dolibarr never compares this bound, because it is not an array of numbers\n");
        }
        let strays = &inventory.layout.strays;
        if !strays.is_empty() {
            push_line(out, &self.look.paint(Ink::Bold, "also there, but no module for Dolibarr"));
            for stray in strays {
                let note = if stray.note.is_empty() { String::new() } else { format!(": {}", terminal(&stray.note)) };
                let _ = writeln!(out, "  {:<20} {}{note}", stray.kind.as_str(), text::place(&stray.place));
            }
            out.push('\n');
        }
    }
}

/// A number for a cell; nothing to see for 0.
fn size(number: usize) -> String {
    if number == 0 { "-".to_owned() } else { number.to_string() }
}

/// Which columns stay.
fn fit(columns: &[Column<'_>], rows: &[Vec<String>], width: Option<usize>) -> Vec<usize> {
    let natural = |i: usize| rows.iter().map(|row| row[i].chars().count()).max().unwrap_or(0).max(columns[i].head.len());
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let Some(width) = width else { return kept };
    let widths: Vec<usize> = (0..columns.len()).map(|i| natural(i).min(columns[i].least)).collect();
    // A column that says nothing about any row goes before all others.
    let rank = |i: usize| (columns[i].rank > 0 && rows.iter().all(|row| row[i] == "-"), columns[i].rank);
    while kept.iter().map(|i| widths[*i] + 2).sum::<usize>() > width {
        let Some(worst) = kept.iter().copied().filter(|i| columns[*i].rank > 0).max_by_key(|i| rank(*i)) else { break };
        kept.retain(|i| *i != worst);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::build;
    use crate::model::sample::{inventory, module, relation};

    fn listing(look: Look) -> String {
        let mut one = module("alpha", "modAlpha");
        one.requires.depends = vec![relation("modNowhere"), relation("modBeta")];
        let inventory = inventory(vec![one, module("beta", "modBeta")]);
        let graph = build(&inventory);
        let mut out = String::new();
        Table { look }.write(&Listing { inventory: &inventory, graph: &graph, shown: vec![0, 1] }, &mut out);
        out
    }

    #[test]
    fn every_column_is_there_when_nothing_limits_the_width() {
        let text = listing(Look { quiet: true, ..Look::default() });
        assert!(text.starts_with("module  version  numero  Dolibarr  PHP  needs"), "{text}");
        assert!(text.contains("modNowhere MISSING, modBeta"), "{text}");
        assert!(text.contains("custom/alpha\n"), "{text}");
    }

    #[test]
    fn a_narrow_terminal_loses_columns_and_says_so() {
        let text = listing(Look { width: Some(60), ..Look::default() });
        assert!(text.lines().all(|line| line.chars().count() <= 64), "{text}");
        assert!(text.contains("too narrow for:"), "{text}");
        assert!(text.contains("modNowhere"), "{text}");
    }
}
