//! Forms, links and menu entries without the token that Dolibarr asks for, and pages that change it under others. What a site may set
//! otherwise is taken as Dolibarr sets it itself.

use std::collections::{BTreeMap, BTreeSet};

use super::Target;
use super::row::{named, rows, yes_no};
use crate::base::Version;
use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::sent::{Sent, Way};
use crate::model::uses::{Included, Thing, Uses};

/// Since when Dolibarr sets `MAIN_SECURITY_CSRF_WITH_TOKEN` itself, where nobody else did: to 1, which is about forms, to 2, which is about
/// links that change something too, and to 3, which is about every `action` (`core/class/conf.class.php: setValues`).
const FORMS: u32 = 15;
const CHANGES: u32 = 16;
const ACTIONS: u32 = 24;

/// Actions that need a token by their whole name, and by how they start (`main.inc.php`).
const CHANGE: [&str; 8] = ["activate", "doprev", "donext", "dvprev", "dvnext", "freezone", "install", "reopen"];
const CHANGE_STARTS: [&str; 13] =
    ["add", "classify", "close", "confirm", "copy", "del", "disable", "enable", "remove", "set", "unset", "update", "save"];

/// Actions that need none even where every `action` does (`main.inc.php`).
const HARMLESS: [&str; 20] = [
    "check",
    "create",
    "create2",
    "createcard",
    "createsite",
    "edit",
    "editcontract",
    "editfile",
    "editvalidator",
    "file_manager",
    "history",
    "presend",
    "presend_addmessage",
    "preview",
    "reconcile",
    "specimen",
    "testsetup",
    "undeployconfirmed",
    "validatenewpassword",
    "view",
];

/// How many files may lie between a page and `main.inc.php`.
const DEEPEST: u8 = 4;

/// What is told together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    what: &'static str,
    since: u32,
}

/// Places, with the actions of links and whether all of them are certain.
#[derive(Debug, Default)]
struct Places<'u> {
    places: BTreeSet<&'u Place>,
    actions: BTreeSet<&'u str>,
    sure: bool,
}

/// What the release that modules are to run on asks a token for.
pub(super) fn facts(inventory: &Inventory, Target { known, bit }: Target<'_>, facts: &mut Vec<Fact>) {
    let Some(version) = known.version(bit) else { return };
    for (index, files) in &inventory.uses {
        let module = &inventory.modules[*index];
        let pages = Pages::of(files);
        let mut found: BTreeMap<Group, Places<'_>> = BTreeMap::new();
        for (file, sent) in files.iter().flat_map(|file| file.sent.iter().map(move |sent| (file, sent))) {
            let is_reached = file.reached(sent.guard, known.all, &|thing| known.present(thing)) & (1 << bit) != 0;
            if !is_reached || pages.passes(file, sent) {
                continue;
            }
            let (what, since, action) = match &sent.way {
                Way::Form => ("form", Some(FORMS), ""),
                Way::Script => ("script", Some(FORMS), ""),
                Way::Link { action, is_open } => ("link", since(action, *is_open), action.as_str()),
            };
            let Some(since) = since.filter(|since| *since <= version.major()) else { continue };
            found.entry(Group { what, since }).or_default().add(&sent.place, action, sent.sure);
        }
        menus(module, version, &mut found);
        for (group, places) in found {
            facts.extend(places.fact(&group, module, version));
        }
        facts.extend(renewals(module, files, version));
    }
}

impl<'u> Places<'u> {
    fn add(&mut self, place: &'u Place, action: &'u str, sure: bool) {
        self.sure = sure && (self.sure || self.places.is_empty());
        self.places.insert(place);
        self.actions.insert(action);
    }

    fn fact(&self, group: &Group, module: &Module, version: &Version) -> Option<Fact> {
        let fact = rows("token.missing", module, self.places.iter().copied())?
            .with("what", group.what)
            .with("asked", if group.since < ACTIONS { "long" } else { "lately" })
            .with("actions", named(self.actions.iter().map(|action| format!("`{action}`")).collect::<Vec<_>>().into_iter()))
            .with("since", group.since.to_string())
            .with("target", version.as_str())
            .sure(self.sure);
        Some(fact)
    }
}

