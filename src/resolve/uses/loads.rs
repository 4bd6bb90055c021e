//! On which releases a file of a module is loaded at all: only where some include of it is reached, if any file includes it.

use std::collections::HashMap;

use crate::model::uses::{Included, Thing, Uses};

/// Releases by file; files that nothing is seen to include are not in it.
pub(super) type Loads = HashMap<*const Uses, u32>;

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
            for file in named.filter(|file| means(included, &file.file)) {
                *loads.entry(std::ptr::from_ref(*file)).or_default() |= from.reached(included.guard, all, there);
            }
        }
    }
    loads
}

/// Whether an include means a file as shown. A module that is read alone is shown without its directory.
fn means(included: &Included, shown: &str) -> bool {
    let ends = |whole: &str, end: &str| whole.strip_suffix(end).is_some_and(|head| head.is_empty() || head.ends_with('/'));
    if included.is_shown { included.path == shown } else { ends(shown, &included.path) || ends(&included.path, shown) }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_loaded_where_an_include_of_it_is_reached() {
        let place = crate::model::place::Place::file("a.php");
        let included = |path: &str, is_shown| {
            let (path, place) = (path.to_owned(), place.clone());
            Included { path, is_shown, guard: None, searched: false, required: true, place }
        };
        for (path, is_shown, file, is_meant) in [
            ("alpha/tpl/a.tpl.php", false, "tpl/a.tpl.php", true),
            ("alpha/tpl/a.tpl.php", false, "custom/alpha/tpl/a.tpl.php", true),
            ("tpl/a.tpl.php", false, "custom/alpha/tpl/a.tpl.php", true),
            ("alpha/tpl/a.tpl.php", false, "custom/alpha/a.tpl.php", false),
            ("alpha/tpl/a.tpl.php", false, "xa.tpl.php", false),
            ("lib/a.php", true, "lib/a.php", true),
            ("lib/a.php", true, "x/lib/a.php", false),
        ] {
            assert_eq!(means(&included(path, is_shown), file), is_meant, "{path} {file}");
        }
    }
}
