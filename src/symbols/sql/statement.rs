//! The tokens of one query → tables and columns. What could mean anything else than a table or a column says nothing.

use super::Found;
use super::aliases::Aliases;
use super::query::Tokens;
use super::text::Text;
use super::token::Kind;
use super::words::{is_next, is_start};
use crate::model::uses::Thing;

/// How many lists of `UPDATE … SET` are read in one query; each may be as long as what is left of it.
const MOST_LISTS: usize = 64;

/// What is found in a query.
pub(super) fn read(text: &Text) -> Vec<Found> {
    let Some(tokens) = Some(text).filter(|text| text.may_be_query()).and_then(Tokens::new) else { return Vec::new() };
    let mut query = Query { tokens, found: Vec::new() };
    if query.is_sql() {
        query.names();
        query.insert_lists();
        query.set_lists();
        query.only_table();
    }
    query.found
}

struct Query<'t> {
    tokens: Tokens<'t>,
    found: Vec<Found>,
}

impl Query<'_> {
    /// Whether the text is SQL: it starts like it, and in it a table stands where SQL wants one.
    fn is_sql(&self) -> bool {
        let starts = match self.tokens.kind(0) {
            Some(Kind::Word) => is_start(self.tokens.written(0)) || self.tokens.is_mark(1, b'.'),
            first => matches!(first, Some(Kind::Hole | Kind::Table | Kind::Mark(b'(' | b','))),
        };
        starts && (0..self.tokens.len()).any(|i| self.tokens.is_table(i) && self.is_wanted(i))
    }

    /// Whether a table is what SQL wants at this token, and what follows fits.
    fn is_wanted(&self, i: usize) -> bool {
        let is_named = self.tokens.is_word(i + 1, &["AS"]) && self.tokens.alias_behind(i).is_some();
        // `MAIN_DB_PREFIX."facture as f"`, the value of a variable that is put behind FROM.
        let Some(before) = self.tokens.before_table(i) else { return i == 0 && is_named };
        if self.tokens.is_mark(before, b',') {
            return is_named;
        }
        if self.tokens.is_word(before, &["INTO", "REPLACE", "INSERT"]) {
            return self.tokens.is_mark(i + 1, b'(')
                || self.tokens.is_hole(i + 1)
                || self.tokens.is_word(i + 1, &["SELECT", "VALUES", "VALUE", "SET"]);
        }
        if self.tokens.is_word(before, &["TABLE"]) {
            return before > 0 && self.tokens.is_word(before - 1, &["ALTER", "TRUNCATE", "LOCK", "CREATE", "DROP", "EXISTS"]);
        }
        let alias = self.tokens.alias_behind(i);
        let after = alias.map_or(i, |alias| alias) + 1;
        if self.tokens.is_word(before, &["UPDATE"]) {
            return self.tokens.is_word(after, &["SET", "LEFT", "RIGHT", "INNER", "JOIN"])
                || self.tokens.is_mark(after, b',')
                || self.tokens.is_hole(after);
        }
        let fits = match self.tokens.kind(after) {
            Some(Kind::Word) => is_next(self.tokens.written(after)),
            Some(Kind::Mark(mark)) => b",();".contains(&mark),
            _ => true,
        };
        fits && self.tokens.is_word(before, &["FROM", "JOIN", "STRAIGHT_JOIN", "DESCRIBE", "DESC", "TABLES", "USING", "OPTIMIZE"])
    }

    /// Tables, and columns with what they belong to in front.
    fn names(&mut self) {
        let aliases = Aliases::of(&self.tokens);
        for i in 0..self.tokens.len() {
            if self.tokens.is_table(i) && self.is_needed(i) {
                self.keep(Thing::Table(self.tokens.lower(i)), i);
            }
            if !self.tokens.is_mark(i + 1, b'.') || self.tokens.is_column(i) {
                continue;
            }
            let owner = match self.tokens.kind(i) {
                Some(Kind::Table) => Some(self.tokens.lower(i)),
                Some(Kind::Word | Kind::Name) => aliases.table(&self.tokens.lower(i), i).map(str::to_owned),
                _ => None,
            };
            let is_whole = self.tokens.touches(i) && self.tokens.touches(i + 1) && !self.tokens.is_mark(i + 3, b'(');
            let is_path = self.tokens.is_mark(i + 3, b'.') && self.tokens.touches(i + 2);
            if let Some(table) = owner.filter(|_| is_whole && !is_path) {
                self.keep_column(&table, i + 2);
            }
        }
    }

    /// Whether a prefixed name is one of a table that has to be there.
    fn is_needed(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return true };
        if self.tokens.is_column(i)
            || self.tokens.is_word(before, &["AS", "INDEX", "KEY", "CONSTRAINT", "SEQUENCE", "VIEW", "FUNCTION", "TRIGGER"])
        {
            return false;
        }
        // A name in front of a list is a function's, but behind these words.
        if self.tokens.is_mark(i + 1, b'(')
            && !self.tokens.is_word(before, &["INTO", "REFERENCES", "ON", "TABLE", "IGNORE", "REPLACE", "JOIN", "FROM"])
        {
            return false;
        }
        let verb = self.tokens.before_table(i).filter(|table| *table > 0 && self.tokens.is_word(*table, &["TABLE"]));
        let is_made = verb.is_some_and(|table| self.tokens.is_word(table - 1, &["CREATE", "TEMPORARY"]));
        let may_lack = self.tokens.is_word(before, &["EXISTS"]) && !self.tokens.is_mark(before, b'(');
        !is_made && !may_lack
    }

    /// `INSERT INTO t (a, b)`
    fn insert_lists(&mut self) {
        for i in 1..self.tokens.len() {
            let is_list = self.tokens.is_table(i) && self.tokens.is_mark(i + 1, b'(') && self.tokens.is_word(i - 1, &["INTO"]);
            if !is_list {
                continue;
            }
            let table = self.tokens.lower(i);
            let mut at = i + 2;
            while let Some(Kind::Word | Kind::Name | Kind::Hole | Kind::Mark(b',')) = self.tokens.kind(at) {
                let is_item = self.ends_item(at - 1) && self.ends_item(at + 1);
                if self.tokens.is_word(at, &["SELECT", "VALUES"]) {
                    break;
                }
                if is_item && self.tokens.is_name(at) {
                    self.keep_column(&table, at);
                }
                at += 1;
            }
        }
    }

    fn ends_item(&self, i: usize) -> bool {
        matches!(self.tokens.kind(i), Some(Kind::Mark(b',' | b'(' | b')')))
    }

    /// `UPDATE t SET a = …, b = …` and `INSERT INTO t SET a = …`
    fn set_lists(&mut self) {
        let mut lists = 0;
        for i in 1..self.tokens.len() {
            let Some(before) = Some(i).filter(|i| self.tokens.is_table(*i)).and_then(|i| self.tokens.before_table(i)) else { continue };
            let set = self.tokens.alias_behind(i).unwrap_or(i) + 1;
            if self.tokens.is_word(before, &["UPDATE", "INTO"]) && self.tokens.is_word(set, &["SET"]) {
                let table = self.tokens.lower(i);
                self.set_list(&table, set);
                lists += 1;
                if lists == MOST_LISTS {
                    return;
                }
            }
        }
    }

    fn set_list(&mut self, table: &str, set: usize) {
        let mut depth = 0_usize;
        for i in set..self.tokens.len() {
            match self.tokens.kind(i) {
                Some(Kind::Mark(b'(')) => depth += 1,
                Some(Kind::Mark(b')')) if depth == 0 => return,
                Some(Kind::Mark(b')')) => depth -= 1,
                Some(Kind::Mark(b';')) => return,
                _ if depth > 0 => {}
                Some(Kind::Word)
                    if i > set
                        && self.tokens.is_word(i, &["WHERE", "ORDER", "LIMIT", "FROM", "SELECT", "UPDATE", "INSERT", "INTO", "DELETE"]) =>
                {
                    return;
                }
                Some(Kind::Word | Kind::Name) => {
                    let is_first = self.tokens.is_mark(i - 1, b',') || self.tokens.is_word(i - 1, &["SET"]);
                    if is_first && self.tokens.is_mark(i + 1, b'=') && self.tokens.is_name(i) {
                        self.keep_column(table, i);
                    }
                }
                _ => {}
            }
        }
    }

    /// Columns without anything in front, where one table is all that the query is about.
    fn only_table(&mut self) {
        let count = |words: &[&str]| (0..self.tokens.len()).filter(|i| self.tokens.is_word(*i, words)).count();
        let tables: Vec<usize> = (0..self.tokens.len()).filter(|i| self.tokens.is_table(*i)).collect();
        let &[table] = tables.as_slice() else { return };
        let is_update = table > 0 && self.tokens.is_word(table - 1, &["UPDATE"]);
        let froms = usize::from(!is_update);
        let is_one = count(&["SELECT", "DELETE", "UPDATE", "INSERT"]) == 1
            && count(&["FROM"]) == froms
            && count(&["JOIN", "STRAIGHT_JOIN", "UNION", "WITH", "USING"]) == 0
            && count(&["WHERE"]) <= 1
            && self.tokens.is_word(0, &["SELECT", "DELETE", "UPDATE"]);
        let starts = is_update || (table > 0 && self.tokens.is_word(table - 1, &["FROM"]));
        if !is_one || !starts {
            return;
        }
        let end = self.tokens.alias_behind(table).unwrap_or(table) + 1;
        let is_alone = end >= self.tokens.len() || self.tokens.is_word(end, &["WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "SET"]);
        if !is_alone {
            return;
        }
        let name = self.tokens.lower(table);
        if self.tokens.is_word(0, &["SELECT"]) {
            self.select_list(&name, table - 1);
        }
        self.conditions(&name, end);
    }

    /// `SELECT a, b AS c FROM`
    fn select_list(&mut self, table: &str, from: usize) {
        let mut depth = 0_usize;
        for i in 1..from {
            match self.tokens.kind(i) {
                Some(Kind::Mark(b'(')) => depth += 1,
                Some(Kind::Mark(b')')) => depth = depth.saturating_sub(1),
                Some(Kind::Word | Kind::Name) if depth == 0 => {
                    let starts = self.tokens.is_mark(i - 1, b',') || self.tokens.is_word(i - 1, &["SELECT", "DISTINCT"]);
                    let ends = i + 1 == from || self.tokens.is_mark(i + 1, b',') || self.tokens.is_word(i + 1, &["AS"]);
                    if starts && ends && self.tokens.is_name(i) {
                        self.keep_column(table, i);
                    }
                }
                _ => {}
            }
        }
    }

    /// `WHERE a = … AND b IN (…)`
    fn conditions(&mut self, table: &str, from: usize) {
        let Some(start) = (from..self.tokens.len()).find(|i| self.tokens.is_word(*i, &["WHERE"])) else { return };
        for i in start + 1..self.tokens.len() {
            if self.tokens.is_word(i, &["GROUP", "ORDER", "HAVING", "LIMIT"]) {
                return;
            }
            let starts = self.tokens.is_mark(i - 1, b'(') || self.tokens.is_word(i - 1, &["WHERE", "AND", "OR", "NOT"]);
            let compares = matches!(self.tokens.kind(i + 1), Some(Kind::Mark(b'=' | b'<' | b'>' | b'!')))
                || self.tokens.is_word(i + 1, &["IN", "IS", "LIKE", "BETWEEN", "NOT"]);
            if starts && compares && self.tokens.is_name(i) {
                self.keep_column(table, i);
            }
        }
    }

    fn keep_column(&mut self, table: &str, i: usize) {
        // What columns these tables have is decided on each site.
        let is_open = table.ends_with("_extrafields");
        if !is_open && matches!(self.tokens.kind(i), Some(Kind::Word | Kind::Name)) && self.tokens.is_plain(i) {
            self.keep(Thing::Column(table.to_owned(), self.tokens.lower(i)), i);
        }
    }

    fn keep(&mut self, thing: Thing, i: usize) {
        let (span, at) = self.tokens.place(i);
        self.found.push(Found { thing, span, at });
    }
}
