//! On which releases a file of a module is loaded at all: only where some include of it is reached, if any file includes it.

use std::collections::HashMap;

use crate::model::uses::{Thing, Uses};

/// Releases by file, see [`key`]; files that nothing is seen to include are not in it.
pub(super) type Loads = HashMap<usize, u32>;

/// What tells a file from all others that were read.
pub(super) fn key(file: &Uses) -> usize {
    std::ptr::from_ref(file).addr()
}

/// What the includes of all files tell. A file that is opened as a page, or loaded in ways that are not seen, is not held back by one include
/// behind a test: only files that all seen includes agree on are.
pub(super) fn of<'k>(files: &[&'k Uses], all: u32, there: &dyn Fn(&Thing) -> Option<u32>) -> Loads {
    let mut by_name: HashMap<&str, Vec<&Uses>> = HashMap::new();
    for file in files {
        by_name.entry(last(&file.file)).or_default().push(file);
    }
    let mut loads = Loads::new();
    for from in files {
        // A file of the core is nobody's else.
        for included in from.includes.iter().filter(|included| included.is_shown || there(&Thing::File(included.path.clone())).is_none()) {
            let named = by_name.get(last(&included.path)).into_iter().flatten();
            for file in named.filter(|file| included.means(&file.file)) {
                *loads.entry(key(file)).or_default() |= from.reached(included.guard, all, there);
            }
        }
    }
    loads
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
