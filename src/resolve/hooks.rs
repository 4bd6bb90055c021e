//! Hook contexts of a descriptor and the actions class that `HookManager::initHooks` looks for.

use crate::model::fact::Fact;
use crate::model::module::Module;

use super::row::{row, yes_no};

/// Contexts that Dolibarr initialises on every page (`main.inc.php`), and the one that stands for all.
const EVERYWHERE: [&str; 5] = ["all", "main", "login", "toprightmenu", "leftblock"];

pub(super) fn facts(module: &Module, facts: &mut Vec<Fact>) {
    let hooks = &module.hooks;
    let (Some(expected), Some(first)) = (&hooks.expected_file, hooks.contexts.first()) else { return };
    let place = hooks.place.as_ref().unwrap_or(&first.place);
    let expected = expected.trim_start_matches('/');
    let ends_alike = |file: &str| {
        let file = file.as_bytes();
        file.len() >= expected.len() && file[file.len() - expected.len()..].eq_ignore_ascii_case(expected.as_bytes())
    };
    let other_case = hooks.other_files.iter().find(|other| ends_alike(&other.file));
    let (state, other) = match (&hooks.actions, other_case, hooks.other_files.first()) {
        (Some(actions), ..) if actions.class.is_some() => ("found", None),
        (Some(actions), ..) => ("no-class", Some(&actions.file)),
        (None, Some(other), _) => ("other-case", Some(other)),
        (None, None, Some(other)) => ("elsewhere", Some(other)),
        (None, None, None) => ("no-file", None),
    };
    let contexts: Vec<String> = hooks.contexts.iter().map(|context| format!("`{}`", context.value)).collect();
    let fact = row("hooks", module, if state == "no-class" { other.unwrap_or(place) } else { place })
        .with("state", state)
        .with("contexts", contexts.join(", "))
        .with("wide", yes_no(hooks.contexts.iter().any(|context| EVERYWHERE.contains(&context.value.as_str()))))
        .with("expected", expected)
        .with("expected_class", hooks.actions.as_ref().map_or("", |actions| &actions.expected_class))
        .with("other", other.map_or("", |other| &other.file));
    let beside = if state == "no-class" { Some(place) } else { other };
    facts.push(match beside {
        Some(beside) => fact.beside(beside, if state == "no-class" { "the contexts" } else { "an actions file" }),
        None => fact,
    });
}
