//! What PHP refuses while a descriptor is loaded.

use crate::model::fact::Fact;
use crate::model::inventory::Aims;
use crate::model::module::Module;

use super::row::row;

pub(super) fn facts(module: &Module, aims: &Aims, facts: &mut Vec<Fact>) {
    for fault in &module.descriptor.faults {
        facts.push(row("descriptor.fault", module, &fault.place).with("what", fault.kind.as_str()).with("detail", &fault.detail));
    }
    if let Some(place) = &module.descriptor.php4_constructor {
        let php = match aims.php.as_ref().map(crate::base::Version::major) {
            None => "unknown",
            Some(..8) => "7",
            Some(_) => "8",
        };
        facts.push(row("descriptor.php4-constructor", module, place).with("php", php).sure(php == "8"));
    }
}
