//! Pages and files that a descriptor names in texts which Dolibarr makes links and includes of: menu entries, tabs, pages of its setup,
//! boxes and cron jobs. Never asks whether they are there.

use super::paths;
use super::reader::{TESTS, Wanted};
use crate::base::Version;
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
    let before = uses.uses.len();
    for Named { text, how, when, place } in named(module) {
        let Some(path) = paths::page(text.as_bytes()).filter(|path| wanted(Sort::File, path) && !is_own(path)) else { continue };
        let thing = Thing::File(path.clone());
        // A call in the text's place tells of it already.
        let is_told = uses.uses.iter().any(|used| used.thing == thing && used.place.line == place.line && used.place.file == place.file);
        if is_told || when.iter().any(|one| one.releases.is_none() && is_test(&one.text)) {
            continue;
        }
        let guard = when.iter().fold(None, |outer, one| behind(one, releases, outer, uses));
        uses.uses.push(Use {
            thing,
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
        each(&widget.file, How::Includes, &mut found, |file| below(&with_ending(file), "core/boxes"));
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

/// The file of a box may be named without its ending (`infobox.class.php: listBoxes`).
fn with_ending(name: &str) -> String {
    let (file, module) = name.split_once('@').map_or((name, None), |(file, module)| (file, Some(module)));
    let file = format!("{}.php", file.strip_suffix(".php").unwrap_or(file));
    module.map_or(file.clone(), |module| format!("{file}@{module}"))
}

/// Whether a test asks for the release or for what exists.
fn is_test(text: &str) -> bool {
    TESTS.iter().any(|word| text.contains(word))
}

/// A guard for a condition on the release; one on anything else may hold.
fn behind(condition: &value::Condition, releases: &[(u32, Version)], outer: Option<usize>, uses: &mut Uses) -> Option<usize> {
    let Some(majors) = condition.releases else { return outer };
    let holding = releases.iter().filter(|(_, release)| majors.iter().any(|major| major == release.major()));
    let set = holding.fold(0, |set, (bit, _)| set | 1 << bit);
    uses.guards.push(Guard { outer, condition: Condition::Releases(set), holds: condition.holds });
    Some(uses.guards.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_as_dolibarr_finds_them() {
        assert_eq!((rooted("a/b.php"), rooted("/a/b.php")), ("/a/b.php".to_owned(), "/a/b.php".to_owned()));
        assert_eq!((below("a.php", "admin"), below("a.php@m", "admin")), ("/admin/a.php".to_owned(), "/m/admin/a.php".to_owned()));
        assert_eq!((with_ending("a"), with_ending("a.php@m")), ("a.php".to_owned(), "a.php@m".to_owned()));
        assert!(is_test("(int) DOL_VERSION < 14") && is_test("function_exists('f')") && !is_test("isModEnabled('facture')"));
    }
}
