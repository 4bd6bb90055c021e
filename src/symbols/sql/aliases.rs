//! What the aliases of a query stand for. An alias that could stand for more than one table stands for none.

use foldhash::{HashMap, HashMapExt};

use super::query::Tokens;
use super::token::Kind;

/// The aliases of a query.
pub(super) struct Aliases(HashMap<String, Alias>);

struct Alias {
    /// `None` where it stands for more than one table, or for something else.
    table: Option<String>,
    /// The tokens that it is known at: those of the subquery that gives it.
    from: usize,
    to: usize,
}

/// The part of a statement that a token stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    /// Behind FROM, JOIN, UPDATE and INTO: where tables stand.
    Tables,
    Other,
}

impl Aliases {
    pub(super) fn of(tokens: &Tokens<'_>) -> Self {
        let mut found = Self(HashMap::new());
        let scopes = scopes(tokens);
        let (mut clause, mut outer) = (Clause::Other, Vec::new());
        for i in 0..tokens.len() {
            match tokens.kind(i) {
                Some(Kind::Mark(b'(')) => outer.push(clause),
                Some(Kind::Mark(b')')) => {
                    clause = outer.pop().unwrap_or(Clause::Other);
                    if clause == Clause::Tables {
                        found.bind(tokens, &scopes, i, None);
                    }
                }
                Some(Kind::Table) if !tokens.is_mark(i + 1, b'.') && !tokens.is_column(i) => {
                    found.bind(tokens, &scopes, i, Some(tokens.lower(i)));
                }
                Some(Kind::Word) if tokens.is_word(i, &["FROM", "JOIN", "STRAIGHT_JOIN", "UPDATE", "INTO", "USING"]) => {
                    clause = Clause::Tables
                }
                Some(Kind::Word) if ends_tables(tokens, i) => clause = Clause::Other,
                Some(Kind::Word | Kind::Name | Kind::Hole) if clause == Clause::Tables && !tokens.is_mark(i + 1, b'.') => {
                    let is_given = tokens.is_word(i + 1, &["AS"]) || starts_item(tokens, i);
                    if is_given && !tokens.is_word(i, &["AS"]) {
                        found.bind(tokens, &scopes, i, None);
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// The table that a name means at a token.
    pub(super) fn table(&self, name: &str, i: usize) -> Option<&str> {
        let alias = self.0.get(name).filter(|alias| (alias.from..=alias.to).contains(&i))?;
        alias.table.as_deref()
    }

    /// Takes in the alias behind a token, if there is one.
    fn bind(&mut self, tokens: &Tokens<'_>, scopes: &[(usize, usize)], i: usize, table: Option<String>) {
        let Some(alias) = tokens.alias_behind(i) else { return };
        let (from, to) = scopes.get(i).copied().unwrap_or_default();
        match self.0.get_mut(&tokens.lower(alias)) {
            Some(known) => {
                known.table = known.table.take().filter(|known| Some(known) == table.as_ref());
                (known.from, known.to) = (known.from.min(from), known.to.max(to));
            }
            None => _ = self.0.insert(tokens.lower(alias), Alias { table, from, to }),
        }
    }
}

/// The subquery that each token stands in, by its parentheses; the whole query for most.
fn scopes(tokens: &Tokens<'_>) -> Vec<(usize, usize)> {
    let end = tokens.len();
    let mut scopes = vec![(0, end); end];
    let mut ends = vec![end; end];
    let mut open = Vec::new();
    for i in 0..end {
        match tokens.kind(i) {
            Some(Kind::Mark(b'(')) => open.push(i),
            Some(Kind::Mark(b')')) => {
                if let Some(start) = open.pop() {
                    ends[start] = i;
                }
            }
            _ => {}
        }
    }
    let mut inside = vec![(0, end)];
    for (i, scope) in scopes.iter_mut().enumerate() {
        while inside.len() > 1 && inside.last().is_some_and(|(_, to)| *to < i) {
            inside.pop();
        }
        if tokens.is_mark(i, b'(') && tokens.is_word(i + 1, &["SELECT"]) {
            inside.push((i, ends[i]));
        }
        *scope = inside.last().copied().unwrap_or((0, end));
    }
    scopes
}

fn ends_tables(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_word(i, &["SELECT", "WHERE", "ON", "GROUP", "ORDER", "HAVING", "SET", "VALUES", "UNION"])
}

/// Whether a token, or the `a.b` that it ends, stands where FROM wants a table.
fn starts_item(tokens: &Tokens<'_>, mut i: usize) -> bool {
    while i >= 2 && tokens.is_mark(i - 1, b'.') {
        i -= 2;
    }
    i > 0 && (tokens.is_mark(i - 1, b',') || tokens.is_word(i - 1, &["FROM", "JOIN", "UPDATE", "INTO"]))
}
