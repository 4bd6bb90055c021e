//! What every question about the code of a site starts from: all its classes and names, over all releases. Threads share it.

use std::sync::{Arc, OnceLock};

use foldhash::{HashMap, HashMapExt, HashSet};

use super::calls::Shapes;
use super::classes::Classes;
use super::lacking::Lacking;
use super::loads::{self, Loads, is_foreign_context, last};
use super::made::Made;
use crate::base::Version;
use crate::core_facts::{Kind, Known, Memo};
use crate::model::uses::{Thing, Use, Uses};

/// All code, whatever is asked of it.
pub(super) struct Ground<'k> {
    pub known: &'k Known,
    /// The PHP version that modules are to run on, when that was said.
    pub php: Option<Version>,
    pub classes: Classes<'k>,
    /// What functions of modules return, by name.
    pub returns: HashMap<&'k str, (&'k Uses, usize)>,
    /// What modules declare themselves, and on which releases.
    pub own: HashMap<&'k Thing, u32>,
    /// The releases on which files are loaded.
    loads: Loads,
    /// The same without what is loaded in hook contexts that no core has; `None` where no test asks for such.
    at_home: Option<Loads>,
    /// Methods that modules call, in small letters, other than what overrides them.
    pub called: HashSet<&'k str>,
    lacks: Memo<Arc<Lacking>>,
    /// The core's files by their last names, with the releases that have them; made when the first is asked for.
    by_name: OnceLock<HashMap<&'k str, Vec<(&'k str, u32)>>>,
    pub shapes: Memo<Option<Shapes<'k>>>,
}

impl<'k> Ground<'k> {
    pub(super) fn new(files: &[&'k Uses], known: &'k Known, made: &'k Made, php: Option<Version>) -> Self {
        let returns =
            files.iter().flat_map(|file| file.returns.iter().map(move |(name, number)| (name.as_str(), (*file, *number)))).collect();
        let mut ground = Self {
            known,
            php,
            classes: Classes::new(known, files.iter().copied()),
            returns,
            own: HashMap::new(),
            called: files.iter().flat_map(|file| &file.uses).filter_map(called).collect(),
            loads: loads::of(files, known, &|thing| known.present(thing)),
            at_home: None,
            lacks: Memo::default(),
            by_name: OnceLock::new(),
            shapes: Memo::default(),
        };
        ground.own = ground.declared(files);
        let is_foreign = |thing: &Thing| is_foreign_context(thing, known);
        if files.iter().any(|file| file.asks_for(&is_foreign)) {
            let there = |thing: &Thing| if is_foreign(thing) { Some(0) } else { known.present(thing) };
            ground.at_home = Some(loads::of(files, known, &there));
        }
        ground.own.extend(made.things().iter().map(|thing| (thing, known.all)));
        ground
    }

    /// The core's files with a last name, and the releases that have each.
    pub(super) fn called_like(&self, name: &str) -> &[(&'k str, u32)] {
        let by_name = self.by_name.get_or_init(|| {
            let mut all: HashMap<&str, Vec<(&str, u32)>> = HashMap::new();
            for entry in self.known.all_of(Kind::Path) {
                all.entry(last(entry.name())).or_default().push((entry.name(), entry.releases()));
            }
            all
        });
        by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// What modules declare, with the releases on which they do.
    fn declared(&self, files: &[&'k Uses]) -> HashMap<&'k Thing, u32> {
        let mut own: HashMap<&Thing, u32> = HashMap::new();
        for file in files {
            for declaration in &file.declares {
                let there = |thing: &Thing| self.known.present(thing);
                *own.entry(&declaration.thing).or_default() |= file.reached(declaration.guard, self.loaded(file), &there);
            }
        }
        own
    }

    /// The releases on which a file is loaded.
    pub(super) fn loaded(&self, file: &Uses) -> u32 {
        self.loads.get(&loads::key(file)).copied().unwrap_or(self.known.all)
    }

    /// Whether code runs only in hook contexts that no core has, as far as `all` releases reach it.
    pub(super) fn is_abroad(&self, file: &Uses, guard: Option<usize>, all: u32) -> bool {
        let Some(loads) = &self.at_home else { return false };
        let loaded = loads.get(&loads::key(file)).copied().unwrap_or(self.known.all);
        let there = |thing: &Thing| if is_foreign_context(thing, self.known) { Some(0) } else { self.there(thing) };
        file.reached(guard, loaded & all, &there) == 0
    }

    /// Where a class has a member.
    pub(super) fn lacking(&self, kind: Kind, class: &str, name: &str) -> Arc<Lacking> {
        self.lacks.get(kind, class, name, || Arc::new(Lacking::of(&self.classes, kind, class, name)))
    }

    /// The releases on which a value of a class, or of one below, can have a property; `None` for what no release has.
    fn may_have(&self, class: &str, property: &str) -> Option<u32> {
        let lacking = self.lacking(Kind::Property, class, property);
        (lacking.has != 0).then_some(self.known.all & !lacking.lacks_below)
    }

    /// Whether a file of a module is seen to include another one.
    pub(super) fn is_included(&self, file: &Uses) -> bool {
        self.loads.contains_key(&loads::key(file))
    }

    /// What a module declares itself is there wherever its file is loaded, so a test for it tells nothing.
    pub(super) fn there(&self, thing: &Thing) -> Option<u32> {
        let somewhere = |kind, name: &str| Some(self.classes.anywhere(kind, name)).filter(|set| *set != 0);
        match thing {
            _ if self.own.contains_key(thing) => None,
            Thing::Property(class, name) if !class.is_empty() => self.may_have(class, name),
            Thing::Method(_, name) => somewhere(Kind::Method, name),
            Thing::Property(_, name) => somewhere(Kind::Property, name),
            _ => self.known.present(thing),
        }
    }
}

fn called(used: &Use) -> Option<&str> {
    match &used.thing {
        Thing::Method(_, name) if used.args.is_some_and(|args| !args.to_parent) => Some(name),
        _ => None,
    }
}
