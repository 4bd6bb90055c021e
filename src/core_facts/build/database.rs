//! `install/mysql/tables/llx_*.sql` → tables and their columns, without the prefix.

use std::sync::Arc;

use super::super::row::Kind;
use super::draft::Draft;
use crate::model::facets::SqlChangeKind;
use crate::sql;

/// Whether a file creates tables when Dolibarr is installed (`install/step2.php`).
pub(super) fn creates_tables(path: &str) -> bool {
    let name = path.strip_prefix("install/mysql/tables/llx_").unwrap_or_default();
    name.ends_with(".sql") && !name.ends_with(".key.sql") && !name.contains('/')
}

/// Tables and columns of one such file.
pub(super) fn tables(path: &str, text: &[u8]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for change in sql::changes(&Arc::from(path), text).into_iter().filter(|change| change.kind == SqlChangeKind::Create) {
        let table = change.table.to_ascii_lowercase();
        drafts.extend(change.columns.iter().map(|column| Draft::new(Kind::Column, &column.to_ascii_lowercase()).of(&table)));
        drafts.push(Draft::new(Kind::Table, &table).file(path));
    }
    drafts
}
