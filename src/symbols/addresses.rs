//! Pages and files that a descriptor names in texts which Dolibarr makes links and includes of: menu entries, tabs, pages of its setup,
//! boxes and cron jobs. Never asks whether they are there.

use foldhash::HashSet;

use super::file::TESTS;
use super::paths;
use super::reader::Wanted;
use crate::base::Version;
use crate::model::facets::box_file;
use crate::model::field::Field;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::uses::{Condition, Guard, How, Sort, Thing, Use, Uses};
use crate::model::value;

/// A text that names a page or file, and the conditions under which it does.
struct Named<'m> {
    text: String,
    how: How,
    when: &'m [value::Condition],
    place: &'m Place,
}

/// Adds to the uses of a descriptor's file what its texts name. `is_own` tells paths that lead to some module.
pub(crate) fn add(module: &Module, releases: &[(u32, Version)], wanted: Wanted<'_>, is_own: &dyn Fn(&str) -> bool, uses: &mut Uses) {
    // A call in a text's place tells of it already.
    let file = |used: &Use| if let Thing::File(path) = &used.thing { Some((path.clone(), used.place.line)) } else { None };
    let called: HashSet<(String, u32)> = uses.uses.iter().filter_map(file).collect();
    let mut told: HashSet<(String, u32, u32)> = HashSet::default();
    let all = releases.iter().fold(0, |set, (bit, _)| set | 1 << bit);
    let before = uses.uses.len();
    for Named { text, how, when, place } in named(module) {
        let Some(path) = paths::page(text.as_bytes()).filter(|path| wanted(Sort::File, path) && !is_own(path)) else { continue };
        let Some(set) = allowed(when, releases) else { continue };
        if called.contains(&(path.clone(), place.line)) || !told.insert((path.clone(), place.line, set)) {
            continue;
        }
        let guard = (set != all).then_some(uses.guards.len());
        if set != all {
            uses.guards.push(Guard { outer: None, condition: Condition::Releases(set), holds: true });
        }
        uses.uses.push(Use {
            thing: Thing::File(path.clone()),
            written: path,
            how,
            place: place.clone(),
            guard,
            receiver: None,
            args: None,
            given: Box::default(),
            at_load: false,
        });
    }
    if uses.uses.len() > before {
        // What is told of several uses is told at the first.
        uses.uses.sort_by(|a, b| a.place.cmp(&b.place));
    }
}

/// Everything that names a page or a file. What is shown only where a test in a text holds is left out.
fn named(module: &Module) -> Vec<Named<'_>> {
    let mut found = Vec::new();
    for menu in module.menus.iter().filter(|menu| !menu.enabled.possible().into_iter().any(|test| is_test(test))) {
        each(&menu.url, How::Links, &mut found, rooted);
    }
    for tab in module.tabs.iter().filter(|tab| !tab.url.is_empty()) {
        let url = |text: &str| if is_test(text) { String::new() } else { rooted(&tab.url) };
        each(&tab.text, How::Links, &mut found, url);
    }
    for page in &module.identity.config_pages {
        let text = below(&page.value, "admin");
        found.push(Named { text, how: How::Links, when: &[], place: &page.place });
    }
    for widget in &module.boxes {
        each(&widget.file, How::Includes, &mut found, |file| below(&box_file(file), "core/boxes"));
    }
    for job in &module.cron_jobs {
        each(&job.class, How::Includes, &mut found, rooted);
    }
    found
}

/// All values of a field, each made a path by `read`.
fn each<'m>(field: &'m Field<String>, how: How, found: &mut Vec<Named<'m>>, read: impl Fn(&str) -> String) {
    match field {
        Field::Known(text, place) => found.push(Named { text: read(text), how, when: &[], place }),
        Field::OneOf(choices, place) => found.extend(choices.iter().map(|(when, text)| Named { text: read(text), how, when, place })),
        Field::Absent | Field::Unknown(_) => {}
    }
}

/// A path from `htdocs` on, with `/` in front as `dol_buildpath()` puts it there.
fn rooted(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}

/// `name@module` is a file of the module's directory, a name alone one of the core's.
fn below(name: &str, dir: &str) -> String {
    match name.split_once('@') {
        Some((name, module)) => format!("/{module}/{dir}/{name}"),
        None => format!("/{dir}/{name}"),
    }
}

/// Whether a test asks for the release or for what exists.
fn is_test(text: &str) -> bool {
    TESTS.iter().any(|word| text.contains(word))
}

/// The releases on which conditions can hold; `None` where one of them asks for what exists.
fn allowed(when: &[value::Condition], releases: &[(u32, Version)]) -> Option<u32> {
    let holds = |condition: &value::Condition, release: &Version| {
        condition.releases.is_none_or(|majors| majors.iter().any(|major| major == release.major()) == condition.holds)
    };
    let can = |release: &Version| when.iter().all(|condition| holds(condition, release));
    let is_closed = when.iter().all(|one| one.releases.is_some() || !is_test(&one.text));
    is_closed.then(|| releases.iter().filter(|(_, release)| can(release)).fold(0, |set, (bit, _)| set | 1 << bit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ReleaseSet;

    #[test]
    fn files_are_named_as_dolibarr_finds_them() {
        assert_eq!((rooted("a/b.php"), rooted("/a/b.php")), ("/a/b.php".to_owned(), "/a/b.php".to_owned()));
        assert_eq!((below("a.php", "admin"), below("a.php@m", "admin")), ("/admin/a.php".to_owned(), "/m/admin/a.php".to_owned()));
        assert_eq!((box_file("a"), box_file("a.php@m")), ("a.php".to_owned(), "a.php@m".to_owned()));
        let when = |text: &str, holds, below: Option<u32>| {
            let releases = below.map(|below| ReleaseSet::of(|version| version.major() < below));
            value::Condition { text: text.to_owned(), holds, releases, place: Place::file("a.php") }
        };
        let releases = [(0, Version::parse("13.0.1").unwrap()), (1, Version::parse("14.0.4").unwrap())];
        assert_eq!(allowed(&[when("DOL_VERSION < 14", true, Some(14)), when("$x", true, None)], &releases), Some(0b01));
        assert_eq!(allowed(&[when("DOL_VERSION < 14", false, Some(14))], &releases), Some(0b10));
        assert_eq!(allowed(&[when("function_exists('f')", true, None)], &releases), None);
        assert!(is_test("(int) DOL_VERSION < 14") && is_test("function_exists('f')") && !is_test("isModEnabled('facture')"));
    }
}
