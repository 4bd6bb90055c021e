//! What modules use of the core, held against the release they run on and the one they are to run on.

use std::collections::{BTreeMap, HashSet};

use super::row::row;
use crate::base::Version;
use crate::core_facts::Known;
use crate::model::fact::Fact;
use crate::model::inventory::{Aims, Inventory};
use crate::model::module::Module;
use crate::model::uses::{How, Thing, Use, Uses};

/// How many places besides the first are told.
const PLACES: usize = 5;

/// One question: from which release to which.
struct Move<'k> {
    known: &'k Known,
    /// Where the modules run now, when that is known.
    from: Option<u32>,
    to: u32,
    /// What modules declare themselves.
    own: HashSet<&'k Thing>,
}

pub(super) fn facts(inventory: &Inventory, known: &Known, aims: &Aims, out: &mut Vec<Fact>) {
    let from = inventory.layout.release.as_ref().map(|release| known.release(&release.value));
    let Some(to) = aims.target.as_ref().and_then(|target| known.release(target)) else { return };
    if from == Some(Some(to)) {
        return;
    }
    let own = inventory.uses.iter().flat_map(|(_, files)| files).flat_map(|file| &file.declares).collect();
    let question = Move { known, from: from.flatten(), to, own };
    for (index, files) in &inventory.uses {
        let Some(module) = inventory.modules.get(*index) else { continue };
        let mut missed: BTreeMap<(&Thing, How), Vec<&Use>> = BTreeMap::new();
        for file in files {
            for used in file.uses.iter().filter(|used| question.misses(file, used)) {
                missed.entry((&used.thing, used.how)).or_default().push(used);
            }
        }
        out.extend(missed.into_values().filter_map(|uses| question.fact(module, &uses)));
    }
}

impl Move<'_> {
    /// Whether a use is reached on the target, which lacks what it needs.
    fn misses(&self, file: &Uses, used: &Use) -> bool {
        let target = 1 << self.to;
        let lacks = self.known.present(&used.thing).is_some_and(|present| present & target == 0) && !self.own.contains(&used.thing);
        lacks && file.reached(used.guard, self.known.all, &|thing| self.there(thing)) & target != 0
    }

    /// One fact for all uses of one thing in a module, told at the first of them.
    fn fact(&self, module: &Module, uses: &[&Use]) -> Option<Fact> {
        let first = uses.first()?;
        let present = self.known.present(&first.thing)?;
        let version = |bit: u32| self.known.releases.iter().find(|(known, _)| *known == bit).map(|(_, version)| version);
        let to = version(self.to)?;
        let having: Vec<&Version> = self.known.releases.iter().filter(|(bit, _)| present & (1 << bit) != 0).map(|(_, v)| v).collect();
        let before = having.iter().rev().find(|version| **version < to);
        let state = match (self.from, before) {
            (_, None) => "not-yet",
            (Some(from), _) if present & (1 << from) == 0 => "already",
            _ => "gone",
        };
        let seen = before.or(having.first())?;
        let replacement = self.known.replacement(&first.thing).unwrap_or_default();
        let fact = row("use", module, &first.place)
            .with("what", what(&first.thing))
            .with("name", &first.written)
            .with("how", how(first.how))
            .with("times", if uses.len() == 1 { "once".to_owned() } else { format!("{} times", uses.len()) })
            .with("state", state)
            .with("target", to.as_str())
            .with("seen", seen.as_str())
            .with("replaced", if replacement.is_empty() { "no" } else { "yes" })
            .with("replacement", replacement);
        Some(uses[1..].iter().take(PLACES).fold(fact, |fact, used| fact.beside(&used.place, "")))
    }

    /// What a module declares itself is there wherever its file is loaded, so a test for it tells nothing.
    fn there(&self, thing: &Thing) -> Option<u32> {
        if self.own.contains(thing) { None } else { self.known.present(thing) }
    }
}

fn what(thing: &Thing) -> &'static str {
    match thing {
        Thing::Function(_) => "function",
        Thing::Class(_) => "class",
        Thing::Constant(_) => "constant",
        Thing::Method(..) => "method",
        Thing::Property(..) => "property",
        Thing::File(_) => "file",
        Thing::Table(_) => "table",
        Thing::Column(..) => "column",
    }
}

fn how(how: How) -> &'static str {
    match how {
        How::Runs => "runs",
        How::Declares => "declares",
        How::Requires => "requires",
        How::Includes => "includes",
    }
}
