//! Paths for `restic backup --files-from-verbatim`: one on each line, taken as it is.

use super::Extent;
use crate::report::Format;

/// The format `restic`.
#[derive(Debug)]
pub(crate) struct Restic;

impl Format<Extent<'_>> for Restic {
    fn write(&self, extent: &Extent<'_>, out: &mut String) {
        extent.paths.iter().for_each(|path| out.extend([path, "\n"]));
    }
}
