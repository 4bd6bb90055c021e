//! On which releases a use finds what it needs, for names and for members of classes.

use foldhash::HashSet;

use super::Move;
use crate::core_facts::Kind;
use crate::model::uses::{Condition, How, Thing, Use, Uses};
use crate::site::{self, Entry};

/// Where something is and where it is not.
#[derive(Debug, Clone)]
pub(super) struct Lack {
    pub lacks: u32,
    pub has: u32,
    /// Whose member it is, as shown: of what a class of a module inherits, the class of the core that has it.
    pub on: String,
    /// Whether the class is certain.
    pub sure: bool,
    pub replacement: Option<String>,
    /// Whether it is a property that the core only assigns.
    pub only_assigned: bool,
}

impl<'k> Move<'k> {
    /// `None` for what every release has or none ever had, and for what PHP does not complain about.
    pub(super) fn lack(&self, file: &'k Uses, used: &'k Use) -> Option<Lack> {
        if used.how == How::Asks {
            return None;
        }
        match &used.thing {
            Thing::Accessor(_) | Thing::Word(_) | Thing::Variable(_) | Thing::Context(_) | Thing::Hook(_) => None,
            Thing::Method(_, name) if name == "__construct" => None,
            Thing::Method(_, name) => self.member_lack(Kind::Method, name, file, used),
            Thing::Property(_, name) => self.member_lack(Kind::Property, name, file, used),
            Thing::ClassConstant(_, name) => self.member_lack(Kind::ClassConstant, name, file, used),
            Thing::Column(table, _) => {
                let table = Thing::Table(table.clone());
                // Where the table is missing, that is told once.
                let with_table = self.known.present(&table)?;
                let has = self.known.present(&used.thing).unwrap_or(0);
                let is_own = self.own.contains_key(&used.thing) || self.own.contains_key(&table);
                let lacks = with_table & !has;
                // What no release ever had can be of a module that is not here.
                (!is_own && lacks != 0).then(|| Lack {
                    lacks,
                    has,
                    on: String::new(),
                    sure: has != 0,
                    replacement: self.known.replacement(&used.thing),
                    only_assigned: false,
                })
            }
            thing => {
                let own = self.own.get(thing).copied().unwrap_or_default();
                let has = self.known.present(thing)? | own;
                let lacks = self.known.all & !has;
                if lacks == 0 {
                    return None;
                }
                let replacement = self.known.replacement(thing);
                // A class below one of newer cores can be for those alone, which then load it.
                let sure = used.how != How::Declares || stops_all(used) || !self.is_newer(has);
                Some(Lack { lacks, has, on: String::new(), sure, replacement, only_assigned: false })
            }
        }
    }

    fn member_lack(&self, kind: Kind, name: &str, file: &'k Uses, used: &Use) -> Option<Lack> {
        let holders = self.holders(file, used.receiver?)?;
        if holders.is_empty() || holders.iter().any(|holder| holder.lists > 0) {
            return None;
        }
        let (mut lacks, mut has, mut replacement) = (self.known.all, 0, None);
        let (mut on, mut only_assigned): (Vec<String>, _) = (Vec::new(), true);
        for holder in holders.iter() {
            let one = self.ground.lacking(kind, &holder.class, name);
            let owner = one.from.clone().unwrap_or_else(|| self.shown(&holder.class));
            if !on.contains(&owner) {
                on.push(owner);
            }
            has |= one.has;
            only_assigned &= one.only_assigned;
            lacks &= if holder.exact { one.lacks } else { one.lacks_below };
            replacement = replacement.or_else(|| one.replacement.clone());
        }
        // What only overrides something runs where the core calls it, unless a module does.
        let is_run = !used.args.is_some_and(|args| args.to_parent) || self.called.contains(name);
        if !is_run {
            lacks &= self.known.called(kind, name).fold(0, |set, entry| set | entry.releases());
        }
        if has == 0 || lacks == 0 {
            return None;
        }
        let sure = holders.iter().all(|holder| holder.sure) && is_run;
        Some(Lack { lacks, has, on: on.join(" or "), sure, replacement, only_assigned })
    }

