//! Fields of editors for HTML that are read with a filter which takes the markup out.

use std::collections::{BTreeMap, BTreeSet};

use super::Target;
use super::row::rows;
use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::place::Place;
use crate::model::sent::Stripped;

/// Since when `GETPOST` takes all markup out where no filter is given, and since when it does for `alpha`
/// (`core/lib/functions.lib.php`).
const BY_ITSELF: u32 = 12;
const ALPHA: u32 = 13;

/// One fact for each field of a module.
pub(super) fn facts(inventory: &Inventory, Target { known, bit }: Target<'_>, facts: &mut Vec<Fact>) {
    let Some(version) = known.version(bit) else { return };
    let strips = |read: &Stripped| match read.filter.as_str() {
        "" => version.major() >= BY_ITSELF,
        "alpha" => version.major() >= ALPHA,
        _ => true,
    };
    for (index, files) in &inventory.uses {
        let mut fields: BTreeMap<(&str, &str), BTreeSet<&Place>> = BTreeMap::new();
        for (file, read) in files.iter().flat_map(|file| file.stripped.iter().map(move |read| (file, read))) {
            let reached = file.reached(read.guard, known.all, &|thing| known.present(thing));
            if strips(read) && reached & (1 << bit) != 0 {
                fields.entry((&read.name, &read.filter)).or_default().insert(&read.place);
            }
        }
        for ((name, filter), places) in fields {
            let filter = if filter.is_empty() { "its default filter".to_owned() } else { format!("the filter `{filter}`") };
            let fact = rows("field.stripped", &inventory.modules[*index], places);
            facts.extend(fact.map(|fact| fact.with("name", name).with("filter", filter)));
        }
    }
}
