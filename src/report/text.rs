//! The words in which all text formats speak of modules, versions, places and Git. Everything returned is escaped for a terminal.

use super::Verdict;
use super::escape::terminal;
use crate::graph::Graph;
use crate::model::field::Field;
use crate::model::finding::Level;
use crate::model::inventory::{Aims, Inventory};
use crate::model::module::{Bound, Module, Relation};
use crate::model::place::Place;
use crate::model::site::{Git, GitState, Layout, SiteKind};
use crate::model::value::{Condition, Unknown};

/// `file:line:column`, or the file alone when the place is the whole file.
pub(crate) fn place(place: &Place) -> String {
    let file = if place.file.is_empty() { ".".to_owned() } else { terminal(&place.file) };
    if place.line == 0 { file } else { format!("{file}:{}:{}", place.line, place.column) }
}

/// A count and its noun: `1 error`, `2 errors`.
pub(super) fn count(number: usize, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if number == 1 => format!("1 {noun}"),
        Some(stem) => format!("{number} {stem}ies"),
        None => format!("{number} {noun}s"),
    }
}

/// How many findings do not count and why: `3 findings set aside (2 by comments, 1 by the baseline)`; nothing where there are none.
pub(super) fn set_aside(verdict: &Verdict<'_>) -> Option<String> {
    let counts = verdict.set_aside();
    let total: usize = counts.iter().sum();
    let by = counts.into_iter().zip(["settings", "comments", "the baseline"]).filter(|(number, _)| *number > 0);
    let by: Vec<String> = by.map(|(number, by)| format!("{number} by {by}")).collect();
    (total > 0).then(|| format!("{} set aside ({})", count(total, "finding"), by.join(", ")))
}

/// What a check was made for, escaped for some medium: `Dolibarr 23, 24 and PHP 8.4`; empty where that was not said.
pub(super) fn aims(aims: &Aims, escape: fn(&str) -> String) -> String {
    let core = aims.core.as_ref().map_or_else(String::new, |core| format!(" in {}", escape(core)));
    let all = if aims.targets.is_empty() { aims.target.as_slice() } else { &aims.targets };
    let releases: Vec<String> = all.iter().map(|release| escape(release.as_str())).collect();
    let target = (!releases.is_empty()).then(|| format!("Dolibarr {}{core}", releases.join(", ")));
    let php = aims.php.as_ref().map(|version| format!("PHP {}", escape(version.as_str())));
    target.into_iter().chain(php).collect::<Vec<_>>().join(" and ")
}

/// How many findings of a level there are: `1 fatal`, `2 errors`.
pub(super) fn level(number: usize, level: Level) -> String {
    // `fatal` is no noun, so it takes no plural.
    if level == Level::Fatal { format!("{number} fatal") } else { count(number, level.as_str()) }
}

/// The name by which people know a module: `name`, else the class without `mod`.
pub(super) fn name(module: &Module) -> String {
    let class = &module.descriptor.class;
    let fallback = class.get(..3).filter(|start| start.eq_ignore_ascii_case("mod")).map_or(class.as_str(), |_| &class[3..]);
    terminal(module.identity.name.known().map_or(fallback, String::as_str))
}

/// The class of a module, with its directory when another module has the same class.
pub(super) fn class(inventory: &Inventory, index: usize) -> String {
    let module = &inventory.modules[index];
    let class = &module.descriptor.class;
    let twins = inventory.modules.iter().filter(|other| other.descriptor.class.eq_ignore_ascii_case(class)).count();
    if twins > 1 { format!("{} ({})", terminal(class), home(module)) } else { terminal(class) }
}

/// Where a module lies, for tables.
pub(super) fn home(module: &Module) -> String {
    if module.core { "core".to_owned() } else { directory(&module.shown) }
}

/// The directory of a module; the opened directory itself is `.`.
pub(super) fn directory(shown: &str) -> String {
    if shown.is_empty() { ".".to_owned() } else { terminal(shown) }
}

/// A field's value for a cell: `-` when absent, `a or b`, `? (why)` when unknown.
pub(super) fn field<T: ToString>(field: &Field<T>) -> String {
    match field {
        Field::Absent => "-".to_owned(),
        Field::Known(value, _) => {
            Some(terminal(&value.to_string())).filter(|text| !text.is_empty()).unwrap_or_else(|| "(empty)".to_owned())
        }
        Field::OneOf(choices, _) => {
            let mut values: Vec<String> = choices.iter().map(|(_, value)| terminal(&value.to_string())).collect();
            values.dedup();
            values.join(" or ")
        }
        Field::Unknown(why) => unknown(why),
    }
}

/// `? (reason: detail)`
pub(super) fn unknown(why: &Unknown) -> String {
    match why.detail.as_str() {
        "" => format!("? ({})", why.reason.as_str()),
        detail => format!("? ({}: {})", why.reason.as_str(), terminal(detail)),
    }
}

/// `if a and not b`, or nothing.
pub(super) fn conditions(when: &[Condition]) -> String {
    let parts: Vec<String> = when.iter().map(|c| format!("{}`{}`", if c.holds { "" } else { "not " }, terminal(&c.text))).collect();
    if parts.is_empty() { String::new() } else { format!("if {}", parts.join(" and ")) }
}

