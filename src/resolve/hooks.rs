//! Hook contexts of a descriptor, the actions class that `HookManager::initHooks` looks for, and its methods that print what belongs in a query.

use crate::core_facts::fills_query;
use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::place::Place;

use super::row::{row, rows, yes_no};

/// Contexts that Dolibarr initialises on every page (`main.inc.php`), and the one that stands for all.
const EVERYWHERE: [&str; 5] = ["all", "main", "login", "toprightmenu", "leftblock"];

pub(super) fn facts(module: &Module, facts: &mut Vec<Fact>) {
    actions(module, facts);
    printed(module, facts);
}

/// Methods that print what the core wants for a query.
fn printed(module: &Module, facts: &mut Vec<Fact>) {
    for (hook, places) in module.hooks.actions.iter().flat_map(|actions| &actions.printing).filter(|(hook, _)| fills_query(hook)) {
        facts.extend(rows("hook.printed", module, places).map(|fact| fact.with("hook", hook)));
    }
}

/// The contexts and the actions class behind them.
fn actions(module: &Module, facts: &mut Vec<Fact>) {
    let hooks = &module.hooks;
    let (Some(expected), Some(first)) = (&hooks.expected_file, hooks.contexts.first()) else { return };
    let place = hooks.place.as_ref().unwrap_or(&first.place);
    let expected = expected.trim_start_matches('/');
    // Below the module's directory, whose own name counts only where it is installed.
    let tail = expected.split_once('/').map_or(expected, |(_, tail)| tail);
    let wanted = if module.in_place { expected } else { tail };
    let same_but_case = |other: &&Place| ends_with_any_case(&other.file, wanted);
    let other_case = hooks.other_files.iter().find(same_but_case);
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

fn ends_with_any_case(file: &str, end: &str) -> bool {
    let (file, end) = (file.as_bytes(), end.as_bytes());
    file.len() >= end.len() && file[file.len() - end.len()..].eq_ignore_ascii_case(end)
}
