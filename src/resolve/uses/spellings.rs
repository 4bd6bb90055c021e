//! Names of the core that modules write in another case than the core declares them. PHP takes both; never told of names of modules.

use std::collections::BTreeMap;

use super::super::row::row;
use super::{Move, beside, what};
use crate::core_facts::{Entry, Kind};
use crate::model::fact::{Fact, times};
use crate::model::module::Module;
use crate::model::uses::{Cased, Sort, Thing, Use, Uses};

impl<'k> Move<'k> {
    /// One fact for each name and way to write it.
    pub(super) fn spellings(&self, module: &Module, files: &'k [Uses], out: &mut Vec<Fact>) {
        let mut found: BTreeMap<(&'k Thing, String, &'k str), (Entry<'k>, Vec<&'k Use>)> = BTreeMap::new();
        for (file, used) in files.iter().flat_map(|file| file.uses.iter().map(move |used| (file, used))) {
            let Some(entry) = self.spelled(file, used) else { continue };
            if self.reached(file, used, self.known.all) & self.target() != 0 {
                let key = (&used.thing, entry.full_name(), used.written.as_str());
                found.entry(key).or_insert_with(|| (entry, Vec::new())).1.push(used);
            }
        }
        for ((thing, name, written), (entry, uses)) in &found {
            let Some(first) = uses.first() else { continue };
            let newest = self.known.releases.iter().rfind(|(bit, _)| entry.releases() & (1 << bit) != 0);
            let call = if matches!(thing, Thing::Class(_)) { "" } else { "()" };
            let fact = row("spelling", module, &first.place)
                .with("what", what(thing))
                .with("name", format!("{name}{call}"))
                .with("written", format!("{written}{call}"))
                .with("seen", newest.map_or("", |(_, version)| version.as_str()))
                .with("times", times(uses.len()));
            out.push(beside(fact, uses));
        }
    }

    /// What a use means on the target, where that is declared in another case than it is written.
    fn spelled(&self, file: &'k Uses, used: &'k Use) -> Option<Entry<'k>> {
        let written = used.written.trim_start_matches('\\');
        let (cased, kind, name) = match &used.thing {
            Thing::Function(name) => (Cased::Function, Kind::Function, name),
            Thing::Class(name) => (Cased::Class, Kind::Class, name),
            Thing::Method(_, name) if name != "__construct" => (Cased::Method, Kind::Method, name),
            _ => return None,
        };
        // Most uses are kept for something else.
        if self.own.contains_key(&used.thing) || !self.known.changes(Sort::Written(cased), written) {
            return None;
        }
        let entry = if kind == Kind::Method { self.method_spelled(name, file, used)? } else { self.known.find(kind, "", name)? };
        // An import can give a class another name.
        let differs = entry.name() != written && entry.name().eq_ignore_ascii_case(written);
        (differs && entry.releases() & self.target() != 0).then_some(entry)
    }

    /// The method that every class which the object can be of has from the core, where all of them write it alike.
    fn method_spelled(&self, name: &str, file: &'k Uses, used: &'k Use) -> Option<Entry<'k>> {
        let holders = self.holders(file, used.receiver?)?;
        let mut found: Option<Entry<'k>> = None;
        for holder in holders.iter() {
            let member = self.classes.member(Kind::Method, &holder.class, name);
            let declared = member.declared.iter().find(|declared| declared.releases & self.target() != 0)?;
            let entry = self.known.find(Kind::Method, declared.owner, name).filter(|_| !declared.is_own && holder.lists == 0)?;
            if found.as_ref().is_some_and(|other| other.name() != entry.name()) {
                return None;
            }
            found.get_or_insert(entry);
        }
        found
    }
}
