//! Names that the core has taken, told from the names of its files. Opens none of them.

use super::files::Files;
use crate::model::place::Place;
use crate::model::site::Taken;
use crate::php::loader::Loader;

/// Tables and trigger classes of the core below `root`.
pub(super) fn taken(files: &Files, root: &str) -> Vec<Taken> {
    let found = |dir: &str, what: &'static str, name_of: fn(&str) -> Option<String>| -> Vec<Taken> {
        let dir = format!("{root}/{dir}");
        let named = |file: String| Some(Taken { what, name: name_of(&file)?, place: Place::file(files.shown(&format!("{dir}/{file}"))) });
        files.list(&dir).into_iter().filter_map(named).collect()
    };
    let mut taken = found("install/mysql/tables", "table", table);
    taken.extend(found("core/triggers", "trigger-class", trigger_class));
    taken
}

/// `llx_bom_bom-bom.sql` creates `bom_bom` for the module `bom`; `*.key.sql` holds keys only.
fn table(file: &str) -> Option<String> {
    let name = file.strip_prefix("llx_")?.strip_suffix(".sql")?;
    (!name.ends_with(".key")).then(|| name.split('-').next().unwrap_or(name).to_lowercase())
}

/// `interface_<number>_<module>_<name>.class.php` declares `Interface<Name>`: `core/class/interfaces.class.php`.
fn trigger_class(file: &str) -> Option<String> {
    let name = file.strip_prefix("interface_")?.strip_suffix(".class.php")?.splitn(3, '_').nth(2)?;
    let mut letters = name.chars();
    Some(format!("Interface{}{}", letters.next()?.to_ascii_uppercase(), letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_files() {
        assert_eq!(table("llx_bom_bom-bom.sql").as_deref(), Some("bom_bom"));
        assert_eq!(table("llx_user.sql").as_deref(), Some("user"));
        assert_eq!((table("llx_user.key.sql"), table("readme.sql")), (None, None));
        assert_eq!(trigger_class("interface_50_modLdap_Ldapsynchro.class.php").as_deref(), Some("InterfaceLdapsynchro"));
        assert_eq!(trigger_class("dolibarrtriggers.class.php"), None);
    }
}
