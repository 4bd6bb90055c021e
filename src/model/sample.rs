//! Modules for tests: everything empty but the names.

use std::collections::BTreeMap;

use super::field::Field;
use super::inventory::{Beside, Inventory};
use super::module::{Descriptor, Identity, Module, ModuleVersion, Relation, Requires};
use super::place::Place;
use super::site::{Git, Layout, SiteKind};

/// A module `class` in the directory `dir`; a core module when `dir` is empty.
pub(crate) fn module(dir: &str, class: &str) -> Module {
    let shown = if dir.is_empty() { "core/modules".to_owned() } else { format!("custom/{dir}") };
    let file = Place::file(format!("{shown}/{class}.class.php"));
    let name = Field::Known(class.trim_start_matches("mod").to_owned(), file.clone());
    Module {
        in_place: true,
        core: dir.is_empty(),
        dir: dir.to_owned(),
        shown,
        descriptor: Descriptor {
            class: class.to_owned(),
            declared: None,
            file,
            parents: Vec::new(),
            properties: BTreeMap::new(),
            faults: Vec::new(),
            php4_constructor: None,
            doubtful: false,
        },
        identity: Identity { name, ..Identity::default() },
        version: ModuleVersion::default(),
        requires: Requires::default(),
        permissions: Vec::new(),
        constants: Vec::new(),
        directories: Vec::new(),
        menus: Vec::new(),
        tabs: Vec::new(),
        boxes: Vec::new(),
        cron_jobs: Vec::new(),
        dictionaries: Vec::new(),
        parts: Vec::new(),
        hooks: Default::default(),
        triggers: Vec::new(),
        api: Vec::new(),
        migrations: Default::default(),
        patches: Vec::new(),
        exports: Vec::new(),
        imports: Vec::new(),
        languages: Vec::new(),
        models: Vec::new(),
        libraries: Vec::new(),
        licences: Vec::new(),
        files: 1,
        php_files: 1,
        bytes: 100,
        siblings: Vec::new(),
        git: Git::None,
    }
}

/// A relation to `class` for every country.
pub(crate) fn relation(class: &str) -> Relation {
    Relation { class: class.to_owned(), country: None, place: Place { file: "d.php".into(), line: 3, column: 1 }, when: Vec::new() }
}

/// An inventory of these modules and nothing else.
pub(crate) fn inventory(modules: Vec<Module>) -> Inventory {
    let layout = Layout {
        kind: SiteKind::CustomRoot,
        roots: Vec::new(),
        release: None,
        taken: Vec::new(),
        conf: None,
        modules: Vec::new(),
        strays: Vec::new(),
        git: Git::None,
        package: None,
    };
    Inventory { layout, modules, problems: Vec::new(), uses: Vec::new(), beside: Beside::default(), core: None }
}
