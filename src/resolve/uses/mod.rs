//! What modules use of the core, held against the release they run on and the one they are to run on.

mod behaviour;
mod calls;
mod classes;
mod cores;
mod deprecated;
mod events;
mod external;
mod ground;
mod guards;
mod holders;
mod lacking;
mod lacks;
mod loads;
mod made;
mod names;
mod overrides;
mod properties;
mod renames;
mod spellings;
mod words;

pub(crate) use made::Made;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use self::behaviour::Behaving;
use self::calls::Callee;
use self::ground::Ground;
use self::holders::Told;
use self::lacks::{Lack, is_descriptor, shims, stops_all};
use self::overrides::Overriding;
use self::properties::Redeclaring;
use self::words::{how, quoted, shown, what};
use super::row::{row, yes_no};
use crate::base::Version;
use crate::core_facts::Known;
use crate::model::fact::{Fact, times};
use crate::model::inventory::Inventory;
use crate::model::module::{Bound, Module};
use crate::model::uses::{How, Thing, Use, Uses};
use crate::model::verdict::Reading;

/// What was found of properties of one file, by their names and what their objects are.
type Asked<'k> = HashMap<(&'k str, Option<usize>), (Option<Lack>, bool)>;

/// How many files are prepared together.
const PIECE: usize = 16;

/// One question: from which release to which.
struct Move<'k> {
    ground: Arc<Ground<'k>>,
    /// Where the modules run now, when that is known.
    from: Option<u32>,
    to: u32,
    /// Whether it counts that a module says itself that it needs a newer release than the target.
    heeds_minimum: bool,
    told: Told,
}

impl<'k> Deref for Move<'k> {
    type Target = Ground<'k>;

    fn deref(&self) -> &Ground<'k> {
        &self.ground
    }
}

/// A use with everything about it that does not depend on the target.
struct Prepared<'k> {
    file: &'k Uses,
    used: &'k Use,
    /// Where what it needs is not there, and the releases on which the use is reached.
    lack: Option<(Lack, u32)>,
    callee: Option<Callee<'k>>,
    /// Whether it lies behind a test on the release of which it cannot be told where it holds.
    unclear: bool,
}

/// The code of a module with everything about it that does not depend on the target.
#[derive(Default)]
struct PreparedModule<'k> {
    uses: Vec<Prepared<'k>>,
    overriding: Vec<Overriding<'k>>,
    redeclaring: Vec<Redeclaring<'k>>,
    behaving: Vec<Behaving<'k>>,
}

/// What all uses of one thing in one module have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group<'k> {
    thing: &'k Thing,
    how: How,
    /// The class of a member, as shown; empty where it is not known.
    on: String,
    /// Whether a file that Dolibarr loads for every page or for its list of modules does not load without it.
    stops_all: bool,
    /// As [`Prepared::unclear`], so that what is certain is told apart.
    unclear: bool,
}

/// All code of a site, to be held against any releases.
pub(crate) struct Code<'k> {
    inventory: &'k Inventory,
    ground: Arc<Ground<'k>>,
    /// In the order of `inventory.uses`.
    prepared: Vec<PreparedModule<'k>>,
}

impl<'k> Code<'k> {
    pub(crate) fn new(inventory: &'k Inventory, known: &'k Known, made: &'k Made, php: Option<Version>) -> Self {
        let files: Vec<&Uses> = inventory.uses.iter().flat_map(|(_, files)| files).chain(&inventory.beside.uses).collect();
        let ground = Arc::new(Ground::new(&files, known, made, php));
        let mut code = Self { inventory, ground, prepared: Vec::new() };
        code.prepared = inventory.uses.par_iter().map(|(_, files)| code.prepare(files)).collect();
        code
    }

    /// The code of a module, in pieces that are the same however many threads there are.
    fn prepare(&self, files: &'k [Uses]) -> PreparedModule<'k> {
        let piece = |files: &'k [Uses]| {
            let question = self.question(None, 0);
            PreparedModule {
                uses: files.iter().flat_map(|file| question.prepared(file)).collect(),
                overriding: files.iter().flat_map(|file| question.overriding(file)).collect(),
                redeclaring: files.iter().flat_map(|file| question.redeclaring(file)).collect(),
                behaving: files.iter().flat_map(|file| question.behaving(file)).collect(),
            }
        };
        let pieces: Vec<PreparedModule<'_>> = files.par_chunks(PIECE).map(piece).collect();
        pieces.into_iter().fold(PreparedModule::default(), |mut all, piece| {
            all.uses.extend(piece.uses);
            all.overriding.extend(piece.overriding);
            all.redeclaring.extend(piece.redeclaring);
            all.behaving.extend(piece.behaving);
            all
        })
    }

