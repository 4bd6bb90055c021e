//! The tables and columns that code names in its queries. A query is all that one variable is given, in the order of the source and
//! whatever branches that stands in. What is not certainly a table or a column is left out; nothing here knows what a core has.

mod aliases;
mod changes;
mod query;
mod rows;
mod statement;
mod text;
mod token;
mod words;

use std::collections::BTreeMap;

pub(super) use changes::Changed;
use foldhash::{HashMap, HashSet};
pub(super) use rows::Selected;
use text::{Around, Text};

use crate::base::Span;
use crate::model::uses::Thing;
use crate::php::tree::{BinaryOp, Expr, ExprKind, Part};

/// How many variables of one function are followed at a time, and how much is found in it.
const MOST_VARIABLES: usize = 4_096;
const MOST_FOUND: usize = 20_000;

/// What one function, or the top level of a file, builds of SQL.
#[derive(Debug, Default)]
pub(super) struct Queries {
    open: HashMap<String, Text>,
    prefixes: HashSet<String>,
    found: Vec<Found>,
    changed: Vec<Changed>,
    selected: Vec<Selected>,
    /// The last of `selected` of a variable that is given a new text, which may be the other branch of one that goes on behind both.
    waiting: BTreeMap<String, Vec<Selected>>,
}

/// Everything that was found, in the order of the source.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub found: Vec<Found>,
    pub changed: Vec<Changed>,
    pub selected: Vec<Selected>,
}

/// A table or a column that a query names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub thing: Thing,
    /// The name, or the piece of PHP that it stands in; the start is never behind the name.
    pub span: Span,
    /// The test around that piece.
    pub at: Option<usize>,
}

impl Queries {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// The text of an expression, where all of it is known.
    pub(super) fn whole(&self, expr: &Expr<'_>) -> Option<String> {
        let mut text = Text::default();
        text.add(expr, Around { prefixes: &self.prefixes, variable: "", at: None });
        changes::whole(&text)
    }

    /// `$sql = expr`, or `$sql .= expr` with `append`. `variable` says which one, as `sql` or `this->sql`; a `$` in it is passed over.
    pub(super) fn assign(&mut self, variable: &str, append: bool, expr: &Expr<'_>, at: Option<usize>) {
        let variable = variable.trim_start_matches('$');
        self.goes_into(expr, variable);
        if !append && self.open.contains_key(variable) && text::goes_on(expr, variable) {
            return self.add(variable, expr, at);
        }
        if !append {
            self.close(variable);
            if text::is_prefix(expr, &self.prefixes) {
                self.prefixes.insert(variable.to_owned());
                return;
            }
        }
        self.prefixes.remove(variable);
        if !self.open.contains_key(variable) {
            if self.open.len() >= MOST_VARIABLES || !(append || has_text(expr)) {
                return;
            }
            let mut text = Text::default();
            if append {
                text.add_hole(at);
            }
            self.open.insert(variable.to_owned(), text);
        }
        self.add(variable, expr, at);
    }

    /// A string that stands elsewhere, as in `$db->query("SELECT …")`. The strings in an expression belong to it: they are not to be
    /// given again. `is_part` says that something else is made of it before it is run.
    pub(super) fn loose(&mut self, expr: &Expr<'_>, is_part: bool, at: Option<usize>) {
        if has_text(expr) {
            self.goes_into(expr, "");
            let mut text = Text::default();
            text.is_part = is_part;
            text.add(expr, Around { prefixes: &self.prefixes, variable: "", at });
            self.read(&text);
        }
    }

    /// Everything that was found, in the order of the source.
    pub(super) fn finish(mut self) -> Told {
        let open: BTreeMap<String, Text> = std::mem::take(&mut self.open).into_iter().collect();
        for (variable, text) in open {
            self.read_of(&variable, &text);
        }
        for (_, waiting) in std::mem::take(&mut self.waiting) {
            self.selected.extend(waiting);
        }
        self.found.sort_by(|a, b| (a.span, &a.thing, a.at).cmp(&(b.span, &b.thing, b.at)));
        self.found.dedup_by(|a, b| (a.span, &a.thing) == (b.span, &b.thing));
        self.found.truncate(MOST_FOUND);
        self.changed.sort_by_key(|changed| changed.span);
        self.selected.sort_by_key(|selected| selected.span);
        Told { found: self.found, changed: self.changed, selected: self.selected }
    }

    /// Remembers which variables become parts of another text: what they hold is not all of a query.
    fn goes_into(&mut self, expr: &Expr<'_>, variable: &str) {
        let ExprKind::Chain(first, rest) = &expr.kind else { return };
        for part in std::iter::once(*first).chain(rest.iter().map(|(_, part)| part)) {
            if let ExprKind::Var(name) = part.kind
                && name != variable
                && let Some(text) = self.open.get_mut(name)
            {
                text.is_part = true;
            }
        }
    }

    fn add(&mut self, variable: &str, expr: &Expr<'_>, at: Option<usize>) {
        if let Some(text) = self.open.get_mut(variable) {
            text.add(expr, Around { prefixes: &self.prefixes, variable, at });
        }
    }

    fn close(&mut self, variable: &str) {
        if let Some(text) = self.open.remove(variable) {
            self.read_of(variable, &text);
        }
    }

    /// Reads what a variable held. Where a text of several statements came before the end, what is behind the branches was added to the last
    /// branch alone: the ones before are told only if that one is too, or has nothing added.
    fn read_of(&mut self, variable: &str, text: &Text) {
        let before = self.waiting.remove(variable).unwrap_or_default();
        let told = self.selected.len();
        self.read(text);
        let mut now = self.selected.split_off(told);
        // What an object holds other methods may add to.
        now.retain(|_| !variable.contains("->"));
        let kept = if text.is_added_to() && now.is_empty() { Vec::new() } else { before };
        self.waiting.insert(variable.to_owned(), kept.into_iter().chain(now).collect());
    }

    fn read(&mut self, text: &Text) {
        if self.found.len() < MOST_FOUND {
            self.found.extend(statement::read(text));
            self.changed.extend(changes::read(text));
            self.selected.extend(rows::read(text));
        }
    }
}

/// Whether an expression can say anything of tables at once, or be the start of what does.
fn has_text(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Str(_) => true,
        ExprKind::Interpolated(parts) => parts.iter().any(|part| matches!(part, Part::Text(_))),
        ExprKind::Chain(_, rest) => rest.iter().all(|(op, _)| *op == BinaryOp::Concat),
        ExprKind::Ternary(..) | ExprKind::Silence(_) | ExprKind::Cast(..) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
