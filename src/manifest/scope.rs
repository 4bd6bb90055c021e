//! From a manifest to what a backup of its modules has to contain. Knows no paths of a machine but those that it is given.

use std::collections::{BTreeMap, BTreeSet};

use super::v1::{self, Manifest};
use crate::model::fact::ModuleRef;
use crate::model::scope::{Check, CheckKind, ModuleScope, Scope};

/// Dolibarr's prefix where nobody has chosen another.
const PREFIX: &str = "llx_";

/// Where the directories of a site lie.
#[derive(Debug)]
pub(crate) struct Bases<'a> {
    /// The main root.
    pub htdocs: &'a str,
    /// The documents root.
    pub documents: &'a str,
    /// Other roots by name, as a manifest names them.
    pub roots: &'a [(String, String)],
}

/// What belongs to the modules of a manifest; its prefix counts where none is given.
pub(crate) fn scope(manifest: &Manifest, prefix: Option<&str>) -> Scope {
    let prefix = prefix.or(manifest.site.database_prefix.as_deref()).unwrap_or(PREFIX).to_owned();
    let owned: Vec<BTreeSet<String>> = manifest.modules.iter().map(tables).collect();
    let taken: BTreeSet<&String> = owned.iter().flatten().collect();
    let modules = manifest.modules.iter().zip(&owned).map(|(module, tables)| of_module(module, tables, &taken, &prefix));
    Scope { modules: modules.collect(), prefix }
}

fn of_module(module: &v1::Module, tables: &BTreeSet<String>, taken: &BTreeSet<&String>, prefix: &str) -> ModuleScope {
    let mut columns: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for change in changes(module).filter(|change| change.what == "add-column") {
        let table = change.table.to_ascii_lowercase();
        if !taken.contains(&table) {
            columns.entry(format!("{prefix}{table}")).or_default().extend(change.columns.iter().cloned());
        }
    }
    let constants: BTreeSet<String> = module.constants.iter().filter_map(|constant| constant.name.clone()).collect();
    let told = ["const", "cronjobs", "menu", "rights"];
    ModuleScope {
        module: ModuleRef { dir: module.directory.clone(), class: module.class.clone() },
        version: module.version.clone(),
        tables: tables.iter().map(|table| format!("{prefix}{table}")).collect(),
        columns: columns.into_iter().map(|(table, columns)| (table, columns.into_iter().collect())).collect(),
        documents: documents(module),
        constants: constants.into_iter().collect(),
        cron_jobs: module.cron_jobs.iter().filter_map(|job| job.label.clone()).collect(),
        unknown: module.unknown.iter().filter(|name| told.contains(&name.as_str())).cloned().collect(),
        checks: checks(module),
    }
}

fn changes(module: &v1::Module) -> impl Iterator<Item = &v1::TableChange> {
    module.migrations.iter().flat_map(|file| &file.changes)
}

/// The tables that are there once all files have run, in small letters. A table that is dropped to be made anew stays.
fn tables(module: &v1::Module) -> BTreeSet<String> {
    let created = changes(module).filter(|change| change.what == "create").map(|change| change.table.to_ascii_lowercase());
    let mut tables: BTreeSet<String> = created.collect();
    for change in changes(module).filter(|change| change.what == "rename") {
        if tables.remove(&change.table.to_ascii_lowercase()) {
            tables.extend(change.columns.iter().map(|name| name.to_ascii_lowercase()));
        }
    }
    tables
}

/// The directories that hold a module's documents. Descriptors name those that activation makes, most often just the one for temporary
/// files in the directory that holds the rest.
fn documents(module: &v1::Module) -> Vec<String> {
    let plain = |dir: &String| {
        let parts: Vec<&str> = dir.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let kept = if parts.len() > 1 && parts.last() == Some(&"temp") { &parts[..parts.len() - 1] } else { &parts[..] };
        (!kept.is_empty() && !kept.contains(&"..")).then(|| kept.join("/"))
    };
    let all: BTreeSet<String> = module.document_directories.iter().filter_map(plain).collect();
    let is_inner = |dir: &String| all.iter().any(|other| dir.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('/')));
    all.iter().filter(|dir| !is_inner(dir)).cloned().collect()
}

