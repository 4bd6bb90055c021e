//! What modules use that the target calls deprecated: told once for each thing, with all its places.

use std::collections::{BTreeMap, HashSet};

use super::super::row::{row, yes_no};
use super::{Group, Move, Prepared, beside, quoted, shown, what};
use crate::core_facts::{Entry, Kind, in_place_of};
use crate::model::fact::{Fact, times};
use crate::model::module::{Bound, Module};
use crate::model::uses::{Accessor, How, Thing, Use, Uses};

/// Since when something is deprecated, and what is there instead.
struct Notice {
    /// The first release that says so, by its bit.
    since: u32,
    replacement: String,
    on: String,
    sure: bool,
}

impl<'k> Move<'k> {
    pub(super) fn deprecated(&self, module: &Module, uses: &[Prepared<'k>], out: &mut Vec<Fact>) {
        let mut found: BTreeMap<Group<'k>, (Notice, Vec<&'k Use>)> = BTreeMap::new();
        for Prepared { file, used, .. } in uses {
            let Some(notice) = self.notice(file, used).filter(|notice| !self.is_needed(module, used, notice)) else { continue };
            // What is switched off today may be switched on.
            if self.reached(file, used, self.known.all) & self.target() != 0 || file.is_off(used.guard) {
                let group = Group { thing: &used.thing, how: How::Runs, on: notice.on.clone(), stops_all: false, unclear: false };
                found.entry(group).or_insert_with(|| (notice, Vec::new())).1.push(used);
            }
        }
        for (group, (notice, uses)) in &found {
            let Some(first) = uses.first() else { continue };
            let call = if matches!(group.thing, Thing::Method(..) | Thing::Function(_)) { "()" } else { "" };
            let name = format!("{}{call}", shown(group, first));
            let fact = row("deprecated", module, &first.place)
                .with("what", what(group.thing))
                .with("name", name)
                .with("times", times(uses.len()))
                .with("target", self.version(self.to))
                .with("since", self.since(notice.since))
                .with("replaced", yes_no(!notice.replacement.is_empty()))
                .with("replacement", quoted(&notice.replacement))
                .sure(notice.sure);
            out.push(beside(fact, uses));
        }
    }

    /// A release since which something is so. What was so before the oldest one is not known.
    fn since(&self, bit: u32) -> String {
        let is_oldest = self.known.releases.first().is_some_and(|(oldest, _)| *oldest == bit);
        format!("{}{}", self.version(bit), if is_oldest { " or earlier" } else { "" })
    }

    /// Whether a module says that it runs on releases that have nothing else than the session to read a token from.
    fn is_needed(&self, module: &Module, used: &Use, notice: &Notice) -> bool {
        let Bound::Version(oldest, _) = &module.requires.dolibarr_min else { return false };
        used.thing == Thing::Accessor(Accessor::Token)
            && self.known.version(notice.since).is_some_and(|since| oldest.major() < since.major())
    }

    /// Whether anything of that name is deprecated anywhere.
    pub(super) fn may_be_deprecated(&self, thing: &Thing) -> bool {
        match thing {
            Thing::Accessor(_) => true,
            Thing::Function(name) => self.known.is_deprecated(Kind::Function, name),
            Thing::Class(name) => self.known.is_deprecated(Kind::Class, name),
            Thing::Method(_, name) => self.known.is_deprecated(Kind::Method, name),
            Thing::Property(_, name) => self.known.is_deprecated(Kind::Property, name),
            Thing::Column(table, name) => self.known.is_deprecated(Kind::Column, &format!("{table}.{name}")),
            _ => false,
        }
    }