    fn question(&self, from: Option<u32>, to: u32) -> Move<'k> {
        Move { ground: self.ground.clone(), from, to, heeds_minimum: true, told: Told::default() }
    }

    /// Facts about the move from one release to another, each by its bit. `from` is `None` where it is not known.
    pub(crate) fn facts(&self, from: Option<u32>, to: u32, out: &mut Vec<Fact>) {
        let moves = from != Some(to);
        // What the module runs on now does not break by staying.
        if moves {
            let question = self.question(from, to);
            self.inventory.modules.iter().filter(|module| !module.core).for_each(|module| question.events(module, out));
        }
        self.each(out, |module, files, prepared, out| {
            let advice = |out: &mut Vec<Fact>| {
                let question = self.question(from, to);
                question.deprecated(module, &prepared.uses, out);
                question.renames(module, &prepared.uses, out);
                question.external(module, files, out);
                question.spellings(module, files, out);
            };
            let trouble = || {
                let (question, mut out) = (self.question(from, to), Vec::new());
                if moves {
                    question.stops(module, files, prepared, &mut out);
                    question.names(module, files, &mut out);
                }
                question.guards(module, files, &prepared.uses, &mut out);
                out
            };
            let ((), trouble) = rayon::join(|| advice(out), trouble);
            out.extend(trouble);
        });
    }

    /// The facts about a release alone that can decide whether modules work on it: what stops, and no advice. What modules say of the
    /// release that they need does not count.
    pub(crate) fn stops(&self, to: u32, out: &mut Vec<Fact>) {
        self.each(out, |module, files, prepared, out| {
            Move { heeds_minimum: false, ..self.question(None, to) }.stops(module, files, prepared, out);
        });
    }

    /// What is said of each module's code, in their order.
    fn each(&self, out: &mut Vec<Fact>, say: impl Fn(&Module, &'k [Uses], &PreparedModule<'k>, &mut Vec<Fact>) + Sync) {
        let one = |((index, files), prepared): (&'k (usize, Vec<Uses>), &PreparedModule<'k>)| {
            let mut facts = Vec::new();
            if let Some(module) = self.inventory.modules.get(*index) {
                say(module, files, prepared, &mut facts);
            }
            facts
        };
        let facts: Vec<Vec<Fact>> = self.inventory.uses.par_iter().zip(&self.prepared).map(one).collect();
        out.extend(facts.into_iter().flatten());
    }

    /// How many method calls of a module have an object whose class is known.
    pub(crate) fn reading(&self, index: usize) -> Reading {
        let (mut reading, question) = (Reading::default(), self.question(None, 0));
        let files = self.inventory.uses.iter().filter(|(module, _)| *module == index).flat_map(|(_, files)| files);
        for file in files {
            for (receiver, count) in &file.calls {
                let holders = receiver.and_then(|receiver| question.holders(file, receiver));
                reading.calls += count;
                reading.resolved += if holders.is_some_and(|holders| holders.iter().all(|holder| holder.lists == 0)) { *count } else { 0 };
            }
        }
        reading
    }
}

impl<'k> Move<'k> {
    fn target(&self) -> u32 {
        1 << self.to
    }

    /// Whether the modules run on the target's release now, be it another core of that release.
    fn stays(&self) -> bool {
        self.from.is_some_and(|from| self.known.version(from) == self.known.version(self.to))
    }

    /// Whether something on the target is worth telling that is so where the modules run now, or is not. Of a core of the same
    /// release only what differs in it is.
    fn is_news(&self, before: bool) -> bool {
        !before || !self.stays()
    }

