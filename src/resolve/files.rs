//! API and SQL files that Dolibarr cannot use.

use crate::model::fact::Fact;
use crate::model::module::Module;

use super::row::{row, yes_no};

pub(super) fn facts(module: &Module, facts: &mut Vec<Fact>) {
    for api in &module.api {
        let (state, place) = match (&api.class, &api.other_class) {
            (Some(_), _) => ("found", &api.file),
            (None, Some(other)) => ("other", &other.place),
            (None, None) => ("missing", &api.file),
        };
        let file = file_name(&api.file.file);
        // `api/index.php` makes the directory and the file from the first part of the address: small letters, no `_`.
        let wanted = format!("api_{}.class.php", module.dir.replace('_', ""));
        let reachable = file == wanted && module.dir == module.dir.to_lowercase();
        let fact = row("api.file", module, place)
            .with("file", file)
            .with("state", state)
            .with("expected", api.expected.iter().map(|class| format!("`{class}`")).collect::<Vec<_>>().join(" or "))
            .with("declared", api.other_class.as_ref().map_or("", |class| &class.value))
            .with("reachable", yes_no(reachable))
            .with("wanted", wanted.to_lowercase());
        facts.push(fact);
    }
    if module.migrations.open {
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
