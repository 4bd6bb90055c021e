//! `install/mysql/tables/llx_*.sql` → tables and their columns, without the prefix, and which of these their comments call deprecated. Never reads migrations.

use std::collections::HashSet;
use std::sync::Arc;

use super::super::row::Kind;
use super::draft::Draft;
use crate::model::facets::{SqlChange, SqlChangeKind};
use crate::sql;

/// Whether a file creates tables when Dolibarr is installed (`install/step2.php`).
pub(super) fn creates_tables(path: &str) -> bool {
    let name = path.strip_prefix("install/mysql/tables/llx_").unwrap_or_default();
    name.ends_with(".sql") && !name.ends_with(".key.sql") && !name.contains('/')
}

/// Tables and columns of one such file.
pub(super) fn tables(path: &str, text: &[u8]) -> Vec<Draft> {
    let created: Vec<SqlChange> =
        sql::changes(&Arc::from(path), text).into_iter().filter(|change| change.kind == SqlChangeKind::Create).collect();
    // Of several tables in a file nobody knows which one a line belongs to.
    let outdated = if created.len() == 1 { outdated(text) } else { HashSet::new() };
    let mut drafts = Vec::new();
    for change in created {
        let table = change.table.to_ascii_lowercase();
        for column in change.columns.iter().map(|column| column.to_ascii_lowercase()) {
            let draft = Draft::new(Kind::Column, &column).of(&table);
            drafts.push(if outdated.contains(column.as_bytes()) { draft.note("deprecated", "") } else { draft });
        }
        drafts.push(Draft::new(Kind::Table, &table).file(path));
    }
    drafts
}

/// Columns in small letters whose line ends in a comment that calls them deprecated.
fn outdated(text: &[u8]) -> HashSet<Vec<u8>> {
    let lines = text.split(|byte| *byte == b'\n').filter_map(|line| {
        let at = line.windows(2).position(|two| two == b"--")?;
        let name = line[..at].trim_ascii_start().split(u8::is_ascii_whitespace).next()?;
        let name: Vec<u8> = name.iter().filter(|byte| **byte != b'`').map(u8::to_ascii_lowercase).collect();
        says_deprecated(&line[at..].to_ascii_lowercase()).then_some(name)
    });
    lines.collect()
}

/// Whether a comment in small letters says so of what is, rather than of what may come.
fn says_deprecated(comment: &[u8]) -> bool {
    let mut before: &[u8] = b"";
    comment.split(|byte| !byte.is_ascii_alphabetic()).filter(|word| !word.is_empty()).any(|word| {
        let is_said = word == b"deprecated" && !matches!(before, b"be" | b"not");
        before = word;
        is_said
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_deprecated_where_their_own_line_says_so() {
        let sql = "-- deprecated header\ncreate table llx_a (\n  rowid int, -- the key\n  `Old` varchar(8), -- old way (deprecated)\n\
                   \tolder double(24,8) DEFAULT 0 NOT NULL, -- Deprecated: do not use\n  soon int, -- may be deprecated\n  -- gone int, -- deprecated\n\
                   is_deprecated int,\n  last int -- not deprecated, but obsolete\n);";
        let told = |sql: &str| -> Vec<String> {
            let drafts = tables("install/mysql/tables/llx_a.sql", sql.as_bytes());
            drafts.into_iter().filter(|draft| !draft.notes.is_empty()).map(|draft| draft.name).collect()
        };
        assert_eq!(told(sql), ["old", "older"]);
        assert!(told(&format!("{sql}\n{}", sql.replace("llx_a", "llx_b"))).is_empty());
        assert!(told("create table llx_a (\n--\n -- deprecated\n").is_empty());
    }
}