    fn version(&self, bit: u32) -> &'k str {
        self.known.version(bit).map_or("", Version::as_str)
    }

    /// A release as it is told beside the target, which can be another core of the same one.
    fn told(&self, bit: u32) -> String {
        let (release, target) = (self.known.version(bit), self.known.version(self.to));
        let which = match () {
            () if release != target => "",
            () if Known::is_shipped(bit) => " as released",
            () => " as named",
        };
        format!("{}{which}", self.version(bit))
    }

    /// What can be told of the uses of a file whatever the target. Most need nothing that changes, and are left out.
    fn prepared(&self, file: &'k Uses) -> Vec<Prepared<'k>> {
        let (shims, required) = (shims(file), self.required(file));
        let lack = |used: &'k Use| {
            let lack = self.beyond(self.lack(file, used).filter(|_| !shims.contains(&used.thing))?, file, used, &required)?;
            self.lack_at_home(lack, file, used)
        };
        let asked = |used: &'k Use| (lack(used), self.may_be_deprecated(&used.thing));
        // Most uses are reads of a few properties.
        let mut properties: Asked<'_> = HashMap::new();
        let prepare = |used: &'k Use| {
            let (lack, is_deprecated) = match &used.thing {
                Thing::Property(_, name) if matches!(used.how, How::Reads | How::Writes) => {
                    properties.entry((name, used.receiver)).or_insert_with(|| asked(used)).clone()
                }
                _ => asked(used),
            };
            let callee = self.callee(file, used);
            if lack.is_none() && callee.is_none() && !is_deprecated {
                return None;
            }
            let lack = lack.map(|lack| {
                let reached = self.reached(file, used, lack.has);
                (lack, reached)
            });
            Some(Prepared { file, used, lack, callee, unclear: file.is_unclear(used.guard) })
        };
        file.uses.iter().filter_map(prepare).collect()
    }

    /// What stops on the target.
    fn stops(&self, module: &Module, files: &'k [Uses], prepared: &PreparedModule<'k>, out: &mut Vec<Fact>) {
        self.lacking(module, &prepared.uses, out);
        self.calls(module, &prepared.uses, out);
        self.overrides(module, files, &prepared.overriding, out);
        self.redeclared(module, &prepared.redeclaring, out);
        self.lost_calls(module, &prepared.behaving, out);
    }

    /// The releases on which a use is reached. `has` are those that have what is used, for tests that ask for the same.
    fn reached(&self, file: &Uses, used: &Use, has: u32) -> u32 {
        if used.guard.is_none() {
            return self.loaded(file);
        }
        let there = |thing: &Thing| match (thing, &used.thing) {
            (Thing::Method(_, asked), Thing::Method(_, name)) if asked == name => Some(has),
            (Thing::Property(_, asked), Thing::Property(_, name)) if asked == name => Some(has),
            _ => self.there(thing),
        };
        file.use_reached(used, self.known.all, &there) & self.loaded(file)
    }

    /// Things that the target lacks.
    fn lacking(&self, module: &Module, uses: &[Prepared<'k>], out: &mut Vec<Fact>) {
        let mut missed: BTreeMap<(Group<'k>, u32, u32), (&Lack, Vec<&'k Use>)> = BTreeMap::new();
        for Prepared { used, lack, unclear, .. } in uses {
            let Some((lack, _)) = lack.as_ref().filter(|(lack, reached)| lack.lacks & reached & self.target() != 0) else { continue };
            let group = Group { thing: &used.thing, how: used.how, on: lack.on.clone(), stops_all: stops_all(used), unclear: *unclear };
            // What classes of the module inherit can be there on other releases for each.
            missed.entry((group, lack.has, lack.lacks)).or_insert_with(|| (lack, Vec::new())).1.push(used);
        }
        out.extend(missed.iter().filter_map(|((group, ..), (lack, uses))| self.missed(module, group, lack, uses)));
    }

    /// One fact for all uses of one thing in a module, told at the first of them.
    fn missed(&self, module: &Module, group: &Group<'_>, lack: &Lack, uses: &[&Use]) -> Option<Fact> {
        let to = self.known.version(self.to)?;
        let having: Vec<&(u32, Version)> = self.known.releases.iter().filter(|(bit, _)| lack.has & (1 << bit) != 0).collect();
        // Another core of the target's own release can have what it lacks.
        let before = having.iter().rev().find(|(_, version)| version <= to);
        let lacks_already = self.from.is_some_and(|from| lack.lacks & (1 << from) != 0);
        if !self.is_news(lacks_already) {
            return None;
        }
        let state = match before {
            _ if lack.has == 0 => "never",
            _ if lacks_already && before.is_some() => "already",
            None => "not-yet",
            Some(_) => "gone",
        };
        let is_property = matches!(group.thing, Thing::Property(..));
        // Properties need no declaration, so that only one that was there and never comes back tells something.
        if is_property && (state == "not-yet" || lacks_already || having.iter().any(|(_, version)| version > to)) {
            return None;
        }
        let seen = before.or(having.first()).map_or_else(String::new, |(bit, _)| self.told(*bit));
        let replacement = lack.replacement.clone().unwrap_or_default();
        let minimum = self.minimum(module, to);
        // The module may say too little.
        let first = having.iter().map(|(_, version)| version).find(|version| *version > to);
        let enough = minimum.into_iter().chain(first).max().map(Version::to_string).unwrap_or_default();
        let minimum = minimum.map(Version::to_string).unwrap_or_default();
        let fact = row("use", module, &uses.first()?.place)
            .with("what", if group.how == How::Links { "page" } else { what(group.thing) })
            .with("on", &group.on)
            .with("name", &uses.first()?.written)
            .with("shown", shown(group, uses.first()?))
            .with("how", how(group.how))
            .with("stops_all", yes_no(group.stops_all && (minimum.is_empty() || is_descriptor(uses.first()?))))
            .with("times", times(uses.len()))
            .with("state", state)
            .with("target", to.as_str())
            .with("seen", seen)
            .with("refused", yes_no(!minimum.is_empty()))
            .with("minimum", minimum)
            .with("enough", enough)
            .with("only_assigned", yes_no(lack.only_assigned))
            .with("replaced", yes_no(!replacement.is_empty()))
            .with("replacement", quoted(&replacement))
            .with("hint", self.hint(group.thing, &replacement))
            .sure(lack.sure && !group.unclear);
        Some(beside(fact, uses))
    }
}

impl Move<'_> {
    /// The release that a module says it needs, where that is newer than the target: Dolibarr does not switch it on there.
    fn minimum<'m>(&self, module: &'m Module, to: &Version) -> Option<&'m Version> {
        match &module.requires.dolibarr_min {
            Bound::Version(minimum, _) if self.heeds_minimum && to < minimum => Some(minimum),
            _ => None,
        }
    }
}

/// Adds the places of all uses but the first.
fn beside(fact: Fact, uses: &[&Use]) -> Fact {
    fact.also(uses[1..].iter().map(|used| &used.place))
}
