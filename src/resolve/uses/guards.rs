//! Tests on the release that let code run where what it needs is not there yet, or no longer, or only where the module never runs.

use std::collections::{BTreeMap, BTreeSet};

use super::super::row::{row, rows};
use super::{Group, Move, Prepared, beside, shown, what};
use crate::model::fact::{Fact, times};
use crate::model::module::{Bound, Module};
use crate::model::place::Place;
use crate::model::uses::{Condition, Thing, Use, Uses};

impl<'k> Move<'k> {
    pub(super) fn guards(&self, module: &Module, files: &'k [Uses], uses: &[Prepared<'k>], out: &mut Vec<Fact>) {
        if !self.stays() {
            self.off_by_one(module, uses, out);
        }
        self.below_minimum(module, files, out);
    }

    /// A use behind a test on the release that misses the right one by one major release, whatever the target.
    fn off_by_one(&self, module: &Module, uses: &[Prepared<'k>], out: &mut Vec<Fact>) {
        let mut found: BTreeMap<(Group<'k>, u32), Vec<&'k Use>> = BTreeMap::new();
        for Prepared { file, used, lack, unclear, .. } in uses {
            let Some((lack, reached)) = lack.as_ref().filter(|(lack, _)| lack.sure && lack.has != 0) else { continue };
            let is_judged = !matches!(used.thing, Thing::Property(..)) && !unclear && self.is_tested(file, used.guard);
            if let Some(bit) = self.missed_by_one(*reached, lack.has, lack.lacks).filter(|_| is_judged) {
                let group = Group { thing: &used.thing, how: used.how, on: lack.on.clone(), stops_all: false, unclear: false };
                found.entry((group, bit)).or_default().push(used);
            }
        }
        for ((group, bit), uses) in &found {
            let Some(first) = uses.first() else { continue };
            let fact = row("guard", module, &first.place)
                .with("what", what(group.thing))
                .with("name", shown(group, first))
                .with("release", self.version(*bit))
                .with("times", times(uses.len()));
            out.push(beside(fact, uses));
        }
    }

    /// Code that tests let run only on releases below the one that the module needs. Below that Dolibarr runs nothing of it but its descriptor.
    fn below_minimum(&self, module: &Module, files: &'k [Uses], out: &mut Vec<Fact>) {
        let Bound::Version(minimum, _) = &module.requires.dolibarr_min else { return };
        // Descriptors that share a directory share its code.
        if !module.siblings.is_empty() {
            return;
        }
        let needed = self.known.releases.iter().filter(|(_, release)| release >= minimum).fold(0, |set, (bit, _)| set | 1 << bit);
        // Only where a release is known on which it runs does a test look back rather than ahead.
        let is_past = |set: u32| set != 0 && set & needed == 0;
        let files = files.iter().filter(|file| file.file != module.descriptor.file.file);
        let branches = files.flat_map(|file| file.branches.iter().map(move |branch| (file, branch)));
        let past = branches.filter(|(file, branch)| is_past(file.let_run(branch.guard, self.known.all)));
        let places: BTreeSet<&Place> = past.map(|(_, branch)| &branch.place).collect();
        let fact = rows("guard.past", module, places).filter(|_| needed != 0);
        out.extend(fact.map(|fact| fact.with("minimum", minimum.to_string())));
    }

    fn is_tested(&self, file: &Uses, guard: Option<usize>) -> bool {
        let is_one = |condition: &Condition| matches!(condition, Condition::Releases(set) if *set != 0 && *set != self.known.all);
        file.around(guard).any(|guard| is_one(&guard.condition))
    }

    /// The one major release on which code is reached and lacks something, where the next ones or those before have it.
    fn missed_by_one(&self, reached: u32, has: u32, lacks: u32) -> Option<u32> {
        let wrong = reached & lacks;
        let majors = |set: u32| {
            let mut majors: Vec<u32> =
                self.known.releases.iter().filter(|(bit, _)| set & (1 << bit) != 0).map(|(_, version)| version.major()).collect();
            majors.dedup();
            majors
        };
        let (wrong_majors, right) = (majors(wrong), majors(reached & has));
        let [major] = wrong_majors.as_slice() else { return None };
        let is_next = right.contains(&(major + 1)) || right.contains(&major.wrapping_sub(1));
        let bit = self.known.releases.iter().rfind(|(bit, _)| wrong & (1 << bit) != 0)?.0;
        (is_next && right.len() > 1).then_some(bit)
    }
}
