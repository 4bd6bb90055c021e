//! SQL of modules, in files and in code, that changes tables of the core or of other modules.

use std::collections::{BTreeMap, BTreeSet};

use super::super::row::{is_sound, row};
use super::{PLACES, Standing, View};
use crate::core_facts::Kind;
use crate::model::facets::{SqlChange, SqlChangeKind};
use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::place::Place;

/// What all changes have in common that are told together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    what: &'static str,
    table: String,
    /// The module whose table it is; empty for the core.
    other: String,
}

/// Changes of one group.
#[derive(Debug, Default)]
struct Changes<'a> {
    columns: Vec<String>,
    /// With whether it is certain to run.
    places: Vec<(&'a Place, bool)>,
}

pub(super) fn facts(view: &View<'_>, module: &Module, out: &mut Vec<Fact>) {
    let own = created(view, module);
    let mut groups: BTreeMap<Group, Changes<'_>> = BTreeMap::new();
    for (change, sure) in changes(view, module) {
        let table = change.table.to_ascii_lowercase();
        if own.contains(&table) {
            continue;
        }
        let is_core = view.core.standing(Kind::Table, "", &table) == Some(Standing::There);
        let owner = if is_core { Some(String::new()) } else { owner(view, module, &table) };
        let Some(other) = owner else { continue };
        for (what, columns) in told(view, change, &table, is_core) {
            let group = Group { what, table: table.clone(), other: other.clone() };
            let changes = groups.entry(group).or_default();
            changes.places.push((&change.place, sure));
            for column in columns.into_iter().filter(|column| !changes.columns.contains(column)).collect::<Vec<_>>() {
                changes.columns.push(column);
            }
        }
    }
    for (group, changes) in groups {
        let Some(((first, sure), others)) = changes.places.split_first() else { continue };
        let columns = changes.columns.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", ");
        let fact = row("table.changed", module, first)
            .with("what", group.what)
            .with("table", group.table)
            .with("columns", if columns.is_empty() { "columns".to_owned() } else { columns })
            .with("owner", if group.other.is_empty() { "core" } else { "module" })
            .with("other", group.other)
            .with("target", view.core.shown())
            .sure(*sure);
        out.push(fact.also(others.iter().take(PLACES).map(|(place, _)| *place)));
    }
}

/// What a change does that is worth a word, with the columns that it does it to.
fn told(view: &View<'_>, change: &SqlChange, table: &str, is_core: bool) -> Vec<(&'static str, Vec<String>)> {
    // Columns of these tables are each site's own.
    let is_open = table.ends_with("_extrafields");
    let is_cores = |column: &&String| is_core && view.core.standing(Kind::Column, table, column) == Some(Standing::There);
    let of_core = || change.columns.iter().filter(is_cores).cloned().collect::<Vec<_>>();
    let some = |what, columns: Vec<String>| if columns.is_empty() && is_core { Vec::new() } else { vec![(what, columns)] };
    match change.kind {
        SqlChangeKind::Create | SqlChangeKind::Data => Vec::new(),
        SqlChangeKind::Drop => vec![("drop", Vec::new())],
        SqlChangeKind::Rename => vec![("rename", Vec::new())],
        SqlChangeKind::Clear => vec![("clear", Vec::new())],
        _ if is_open => Vec::new(),
        SqlChangeKind::Alter => vec![("alter", Vec::new())],
        SqlChangeKind::Rewrite => some("rewrite", of_core()),
        SqlChangeKind::DropColumn => some("drop-column", if is_core { of_core() } else { change.columns.clone() }),
        SqlChangeKind::ChangeColumn => some("change-column", if is_core { of_core() } else { change.columns.clone() }),
        SqlChangeKind::AddColumn => {
            // Without a release, what some have and others lack is most probably made for those that lack it.
            let (taken, new): (Vec<String>, Vec<String>) = change.columns.iter().cloned().partition(|column| is_cores(&column));
            let mut all = if change.columns.is_empty() || !new.is_empty() { vec![("add-column", new)] } else { Vec::new() };
            all.extend((!taken.is_empty()).then_some(("column-of-core", taken)));
            all
        }
    }
}

/// Everything that the SQL of a module does, and whether it is certain to run.
fn changes<'a>(view: &View<'a>, module: &'a Module) -> Vec<(&'a SqlChange, bool)> {
    let migrations = &module.migrations;
    let sure = is_sound(module);
    let run = [&migrations.run, &migrations.on_upgrade].into_iter().flatten().map(|file| (file, sure));
    // What activation passes over may be run by code that was not followed.
    let perhaps = migrations.never.iter().filter(|_| migrations.open).map(|file| (file, false));
    let mut all: Vec<(&SqlChange, bool)> =
        run.chain(perhaps).flat_map(|(file, sure)| file.changes.iter().map(move |c| (c, sure))).collect();
    for file in view.code(module) {
        let altered = file.alters.iter().filter(|altered| view.core.reaches(file, altered.guard));
        all.extend(altered.map(|altered| (&altered.change, true)));
    }
    all
}

/// The tables that a module makes, in files or in code.
fn created(view: &View<'_>, module: &Module) -> BTreeSet<String> {
    let migrations = &module.migrations;
    let files = [&migrations.run, &migrations.on_upgrade, &migrations.never].into_iter().flatten().flat_map(|file| &file.changes);
    let code = view.code(module).flat_map(|file| file.alters.iter().map(|altered| &altered.change));
    let made = files.chain(code).flat_map(|change| match change.kind {
        SqlChangeKind::Create => vec![change.table.to_ascii_lowercase()],
        SqlChangeKind::Rename => change.columns.iter().map(|name| name.to_ascii_lowercase()).collect(),
        _ => Vec::new(),
    });
    made.collect()
}

/// The other module that makes a table.
fn owner(view: &View<'_>, module: &Module, table: &str) -> Option<String> {
    let makes = |other: &Module| {
        let run = other.migrations.run.iter().flat_map(|file| &file.changes);
        run.filter(|change| change.kind == SqlChangeKind::Create).any(|change| change.table.eq_ignore_ascii_case(table))
    };
    // Descriptors in one directory share their files.
    let others = view.inventory.modules.iter().filter(|other| !other.core && other.shown != module.shown);
    others.into_iter().find(|other| makes(other)).map(|other| other.descriptor.class.clone())
}
