//! Descriptor and files → `Module`, one file a facet. Knows no severities and no message texts.

mod api;
mod boxes;
mod changelog;
mod constants;
mod cron;
mod dictionaries;
mod exchange;
mod facts_of_classes;
mod field;
mod hooks;
mod identity;
mod languages;
mod libraries;
mod menus;
mod migrations;
mod models;
mod parts;
mod patches;
mod permissions;
mod requires;
mod tabs;
mod triggers;

#[cfg(test)]
mod memory;
#[cfg(test)]
mod sample;

pub(crate) use api::routes_of_file as routes;
pub(crate) use identity::identity;
pub(crate) use libraries::libraries_in;
pub(crate) use permissions::permissions;

use crate::model::module::{Descriptor, Module, ModuleVersion};
use crate::model::place::Problem;
use crate::model::site::ModuleDir;
use crate::php::loader::Loader;
use libraries::Brought;

/// Everything that a descriptor and the files around it say about a module, and what could not be read.
///
/// The directory of the core's descriptors belongs to no module, so what lies there is told of none.
pub(crate) fn module(files: &dyn Loader, dir: &ModuleDir, descriptor: Descriptor) -> (Module, Vec<Problem>) {
    let core = dir.name.is_empty();
    let Brought { libraries, licences, problems } = libraries::brought(files, dir, &descriptor);
    let (changelog, version_file) = if core { (None, None) } else { changelog::versions(files, dir) };
    let module = Module {
        core,
        dir: dir.name.clone(),
        shown: dir.shown.clone(),
        in_place: dir.in_place,
        identity: identity(&descriptor),
        version: ModuleVersion { version: identity::version(&descriptor), changelog, version_file },
        requires: requires::requires(&descriptor),
        permissions: permissions(&descriptor),
        constants: constants::constants(&descriptor),
        directories: constants::directories(&descriptor),
        menus: menus::menus(&descriptor),
        tabs: tabs::tabs(&descriptor),
        boxes: boxes::boxes(&descriptor),
        cron_jobs: cron::cron_jobs(&descriptor),
        dictionaries: dictionaries::dictionaries(&descriptor),
        parts: parts::parts(&descriptor),
        hooks: own(core, || hooks::hooks(files, dir, &descriptor)),
        triggers: own(core, || triggers::triggers(files, dir, &descriptor)),
        api: own(core, || api::api(files, dir, &descriptor)),
        migrations: own(core, || migrations::migrations(files, dir, &descriptor)),
        patches: own(core, || patches::patches(files, dir, &descriptor)),
        exports: exchange::exports(&descriptor),
        imports: exchange::imports(&descriptor),
        languages: own(core, || languages::languages(dir)),
        models: own(core, || models::models(dir)),
        libraries,
        licences,
        files: dir.files.len(),
        php_files: dir.files.iter().filter(|file| file.path.to_ascii_lowercase().ends_with(".php")).count(),
        bytes: dir.files.iter().map(|file| file.size).sum(),
        siblings: own(core, || siblings(dir, &descriptor.class)),
        git: dir.git.clone(),
        descriptor,
    };
    (module, problems)
}

fn own<T: Default>(core: bool, read: impl FnOnce() -> T) -> T {
    if core { T::default() } else { read() }
}

/// Classes of the other descriptors in the directory, in Dolibarr's order.
fn siblings(dir: &ModuleDir, class: &str) -> Vec<String> {
    let names = dir.descriptors.iter().filter_map(|path| path.rsplit('/').next()?.strip_suffix(".class.php"));
    names.filter(|name| *name != class).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