fn checks(module: &v1::Module) -> Vec<Check> {
    let told = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
    let both = |a: String, b: Option<&String>| b.map_or_else(|| a.clone(), |b| format!("{a}: {b}"));
    let page = |menu: &v1::Menu| menu.url.as_ref().map(|url| both(told(&menu.title), Some(url)));
    let job = |job: &v1::CronJob| both(told(&job.label), job.runs.as_ref());
    let permission = |permission: &v1::Permission| {
        let id = permission.id.map_or_else(|| "?".to_owned(), |id| id.to_string());
        format!("{id}: {}", told(&permission.label))
    };
    let hooks = module.hooks.contexts.iter().map(|context| format!("context {context}"));
    let hooks = hooks.chain(module.hooks.methods.iter().map(|method| format!("method {method}()")));
    let lists: [(CheckKind, Vec<String>); 6] = [
        (CheckKind::Page, module.menus.iter().filter_map(page).collect()),
        (CheckKind::CronJob, module.cron_jobs.iter().map(job).collect()),
        (CheckKind::Route, module.api.iter().flat_map(|api| api.routes.iter().cloned()).collect()),
        (CheckKind::Trigger, module.triggers.iter().flat_map(|trigger| trigger.codes.iter().cloned()).collect()),
        (CheckKind::Hook, hooks.collect()),
        (CheckKind::Permission, module.permissions.iter().map(permission).collect()),
    ];
    let each_once = |things: Vec<String>| {
        let mut seen = BTreeSet::new();
        things.into_iter().filter(|thing| seen.insert(thing.clone())).collect::<Vec<_>>()
    };
    let some = lists.into_iter().filter(|(_, things)| !things.is_empty());
    some.map(|(what, things)| Check { what, things: each_once(things) }).collect()
}

/// The directories to save, sorted; an error names the root that nobody has said the place of.
pub(crate) fn paths(scope: &Scope, bases: &Bases<'_>) -> Result<Vec<String>, String> {
    let join = |base: &str, path: &str| format!("{}/{path}", base.trim_end_matches('/')).trim_end_matches('/').to_owned();
    let mut paths = BTreeSet::new();
    for module in &scope.modules {
        let (root, rest) = module.module.dir.split_once('/').unwrap_or((&module.module.dir, ""));
        let elsewhere = bases.roots.iter().find(|(name, _)| name == root);
        paths.insert(match elsewhere {
            Some((_, dir)) => join(dir, rest),
            None if root.starts_with("alternate:") => return Err(root.to_owned()),
            None => join(bases.htdocs, &module.module.dir),
        });
        paths.extend(module.documents.iter().map(|dir| join(bases.documents, dir)));
    }
    Ok(paths.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::tests::{manifest, module};
    use serde_json::json;

    fn sample() -> Manifest {
        let mut a = module("modA", "1.0", &[]);
        let change = |what: &str, table: &str, columns: &[&str]| json!({ "what": what, "table": table, "columns": columns });
        let changes = [
            change("create", "a_one", &["rowid"]),
            change("create", "A_Old", &[]),
            change("rename", "a_old", &["a_new"]),
            change("add-column", "societe", &["a_x"]),
            change("add-column", "b_one", &["a_y"]),
        ];
        a["migrations"] = json!([{ "file": "sql/a.sql", "on": "activation", "changes": changes }]);
        a["document_directories"] = json!(["/a/temp", "/a/more", "/../x", "/temp"]);
        a["constants"] = json!([{ "name": "A_KEY", "deleted_on_unactive": false }, { "name": null, "deleted_on_unactive": false }]);
        a["unknown"] = json!(["const", "version"]);
        let mut b = module("modB", "2", &[]);
        b["migrations"] = json!([{ "file": "sql/b.sql", "on": "activation", "changes": [change("create", "b_one", &[])] }]);
        b["directory"] = json!("alternate:more/modb");
        manifest("22.0.4", vec![a, b])
    }

    #[test]
    fn a_module_owns_what_its_sql_makes_and_adds() {
        let found = scope(&sample(), None);
        let one = &found.modules[0];
        assert_eq!(one.tables, ["llx_a_new", "llx_a_one"]);
        assert_eq!(one.columns, [("llx_societe".to_owned(), vec!["a_x".to_owned()])]);
        assert_eq!((&one.documents, &one.constants), (&vec!["a".to_owned(), "temp".to_owned()], &vec!["A_KEY".to_owned()]));
        assert_eq!(one.unknown, ["const"]);
        assert_eq!(scope(&sample(), Some("x_")).modules[1].tables, ["x_b_one"]);
    }

    #[test]
    fn paths_lie_where_a_person_says() {
        let found = scope(&sample(), None);
        let mut bases = Bases { htdocs: "/w/htdocs/", documents: "docs", roots: &[] };
        assert_eq!(paths(&found, &bases), Err("alternate:more".to_owned()));
        let roots = [("alternate:more".to_owned(), "/srv/more".to_owned())];
        bases.roots = &roots;
        assert_eq!(paths(&found, &bases).unwrap(), ["/srv/more/modb", "/w/htdocs/custom/moda", "docs/a", "docs/temp"]);
    }
}
