//! Properties of the core that have only another name: where the core's handler (`core/class/doldeprecationhandler.class.php`) reads and writes the
//! new one for the old on every release that a module declares. Says nothing where the old one is a property of its own on any of them.

use super::super::row::row;
use super::holders::Holder;
use super::{Move, Prepared};
use crate::base::Version;
use crate::core_facts::Kind;
use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::uses::Thing;

impl<'k> Move<'k> {
    pub(super) fn renames(&self, module: &Module, uses: &[Prepared<'k>], out: &mut Vec<Fact>) {
        let Some(oldest) = module.requires.dolibarr_min.meant().map(Version::major) else { return };
        let majors = self.known.majors();
        let bits: Vec<u32> = majors.iter().filter(|(_, version)| version.major() >= oldest).map(|(bit, _)| *bit).chain([self.to]).collect();
        for Prepared { file, used, .. } in uses {
            let (Thing::Property(_, name), Some(receiver)) = (&used.thing, used.receiver) else { continue };
            let Some(holders) = self.holders(file, receiver) else { continue };
            let names: Option<Vec<&str>> = holders.iter().map(|holder| self.becomes(holder, name, &bits)).collect();
            if let Some([new, others @ ..]) = names.as_deref()
                && others.iter().all(|other| other == new)
            {
                out.push(row("property.renamed", module, &used.place).with("name", name).with("becomes", *new));
            }
        }
    }

    /// The name that a property of a class of the core has besides this one, on all of these releases.
    fn becomes(&self, holder: &Holder, name: &str, bits: &[u32]) -> Option<&'k str> {
        let (classes, class) = (&self.classes, holder.class.as_str());
        if !holder.sure || holder.lists > 0 || !classes.own(class).is_empty() {
            return None;
        }
        let new = self.renamed(class, name, *bits.first()?)?.variants_in(*bits.first()?).next()?.shape;
        let is_new = |bit: &u32| self.renamed(class, name, *bit).is_some_and(|entry| entry.variants_in(*bit).all(|v| v.shape == new));
        let set = bits.iter().fold(0, |set, bit| set | (1 << bit));
        // What is private above is as good as not there, and the handler is asked.
        let old = classes.member(Kind::Property, class, name);
        let is_handled = old.declared.iter().filter(|one| one.releases & set != 0).all(|one| !one.is_own && one.shape == "private");
        let other = classes.member(Kind::Property, class, new);
        let is_open = set & !other.declared.iter().filter(|one| one.shape.is_empty()).fold(0, |set, one| set | one.releases) == 0;
        let below = [(Kind::Property, name), (Kind::Property, new), (Kind::Method, "__get"), (Kind::Method, "deprecatedproperties")];
        let is_plain = holder.exact || below.iter().all(|(kind, name)| classes.below_has(*kind, class, name) & set == 0);
        (new != name && bits.iter().all(is_new) && is_handled && is_open && is_plain).then_some(new)
    }
}
