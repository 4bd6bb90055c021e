//! Files that pages of the core find by name, include, and make a class of that the files do not have.

use crate::core_facts::Known;
use crate::model::facets::DocumentModel;
use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::module::Module;

use super::row::row;

/// Where lists of recipients lie. The pages of mailings look into all directories of modules, whatever these declare.
const MAILINGS: &str = "mailings";

/// Tells of files with a class under another name; one without any class has it from elsewhere.
pub(super) fn facts(inventory: &Inventory, known: &Known, facts: &mut Vec<Fact>) {
    for (index, files) in &inventory.uses {
        let module = &inventory.modules[*index];
        for model in &module.models {
            let Some(expected) = expected(model, module, known) else { continue };
            let file = files.iter().find(|file| file.file == model.file.file);
            let Some(declared) = file.and_then(|file| file.classes.first()) else { continue };
            // What else declares it may be included.
            if !files.iter().flat_map(|file| &file.classes).any(|class| class.name == expected.to_ascii_lowercase()) {
                let role = if model.kind == MAILINGS { MAILINGS } else { model.role };
                let fact = row("model.class", module, &declared.place).with("what", role).with("kind", &model.kind);
                facts.push(fact.with("expected", expected).with("declared", &declared.written));
            }
        }
    }
}

/// The class that the core makes: of numbering what stands before a `-`, which the code of a country follows
/// (`comm/mailing/index.php`, `admin/invoice.php`).
fn expected(model: &DocumentModel, module: &Module, known: &Known) -> Option<String> {
    let file = model.file.file.rsplit('/').next()?;
    if model.kind == MAILINGS {
        return Some(format!("mailing_{}", file.strip_suffix(".modules.php")?));
    }
    let is_searched = module.parts.iter().any(|part| part.key == "models" && part.on == Some(true));
    let is_of_core = known.is_directory(&format!("core/modules/{}", model.kind));
    let stem = match model.role {
        "numbering" => file.strip_suffix(".php")?.split('-').next()?,
        "document" => file.strip_suffix(".modules.php")?,
        _ => return None,
    };
    (is_searched && is_of_core).then(|| stem.to_owned())
}
