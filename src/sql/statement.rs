//! Statements → what they do to which table. Never fails: what it does not understand says nothing.
//!
//! The crate `sqlparser` is well kept, but it wants one dialect and correct text. Migration files mix MySQL, PostgreSQL and
//! Dolibarr's own marks, and many are broken: of 1,204 statements in 65 published modules it refused 133. Tables and columns
//! are all that is needed here, so this scanner reads just those, in linear time.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::token::{Token, Tokens};
use crate::model::facets::{SqlChange, SqlChangeKind};
use crate::model::place::Place;

/// What stands instead of a column in `CREATE TABLE (…)` and behind `ADD`, `DROP` and `ALTER`.
const NO_COLUMN: &[&str] =
    &["PRIMARY", "UNIQUE", "KEY", "INDEX", "FULLTEXT", "SPATIAL", "CONSTRAINT", "FOREIGN", "CHECK", "PARTITION", "EXCLUDE", "LIKE"];

/// Words that limit a statement to some rows.
const CONDITIONS: &[&str] = &["WHERE", "JOIN", "USING", "LIMIT", "FROM"];

/// No published module comes near; a file made to fill the memory does not get further.
const MAX_CHANGES: usize = 10_000;

/// What the statements of a file do to tables, in their order. Statements on rows count once for each table.
pub(crate) fn changes(shown: &Arc<str>, text: &[u8]) -> Vec<SqlChange> {
    let mut statement = Statement { tokens: Tokens::new(text), current: Token::End, found: Vec::new() };
    let mut changes = Vec::new();
    let mut tables_with_data = BTreeSet::new();
    let mut place = Place { file: shown.clone(), line: 1, column: 1 };
    let mut counted = 0;
    while changes.len() < MAX_CHANGES {
        statement.tokens.skip_blank();
        if statement.tokens.is_done() {
            break;
        }
        let start = statement.tokens.offset();
        advance(&mut place, &text[counted..start]);
        counted = start;
        statement.read();
        for (kind, table, columns) in statement.found.drain(..) {
            if kind != SqlChangeKind::Data || tables_with_data.insert(table.clone()) {
                changes.push(SqlChange { kind, table, columns, place: place.clone() });
            }
        }
    }
    changes.truncate(MAX_CHANGES);
    changes
}

/// Moves a place over some text. A [`LineIndex`](crate::base::LineIndex) would read a file of one long line anew for each statement.
fn advance(place: &mut Place, over: &[u8]) {
    for byte in over {
        match byte {
            b'\n' => (place.line, place.column) = (place.line.saturating_add(1), 1),
            // The later bytes of a character in UTF-8.
            0x80..=0xbf => {}
            _ => place.column = place.column.saturating_add(1),
        }
    }
}

struct Statement<'a> {
    tokens: Tokens<'a>,
    current: Token<'a>,
    found: Vec<(SqlChangeKind, String, Vec<String>)>,
}

