//! Numbering and document models: files that the setup pages of the core find by name in `core/modules/<type>/`. Never reads them.

use super::facts_of_classes::shown;
use crate::model::facets::DocumentModel;
use crate::model::site::ModuleDir;

/// The models of a module, sorted by path.
pub(super) fn models(dir: &ModuleDir) -> Vec<DocumentModel> {
    let model = |path: &str| {
        let (kind, file) = path.strip_prefix("core/modules/")?.split_once('/')?;
        let (role, name) = role(file)?;
        Some(DocumentModel { kind: kind.to_owned(), role, name: name.to_owned(), file: shown(dir, path) })
    };
    dir.files.iter().filter_map(|file| model(&file.path)).collect()
}

/// The setup pages (`admin/propal.php` and the like) look for `mod_*.php` beside the type's own files, and for `pdf_*` and
/// `doc_*` there and in `doc/`. Mailing selectors, exports and the like are any `*.modules.php`.
fn role(file: &str) -> Option<(&'static str, &str)> {
    if let Some(name) = file.strip_prefix("mod_").and_then(|name| name.strip_suffix(".php")).filter(|name| !name.contains('/')) {
        return Some(("numbering", name));
    }
    let model = file.strip_suffix(".modules.php")?;
    let name = model.strip_prefix("doc/").unwrap_or(model);
    let document = name.strip_prefix("pdf_").or_else(|| name.strip_prefix("doc_")).filter(|name| !name.contains('/'));
    Some(match document {
        Some(name) => ("document", name),
        None => ("other", model.rsplit('/').next().unwrap_or(model)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    #[test]
    fn roles_follow_from_names() {
        let paths = [
            "core/modules/facture/mod_facture_x.php",
            "core/modules/facture/doc/pdf_x.modules.php",
            "core/modules/facture/doc_y.modules.php",
            "core/modules/mailings/list.modules.php",
            "core/modules/facture/modules_facture.php",
            "core/modules/facture/doc/mod_z.php",
            "mod_x.php",
        ];
        let site = Memory::new("sample", "", &paths.map(|path| (path, "")));
        let found: Vec<String> = models(&site.dir).iter().map(|m| format!("{} {} {}", m.kind, m.role, m.name)).collect();
        assert_eq!(found, ["facture document x", "facture document y", "facture numbering facture_x", "mailings other list"]);
    }
}
