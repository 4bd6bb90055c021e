//! From what a check finds to repaired files. Writes none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rayon::prelude::*;

use super::Checked;
use crate::base::Version;
use crate::core_facts::{Known, WRAPPERS};
use crate::error::Error;
use crate::fix::{self, Has, Places};
use crate::model::fact::Fact;
use crate::model::finding::Finding;
use crate::model::module::{Bound, Module};
use crate::model::place::Place;
use crate::model::uses::{Accessor, Thing};
use crate::patches;
use crate::php::loader::Loader;
use crate::rules;

/// A file with its repairs.
#[derive(Debug)]
pub(crate) struct Repair {
    /// As shown.
    pub file: String,
    /// Where it lies.
    pub path: PathBuf,
    pub before: Vec<u8>,
    pub after: Vec<u8>,
    /// How many places were repaired.
    pub places: usize,
}

/// What can be repaired.
#[derive(Debug, Default)]
pub(crate) struct Repairs {
    pub files: Vec<Repair>,
    /// Modules with findings that could be repaired if they said from which release on they run.
    pub undeclared: Vec<String>,
}

impl Repair {
    /// The change as `git apply` takes it.
    pub(crate) fn unified(&self) -> Vec<u8> {
        patches::unified(&self.file, &self.before, &self.after)
    }
}

/// Repairs what a check found and what counts of it; `None` for an archive, in which nothing can be repaired.
pub(crate) fn repairs(checked: &Checked) -> Result<Option<Repairs>, Error> {
    let fixable: BTreeSet<&str> = rules::all()?.iter().filter(|rule| rule.fixable).map(|rule| rule.id.as_str()).collect();
    if checked.files.is_archive() {
        return Ok(None);
    }
    let mut repairs = Repairs::default();
    for module in checked.inventory.modules.iter().filter(|module| !module.core) {
        let findings = checked.findings.iter().filter(|finding| finding.set_aside.is_none() && fixable.contains(finding.rule.as_str()));
        let of_it: Vec<&Finding> =
            findings.filter(|finding| finding.module.as_ref().is_some_and(|name| name.dir == module.shown)).collect();
        if of_it.is_empty() {
            continue;
        }
        let mend = |has: &Has| repaired(checked, module, &of_it, has);
        let least = module.requires.dolibarr_min.meant().map(Version::major);
        let mended = mend(&has(module, least));
        let places = |repairs: &[Repair]| repairs.iter().map(|repair| repair.places).sum::<usize>();
        if least.is_none() && places(&mend(&Has::everything())) > places(&mended) {
            repairs.undeclared.push(module.descriptor.class.clone());
        }
        repairs.files.extend(mended);
    }
    Ok(Some(repairs))
}

/// The names that properties have in place of old ones, by place.
pub(super) fn renames(facts: &[Fact]) -> impl Iterator<Item = (Place, String)> {
    let renamed = facts.iter().filter(|fact| fact.kind == "property.renamed");
    renamed.filter_map(|fact| Some((fact.place.clone(), fact.columns.get("becomes")?.clone())))
}

/// What every release from `least` on has; nothing of the core where that is not known.
fn has(module: &Module, least: Option<u32>) -> Has {
    let known = Known::shipped();
    let later = || known.majors().into_iter().filter(|(_, version)| least.is_some_and(|least| version.major() >= least));
    let bits: u32 = later().map(|(bit, _)| 1 << bit).sum();
    let everywhere = |thing: &Thing| bits != 0 && known.present(thing).is_some_and(|present| bits & !present == 0);
    let function = |name: &str| everywhere(&Thing::Function(name.to_ascii_lowercase()));
    let of_core = later().next().and_then(|(bit, _)| Version::parse(known.header(bit, "php-min")?));
    let own = if let Bound::Version(version, _) = &module.requires.php_min { Some(version) } else { None };
    Has {
        global: everywhere(&Accessor::Global.successor()) && function("getDolGlobalInt"),
        enabled: everywhere(&Accessor::Enabled.successor()),
        right: everywhere(&Accessor::Right.successor()),
        token: everywhere(&Accessor::Token.successor()),
        functions: WRAPPERS.iter().map(|(_, wrapped)| wrapped.name).filter(|name| function(name)).collect(),
        nullable: own.into_iter().chain(&of_core).any(|php| php.major_minor() >= (7, 1)),
    }
}

fn repaired(checked: &Checked, module: &Module, findings: &[&Finding], has: &Has) -> Vec<Repair> {
    let Checked { files, inventory, renames, .. } = checked;
    let mut places: BTreeMap<&str, Places> = BTreeMap::new();
    for place in findings.iter().flat_map(|finding| finding.related.iter().map(|(place, _)| place).chain([&finding.place])) {
        places.entry(&place.file).or_default().insert((place.line, place.column), renames.get(place).cloned());
    }
    let Some(dir) = inventory.layout.modules.iter().find(|dir| dir.shown == module.shown) else { return Vec::new() };
    let asked: Vec<(String, String, Places)> = dir
        .files
        .iter()
        .filter_map(|file| {
            let path = format!("{}/{}", dir.path, file.path);
            let shown = files.shown(&path);
            Some((path, shown.clone(), places.remove(shown.as_str())?))
        })
        .collect();
    let one = |(path, file, places): (String, String, Places)| {
        let before = files.read(&path)?.bytes;
        let repaired = fix::repair(&before, has, &places)?;
        Some(Repair { file, path: path.into(), before, after: repaired.text, places: repaired.places })
    };
    asked.into_par_iter().filter_map(one).collect()
}