impl Statement<'_> {
    /// Reads one statement to its end.
    fn read(&mut self) {
        self.current = self.tokens.next();
        if self.eat(&["CREATE"]) {
            self.create();
        } else if self.eat(&["ALTER"]) {
            self.eat(&["IGNORE", "ONLINE", "OFFLINE"]);
            if self.eat(&["TABLE"]) {
                self.alter();
            }
        } else if self.eat(&["DROP"]) {
            self.eat(&["TEMPORARY"]);
            if self.eat(&["TABLE", "TABLES"]) {
                self.drop();
            } else if self.eat(&["INDEX"]) {
                self.index();
            }
        } else if self.eat(&["RENAME"]) {
            if self.eat(&["TABLE", "TABLES"]) {
                self.rename();
            }
        } else if self.eat(&["INSERT", "REPLACE"]) {
            self.rows(SqlChangeKind::Data);
        } else if self.eat(&["TRUNCATE"]) {
            self.rows(SqlChangeKind::Clear);
        } else if self.eat(&["DELETE"]) {
            self.delete();
        } else if self.eat(&["UPDATE"]) {
            self.update();
        }
        while self.current != Token::End {
            self.current = self.tokens.next();
        }
    }

    /// The table whose rows a statement changes, behind the words in front of it.
    fn rows(&mut self, kind: SqlChangeKind) {
        while self.eat(&["LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK", "IGNORE", "INTO", "FROM", "TABLE", "ONLY"]) {}
        if let Some(table) = self.table() {
            self.found.push((kind, table, Vec::new()));
        }
    }

    /// `DELETE FROM a` takes every row; with anything but an alias behind it, some.
    fn delete(&mut self) {
        while self.eat(&["LOW_PRIORITY", "QUICK", "IGNORE"]) {}
        let is_plain = self.is_word(&["FROM"]);
        self.rows(SqlChangeKind::Data);
        if is_plain
            && self.is_unconditional()
            && let Some((kind, ..)) = self.found.last_mut()
        {
            *kind = SqlChangeKind::Clear;
        }
    }

    /// `UPDATE a SET b = …, c = …` changes these columns of every row.
    fn update(&mut self) {
        self.rows(SqlChangeKind::Data);
        while !matches!(self.current, Token::End | Token::Mark(_)) && !self.is_word(&["SET", "JOIN"]) {
            self.bump();
        }
        let mut columns = Vec::new();
        if !self.eat(&["SET"]) {
            return;
        }
        while let Some(column) = self.name().filter(|_| self.current == Token::Mark(b'=')) {
            columns.push(column);
            if !self.skip_value() {
                return;
            }
            if !self.mark(b',') {
                break;
            }
        }
        if self.current == Token::End
            && !columns.is_empty()
            && let Some((kind, _, written)) = self.found.last_mut()
        {
            (*kind, *written) = (SqlChangeKind::Rewrite, columns);
        }
    }

    /// Moves to the next `,` of this level or to the end; whether no condition came in between.
    fn skip_value(&mut self) -> bool {
        let mut depth = 0_usize;
        loop {
            match self.current {
                Token::End => return true,
                Token::Mark(b',') if depth == 0 => return true,
                Token::Mark(b'(') => depth += 1,
                Token::Mark(b')') => depth = depth.saturating_sub(1),
                // A condition inside of parentheses chooses the value, not the rows.
                _ if depth == 0 && self.is_word(CONDITIONS) => return false,
                _ => {}
            }
            self.bump();
        }
    }

    /// Whether what is left of the statement limits it to some rows.
    fn is_unconditional(&mut self) -> bool {
        while self.current != Token::End {
            if self.is_word(CONDITIONS) || matches!(self.current, Token::Mark(_)) {
                return false;
            }
            self.bump();
        }
        true
    }

    fn create(&mut self) {
        while self.eat(&["OR", "REPLACE", "TEMPORARY", "TEMP", "GLOBAL", "LOCAL", "UNLOGGED", "UNIQUE", "FULLTEXT", "SPATIAL"]) {}
        if self.eat(&["INDEX"]) {
            return self.index();
        }
        if !self.eat(&["TABLE"]) {
            return;
        }
        self.skip_if_exists();
        let Some(table) = self.table() else { return };
        let columns = if self.mark(b'(') { self.columns() } else { Vec::new() };
        self.found.push((SqlChangeKind::Create, table, columns));
    }

    /// The columns of a list whose `(` was read, up to its `)`.
    fn columns(&mut self) -> Vec<String> {
        let mut columns = Vec::new();
        loop {
            if self.is_word(&["SELECT", "WITH"]) {
                return columns;
            }
            if !self.is_word(NO_COLUMN) {
                columns.extend(self.name());
            }
            self.skip_item();
            if !self.mark(b',') {
                self.mark(b')');
                return columns;
            }
        }
    }

    fn alter(&mut self) {
        self.skip_if_exists();
        self.eat(&["ONLY"]);
        let Some(table) = self.table() else { return };
        let first = self.found.len();
        loop {
            let (kind, columns) = self.alteration();
            match self.found[first..].iter_mut().find(|(other, ..)| *other == kind) {
                Some((_, _, others)) => others.extend(columns),
                None => self.found.push((kind, table.clone(), columns)),
            }
            self.skip_item();
            if !self.mark(b',') {
                return;
            }
        }
    }

    /// One of the comma-separated parts of `ALTER TABLE`.
    fn alteration(&mut self) -> (SqlChangeKind, Vec<String>) {
        if self.eat(&["ADD"]) {
            return self.add();
        }
        let changes = self.eat(&["CHANGE"]);
        if changes || self.eat(&["MODIFY"]) {
            self.eat(&["COLUMN"]);
            self.skip_if_exists();
            let old = self.name();
            let new = if changes { self.name().filter(|new| Some(new) != old.as_ref()) } else { None };
            return (SqlChangeKind::ChangeColumn, old.into_iter().chain(new).collect());
        }
        if self.eat(&["RENAME"]) {
            return self.rename_part();
        }
        let kind = if self.eat(&["DROP"]) {
            SqlChangeKind::DropColumn
        } else if self.eat(&["ALTER"]) {
            SqlChangeKind::ChangeColumn
        } else {
            return (SqlChangeKind::Alter, Vec::new());
        };
        if !self.eat(&["COLUMN"]) && self.is_word(NO_COLUMN) {
            return (SqlChangeKind::Alter, Vec::new());
        }
        self.skip_if_exists();
        (kind, self.name().into_iter().collect())
    }

    fn add(&mut self) -> (SqlChangeKind, Vec<String>) {
        let named = self.eat(&["COLUMN"]);
        self.skip_if_exists();
        if self.mark(b'(') {
            return (SqlChangeKind::AddColumn, self.columns());
        }
        if !named && self.is_word(NO_COLUMN) {
            return (SqlChangeKind::Alter, Vec::new());
        }
        (SqlChangeKind::AddColumn, self.name().into_iter().collect())
    }

    fn rename_part(&mut self) -> (SqlChangeKind, Vec<String>) {
        if self.eat(&["TO", "AS"]) {
            return (SqlChangeKind::Rename, self.table().into_iter().collect());
        }
        let column = self.eat(&["COLUMN"]);
        if !column && self.is_word(NO_COLUMN) {
            return (SqlChangeKind::Alter, Vec::new());
        }
        self.skip_if_exists();
        let Some(first) = self.name() else { return (SqlChangeKind::Alter, Vec::new()) };
        if self.eat(&["TO"]) {
            return (SqlChangeKind::ChangeColumn, std::iter::once(first).chain(self.name()).collect());
        }
        (SqlChangeKind::Rename, vec![without_prefix(first)])
    }

    fn drop(&mut self) {
        self.skip_if_exists();
        while let Some(table) = self.table() {
            self.found.push((SqlChangeKind::Drop, table, Vec::new()));
            if !self.mark(b',') {
                return;
            }
        }
    }

    fn rename(&mut self) {
        self.skip_if_exists();
        while let Some(table) = self.table() {
            self.eat(&["TO"]);
            let new = self.table().into_iter().collect();
            self.found.push((SqlChangeKind::Rename, table, new));
            if !self.mark(b',') {
                return;
            }
        }
    }

    /// `CREATE INDEX … ON table` and `DROP INDEX … ON table`.
    fn index(&mut self) {
        while self.current != Token::End && !self.eat(&["ON"]) {
            self.bump();
        }
        self.eat(&["ONLY"]);
        if let Some(table) = self.table() {
            self.found.push((SqlChangeKind::Alter, table, Vec::new()));
        }
    }

    /// Moves to the next `,` or `)` of this level.
    fn skip_item(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.current {
                Token::End => return,
                Token::Mark(b',' | b')') if depth == 0 => return,
                Token::Mark(b'(') => depth += 1,
                Token::Mark(b')') => depth -= 1,
                _ => {}
            }
            self.bump();
        }
    }

    fn skip_if_exists(&mut self) {
        if self.eat(&["IF"]) {
            self.eat(&["NOT"]);
            self.eat(&["EXISTS"]);
        }
    }

    fn table(&mut self) -> Option<String> {
        self.name().map(without_prefix)
    }

    /// A name; of `schema.name` the last part.
    fn name(&mut self) -> Option<String> {
        loop {
            let (Token::Word(bytes) | Token::Name(bytes)) = self.current else { return None };
            self.bump();
            if !self.mark(b'.') {
                return Some(String::from_utf8_lossy(bytes).trim().to_owned()).filter(|name| !name.is_empty());
            }
        }
    }

    fn is_word(&self, words: &[&str]) -> bool {
        matches!(self.current, Token::Word(bytes) if words.iter().any(|word| bytes.eq_ignore_ascii_case(word.as_bytes())))
    }

    fn eat(&mut self, words: &[&str]) -> bool {
        let found = self.is_word(words);
        if found {
            self.bump();
        }
        found
    }

    fn mark(&mut self, mark: u8) -> bool {
        let found = self.current == Token::Mark(mark);
        if found {
            self.bump();
        }
        found
    }

    fn bump(&mut self) {
        if self.current != Token::End {
            self.current = self.tokens.next();
        }
    }
}

