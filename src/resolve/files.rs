//! API and SQL files that Dolibarr cannot use.

use crate::model::fact::Fact;
use crate::model::module::Module;

use super::row::{enabled_name, row, yes_no};

pub(super) fn facts(module: &Module, in_place: bool, facts: &mut Vec<Fact>) {
    for api in &module.api {
        let (state, place) = match (&api.class, &api.other_class) {
            (Some(_), _) => ("found", &api.file),
            (None, Some(other)) => ("other", &other.place),
            (None, None) => ("missing", &api.file),
        };
        let file = file_name(&api.file.file);
        // `api/index.php` makes directory and file from the first part of the address, in small letters. It takes `_` out of the file's name
        // and leaves it in the directory's and the class's, so with `_` they never meet.
        let dir = if in_place { module.dir.clone() } else { enabled_name(module).unwrap_or_else(|| module.dir.clone()) };
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
    let elsewhere = !in_place && module.migrations.run.is_empty();
    if module.migrations.open || elsewhere {
        return;
    }
    for file in &module.migrations.never {
        let fact = row("sql.never", module, &file.file)
            .with("file", file_name(&file.file.file))
            .with("loads", yes_no(!module.migrations.loaded.is_empty()));
        facts.push(fact);
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
