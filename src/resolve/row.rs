//! Builds facts, and the questions about modules that several areas ask.

use crate::model::facets::Menu;
use crate::model::fact::{Fact, ModuleRef, times};
use crate::model::field::Field;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::value::Value;

/// A fact about a module, with the columns that each of those has.
pub(super) fn row(kind: &'static str, module: &Module, place: &Place) -> Fact {
    let name = ModuleRef::of(module);
    let columns = [("class", name.class.clone()), ("dir", name.dir.clone())].into();
    Fact { kind, module: Some(name), columns, place: place.clone(), related: Vec::new() }
}

/// One fact about all of these places, told at the first, with how many there are in the column `times`; `None` without any.
pub(super) fn rows<'p>(kind: &'static str, module: &Module, places: impl IntoIterator<Item = &'p Place>) -> Option<Fact> {
    let mut places = places.into_iter();
    let fact = row(kind, module, places.next()?).also(places);
    let count = fact.related.len() + 1;
    Some(fact.with("times", times(count)))
}

impl Fact {
    /// Sets a column.
    pub(super) fn with(mut self, column: &'static str, value: impl Into<String>) -> Self {
        self.columns.insert(column, value.into());
        self
    }

    /// Sets the column `confidence`.
    pub(super) fn sure(self, certain: bool) -> Self {
        self.with("confidence", if certain { "certain" } else { "likely" })
    }

    /// Adds places that are as good as the first.
    pub(super) fn also<'p>(self, places: impl IntoIterator<Item = &'p Place>) -> Self {
        places.into_iter().fold(self, |fact, place| fact.beside(place, ""))
    }

    /// Adds another place.
    pub(super) fn beside(mut self, place: &Place, words: impl Into<String>) -> Self {
        self.related.push((place.clone(), words.into()));
        self
    }
}

/// How many things a fact names before it counts the rest.
const NAMED: usize = 5;

/// Things in a list, the first few by name: `a, b and 3 more`.
pub(super) fn named(words: impl ExactSizeIterator<Item = String>) -> String {
    let rest = words.len().saturating_sub(NAMED);
    let named = words.take(NAMED).collect::<Vec<_>>().join(", ");
    match rest {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// The word for a yes or no column.
pub(super) fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Where a field was set, else the descriptor's file.
pub(super) fn place_of<'a, T>(field: &'a Field<T>, module: &'a Module) -> &'a Place {
    field.place().unwrap_or(&module.descriptor.file)
}

/// Whether the descriptor could be read so well that something missing is really missing.
pub(super) fn is_sound(module: &Module) -> bool {
    let descriptor = &module.descriptor;
    descriptor.faults.is_empty() && descriptor.php4_constructor.is_none() && !descriptor.doubtful
}

/// Whether the elements of an array property are there whatever the site decides.
pub(super) fn is_settled(module: &Module, property: &str) -> bool {
    is_sound(module) && module.descriptor.properties.get(property).is_none_or(|p| matches!(p.value, Value::Array(_)))
}

/// The name under which `$conf->modules` knows the module: `const_name` without `MAIN_MODULE_`, in small letters
/// (`core/class/conf.class.php: setValues`).
pub(super) fn enabled_name(module: &Module) -> Option<String> {
    let const_name = module.identity.const_name.known()?;
    let head = const_name.get(.."MAIN_MODULE_".len())?;
    head.eq_ignore_ascii_case("MAIN_MODULE_").then(|| const_name["MAIN_MODULE_".len()..].to_ascii_lowercase())
}

/// What `rights_class` comes to: Dolibarr takes the name in small letters when it is empty
/// (`core/modules/DolibarrModules.class.php: delete_permissions`).
pub(super) fn rights_class(module: &Module) -> Field<String> {
    let name = |place: &Place| match module.identity.name.known() {
        Some(name) if !name.is_empty() => Field::Known(name.to_lowercase(), place.clone()),
        _ => Field::Absent,
    };
    match &module.identity.rights_class {
        Field::Absent if is_sound(module) => name(&module.descriptor.file),
        Field::Known(text, place) if text.is_empty() => name(place),
        field => field.clone(),
    }
}

/// What `insert_permissions` makes of the first level: a permission with an empty one is not written.
pub(super) fn level1(field: &Field<String>) -> &'static str {
    match field {
        Field::Absent => "empty",
        Field::Known(text, _) if is_empty(text) => "empty",
        Field::Known(..) => "set",
        Field::OneOf(..) | Field::Unknown(_) => "unknown",
    }
}

/// What `Menubase::create` compares before it writes a menu entry (`core/class/menubase.class.php`); `None` when a part is not known.
/// The parts stand between tabs, the address last. A second entry with the same key makes the whole activation fail.
pub(super) fn menu_key(menu: &Menu) -> Option<String> {
    let parent = match &menu.parent {
        Field::Absent => "0",
        Field::Known(text, _) if matches!(text.as_str(), "" | "0") => "0",
        Field::Known(text, _) if text.starts_with("fk_mainmenu=") => "-1",
        Field::Known(text, _) if text.starts_with("r=") => text,
        _ => return None,
    };
    let url = match &menu.url {
        Field::Absent => "",
        field => field.known()?.trim(),
    };
    let position = match &menu.position {
        Field::Absent => 0,
        field => *field.known()?,
    };
    Some(format!("{parent}\t{position}\t{url}"))
}

/// PHP's `empty()` of a string.
pub(super) fn is_empty(text: &str) -> bool {
    matches!(text, "" | "0")
}