    /// The files of the core that are required as soon as a file is loaded, each with the releases that lack it.
    pub(super) fn required(&self, file: &'k Uses) -> Vec<(&'k Use, u32)> {
        let required = file.uses.iter().filter(|used| used.how == How::Requires && used.at_load);
        required.filter_map(|used| Some((used, self.lack(file, used)?.lacks))).collect()
    }

    /// What is left of the lack of a class where that of the file which is required for it says it all.
    pub(super) fn beyond(&self, mut lack: Lack, file: &Uses, used: &Use, required: &[(&Use, u32)]) -> Option<Lack> {
        let entry = match &used.thing {
            Thing::Class(name) if !required.is_empty() => self.known.find(Kind::Class, "", name),
            _ => None,
        };
        // `if (!class_exists('A')) require …;`
        let asks = Condition::Not(Box::new(Condition::Exists(used.thing.clone())));
        let is_run = |one: &Use| one.place < used.place && file.around(one.guard).all(|guard| guard.holds && guard.condition == asks);
        for variant in entry.iter().flat_map(|entry| entry.variants()) {
            let is_it = |one: &Use| matches!(&one.thing, Thing::File(path) if path == variant.file) && is_run(one);
            lack.lacks &= required.iter().filter(|(one, _)| is_it(one)).fold(u32::MAX, |left, (_, lacks)| left & !lacks);
        }
        (lack.lacks != 0).then_some(lack)
    }

    /// What is left of the lack of a name in code that runs only in hook contexts which no core has: the module that has them can bring
    /// what only newer cores do.
    pub(super) fn lack_at_home(&self, mut lack: Lack, file: &Uses, used: &Use) -> Option<Lack> {
        let is_name = matches!(used.thing, Thing::Function(_) | Thing::Class(_) | Thing::Constant(_));
        if is_name && self.is_abroad(file, used.guard, lack.lacks) {
            let newer = self.known.releases.iter().skip_while(|(bit, _)| lack.has & (1 << bit) == 0);
            lack.lacks &= newer.fold(0, |set, (bit, _)| set | 1 << bit);
        }
        (lack.lacks != 0).then_some(lack)
    }

    /// Whether the oldest release lacks something.
    fn is_newer(&self, has: u32) -> bool {
        self.known.releases.first().is_some_and(|(bit, _)| has & (1 << bit) == 0)
    }

    /// A class as its declaration writes it.
    pub(super) fn shown(&self, class: &str) -> String {
        let own = self.classes.own(class).first().map(|own| own.decl.written.clone());
        own.or_else(|| Some(self.known.find(Kind::Class, "", class)?.name().to_owned())).unwrap_or_else(|| class.to_owned())
    }
}

/// Properties that a file both writes and reads: it fills them itself where the core does not.
pub(super) fn shims(file: &Uses) -> HashSet<&Thing> {
    let of = |wanted: &'static [How]| {
        let properties = file.uses.iter().filter(|used| matches!(used.thing, Thing::Property(..)) && wanted.contains(&used.how));
        properties.map(|used| &used.thing)
    };
    let written: HashSet<&Thing> = of(&[How::Writes]).collect();
    if written.is_empty() { written } else { of(&[How::Reads, How::Asks]).filter(|thing| written.contains(thing)).collect() }
}

/// Whether a descriptor, a trigger file or an actions class does not load without what is used
/// (`admin/modules.php`, `core/class/interfaces.class.php: run_triggers`, `core/class/hookmanager.class.php: initHooks`).
pub(super) fn stops_all(used: &Use) -> bool {
    let is_code = matches!(used.thing, Thing::Function(_) | Thing::Method(..) | Thing::Class(_) | Thing::ClassConstant(..));
    used.at_load
        && site::entry(&used.place.file).is_some()
        && (matches!(used.how, How::Requires | How::Declares) || used.how == How::Runs && is_code)
}

/// Whether a use stands in a descriptor, which Dolibarr loads even where it does not switch the module on.
pub(super) fn is_descriptor(used: &Use) -> bool {
    site::entry(&used.place.file) == Some(Entry::Descriptor)
}
