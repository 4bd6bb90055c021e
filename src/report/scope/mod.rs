//! What a backup has to contain, as lists for people and for the tools that make backups: one file for each format.

mod borg;
mod checks;
mod human;
mod mysqldump;
mod pg_dump;
mod restic;

use crate::model::scope::Scope;

pub(crate) use borg::Borg;
pub(crate) use checks::Checks;
pub(crate) use mysqldump::Mysqldump;
pub(crate) use pg_dump::PgDump;
pub(crate) use restic::Restic;

/// The extent of a backup.
#[derive(Debug)]
pub(crate) struct Extent<'a> {
    pub scope: &'a Scope,
    /// The directories to save; only formats of paths ask for them. They hold nothing that cannot stand on a line.
    pub paths: &'a [String],
}

impl Extent<'_> {
    /// The tables that a shell and a pattern take as they are.
    fn tables(&self) -> impl Iterator<Item = &String> {
        let all: std::collections::BTreeSet<&String> = self.scope.modules.iter().flat_map(|module| &module.tables).collect();
        all.into_iter().filter(|table| is_plain(table))
    }
}

/// Whether a name of a table means nothing else to a shell or in a pattern. Names of other letters were never made by Dolibarr.
pub(crate) fn is_plain(table: &str) -> bool {
    !table.is_empty() && !table.starts_with('-') && table.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
