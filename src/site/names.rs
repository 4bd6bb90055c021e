//! What names tell: descriptors, directories that Dolibarr passes over, and directories that hold a root.

use super::paths::lies_in;
use crate::model::site::Root;

/// Whether Dolibarr passes over a directory because of its name.
pub(super) fn is_skipped(name: &str) -> bool {
    let cvs = name.as_bytes().get(..3).is_some_and(|start| start.eq_ignore_ascii_case(b"cvs"));
    name.starts_with('.') || cvs || name == "includes" || name.contains("disabled")
}

/// Whether a file has a descriptor's name.
pub(super) fn is_descriptor(name: &str) -> bool {
    name.starts_with("mod") && name.ends_with(".class.php")
}

/// Whether a directory is a root of the site, or holds one.
pub(super) fn holds_root(roots: &[Root], dir: &str) -> bool {
    roots.iter().any(|root| lies_in(&root.path, dir))
}

/// Whether a file of a module belongs to a library of others that it brings along.
pub(crate) fn is_library(path: &str) -> bool {
    path.split('/').rev().skip(1).any(|dir| {
        matches!(dir, "vendor" | "vendors" | "node_modules" | "includes" | "lib-external" | "third_party" | "third-party" | "3rdparty")
    })
}

/// Whether a file of a module is there for its tests alone. Nobody runs those on a site, and what they stand in for is not there on one.
pub(crate) fn is_test(path: &str) -> bool {
    path.split('/').rev().skip(1).any(|dir| matches!(dir, "test" | "tests"))
}
