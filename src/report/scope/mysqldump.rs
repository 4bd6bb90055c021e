//! Names of tables for the command line of `mysqldump` or `mariadb-dump`, behind that of the database.

use super::Extent;
use crate::report::Format;

/// The format `mysqldump`.
#[derive(Debug)]
pub(crate) struct Mysqldump;

impl Format<Extent<'_>> for Mysqldump {
    fn write(&self, extent: &Extent<'_>, out: &mut String) {
        extent.tables().for_each(|table| out.extend([table, "\n"]));
    }
}
