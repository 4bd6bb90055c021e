//! `export_*` and `import_*` as `exports/class/export.class.php` and `imports/class/import.class.php` (`load_arrays`) read them.

use super::field::{Element, elements, property, text};
use crate::model::facets::Exchange;
use crate::model::module::Descriptor;

/// The export profiles of a module.
pub(super) fn exports(descriptor: &Descriptor) -> Vec<Exchange> {
    profiles(descriptor, "export_code", "export_label")
}

/// The import profiles of a module.
pub(super) fn imports(descriptor: &Descriptor) -> Vec<Exchange> {
    profiles(descriptor, "import_code", "import_label")
}

fn profiles(descriptor: &Descriptor, codes: &str, labels: &str) -> Vec<Exchange> {
    let labels = property(descriptor, labels);
    let profile =
        |element: Element<'_>| Exchange { code: text(&element.worlds), label: element.text_beside(&labels), place: element.place };
    elements(&property(descriptor, codes)).list.into_iter().map(profile).collect()
}
