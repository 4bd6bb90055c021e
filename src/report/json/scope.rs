//! `dolivet.scope/v1`.

use serde::Serialize;

use super::common::{Name, name};
use super::{Json, push};
use crate::model::scope::ModuleScope;
use crate::report::{Extent, Format};

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    prefix: &'a str,
    modules: Vec<Module<'a>>,
}

#[derive(Serialize)]
struct Module<'a> {
    module: Name<'a>,
    version: Option<&'a str>,
    tables: &'a [String],
    columns: Vec<Columns<'a>>,
    documents: &'a [String],
    constants: &'a [String],
    cron_jobs: &'a [String],
    checks: Vec<Check<'a>>,
    unknown: &'a [String],
}

#[derive(Serialize)]
struct Columns<'a> {
    table: &'a str,
    columns: &'a [String],
}

#[derive(Serialize)]
struct Check<'a> {
    what: &'static str,
    things: &'a [String],
}

impl Format<Extent<'_>> for Json {
    fn write(&self, extent: &Extent<'_>, out: &mut String) {
        let modules = extent.scope.modules.iter().map(module).collect();
        push(&Document { schema: "dolivet.scope/v1", prefix: &extent.scope.prefix, modules }, out);
    }
}

fn module(scope: &ModuleScope) -> Module<'_> {
    Module {
        module: name(&scope.module),
        version: scope.version.as_deref(),
        tables: &scope.tables,
        columns: scope.columns.iter().map(|(table, columns)| Columns { table, columns }).collect(),
        documents: &scope.documents,
        constants: &scope.constants,
        cron_jobs: &scope.cron_jobs,
        checks: scope.checks.iter().map(|check| Check { what: check.what.as_str(), things: &check.things }).collect(),
        unknown: &scope.unknown,
    }
}
