//! What names tell: descriptors, directories that Dolibarr passes over, and directories that hold a root.

use super::paths::lies_in;
use crate::base::is_path_end;
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

/// What Dolibarr takes a file of a module for when it loads it and makes an object of its class at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// For the list of modules (`admin/modules.php`).
    Descriptor,
    /// At every event (`core/class/interfaces.class.php: run_triggers`).
    Trigger,
    /// On the pages of its hooks (`core/class/hookmanager.class.php: initHooks`).
    Actions,
}

impl Entry {
    /// What the name of the class begins with, in small letters.
    pub(crate) fn of_class(self) -> &'static str {
        match self {
            Self::Descriptor => "mod",
            Self::Trigger => "interface",
            Self::Actions => "actions",
        }
    }
}

/// What Dolibarr takes a file for by its path.
pub(crate) fn entry(path: &str) -> Option<Entry> {
    let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is = |of: &str, start: &str| is_path_end(dir, of) && name.starts_with(start) && name.ends_with(".class.php");
    match () {
        () if is("core/modules", "mod") => Some(Entry::Descriptor),
        () if is("core/triggers", "interface_") => Some(Entry::Trigger),
        () if is("class", "actions_") => Some(Entry::Actions),
        () => None,
    }
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
