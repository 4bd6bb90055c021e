//! API and SQL files that Dolibarr cannot use.

use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::place::Place;

use super::row::{enabled_name, named, row, yes_no};

pub(super) fn facts(module: &Module, facts: &mut Vec<Fact>) {
    for api in &module.api {
        let (state, place) = match (&api.class, &api.other_class) {
            (Some(_), _) => ("found", &api.file),
            (None, Some(other)) => ("other", &other.place),
            (None, None) => ("missing", &api.file),
        };
        let file = file_name(&api.file.file);
        // `api/index.php` makes directory and file from the first part of the address, in small letters. It takes `_` out of the file's name
        // and leaves it in the directory's and the class's, so with `_` they never meet.
        let dir = if module.in_place { module.dir.clone() } else { enabled_name(module).unwrap_or_else(|| module.dir.clone()) };
        let wanted = dir.to_lowercase().replace('_', "");
        let reachable = dir == wanted && file == format!("api_{wanted}.class.php");
        let fact = row("api.file", module, place)
            .with("file", file)
            .with("state", state)
            .with("expected", api.expected.iter().map(|class| format!("`{class}`")).collect::<Vec<_>>().join(" or "))
            .with("declared", api.other_class.as_ref().map_or("", |class| &class.value))
            .with("reachable", yes_no(reachable))
            .with("wanted", wanted);
        facts.push(fact);
    }
    if module.migrations.open {
        return;
    }
    for name_fits in [true, false] {
        let group = module.migrations.never.iter().map(|file| &file.file).filter(|place| runs_by_name(file_name(&place.file)) == name_fits);
        let group: Vec<&Place> = group.collect();
        let Some((first, others)) = group.split_first() else { continue };
        let files = named(group.iter().map(|place| format!("`{}`", file_name(&place.file))));
        let fact = row("sql.never", module, first).with("files", files).with("name_fits", yes_no(name_fits));
        facts.push(others.iter().fold(fact, |fact, place| fact.beside(place, "never run either")));
    }
}

/// Whether `_load_tables` runs files of that name in the directories that it is given (`core/modules/DolibarrModules.class.php`).
fn runs_by_name(name: &str) -> bool {
    let starts = |start: &str| name.starts_with(start);
    starts("llx_") || (!name.to_ascii_lowercase().ends_with(".key.sql") && ["functions", "data", "update"].into_iter().any(starts))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