/// A declared bound; `!` marks what Dolibarr never compares.
pub(super) fn bound(bound: &Bound) -> Option<String> {
    match bound {
        Bound::Absent => None,
        Bound::Version(version, _) => Some(terminal(&version.to_string())),
        Bound::NeverChecked { text, .. } => Some(format!("{}!", terminal(text))),
        Bound::Unknown(why) => Some(unknown(why)),
    }
}

/// A declared range: `17.0 to 22.0`, `from 17.0`, `up to 22.0`, `-`.
pub(super) fn range(min: &Bound, max: &Bound) -> String {
    // Nothing ever reads an upper bound, so its mark would say nothing about this module.
    let max = bound(max).map(|text| text.trim_end_matches('!').to_owned());
    match (bound(min), max) {
        (None, None) => "-".to_owned(),
        (Some(min), None) => format!("from {min}"),
        (None, Some(max)) => format!("up to {max}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
    }
}

/// A named module, with its country when it is limited to one.
pub(super) fn relation(relation: &Relation) -> String {
    let class = terminal(&relation.class);
    relation.country.as_ref().map_or(class.clone(), |country| format!("{class} ({} only)", terminal(country)))
}

/// What a module needs, missing ones marked.
pub(super) fn needs(module: &Module, index: usize, graph: &Graph) -> String {
    let is_missing = |wanted: &Relation| graph.missing().iter().any(|m| m.from == index && m.relation == *wanted);
    let say = |wanted| format!("{}{}", relation(wanted), if is_missing(wanted) { " MISSING" } else { "" });
    let all: Vec<String> = module.requires.depends.iter().map(say).collect();
    if all.is_empty() { "-".to_owned() } else { all.join(", ") }
}

/// Where a Git state stands, in a few words.
pub(super) fn git(git: &Git) -> String {
    match git {
        Git::None => "-".to_owned(),
        Git::NotBuilt => "not built in".to_owned(),
        Git::Broken(_) => "broken".to_owned(),
        Git::Repository(state) => format!("{}{}", commit(state), work_tree(state)),
    }
}

/// The tag, the nearest tag, or the commit in short.
fn commit(state: &GitState) -> String {
    let short = state.commit.as_deref().map(|c| c.get(..8).unwrap_or(c));
    let name = state.tag.as_deref().or(state.describe.as_deref()).or(short);
    name.map_or_else(|| "no commit".to_owned(), terminal)
}

fn work_tree(state: &GitState) -> &'static str {
    match (state.dirty.is_empty(), state.untracked.is_empty()) {
        (true, true) => "",
        (true, false) => " + new files",
        (false, _) => " + changes",
    }
}

/// What was opened, in one line.
pub(super) fn site(inventory: &Inventory) -> String {
    let core = inventory.modules.iter().filter(|module| module.core).count();
    let external = inventory.modules.len() - core;
    let what = heading(&inventory.layout);
    let with_core = if core > 0 { format!(" and {}", count(core, "core module")) } else { String::new() };
    format!("{what}: {}{with_core}", count(external, "external module"))
}

fn heading(layout: &Layout) -> String {
    let release = layout.release.as_ref().map(|release| format!("Dolibarr {}", terminal(release.value.as_str())));
    match (layout.kind, release) {
        (_, Some(release)) => release,
        (SiteKind::Installation, None) => "Dolibarr of an unknown release".to_owned(),
        (SiteKind::Module, None) => "a module without its Dolibarr".to_owned(),
        (SiteKind::CustomRoot, None) => "a directory of modules without its Dolibarr".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Version;
    use crate::model::module::BoundShape;
    use crate::model::sample::{inventory, module};

    #[test]
    fn ranges_tell_what_is_never_compared() {
        let at = || Place::file("d.php");
        let min = Bound::Version(Version::parse("17.0").unwrap(), at());
        let text = Bound::NeverChecked { shape: BoundShape::String, text: "22.0".to_owned(), meant: None, place: at() };
        assert_eq!(range(&min, &text), "17.0 to 22.0");
        assert_eq!(range(&text, &Bound::Absent), "from 22.0!");
        assert_eq!(range(&Bound::Absent, &Bound::Absent), "-");
        let beta = Bound::Version(Version::parse("18.-3").unwrap(), at());
        assert_eq!(range(&beta, &Bound::Absent), "from 18-beta");
    }

    #[test]
    fn names_are_escaped_and_have_a_fallback() {
        let mut one = module("a", "modAlpha");
        one.identity.name = Field::Absent;
        assert_eq!(name(&one), "Alpha");
        one.identity.name = Field::Known("a\u{1b}b".to_owned(), Place::file("x"));
        assert_eq!(name(&one), r"a\u{1b}b");
        assert_eq!(site(&inventory(vec![one])), "a directory of modules without its Dolibarr: 1 external module");
    }

    #[test]
    fn git_states_are_told_apart() {
        let mut state = GitState { commit: Some("0123456789abcdef".to_owned()), ..GitState::default() };
        assert_eq!(git(&Git::Repository(Box::new(state.clone()))), "01234567");
        state.tag = Some("v1".to_owned());
        state.dirty = vec!["x".to_owned()];
        assert_eq!(git(&Git::Repository(Box::new(state))), "v1 + changes");
        assert_eq!(git(&Git::None), "-");
    }
}
