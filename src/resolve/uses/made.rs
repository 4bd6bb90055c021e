//! What the SQL files of modules make, which is theirs on whatever release.

use crate::model::facets::SqlChangeKind;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::uses::Thing;

/// The tables that modules create, and the columns that they add to those of others.
#[derive(Debug)]
pub(crate) struct Made(Vec<Thing>);

impl Made {
    pub(crate) fn by(inventory: &Inventory) -> Self {
        Self(inventory.modules.iter().filter(|module| !module.core).chain(&inventory.beside.modules).flat_map(made).collect())
    }

    pub(super) fn things(&self) -> &[Thing] {
        &self.0
    }
}

/// The tables that a module creates, and the columns that it adds to those of others.
fn made(module: &Module) -> Vec<Thing> {
    let migrations = &module.migrations;
    let files = [&migrations.run, &migrations.on_upgrade, &migrations.never].into_iter().flatten();
    let things = files.flat_map(|file| &file.changes).flat_map(|change| {
        let table = change.table.to_ascii_lowercase();
        let columns = |table: String| change.columns.iter().map(move |column| Thing::Column(table.clone(), column.to_ascii_lowercase()));
        match change.kind {
            SqlChangeKind::Create => vec![Thing::Table(table)],
            SqlChangeKind::AddColumn | SqlChangeKind::ChangeColumn => columns(table).collect(),
            SqlChangeKind::Rename => change.columns.iter().map(|name| Thing::Table(name.to_ascii_lowercase())).collect(),
            _ => Vec::new(),
        }
    });
    things.collect()
}
