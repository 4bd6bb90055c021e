//! A zip archive of modules, held against what Dolibarr's page for deploying them takes: `admin/modules.php`, the action `install`.

use crate::base::Version;
use crate::model::fact::{Fact, ModuleRef};
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::site::Package;

pub(super) fn facts(inventory: &Inventory, facts: &mut Vec<Fact>) {
    let Some(package) = &inventory.layout.package else { return };
    let modules: Vec<&Module> = inventory.modules.iter().filter(|module| !module.core && !module.dir.is_empty()).collect();
    let Some((name, version)) = package.module() else {
        return facts.push(row(package, "name", &wanted_name(&modules), ""));
    };
    let Some(installed) = package.installs(&name) else {
        let there: Vec<String> = package.directories.iter().map(|dir| format!("`{dir}/`")).collect();
        return facts.push(row(package, "directory", &name, &there.join(", ")));
    };
    for module in modules {
        let is_of = |name: &str| package.installs(name).is_some_and(|dir| dir.rsplit('/').next() == Some(module.dir.as_str()));
        if !is_of(&name) && !package.with.iter().any(|other| is_of(other)) {
            facts.push(about(row(package, "left-behind", installed, &module.shown), module));
        } else if is_of(&name)
            && let Some(own) = module.version.version.known()
            && is_other(version, own)
        {
            let mut fact = about(row(package, "version", version, own), module);
            fact.related.extend(module.version.version.place().map(|place| (place.clone(), format!("says {own}"))));
            facts.push(fact);
        }
    }
}

fn row(package: &Package, what: &str, wanted: &str, found: &str) -> Fact {
    let file = package.file.clone();
    let place = Place::file(file.as_str());
    let columns = [("what", what.to_owned()), ("file", file), ("wanted", wanted.to_owned()), ("found", found.to_owned())];
    Fact { kind: "package", module: None, columns: columns.into(), place, related: Vec::new() }
}

fn about(mut fact: Fact, module: &Module) -> Fact {
    fact.module = Some(ModuleRef::of(module));
    fact.place = module.descriptor.file.clone();
    fact
}

/// A name that Dolibarr takes for an archive of these modules.
fn wanted_name(modules: &[&Module]) -> String {
    let [module] = modules else { return "module_<directory>-<version>.zip".to_owned() };
    let version = module.version.version.known().filter(|text| is_number(text));
    format!("module_{}-{}.zip", module.dir, version.map_or("1.0", String::as_str))
}

/// Whether two versions differ by more than zeros at their ends. Words such as `dolibarr` are none.
fn is_other(one: &str, other: &str) -> bool {
    let trimmed = |text: &str| text.trim_end_matches(".0").to_owned();
    is_number(other) && Version::parse(&trimmed(one)) != Version::parse(&trimmed(other))
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_as_dolibarr_takes_them() {
        let named = |file: &str| {
            let package = Package { file: file.to_owned(), directories: Vec::new(), with: Vec::new() };
            package.module().map(|(name, version)| format!("{name} {version}"))
        };
        for (file, wanted) in [
            ("module_mine-1.2.zip", Some("mine 1.2")),
            ("mine-1.2.3.ZIP", Some("mine 1.2.3")),
            ("module_mine-1.2 (3).zip", Some("mine 1.2")),
            ("my-own-2.zip", Some("my-own 2")),
            ("mine.zip", None),
            ("mine-1.2-beta.zip", None),
            ("mine-main.zip", None),
            ("mine-1.2.tar.gz", None),
            ("é.zip", None),
            (".zip", None),
        ] {
            assert_eq!(named(file).as_deref(), wanted, "{file}");
        }
        assert!(!is_other("1.2", "1.2.0") && is_other("1.2", "1.3") && !is_other("1.2", "development"));
    }
}
