//! Roots for `borg create --patterns-from`: `R path`.

use super::Extent;
use crate::report::Format;

/// The format `borg`.
#[derive(Debug)]
pub(crate) struct Borg;

impl Format<Extent<'_>> for Borg {
    fn write(&self, extent: &Extent<'_>, out: &mut String) {
        extent.paths.iter().for_each(|path| out.extend(["R ", path, "\n"]));
    }
}
