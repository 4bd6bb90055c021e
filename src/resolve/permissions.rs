//! Permissions as `insert_permissions` writes them, and what stands twice inside one module.

use std::collections::BTreeMap;

use crate::model::fact::Fact;
use crate::model::field::Field;
use crate::model::module::Module;
use crate::model::place::Place;

use super::row::{is_empty, is_settled, is_sound, level1, menu_key, place_of, row, yes_no};

pub(super) fn facts(module: &Module, facts: &mut Vec<Fact>) {
    let rights_class = &module.identity.rights_class;
    let empty = match rights_class {
        Field::Absent => is_sound(module),
        field => field.known().is_some_and(|text| is_empty(text)),
    };
    if empty || rights_class.known().is_some() {
        let fact = row("rights-class", module, place_of(rights_class, module))
            .with("state", if empty { "empty" } else { "set" })
            .with("permissions", yes_no(!module.permissions.is_empty()))
            .with("name", module.identity.name.known().map_or(String::new(), |name| name.to_lowercase()));
        facts.push(fact);
    }
    for permission in &module.permissions {
        let text = |field: &Field<String>| field.known().cloned().unwrap_or_default();
        let fact = row("permission", module, &permission.place)
            .with("id", permission.id.known().map_or("?".to_owned(), ToString::to_string))
            .with("label", text(&permission.label))
            .with("level1", level1(&permission.level1));
        facts.push(fact);
    }
    if is_settled(module, "rights") {
        let written = module.permissions.iter().filter(|p| level1(&p.level1) == "set");
        twice(module, "permission-id", written.filter_map(|p| Some((p.id.known()?.to_string(), &p.place))), facts);
    }
    if is_settled(module, "cronjobs") {
        let labels = module.cron_jobs.iter().filter_map(|job| Some((job.label.known()?.clone(), &job.place)));
        twice(module, "cron-label", labels, facts);
    }
    if is_settled(module, "menu") {
        let entries = module.menus.iter().filter_map(|menu| Some((menu_key(menu)?, &menu.place)));
        twice(module, "menu-entry", entries, facts);
    }
}

fn twice<'a>(module: &Module, what: &str, values: impl Iterator<Item = (String, &'a Place)>, facts: &mut Vec<Fact>) {
    let mut first: BTreeMap<String, &Place> = BTreeMap::new();
    for (value, place) in values {
        match first.get(&value) {
            Some(earlier) => {
                let fact = row("duplicate", module, place).with("what", what).with("value", value.rsplit('\t').next().unwrap_or_default());
                facts.push(fact.beside(earlier, "the first one"));
            }
            None => {
                first.insert(value, place);
            }
        }
    }
}
