//! External users whom code holds to their own company by a property that newer releases no longer fill. Where the installed release fills
//! it, its end is told as that of any property.

use std::collections::BTreeSet;

use super::super::row::rows;
use super::Move;
use crate::core_facts::Kind;
use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::uses::{How, Thing, Use, Uses};

/// The property, and what it became (`user/class/user.class.php`).
const OLD: &str = "societe_id";
const NEW: &str = "socid";

impl<'k> Move<'k> {
    /// One fact for a module, with all places where the old property is read or asked for.
    pub(super) fn external(&self, module: &Module, files: &'k [Uses], out: &mut Vec<Fact>) {
        let filled = self.known.find(Kind::Property, "User", OLD).map_or(0, |entry| entry.releases());
        let both = self.from.map_or(0, |from| self.target() | (1 << from));
        if both == 0 || filled & both != 0 {
            return;
        }
        let mut places: BTreeSet<&Place> = BTreeSet::new();
        for file in files.iter().filter(|file| !file.uses.iter().any(|used| self.is_of_user(file, used, NEW))) {
            // Whoever fills it has another way to know the company.
            let old: Vec<&Use> = file.uses.iter().filter(|used| self.is_of_user(file, used, OLD)).collect();
            if old.iter().all(|used| used.how != How::Writes) {
                let reached = |used: &&Use| self.reached(file, used, filled) & both == both;
                places.extend(old.into_iter().filter(reached).map(|used| &used.place));
            }
        }
        out.extend(rows("user.company", module, places).map(|fact| fact.with("target", self.version(self.to))));
    }

    /// Whether a use is one of a property of users.
    fn is_of_user(&self, file: &'k Uses, used: &Use, property: &str) -> bool {
        let holders = || self.holders(file, used.receiver?);
        matches!(&used.thing, Thing::Property(_, name) if name == property)
            && holders().is_some_and(|holders| holders.iter().any(|holder| holder.class == "user" && holder.lists == 0))
    }
}
