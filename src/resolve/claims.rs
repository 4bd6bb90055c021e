//! What a module claims for itself: the values that no other module may use. Compares nothing.

use crate::model::facets::{SqlChangeKind, Trigger};
use crate::model::field::Field;
use crate::model::module::Module;
use crate::model::place::Place;

use super::row::{enabled_name, is_settled, is_sound, level1, menu_key, place_of, rights_class};

/// A value that a module wants for itself.
#[derive(Debug, Clone)]
pub(super) struct Claim<'a> {
    /// Which of [`super::collisions`]' tables it belongs to.
    pub what: &'static str,
    /// What is compared.
    pub key: String,
    /// The value as shown.
    pub value: String,
    pub place: &'a Place,
    /// Whether the module claims it whatever the site decides.
    pub certain: bool,
    /// For constants `deleted`, for tables their columns.
    pub detail: String,
}

/// Everything that the module claims.
pub(super) fn of(module: &Module) -> Vec<Claim<'_>> {
    let mut claims = Claims { list: Vec::new(), sound: is_sound(module) };
    identity(module, &mut claims);
    let settled = is_settled(module, "rights");
    for permission in module.permissions.iter().filter(|p| level1(&p.level1) != "empty") {
        claims.field("permission-id", &permission.id, &permission.place, settled && level1(&permission.level1) == "set");
    }
    let settled = is_settled(module, "const");
    for constant in &module.constants {
        claims.field("constant", &constant.name, &constant.place, settled);
        claims.detail(if constant.deleted_on_unactive { "deleted" } else { "none" });
    }
    let settled = is_settled(module, "cronjobs");
    for job in &module.cron_jobs {
        claims.field("cron-label", &job.label, &job.place, settled);
    }
    let settled = is_settled(module, "menu");
    for menu in &module.menus {
        if menu.kind.known().is_some_and(|kind| kind == "top") {
            claims.field("top-menu", &menu.mainmenu, &menu.place, settled);
        }
        // What hangs below another entry of the module has a parent of its own.
        if let Some(key) = menu_key(menu).filter(|key| !key.starts_with("r=")) {
            let url = key.rsplit('\t').next().unwrap_or_default().to_owned();
            claims.push("menu-entry", key, url, &menu.place, settled);
        }
    }
    for trigger in module.triggers.iter().filter(|trigger| runs(trigger, module)) {
        if let Some(class) = &trigger.class {
            claims.push("trigger-class", class.value.to_ascii_lowercase(), class.value.clone(), &class.place, true);
        }
    }
    let creates = module.migrations.run.iter().flat_map(|file| &file.changes).filter(|c| c.kind == SqlChangeKind::Create);
    for change in creates {
        claims.push("table", change.table.clone(), change.table.clone(), &change.place, true);
        let mut columns: Vec<String> = change.columns.iter().map(|column| column.to_lowercase()).collect();
        columns.sort();
        claims.detail(columns.join(","));
    }
    claims.list
}

fn identity<'a>(module: &'a Module, claims: &mut Claims<'a>) {
    let identity = &module.identity;
    claims.field("numero", &identity.numero, place_of(&identity.numero, module), true);
    claims.list.retain(|claim| claim.key != "0");
    claims.field("const-name", &identity.const_name, place_of(&identity.const_name, module), true);
    let place = place_of(&identity.rights_class, module);
    let class = rights_class(module);
    for value in class.possible() {
        claims.push("rights-class", value.to_lowercase(), value.clone(), place, class.known().is_some());
    }
}

/// Whether Dolibarr includes the file once the module is on.
fn runs(trigger: &Trigger, module: &Module) -> bool {
    let own = || enabled_name(module).is_some_and(|name| trigger.bound_to.eq_ignore_ascii_case(&name));
    trigger.skipped.is_none() && (trigger.bound_to.eq_ignore_ascii_case("all") || own())
}

/// Claims as they are collected.
struct Claims<'a> {
    list: Vec<Claim<'a>>,
    /// Whether the descriptor itself can be trusted.
    sound: bool,
}

impl<'a> Claims<'a> {
    /// Every value that the field can have; more than one, or a doubtful place, is not certain.
    fn field<T: ToString>(&mut self, what: &'static str, field: &Field<T>, place: &'a Place, certain: bool) {
        for value in field.possible().into_iter().map(ToString::to_string).filter(|value| !value.is_empty()) {
            self.push(what, value.to_lowercase(), value, place, certain && field.known().is_some());
        }
    }

    fn push(&mut self, what: &'static str, key: String, value: String, place: &'a Place, certain: bool) {
        self.list.push(Claim { what, key, value, place, certain: certain && self.sound, detail: String::new() });
    }

    /// Gives the claims at the last claim's place their detail.
    fn detail(&mut self, detail: impl Into<String>) {
        let detail = detail.into();
        let Some((what, place)) = self.list.last().map(|claim| (claim.what, claim.place)) else { return };
        for claim in self.list.iter_mut().rev().take_while(|claim| claim.what == what && claim.place == place) {
            claim.detail.clone_from(&detail);
        }
    }
}
