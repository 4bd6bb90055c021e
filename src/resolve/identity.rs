//! Whether number, name, directory and activation constant of a module fit together.

use crate::model::fact::Fact;
use crate::model::field::Field;
use crate::model::module::Module;

use super::row::{enabled_name, is_sound, place_of, row, yes_no};

/// Parts that Dolibarr looks for in `/<constant's name>/…` (`core/class/conf.class.php: setValues`). Hooks have a fact of their own.
const BY_NAME: [&str; 9] = ["captcha", "login", "menus", "models", "substitutions", "theme", "tpl", "triggers", "websitetemplates"];

pub(super) fn facts(module: &Module, facts: &mut Vec<Fact>) {
    numero(module, facts);
    let identity = &module.identity;
    let Some(const_name) = identity.const_name.known() else { return };
    let parts: Vec<String> = module
        .parts
        .iter()
        .filter(|part| BY_NAME.contains(&part.key.to_lowercase().as_str()) && part.on == Some(true))
        .map(|part| format!("`{}`", part.key))
        .collect();
    let wanted_dir = enabled_name(module).unwrap_or_else(|| module.dir.clone());
    let class = &module.descriptor.class;
    // `admin/modules.php` takes the constant from the class, without `mod` in front, to tell whether the module is on.
    let short = class.get(3..).filter(|_| class[..3].eq_ignore_ascii_case("mod")).unwrap_or(class);
    let wanted_const = format!("MAIN_MODULE_{}", short.to_ascii_uppercase());
    let fact = row("identity", module, place_of(&identity.const_name, module))
        .with("const_name", const_name)
        .with("dir_fits", yes_no(!module.in_place || wanted_dir == module.dir))
        .with("dir_needed", yes_no(!parts.is_empty()))
        .with("wanted_dir", wanted_dir)
        .with("parts", parts.join(", "))
        .with("const_fits", yes_no(*const_name == wanted_const))
        .with("wanted_const", wanted_const)
        .with("const_form", const_form(const_name));
    facts.push(fact);
}

/// What `Conf::setValues` takes the constant for: a module, a part of a module (`MAIN_MODULE_<X>_<LETTERS>`, tested first), or nothing.
fn const_form(const_name: &str) -> &'static str {
    let head = const_name.get(.."MAIN_MODULE_".len()).filter(|head| *head == "MAIN_MODULE_");
    let Some(name) = head.map(|head| &const_name[head.len()..]).filter(|name| !name.is_empty()) else { return "invalid" };
    let part = name
        .rsplit_once('_')
        .is_some_and(|(before, last)| !before.is_empty() && !last.is_empty() && last.bytes().all(|b| b.is_ascii_alphabetic()));
    match name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        false => "invalid",
        true if part => "part",
        true => "module",
    }
}

fn numero(module: &Module, facts: &mut Vec<Fact>) {
    let field = &module.identity.numero;
    let state = match field {
        Field::Absent if is_sound(module) => "missing",
        Field::Known(..=0, _) => "missing",
        Field::Known(1..100_000, _) => "reserved",
        // What the module builder's template has, with the request to reserve a number.
        Field::Known(500_000, _) => "template",
        Field::Known(..) => "own",
        Field::Absent | Field::OneOf(..) | Field::Unknown(_) => return,
    };
    let shown = field.known().map_or(String::new(), ToString::to_string);
    facts.push(row("numero", module, place_of(field, module)).with("numero", shown).with("state", state));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_that_looks_like_a_part_is_no_module() {
        assert_eq!(const_form("MAIN_MODULE_ALPHA"), "module");
        assert_eq!(const_form("MAIN_MODULE_ALPHA_2"), "module");
        assert_eq!(const_form("MAIN_MODULE_ALPHA_BETA"), "part");
        assert_eq!(const_form("MAIN_MODULE_ALPHA-BETA"), "invalid");
        assert_eq!(const_form("MAIN_MODULE_"), "invalid");
        assert_eq!(const_form("MAIN_MODUL\u{c9}"), "invalid");
    }
}