    fn notice(&self, file: &'k Uses, used: &Use) -> Option<Notice> {
        if !self.may_be_deprecated(&used.thing) {
            return None;
        }
        match &used.thing {
            Thing::Accessor(accessor) => self.outdated(*accessor),
            Thing::Function(name) if !self.own.contains_key(&used.thing) => {
                let entry = self.known.find(Kind::Function, "", name)?;
                let notice = self.noted(&[entry], String::new(), true)?;
                let replacement = in_place_of(name).unwrap_or(notice.replacement);
                Some(Notice { replacement, ..notice })
            }
            Thing::Class(name) if !self.own.contains_key(&used.thing) => {
                let entry = self.known.find(Kind::Class, "", name)?;
                self.noted(&[entry], String::new(), true)
            }
            Thing::Column(table, name) if !self.own.contains_key(&Thing::Table(table.clone())) => {
                let entry = self.known.find(Kind::Column, table, name)?;
                self.noted(&[entry], String::new(), true)
            }
            Thing::Method(_, name) => self.member_notice(Kind::Method, name, file, used),
            Thing::Property(_, name) => self.member_notice(Kind::Property, name, file, used),
            _ => None,
        }
    }

    /// An accessor is outdated where the target has what replaces it.
    fn outdated(&self, accessor: Accessor) -> Option<Notice> {
        let has = self.known.present(&accessor.successor())?;
        let since = self.known.releases.iter().find(|(bit, _)| has & (1 << bit) != 0)?.0;
        let notice = Notice { since, replacement: String::new(), on: String::new(), sure: true };
        (has & self.target() != 0).then_some(notice)
    }

    fn member_notice(&self, kind: Kind, name: &str, file: &'k Uses, used: &Use) -> Option<Notice> {
        let holders = self.holders(file, used.receiver?)?;
        let (mut entries, mut on) = (Vec::new(), Vec::new());
        for holder in holders.iter() {
            let member = self.classes.member(kind, &holder.class, name);
            let declared = member.declared.iter().find(|declared| declared.releases & self.target() != 0);
            match declared {
                Some(declared) if !declared.is_own => entries.push(self.known.find(kind, declared.owner, name)?),
                None if kind == Kind::Property => entries.push(self.renamed(&holder.class, name, self.to)?),
                _ => return None,
            }
            // Of what a class of the module inherits the core's is told, once for all of them.
            let is_core = self.classes.own(&holder.class).is_empty();
            let owner = entries.last().filter(|_| !is_core).map_or_else(|| self.shown(&holder.class), |entry| entry.owner().to_owned());
            if !on.contains(&owner) {
                on.push(owner);
            }
        }
        self.noted(&entries, on.join(" or "), holders.iter().all(|holder| holder.sure))
    }

    /// The entry of a property that the core's handler gives under its old name on a release (`deprecatedProperties()`).
    pub(super) fn renamed(&self, class: &str, name: &str, bit: u32) -> Option<Entry<'k>> {
        let (mut classes, mut seen) = (vec![class.to_owned()], HashSet::from([class.to_owned()]));
        while let Some(class) = classes.pop() {
            if let Some(entry) = self.known.find(Kind::Renamed, &class, name) {
                return Some(entry).filter(|entry| entry.releases() & (1 << bit) != 0);
            }
            let shape = self.known.find(Kind::Class, "", &class).and_then(|entry| entry.variants_in(bit).next());
            let bases = shape.map(|variant| super::cores::bases(variant.shape)).unwrap_or_default();
            classes.extend(bases.into_iter().map(str::to_owned).filter(|base| seen.insert(base.to_ascii_lowercase())));
        }
        None
    }

    /// The notice that all entries give on the target.
    fn noted(&self, entries: &[Entry<'k>], on: String, sure: bool) -> Option<Notice> {
        let says = |entry: &Entry<'k>, bit: u32| {
            let variant = entry.variants_in(bit).find(|v| v.note("deprecated").is_some() || entry.kind == Kind::Renamed)?;
            Some(if entry.kind == Kind::Renamed { format!("${}", variant.shape) } else { variant.note("deprecated")?.to_owned() })
        };
        let texts: Option<Vec<String>> = entries.iter().map(|entry| says(entry, self.to)).collect();
        let replacement = texts?.into_iter().next()?;
        let first = entries.first()?;
        let since = self.known.releases.iter().find(|(bit, _)| says(first, *bit).is_some())?.0;
        Some(Notice { since, replacement, on, sure })
    }
}
