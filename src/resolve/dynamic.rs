//! Properties that classes of modules write and do not declare, which PHP calls deprecated since 8.2.

use super::classes::Classes;
use super::php::meant;
use super::row::{named, rows};
use crate::base::PhpSet;
use crate::model::fact::Fact;
use crate::model::inventory::{Aims, Inventory};
use crate::model::uses::ClassDecl;

/// One fact for each class. Told are only classes that stand on nothing but classes of their own module, so that nobody else can
/// declare the property, and none that takes any property.
pub(super) fn facts(inventory: &Inventory, on: PhpSet, aims: &Aims, facts: &mut Vec<Fact>) {
    for (index, files) in &inventory.uses {
        let Some(module) = inventory.modules.get(*index) else { continue };
        let (on, shown) = meant(module, on, aims);
        if on.and(PhpSet::of(|version| version >= (8, 2))).is_empty() {
            continue;
        }
        let classes = Classes::of(files);
        for class in files.iter().flat_map(|file| &file.classes) {
            let Some(around) = classes.around(class) else { continue };
            let declares = |class: &ClassDecl, name: &str| {
                let has = class.properties.iter().any(|(known, _)| known == name);
                has && !class.undeclared.iter().any(|(known, _)| known == name)
            };
            let is_told = |name: &str| !around.iter().any(|other| declares(other, name));
            let lost: Vec<_> = class.undeclared.iter().filter(|(name, _)| is_told(name)).collect();
            facts.extend(rows("php", module, lost.iter().map(|(_, place)| place)).map(|fact| {
                fact.with("what", "properties")
                    .with("name", class.written.as_str())
                    .with("state", "deprecated")
                    .with("when", "since PHP 8.2")
                    .with("instead", named(lost.iter().map(|(name, _)| format!("`${name}`"))))
                    .with("php", shown.as_str())
            }));
        }
    }
}
