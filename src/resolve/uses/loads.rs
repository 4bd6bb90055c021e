//! On which releases a file of a module is loaded at all: only where some include of it is reached, if any file includes it.

use std::collections::HashMap;

use crate::core_facts::{Kind, Known};
use crate::model::uses::{Thing, Uses};

/// Releases by file, see [`key`]; files that nothing is seen to load are not in it.
pub(super) type Loads = HashMap<usize, u32>;

/// What tells a file from all others that were read.
pub(super) fn key(file: &Uses) -> usize {
    std::ptr::from_ref(file).addr()
}

/// What the includes of all files tell. A file that is opened as a page, or loaded in ways that are not seen, is not held back by one include
/// behind a test: only files that all seen includes agree on are.
pub(super) fn of(files: &[&Uses], known: &Known, there: &dyn Fn(&Thing) -> Option<u32>) -> Loads {
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
                *loads.entry(key(file)).or_default() |= from.reached(included.guard, known.all, there);
            }
        }
    }
    for file in files {
        if let Some(releases) = looked_for(file, known) {
            *loads.entry(key(file)).or_default() |= releases;
        }
    }
    loads
}

/// A hook context that no core has. The module that has it can bring whatever the code in it uses.
pub(super) fn is_foreign_context(thing: &Thing, known: &Known) -> bool {
    matches!(thing, Thing::Context(_)) && known.present(thing).is_none()
}

/// The releases that look for a driver, if a file is one: it lies where the core looks for such, in a directory that holds a class of the
/// core above one of its own. Where the core has no such directory nobody loads it: those of captchas came with 21
/// (`core/modules/security/captcha/modules_captcha.php`), and in `core/modules` itself no core looks for any.
fn looked_for(file: &Uses, known: &Known) -> Option<u32> {
    let is_below = |start: &str| start.is_empty() || start.ends_with('/');
    let place = file.file.match_indices("core/modules/").find(|(at, _)| is_below(&file.file[..*at]))?.0;
    let (directory, _) = file.file[place..].rsplit_once('/')?;
    let parents = file.classes.iter().flat_map(|class| &class.parents);
    let mut above = parents.filter_map(|parent| known.find(Kind::Class, "", parent));
    let mut stands_on = |is: &dyn Fn(&str) -> bool| {
        above.any(|class| class.variants().any(|variant| variant.file.rsplit_once('/').is_some_and(|(of, _)| is(of))))
    };
    if directory == "core/modules" {
        return stands_on(&|of| of.starts_with("core/modules/")).then_some(0);
    }
    stands_on(&|of| of == directory).then(|| known.with_files_in(directory))
}

/// The last name of a path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
