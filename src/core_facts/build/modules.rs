//! The core's own modules: `core/modules/mod*.class.php`, evaluated as any other descriptor → modules and permissions.

use std::fmt::Display;

use super::super::row::Kind;
use super::draft::Draft;
use crate::inventory;
use crate::model::facets::Permission;
use crate::model::field::Field;
use crate::model::module::Descriptor;

/// The class that Dolibarr looks for in a descriptor's file (`admin/modules.php`).
pub(super) fn descriptor_class(path: &str) -> Option<&str> {
    let name = path.strip_prefix("core/modules/")?.strip_suffix(".class.php")?;
    (name.starts_with("mod") && !name.contains('/')).then_some(name)
}

/// A module and its permissions. What only the site decides is written `?`.
pub(super) fn module(path: &str, descriptor: &Descriptor) -> Vec<Draft> {
    let (identity, permissions) = (inventory::identity(descriptor), inventory::permissions(descriptor));
    let rights_class = word(&identity.rights_class);
    let shape = format!("{} {} {} {rights_class}", word(&identity.numero), word(&identity.name), word(&identity.const_name));
    let mut drafts = vec![Draft::new(Kind::Module, &descriptor.class).shape(shape).file(path)];
    drafts.extend(permissions.iter().filter_map(|right| permission(right, &rights_class, &descriptor.class)));
    drafts
}

fn permission(right: &Permission, rights_class: &str, class: &str) -> Option<Draft> {
    let id = right.id.known()?;
    let module = word(&right.module);
    let module = if module == "?" || module.is_empty() { rights_class.to_owned() } else { module };
    let asked = [module, word(&right.level1), word(&right.level2)];
    let asked: Vec<&str> = asked.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    Some(Draft::new(Kind::Permission, &id.to_string()).shape(asked.join(" ")).note("in", class))
}

fn word<T: Display>(field: &Field<T>) -> String {
    match field {
        Field::Absent => String::new(),
        Field::Known(value, _) => value.to_string().replace(' ', "_"),
        Field::OneOf(..) | Field::Unknown(_) => "?".to_owned(),
    }
}