/// `run_sql` replaces `llx_` by the site's prefix whatever its case.
fn without_prefix(table: String) -> String {
    let starts = |prefix: &str| table.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    match ["llx_", "__PREFIX__", "MAIN_DB_PREFIX_", "MAIN_DB_PREFIX"].iter().find(|prefix| starts(prefix)) {
        Some(prefix) => table[prefix.len()..].to_owned(),
        None => table,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sql: &str) -> Vec<String> {
        let name = |c: &SqlChange| format!("{}:{} {} {}", c.place.line, c.kind.as_str(), c.table, c.columns.join(","));
        changes(&"a.sql".into(), sql.as_bytes()).iter().map(name).map(|s| s.trim_end().to_owned()).collect()
    }

    #[test]
    fn creates_with_keys_comments_and_nested_lists() {
        let sql = "-- l'essai\n# it's\nCREATE TABLE IF NOT EXISTS llx_a(\n rowid integer, -- key, too\n `key` enum('a,b','c;'),\n price double(24,8) \
                   DEFAULT 0,\n PRIMARY KEY (rowid), UNIQUE uk_a (x), CONSTRAINT c FOREIGN KEY (x) REFERENCES llx_b(y)\n) ENGINE=innodb;\n";
        assert_eq!(read(sql), ["3:create a rowid,key,price"]);
        assert_eq!(read("CREATE TABLE x AS SELECT a, b FROM llx_c"), ["1:create x"]);
    }

    #[test]
    fn alters_in_every_spelling() {
        let sql = "ALTER TABLE llx_a ADD COLUMN b int, ADD c decimal(1,2) AFTER b, ADD INDEX i (b), DROP COLUMN d, DROP FOREIGN KEY fk, \
                   CHANGE e f int, MODIFY g text;\nALTER TABLE ONLY \"public\".\"llx_a\" ALTER COLUMN h DROP NOT NULL;\nalter table LLX_a rename to llx_z;\n\
                   ALTER TABLE llx_a RENAME COLUMN i TO j, ADD (k int, l int);";
        let expected = [
            "1:add-column a b,c",
            "1:alter a",
            "1:drop-column a d",
            "1:change-column a e,f,g",
            "2:change-column a h",
            "3:rename a z",
            "4:change-column a i,j",
            "4:add-column a k,l",
        ];
        assert_eq!(read(sql), expected);
    }

    #[test]
    fn drops_renames_indexes_and_rows() {
        let sql = "DROP TABLE IF EXISTS llx_a, llx_b;RENAME TABLE llx_c TO llx_d, e TO f;\nCREATE UNIQUE INDEX uk ON llx_g(x);\n\
                   INSERT INTO __PREFIX__h VALUES ('it''s \\' ; x');\nINSERT IGNORE INTO llx_h VALUES (1);\nDELETE FROM llx_h;\nTRUNCATE TABLE i;";
        let expected = ["1:drop a", "1:drop b", "1:rename c d", "1:rename e f", "2:alter g", "3:data h", "5:clear h", "6:clear i"];
        assert_eq!(read(sql), expected);
    }

    #[test]
    fn rows_are_all_changed_only_where_nothing_limits_them() {
        for (sql, expected) in [
            ("DELETE FROM llx_a", "1:clear a"),
            ("DELETE FROM llx_a WHERE b = 1", "1:data a"),
            ("DELETE FROM llx_a LIMIT 1", "1:data a"),
            ("DELETE t FROM llx_a AS t", "1:data t"),
            ("DELETE FROM llx_a USING llx_a, llx_b", "1:data a"),
            ("TRUNCATE llx_a", "1:clear a"),
            ("UPDATE llx_a SET b = 1, `c` = concat(d, '(,'), e=(SELECT 1 FROM x WHERE y)", "1:rewrite a b,c,e"),
            ("UPDATE llx_a SET b = 1 WHERE c", "1:data a"),
            ("UPDATE llx_a AS x SET x.b = 2", "1:rewrite a b"),
            ("UPDATE llx_a, llx_b SET c = 1", "1:data a"),
            ("UPDATE llx_a JOIN llx_b ON x SET c = 1", "1:data a"),
            ("UPDATE llx_a SET b = x FROM llx_c", "1:data a"),
            ("UPDATE llx_a SET", "1:data a"),
        ] {
            assert_eq!(read(sql), [expected], "{sql}");
        }
    }

    #[test]
    fn lines_for_one_database_are_run_and_other_comments_are_not() {
        let sql = "-- VMYSQL4.1 ALTER TABLE llx_a ADD b int;\n-- VPGSQL8.2 ALTER TABLE llx_a ADD c int;\n --  VMYSQL ALTER TABLE llx_a ADD d int;\n\
                   --ALTER TABLE llx_a ADD e int;\n/*!40000 ALTER TABLE llx_a DISABLE KEYS */;\n/* ALTER TABLE llx_a ADD f int */";
        assert_eq!(read(sql), ["1:add-column a b", "2:add-column a c", "5:alter a"]);
    }

    #[test]
    fn a_line_that_ends_in_a_semicolon_ends_the_statement_even_inside_quotes() {
        assert_eq!(
            read("INSERT INTO llx_a VALUES ('l'eau');\nDROP TABLE llx_b;\nINSERT INTO c VALUES ('x; \n"),
            ["1:data a", "2:drop b", "3:data c"]
        );
        // Dolibarr splits here too, so the second line is run although the author commented it out.
        assert_eq!(read("/* DROP TABLE a;\nDROP TABLE b;\n*/"), ["2:drop b"]);
    }

    #[test]
    fn hostile_input_stays_linear_and_bounded() {
        for piece in [";", "(", "'", "`", "/*", "--", "-- V", "ALTER TABLE a ADD (", "drop table a;", "\\'; ", "\u{e9}.", "; "] {
            let found = read(&piece.repeat(400_000));
            assert!(found.len() <= MAX_CHANGES, "{piece}");
        }
        for length in 0..12 {
            read(&"-- VMYSQL4.1 "[..length]);
        }
    }
}
