//! What modules change of the core and of each other, without changing their own: patch files, copies of core files, code that writes
//! below `htdocs`, and SQL on tables of others. Finds out whose each target is; never says how bad it is.

mod copies;
mod files;
mod tables;
mod writes;

use crate::core_facts::{Entry, Kind, Known};
use crate::model::fact::Fact;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::site::ModuleDir;
use crate::model::uses::{Thing, Uses};

/// How many places besides the first are told.
const PLACES: usize = 1000;

/// How many descriptors with names of the core's a module can have.
const MOST_DESCRIPTORS: usize = 4;

/// Directories of the core that hold no PHP, or so little that a release can lack it.
const WITHOUT_PHP: [&str; 3] = ["install", "langs", "theme"];

pub(super) fn facts(inventory: &Inventory, known: &Known, release: Option<u32>, out: &mut Vec<Fact>) {
    let view = View { inventory, core: Core { known, release } };
    for module in inventory.modules.iter().filter(|module| !module.core) {
        let Some(dir) = view.dir(module).filter(|dir| !view.core.is_in(dir)) else { continue };
        files::facts(&view, module, dir, out);
        copies::facts(&view, module, dir, out);
        writes::facts(&view, module, dir, out);
        tables::facts(&view, module, out);
    }
}

/// What every part looks at.
struct View<'a> {
    inventory: &'a Inventory,
    core: Core<'a>,
}

impl<'a> View<'a> {
    fn dir(&self, module: &Module) -> Option<&'a ModuleDir> {
        self.inventory.layout.modules.iter().find(|dir| dir.shown == module.shown && !dir.name.is_empty())
    }

    /// What the code of a module uses, as far as it was read.
    fn code(&self, module: &Module) -> impl Iterator<Item = &'a Uses> {
        let inventory = self.inventory;
        let is_own = move |index: usize| inventory.modules.get(index).is_some_and(|other| std::ptr::eq(other, module));
        inventory.uses.iter().filter(move |(index, _)| is_own(*index)).flat_map(|(_, files)| files)
    }

    /// Whether a directory of that name lies in some root and is a module.
    fn is_module(&self, name: &str) -> bool {
        self.inventory.layout.modules.iter().any(|dir| dir.name == name)
    }
}

/// The core that modules are held against: one release, or any of those that are known.
struct Core<'k> {
    known: &'k Known,
    release: Option<u32>,
}

/// Where something of the core is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    There,
    /// The newest release before that has it.
    Gone(String),
    NotYet,
}

impl Standing {
    /// The word that stands for it in facts, and the release that last had it.
    fn words(&self) -> (&'static str, String) {
        match self {
            Self::There => ("there", String::new()),
            Self::Gone(seen) => ("gone", seen.clone()),
            Self::NotYet => ("not-yet", String::new()),
        }
    }
}

impl<'k> Core<'k> {
    /// `None` for what no release ever had.
    fn standing(&self, kind: Kind, owner: &str, name: &str) -> Option<Standing> {
        let entry = self.known.find(kind, owner, name)?;
        Some(self.standing_of(&entry))
    }

    fn standing_of(&self, entry: &Entry<'k>) -> Standing {
        let has = entry.releases();
        let Some(bit) = self.release.filter(|bit| has & (1 << bit) == 0) else { return Standing::There };
        let to = self.known.version(bit);
        let before = self.known.releases.iter().rev().find(|(other, version)| has & (1 << other) != 0 && Some(version) < to);
        before.map_or(Standing::NotYet, |(_, version)| Standing::Gone(version.to_string()))
    }

    /// The release as shown; empty where there is none.
    fn shown(&self) -> String {
        self.release.and_then(|bit| self.known.version(bit)).map_or_else(String::new, |version| format!("Dolibarr {version}"))
    }

    /// Whether a directory directly below `htdocs` is the core's.
    fn has_dir(&self, name: &str) -> bool {
        let is_in = |entry: Entry<'_>| entry.name().strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        // What lies in `conf` is each site's own.
        !name.is_empty() && name != "conf" && (WITHOUT_PHP.contains(&name) || self.known.all_of(Kind::Path).any(is_in))
    }

    /// Whether a directory holds a core, or so much of one that it is no module.
    fn is_in(&self, dir: &ModuleDir) -> bool {
        let descriptor = |path: &'_ str| {
            let name = path.strip_suffix(".class.php")?.rsplit_once("core/modules/")?.1;
            self.known.find(Kind::Module, "", name)
        };
        dir.files.iter().filter_map(|file| descriptor(&file.path)).take(MOST_DESCRIPTORS + 1).count() > MOST_DESCRIPTORS
    }

    /// Whether code behind a test runs at all.
    fn reaches(&self, file: &Uses, guard: Option<usize>) -> bool {
        let there = |thing: &Thing| self.known.present(thing);
        let wanted = self.release.map_or(self.known.all, |bit| 1 << bit);
        guard.is_none() || file.reached(guard, self.known.all, &there) & wanted != 0
    }
}
