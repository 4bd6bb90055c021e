//! Files of modules that bear the path of a file of the core: those that Dolibarr takes in its place, and mere copies.
//!
//! A template in `core/tpl/` is looked for in modules first (`core/class/commonobject.class.php: printObjectLine`), and whatever is
//! included through `dol_buildpath()` in the custom roots (`core/lib/functions.lib.php`). Models of documents and numbers are included
//! from the core and from modules, so that PHP stops where both declare one class (`admin/order.php`). Menu managers and login
//! functions are looked for in the core first, and those of modules only come to them; so do substitutions, styles and scripts.

use super::super::row::row;
use super::{PLACES, Standing, View};
use crate::base::Version;
use crate::core_facts::Kind;
use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::site::ModuleDir;
use crate::site::is_library;

/// Templates that the core looks for in modules, where its own lies, and the first release that does so: the names behind
/// `modules_parts['tpl']` in all releases from 10 to 24.
const TEMPLATES: [(&str, &str, u32); 16] = [
    ("contacts.tpl.php", "core/tpl", 10),
    ("document_actions_post_headers.tpl.php", "core/tpl", 13),
    // Each kind of object has one of its own, and this one is taken for all.
    ("linkedobjectblock.tpl.php", "compta/facture/tpl", 10),
    ("login.tpl.php", "core/tpl", 10),
    ("notes.tpl.php", "core/tpl", 21),
    ("object_discounts.tpl.php", "core/tpl", 23),
    ("objectline_create.tpl.php", "core/tpl", 10),
    ("objectline_edit.tpl.php", "core/tpl", 10),
    ("objectline_title.tpl.php", "core/tpl", 10),
    ("objectline_view.tpl.php", "core/tpl", 10),
    ("originproductline.tpl.php", "core/tpl", 10),
    ("passwordforgotten.tpl.php", "core/tpl", 21),
    ("productattributevalueline_create.tpl.php", "variants/tpl", 16),
    ("productattributevalueline_edit.tpl.php", "variants/tpl", 16),
    ("productattributevalueline_title.tpl.php", "variants/tpl", 16),
    ("productattributevalueline_view.tpl.php", "variants/tpl", 16),
];

/// Directories in `core/` whose files modules have under names of the core for good reasons, or that other rules tell of.
const OF_MODULES: [&str; 6] = ["core/login/", "core/menus/", "core/modules/", "core/substitutions/", "core/tpl/", "core/triggers/"];

/// Words that directories with changed files of the core bear.
const MARKS: [&str; 4] = ["htdocs", "patch", "overrid", "overwrit"];

pub(super) fn facts(view: &View<'_>, module: &Module, dir: &ModuleDir, out: &mut Vec<Fact>) {
    let is_custom = view.inventory.layout.roots.get(dir.root).is_none_or(|root| !root.main);
    // Where several descriptors share a directory, its files are told of once.
    if dir.descriptors.first().is_some_and(|first| !module.descriptor.file.file.ends_with(first.rsplit('/').next().unwrap_or(first))) {
        return;
    }
    let has = |key: &str| module.parts.iter().any(|part| part.key.eq_ignore_ascii_case(key) && part.on == Some(true));
    let (has_templates, has_models) = (has("tpl"), has("models"));
    let mut first: Vec<(Place, String)> = Vec::new();
    let mut copies: Vec<(Place, String)> = Vec::new();
    for file in dir.files.iter().map(|file| file.path.as_str()).filter(|path| path.ends_with(".php") && !is_library(path)) {
        let place = || Place::file(if matches!(dir.shown.as_str(), "" | ".") { file.to_owned() } else { format!("{}/{file}", dir.shown) });
        let found_first = format!("{}/{file}", dir.name);
        if is_custom && dir.in_place && is_there(view, &found_first) {
            first.push((place(), found_first));
        } else if let Some(path) = template(view, file).filter(|_| has_templates) {
            out.push(copied(module, "template", &place(), &path).sure(true));
        } else if has_models && is_model(file) && is_there(view, file) {
            // What this leads to says more than that the class is there twice.
            out.retain(|fact| !is_told(fact, &place(), file));
            out.push(copied(module, "model", &place(), file).sure(false));
        } else if let Some(path) = original(view, file) {
            // What was told of the class or function in it is not told again.
            if !out.iter().any(|fact| is_told(fact, &place(), &path)) {
                copies.push((place(), path));
            }
        }
    }
    out.extend(together(module, "found-first", &first));
    out.extend(together(module, "copy", &copies));
}

/// Whether a fact says of a file that it declares what a file of the core declares.
fn is_told(fact: &Fact, place: &Place, path: &str) -> bool {
    fact.kind == "name.taken" && fact.place.file == place.file && fact.columns.get("by").is_some_and(|by| by == path)
}

/// One fact for files that have one cause.
fn together(module: &Module, how: &'static str, files: &[(Place, String)]) -> Option<Fact> {
    let ((place, path), others) = files.split_first()?;
    let fact = copied(module, how, place, path).sure(how != "copy");
    let fact = if others.is_empty() { fact } else { fact.with("more", format!(" and {} more", others.len())) };
    Some(others.iter().take(PLACES).fold(fact, |fact, (other, path)| fact.beside(other, format!("`{path}`"))))
}

fn copied(module: &Module, how: &'static str, place: &Place, path: &str) -> Fact {
    row("core.copied", module, place).with("how", how).with("path", path).with("more", "")
}

fn is_there(view: &View<'_>, path: &str) -> bool {
    view.core.standing(Kind::Path, "", path) == Some(Standing::There)
}

/// Whether the pages that set documents and numbers up include a file by its name, from the core and from every module.
fn is_model(file: &str) -> bool {
    let Some((dir, name)) = file.strip_prefix("core/modules/").and_then(|rest| rest.rsplit_once('/')) else { return false };
    let is_document = name.ends_with(".modules.php") && (name.starts_with("pdf_") || name.starts_with("doc_"));
    let kind = dir.strip_suffix("/doc").unwrap_or(dir);
    !kind.contains('/') && (is_document || (name.starts_with("mod_") && dir == kind))
}

/// The template of the core that a file is taken in place of.
fn template(view: &View<'_>, file: &str) -> Option<String> {
    let name = file.strip_prefix("core/tpl/")?;
    let (_, dir, since) = TEMPLATES.iter().find(|(known, ..)| *known == name)?;
    let major = view.core.release.and_then(|bit| view.core.known.version(bit)).map(Version::major);
    major.is_none_or(|major| major >= *since).then(|| format!("{dir}/{name}"))
}

/// The file of the core that a file with its path is most probably a copy of.
fn original(view: &View<'_>, file: &str) -> Option<String> {
    let parts: Vec<&str> = file.split('/').collect();
    let is_mark = |part: &&str| MARKS.iter().any(|mark| part.to_ascii_lowercase().contains(mark));
    if let Some(mark) = parts[..parts.len() - 1].iter().rposition(is_mark) {
        let path = parts[mark + 1..].join("/");
        return Some(path).filter(|path| path.contains('/') && view.core.standing(Kind::Path, "", path).is_some());
    }
    let is_special = parts.len() > 2 && parts.last() != Some(&"index.php") && !OF_MODULES.iter().any(|dir| file.starts_with(dir));
    (is_special && is_there(view, file)).then(|| file.to_owned())
}
