//! Options of `pg_dump`, one for each table.

use super::Extent;
use crate::report::Format;

/// The format `pg_dump`.
#[derive(Debug)]
pub(crate) struct PgDump;

impl Format<Extent<'_>> for PgDump {
    fn write(&self, extent: &Extent<'_>, out: &mut String) {
        extent.tables().for_each(|table| out.extend(["--table=", table, "\n"]));
    }
}
