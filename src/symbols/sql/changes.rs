//! Queries in code that change tables themselves, or every row of one. The statement is read as a migration file's is, with a mark
//! for what is not known before the code runs; what touches such a mark says nothing.

use std::sync::Arc;

use super::text::{HOLE, PREFIX, SEAM, Text, joins};
use crate::base::Span;
use crate::model::facets::SqlChangeKind;
use crate::sql;

/// Stands for what is not known. No name of a table or column has it.
const MARK: &str = "\u{fffd}";

/// Words that such a statement starts with.
const STARTS: [&str; 7] = ["ALTER", "CREATE", "DELETE", "DROP", "RENAME", "TRUNCATE", "UPDATE"];

/// What a query does to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::symbols) struct Changed {
    pub kind: SqlChangeKind,
    /// Without prefix.
    pub table: String,
    /// See [`SqlChange::columns`](crate::model::facets::SqlChange::columns); those that are not known are left out.
    pub columns: Vec<String>,
    /// The start of the query.
    pub span: Span,
    /// The test around it.
    pub at: Option<usize>,
}

/// What a query does to tables.
pub(super) fn read(text: &Text) -> Vec<Changed> {
    if !text.may_be_query() || !starts(text.bytes()) {
        return Vec::new();
    }
    let shown = shown(text.bytes());
    let (span, at) = text.place(text.bytes().iter().take_while(|byte| byte.is_ascii_whitespace()).count(), text.bytes().len());
    let lower = shown.to_ascii_lowercase();
    let is_whole = !text.is_part && !shown.contains(MARK);
    let changes = sql::changes(&Arc::from(""), shown.as_bytes()).into_iter().filter(|change| {
        // A name without a prefix is that of another database, or no table.
        let is_named = !change.table.contains(MARK) && lower.contains(&format!("llx_{}", change.table.to_ascii_lowercase()));
        let is_all = matches!(change.kind, SqlChangeKind::Clear | SqlChangeKind::Rewrite);
        is_named && change.kind != SqlChangeKind::Data && (is_whole || !is_all)
    });
    let known = |columns: Vec<String>| columns.into_iter().filter(|column| !column.contains(MARK)).collect();
    changes.map(|change| Changed { kind: change.kind, table: change.table, columns: known(change.columns), span, at }).collect()
}

/// The text with the prefix as migration files have it; `None` where some of it is not known.
pub(super) fn whole(text: &Text) -> Option<String> {
    Some(shown(text.bytes())).filter(|shown| !shown.is_empty() && !shown.contains(MARK))
}

fn starts(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    STARTS.iter().any(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes())))
}

fn shown(bytes: &[u8]) -> String {
    let mut shown = Vec::with_capacity(bytes.len() + 16);
    for (i, byte) in bytes.iter().enumerate() {
        match *byte {
            PREFIX => shown.extend_from_slice(b"llx_"),
            HOLE => shown.extend_from_slice(MARK.as_bytes()),
            // Letters that meet over a seam are one word on some ways through the code alone.
            SEAM => {
                let around = [i.checked_sub(1), Some(i + 1)].map(|at| at.and_then(|at| bytes.get(at)).is_some_and(|byte| joins(*byte)));
                let is_glued = around == [true, true] && bytes.get(i + 1) != Some(&PREFIX);
                shown.extend_from_slice(if is_glued { MARK.as_bytes() } else { b" " });
            }
            byte => shown.push(byte),
        }
    }
    String::from_utf8_lossy(&shown).into_owned()
}
