//! What a module brings along: permissions, hooks, triggers, API, SQL and the rest.

use serde::Serialize;

use super::common::{Bare, Place, Placed, bare, place, text, texts};
use crate::model::facets as model;
use crate::model::module::Module;

#[derive(Serialize)]
pub(super) struct Facets<'a> {
    permissions: Vec<Permission<'a>>,
    constants: Vec<Constant<'a>>,
    directories: Vec<Placed<'a, &'a str>>,
    menus: Vec<Menu<'a>>,
    tabs: Vec<Tab<'a>>,
    boxes: Vec<Box_<'a>>,
    cron_jobs: Vec<CronJob<'a>>,
    dictionaries: Vec<Dictionary<'a>>,
    parts: Vec<Part<'a>>,
    hooks: Hooks<'a>,
    triggers: Vec<Trigger<'a>>,
    api: Vec<ApiClass<'a>>,
    migrations: Migrations<'a>,
    exports: Vec<Exchange<'a>>,
    imports: Vec<Exchange<'a>>,
    languages: Vec<Language<'a>>,
    models: Vec<Model<'a>>,
}

type Text<'a> = Option<Bare<'a, String>>;
type Number<'a> = Option<Bare<'a, i64>>;

#[derive(Serialize)]
struct Permission<'a> {
    id: Number<'a>,
    label: Text<'a>,
    level1: Text<'a>,
    level2: Text<'a>,
    module: Text<'a>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Constant<'a> {
    name: Text<'a>,
    #[serde(rename = "type")]
    kind: Text<'a>,
    value: Text<'a>,
    deleted_on_unactive: bool,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Menu<'a> {
    #[serde(rename = "type")]
    kind: Text<'a>,
    title: Text<'a>,
    mainmenu: Text<'a>,
    leftmenu: Text<'a>,
    parent: Text<'a>,
    url: Text<'a>,
    position: Number<'a>,
    enabled: Text<'a>,
    perms: Text<'a>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Tab<'a> {
    object: &'a str,
    adds: bool,
    name: &'a str,
    title: &'a str,
    url: &'a str,
    text: Text<'a>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Box_<'a> {
    file: Text<'a>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct CronJob<'a> {
    label: Text<'a>,
    #[serde(rename = "type")]
    kind: Text<'a>,
    class: Text<'a>,
    object: Text<'a>,
    method: Text<'a>,
    command: Text<'a>,
    frequency: Number<'a>,
    unit_seconds: Number<'a>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Dictionary<'a> {
    table: Text<'a>,
    label: Text<'a>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Part<'a> {
    key: &'a str,
    value: Option<&'a str>,
    on: Option<bool>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Hooks<'a> {
    contexts: Vec<Placed<'a, &'a str>>,
    more_contexts_unknown: bool,
    place: Option<Place<'a>>,
    expected_file: Option<&'a str>,
    actions: Option<Actions<'a>>,
    other_files: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Actions<'a> {
    expected_class: &'a str,
    class: Option<Placed<'a, &'a str>>,
    methods: Vec<Placed<'a, &'a str>>,
    priority: Option<i64>,
    file: &'a str,
}

#[derive(Serialize)]
struct Trigger<'a> {
    file: &'a str,
    skipped: Option<&'static str>,
    order: &'a str,
    bound_to: &'a str,
    expected_class: &'a str,
    class: Option<Placed<'a, &'a str>>,
    other_class: Option<Placed<'a, &'a str>>,
    method: Option<Placed<'a, &'a str>>,
    codes: Vec<Placed<'a, &'a str>>,
}

#[derive(Serialize)]
struct ApiClass<'a> {
    file: &'a str,
    expected: &'a [String],
    class: Option<Placed<'a, &'a str>>,
    other_class: Option<Placed<'a, &'a str>>,
    routes: Vec<Route<'a>>,
}

#[derive(Serialize)]
struct Route<'a> {
    verb: &'a str,
    path: &'a str,
    method: &'a str,
    access: &'a str,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Migrations<'a> {
    run: Vec<SqlFile<'a>>,
    on_upgrade: Vec<SqlFile<'a>>,
    never: Vec<SqlFile<'a>>,
    loaded: Vec<Placed<'a, &'a str>>,
    more_loaded_unknown: bool,
}

#[derive(Serialize)]
struct SqlFile<'a> {
    file: &'a str,
    changes: Vec<SqlChange<'a>>,
}

#[derive(Serialize)]
struct SqlChange<'a> {
    kind: &'static str,
    table: &'a str,
    columns: &'a [String],
    place: Place<'a>,
}

#[derive(Serialize)]
struct Exchange<'a> {
    code: Text<'a>,
    label: Text<'a>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Language<'a> {
    locale: &'a str,
    files: &'a [String],
}

#[derive(Serialize)]
struct Model<'a> {
    kind: &'a str,
    role: &'static str,
    name: &'a str,
    file: &'a str,
}