/// Entries of the menu that are not switched off: Dolibarr adds no token to their addresses.
fn menus<'u>(module: &'u Module, version: &Version, found: &mut BTreeMap<Group, Places<'u>>) {
    for menu in module.menus.iter().filter(|menu| menu.enabled.known().is_none_or(|enabled| enabled != "0")) {
        let Some(url) = menu.url.known().filter(|url| !url.contains("token=") && !url.starts_with("http")) else { continue };
        let Some((_, action)) = url.split_once("?action=").or_else(|| url.split_once("&action=")) else { continue };
        let action = action.split(['&', '#']).next().unwrap_or_default();
        if let Some(since) = since(action, false).filter(|since| *since <= version.major()) {
            found.entry(Group { what: "menu", since }).or_default().add(&menu.place, action, true);
        }
    }
}

/// Pages for calls by scripts that change the token of the page around, which then sends one that is no longer taken.
fn renewals(module: &Module, files: &[Uses], version: &Version) -> Option<Fact> {
    let scripts = files.iter().filter(|file| is_for_scripts(&file.file, module));
    let includes = scripts.filter_map(|file| renewing(file, files, DEEPEST));
    let fact = rows("token.renewed", module, includes.collect::<BTreeSet<&Place>>())?;
    Some(fact.with("always", yes_no(version.major() < FORMS)).with("target", version.as_str()))
}

/// The include by which a file comes to `main.inc.php`, itself or by other files of its module, where none of them keeps the token.
fn renewing<'u>(file: &'u Uses, files: &'u [Uses], depth: u8) -> Option<&'u Place> {
    let declares = |name: &str| file.declares.iter().any(|declared| declared.thing == Thing::Constant(name.to_owned()));
    if declares("NOTOKENRENEWAL") || declares("NOSESSION") {
        return None;
    }
    let deeper = depth.checked_sub(1)?;
    let loads = |included: &Included| {
        let mut own = files.iter().filter(|other| included.means(&other.file));
        included.path.ends_with("main.inc.php") || own.any(|own| renewing(own, files, deeper).is_some())
    };
    file.includes.iter().find(|included| loads(included)).map(|included| &included.place)
}

/// Whether a page is one that scripts call. Of some names Dolibarr knows that itself.
fn is_for_scripts(shown: &str, module: &Module) -> bool {
    let inner = shown.strip_prefix(module.shown.as_str()).unwrap_or(shown);
    let is_known = [".css.php", ".js.php", ".json.php"].iter().any(|end| inner.ends_with(end));
    let is_class = inner.ends_with(".class.php") || inner.ends_with(".lib.php");
    inner.to_ascii_lowercase().contains("ajax") && !is_known && !is_class
}

/// The files of a module, and those that switch the protection off, themselves or by a file that they include.
struct Pages<'u> {
    names: BTreeSet<&'u str>,
    open: BTreeSet<&'u str>,
    open_names: BTreeSet<&'u str>,
}

impl<'u> Pages<'u> {
    fn of(files: &'u [Uses]) -> Self {
        let direct: BTreeSet<&str> = files.iter().filter(|file| file.unprotected).map(|file| last(&file.file)).collect();
        let is_open = |file: &&Uses| file.unprotected || file.includes.iter().any(|included| direct.contains(last(&included.path)));
        let open: BTreeSet<&str> = files.iter().filter(is_open).map(|file| &*file.file).collect();
        let open_names = open.iter().map(|file| last(file)).collect();
        Self { names: files.iter().map(|file| last(&file.file)).collect(), open, open_names }
    }

    /// Whether what is sent needs no token, or nobody knows. What scripts send counts only where the page is one of the module.
    fn passes(&self, file: &Uses, sent: &Sent) -> bool {
        match sent.page.as_str() {
            "" => self.open.contains(&*file.file),
            page => self.open_names.contains(page) || (sent.way == Way::Script && !self.names.contains(page)),
        }
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The release since which a link with this action needs a token. Of one that is not told whole only the start counts.
fn since(action: &str, is_open: bool) -> Option<u32> {
    let starts = CHANGE_STARTS.iter().any(|start| action.starts_with(start));
    if starts || (!is_open && CHANGE.contains(&action)) {
        return Some(CHANGES);
    }
    (!is_open && !HARMLESS.contains(&action) && !action.starts_with("display")).then_some(ACTIONS)
}

#[cfg(test)]
mod tests {
    #[test]
    fn actions_need_a_token_since_the_release_that_asks_for_it() {
        let all = ["delete", "confirm_delete", "setmod", "reopen", "reopened", "validate", "edit", "display_all", "Delete"];
        let since = all.map(|action| super::since(action, false));
        assert_eq!(since, [Some(16), Some(16), Some(16), Some(16), Some(24), Some(24), None, None, Some(24)]);
        assert_eq!(["del", "reopen", "validate"].map(|start| super::since(start, true)), [Some(16), None, None]);
    }
}