pub(super) fn facets(module: &Module) -> Facets<'_> {
    Facets {
        permissions: module.permissions.iter().map(permission).collect(),
        constants: module.constants.iter().map(constant).collect(),
        directories: texts(&module.directories),
        menus: module.menus.iter().map(menu).collect(),
        tabs: module.tabs.iter().map(tab).collect(),
        boxes: module.boxes.iter().map(|b| Box_ { file: bare(&b.file), place: place(&b.place) }).collect(),
        cron_jobs: module.cron_jobs.iter().map(cron_job).collect(),
        dictionaries: module.dictionaries.iter().map(dictionary).collect(),
        parts: module.parts.iter().map(part).collect(),
        hooks: hooks(&module.hooks),
        triggers: module.triggers.iter().map(trigger).collect(),
        api: module.api.iter().map(api).collect(),
        migrations: migrations(&module.migrations),
        exports: module.exports.iter().map(exchange).collect(),
        imports: module.imports.iter().map(exchange).collect(),
        languages: module.languages.iter().map(|l| Language { locale: &l.locale, files: &l.files }).collect(),
        models: module.models.iter().map(|m| Model { kind: &m.kind, role: m.role, name: &m.name, file: &m.file.file }).collect(),
    }
}

fn permission(p: &model::Permission) -> Permission<'_> {
    Permission {
        id: bare(&p.id),
        label: bare(&p.label),
        level1: bare(&p.level1),
        level2: bare(&p.level2),
        module: bare(&p.module),
        place: place(&p.place),
    }
}

fn constant(c: &model::Constant) -> Constant<'_> {
    Constant {
        name: bare(&c.name),
        kind: bare(&c.kind),
        value: bare(&c.value),
        deleted_on_unactive: c.deleted_on_unactive,
        place: place(&c.place),
    }
}

fn menu(m: &model::Menu) -> Menu<'_> {
    Menu {
        kind: bare(&m.kind),
        title: bare(&m.title),
        mainmenu: bare(&m.mainmenu),
        leftmenu: bare(&m.leftmenu),
        parent: bare(&m.parent),
        url: bare(&m.url),
        position: bare(&m.position),
        enabled: bare(&m.enabled),
        perms: bare(&m.perms),
        place: place(&m.place),
    }
}

fn tab(t: &model::Tab) -> Tab<'_> {
    Tab { object: &t.object, adds: t.adds, name: &t.name, title: &t.title, url: &t.url, text: bare(&t.text), place: place(&t.place) }
}

fn cron_job(c: &model::CronJob) -> CronJob<'_> {
    CronJob {
        label: bare(&c.label),
        kind: bare(&c.kind),
        class: bare(&c.class),
        object: bare(&c.object),
        method: bare(&c.method),
        command: bare(&c.command),
        frequency: bare(&c.frequency),
        unit_seconds: bare(&c.unit),
        place: place(&c.place),
    }
}

fn dictionary(d: &model::Dictionary) -> Dictionary<'_> {
    Dictionary { table: bare(&d.table), label: bare(&d.label), place: place(&d.place) }
}

fn part(p: &model::Part) -> Part<'_> {
    Part { key: &p.key, value: p.value.as_deref(), on: p.on, place: place(&p.place) }
}

fn hooks(h: &model::Hooks) -> Hooks<'_> {
    Hooks {
        contexts: texts(&h.contexts),
        more_contexts_unknown: h.open,
        place: h.place.as_ref().map(place),
        expected_file: h.expected_file.as_deref(),
        actions: h.actions.as_ref().map(actions),
        other_files: h.other_files.iter().map(place).collect(),
    }
}

fn actions(a: &model::Actions) -> Actions<'_> {
    Actions {
        expected_class: &a.expected_class,
        class: a.class.as_ref().map(text),
        methods: texts(&a.methods),
        priority: a.priority,
        file: &a.file.file,
    }
}

fn trigger(t: &model::Trigger) -> Trigger<'_> {
    Trigger {
        file: &t.file.file,
        skipped: t.skipped.map(|skip| match skip {
            model::TriggerSkip::Name => "name",
            model::TriggerSkip::NoRun => "norun",
            model::TriggerSkip::NotDeclared => "not-declared",
            model::TriggerSkip::Directory => "directory",
        }),
        order: &t.order,
        bound_to: &t.bound_to,
        expected_class: &t.expected_class,
        class: t.class.as_ref().map(text),
        other_class: t.other_class.as_ref().map(text),
        method: t.method.as_ref().map(text),
        codes: texts(&t.codes),
    }
}

fn api(a: &model::ApiClass) -> ApiClass<'_> {
    ApiClass {
        file: &a.file.file,
        expected: &a.expected,
        class: a.class.as_ref().map(text),
        other_class: a.other_class.as_ref().map(text),
        routes: a.routes.iter().map(route).collect(),
    }
}

fn route(r: &model::Route) -> Route<'_> {
    Route { verb: &r.verb, path: &r.path, method: &r.method, access: &r.access, place: place(&r.place) }
}

fn migrations(m: &model::Migrations) -> Migrations<'_> {
    Migrations {
        run: m.run.iter().map(sql_file).collect(),
        on_upgrade: m.on_upgrade.iter().map(sql_file).collect(),
        never: m.never.iter().map(sql_file).collect(),
        loaded: texts(&m.loaded),
        more_loaded_unknown: m.open,
    }
}

fn sql_file(f: &model::SqlFile) -> SqlFile<'_> {
    SqlFile { file: &f.file.file, changes: f.changes.iter().map(change).collect() }
}

fn change(c: &model::SqlChange) -> SqlChange<'_> {
    SqlChange { kind: c.kind.as_str(), table: &c.table, columns: &c.columns, place: place(&c.place) }
}

fn exchange(e: &model::Exchange) -> Exchange<'_> {
    Exchange { code: bare(&e.code), label: bare(&e.label), place: place(&e.place) }
}
