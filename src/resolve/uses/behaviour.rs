//! What modules use that works otherwise on the target than where they come from, or no longer, though no declaration shows it.

use std::collections::BTreeMap;

use super::super::row::rows;
use super::holders::Holder;
use super::{Code, Move};
use crate::base::Version;
use crate::core_facts::{Behaviour, Kind, Subject, Test, behaviours, behaviours_of, stands_in};
use crate::model::fact::Fact;
use crate::model::module::{Bound, Module};
use crate::model::place::Place;
use crate::model::uses::{Given, How, Thing, Use, Uses};

/// A use that a change is about, whatever the target.
pub(super) struct Behaving<'k> {
    one: &'static Behaviour,
    file: &'k Uses,
    used: &'k Use,
}

impl Code<'_> {
    /// What works otherwise on a release, by its bit, than on the one that the modules come from, or no longer.
    pub(crate) fn behaviour(&self, source: Option<&Version>, to: u32, out: &mut Vec<Fact>) {
        let question = self.question(None, to);
        let inventory = self.inventory;
        let others = inventory.modules.iter().filter(|module| !module.core).chain(&inventory.beside.modules);
        let rights: Vec<&str> = others.filter_map(|module| module.identity.rights_class.known().map(String::as_str)).collect();
        for (at, module) in self.inventory.modules.iter().enumerate().filter(|(_, module)| !module.core) {
            let here = self.inventory.uses.iter().zip(&self.prepared).filter(|((index, _), _)| *index == at);
            for ((_, files), prepared) in here {
                question.behaviour(module, files, &prepared.behaving, (source, &rights), out);
            }
            question.events_behave(module, source, out);
        }
    }
}

impl<'k> Move<'k> {
    /// What in a file some change is about.
    pub(super) fn behaving(&self, file: &'k Uses) -> Vec<Behaving<'k>> {
        let of = |used: &'k Use| {
            let (sort, name) = used.thing.split();
            let changes = behaviours_of(sort, &name).into_iter().filter(move |one| self.meets(one, file, used));
            changes.map(move |one| Behaving { one, file, used })
        };
        file.uses.iter().flat_map(of).collect()
    }

    /// One fact for each change and module, with all places. What is gone is told whatever the modules come from, unless that lacks it too;
    /// what has changed only where they come from before it; permissions never where some module has those of that name.
    fn behaviour(
        &self,
        module: &Module,
        files: &[Uses],
        behaving: &[Behaving<'k>],
        (source, rights): (Option<&Version>, &[&str]),
        out: &mut Vec<Fact>,
    ) {
        let is_theirs = |one: &Behaviour| one.name.strip_prefix("rights->").is_some_and(|name| rights.contains(&first_level(name)));
        let is_told = |one: &Behaviour| !stops(one) && self.is_due(one, source) && !is_known(one.instead, files) && !is_theirs(one);
        self.grouped(module, behaving, &is_told, out);
    }

    /// Calls of what is gone, which stop.
    pub(super) fn lost_calls(&self, module: &Module, behaving: &[Behaving<'k>], out: &mut Vec<Fact>) {
        let source = self.from.and_then(|from| self.known.version(from));
        self.grouped(module, behaving, &|one| stops(one) && self.is_due(one, source), out);
    }

    fn grouped(&self, module: &Module, behaving: &[Behaving<'k>], is_told: &dyn Fn(&Behaviour) -> bool, out: &mut Vec<Fact>) {
        let mut found: BTreeMap<*const Behaviour, (&Behaviour, Vec<&Place>)> = BTreeMap::new();
        for Behaving { one, used, .. } in behaving.iter().filter(|behaving| is_told(behaving.one) && self.is_reached(behaving)) {
            let places = &mut found.entry(std::ptr::from_ref(*one)).or_insert_with(|| (one, Vec::new())).1;
            if !places.contains(&&used.place) {
                places.push(&used.place);
            }
        }
        out.extend(found.into_values().filter_map(|(one, places)| self.behaves(module, one, &places)));
    }

    /// Hook methods and trigger codes.
    fn events_behave(&self, module: &Module, source: Option<&Version>, out: &mut Vec<Fact>) {
        for one in behaviours().iter().filter(|one| self.is_due(one, source) || self.is_joined(one, module, source)) {
            let places: Vec<&Place> = events(module, one).collect();
            out.extend(self.behaves(module, one, &places));
        }
    }

    fn is_due(&self, one: &Behaviour, source: Option<&Version>) -> bool {
        self.is_there(one) && source.map_or(one.gone, |source| source.major() < one.since)
    }

    fn is_there(&self, one: &Behaviour) -> bool {
        self.known.version(self.to).is_some_and(|to| one.since <= to.major())
    }

    /// Whether the target fires another code in place of one for some objects, since a release that the module does not need; where it
    /// is not known what it runs on now.
    fn is_joined(&self, one: &Behaviour, module: &Module, source: Option<&Version>) -> bool {
        let needs_it = matches!(&module.requires.dolibarr_min, Bound::Version(oldest, _) if oldest.major() >= one.since);
        let fired = || self.known.find(Kind::Trigger, "", one.instead).is_some_and(|code| code.releases() & self.target() != 0);
        source.is_none() && one.subject == Subject::Trigger && !needs_it && self.is_there(one) && fired()
    }

    /// Whether a use is reached on the target, where a test for what is gone fails.
    fn is_reached(&self, behaving: &Behaving<'k>) -> bool {
        let Behaving { one, file, used } = behaving;
        let there = |thing: &Thing| match (thing, &used.thing) {
            (Thing::Method(_, asked), Thing::Method(_, name)) | (Thing::Property(_, asked), Thing::Property(_, name)) if asked == name => {
                one.gone.then_some(0)
            }
            _ if *thing == used.thing => one.gone.then_some(0),
            _ => self.there(thing),
        };
        file.use_reached(used, self.known.all, &there) & self.loaded(file) & self.target() != 0
    }

    fn behaves(&self, module: &Module, one: &Behaviour, places: &[&Place]) -> Option<Fact> {
        let call = if matches!(one.subject, Subject::Method | Subject::Function) { "()" } else { "" };
        let sign = if matches!(one.subject, Subject::Variable | Subject::Property) { "$" } else { "" };
        let owner = if let [owner] = one.owners.as_slice() { format!("{owner}::") } else { String::new() };
        let fact = rows("behaviour", module, places.iter().copied())?
            .with("what", one.subject.as_str())
            .with("name", format!("{owner}{sign}{}{call}", one.name))
            .with("state", if one.gone { "gone" } else { "changed" })
            .with("since", one.since.to_string())
            .with("advice", one.advice)
            .with("target", self.version(self.to));
        Some(fact)
    }

    /// Whether a use is one that a change is about.
    fn meets(&self, one: &Behaviour, file: &'k Uses, used: &'k Use) -> bool {
        let is_own = matches!(used.thing, Thing::Function(_)) && self.own.contains_key(&used.thing);
        !is_own && one.tests.iter().all(|test| passes(test, file, used)) && (one.owners.is_empty() || self.is_of(one, file, used))
    }

    /// Whether the object can only be of the classes that a change is about, or of classes below that have nothing of that name themselves.
    fn is_of(&self, one: &Behaviour, file: &'k Uses, used: &Use) -> bool {
        let Some(holders) = used.receiver.and_then(|receiver| self.holders(file, receiver)) else { return false };
        let [wants_own, wants_core] = [Test::Own, Test::Core].map(|test| one.tests.contains(&test));
        let is_theirs = |class: &str| if self.classes.own(class).is_empty() { !wants_own } else { !wants_core };
        let fits = |holder: &Holder| {
            let is_one = one.owners.iter().any(|owner| self.is_ever_below(&holder.class, owner));
            holder.lists == 0 && is_one && is_theirs(&holder.class) && !self.has_itself(one, &holder.class)
        };
        !holders.is_empty() && holders.iter().all(fits)
    }

    fn is_ever_below(&self, class: &str, owner: &str) -> bool {
        let owner = owner.to_ascii_lowercase();
        let is_below = |bit: u32| self.classes.is_below(class, &owner, bit);
        class.eq_ignore_ascii_case(&owner) || self.known.releases.iter().any(|(bit, _)| is_below(*bit))
    }

    /// Whether a class of a module declares the member, or one of the core still has what is said to be gone.
    fn has_itself(&self, one: &Behaviour, class: &str) -> bool {
        let kind = match one.subject {
            Subject::Method => Kind::Method,
            Subject::Property => Kind::Property,
            _ => return false,
        };
        let newest = self.known.releases.last().map_or(0, |(bit, _)| 1 << bit);
        let declared = &self.classes.member(kind, class, one.name).declared;
        declared.iter().any(|declared| declared.is_own || (one.gone && declared.releases & newest != 0))
    }
}

/// The module of a permission.
fn first_level(right: &str) -> &str {
    right.split("->").next().unwrap_or_default()
}

/// Whether what is gone stops PHP where it is used.
fn stops(one: &Behaviour) -> bool {
    one.gone && matches!(one.subject, Subject::Function | Subject::Method)
}

/// Whether a test holds of a use, as far as its file tells.
fn passes(test: &Test, file: &Uses, used: &Use) -> bool {
    let count = used.args.filter(|args| !args.open).map(|args| args.count);
    let text = |at: &usize| match used.given.get(*at) {
        Some(Given::Text(text)) if count.is_some() => Some(text.as_str()),
        _ => None,
    };
    let includes = |path: &str| file.includes.iter().any(|included| included.path == path);
    match test {
        Test::Fewer(wanted) => count.is_some_and(|count| count < *wanted),
        Test::Count(wanted) => count == Some(*wanted),
        Test::Is(at, texts) => text(at).is_some_and(|text| texts.contains(&text)),
        Test::Has(Some(at), words) => text(at).is_some_and(|text| words.iter().any(|word| stands_in(text, word))),
        Test::Has(None, words) => {
            let has = |given: &Given| matches!(given, Given::Text(text) if words.iter().any(|word| stands_in(text, word)));
            used.given.iter().any(has)
        }
        Test::Text(at) => text(at).is_some_and(|text| !text.is_empty()),
        Test::List(at) => count.is_some() && matches!(used.given.get(*at), Some(Given::List(_))),
        Test::Sql(at) => text(at).is_some_and(is_sql),
        Test::Filter(at) => matches!(used.given.get(*at), Some(Given::List(text) | Given::Text(text)) if compares_in_sql(text)),
        Test::Own | Test::Core => true,
        Test::In(start) => file.file.find(start).is_some_and(|at| at == 0 || file.file[..at].ends_with('/')),
        Test::Global => used.how == How::Reads,
        Test::Assigned => used.how == How::Writes,
        Test::With(path) => includes(path),
        Test::Without(path) => !includes(path),
    }
}

/// Whether a filter is a condition in SQL: it compares, and has none of the colons of search filters.
fn is_sql(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    !text.contains(':') && (text.contains(['=', '<', '>']) || [" in ", " in(", " like ", " is "].iter().any(|word| small.contains(word)))
}

/// Whether the options of a list have a filter that compares as SQL does: search filters have a colon behind the sign.
fn compares_in_sql(text: &str) -> bool {
    text.match_indices('=').any(|(at, _)| !text[at + 1..].starts_with(':'))
}

/// Whether some code knows the new way too.
fn is_known(instead: &str, files: &[Uses]) -> bool {
    let knows = |used: &Use| match &used.thing {
        Thing::Word(text) => stands_in(text, instead),
        Thing::Variable(name) => name == instead.trim_start_matches('$'),
        _ => false,
    };
    !instead.is_empty() && files.iter().flat_map(|file| &file.uses).any(knows)
}

/// Hook methods and trigger codes that a change is about, unless the module has the new ones too.
fn events<'m>(module: &'m Module, one: &'m Behaviour) -> Box<dyn Iterator<Item = &'m Place> + 'm> {
    let fits = |name: &str| match one.name.strip_prefix('*') {
        Some(end) => name.ends_with(end),
        None => name == one.name,
    };
    let list: Vec<_> = match one.subject {
        Subject::Hook => module.hooks.actions.iter().flat_map(|actions| &actions.methods).collect(),
        Subject::Trigger => module.triggers.iter().flat_map(|trigger| &trigger.codes).collect(),
        _ => Vec::new(),
    };
    if list.iter().any(|named| named.value == one.instead) {
        return Box::new(std::iter::empty());
    }
    Box::new(list.into_iter().filter(move |named| fits(&named.value)).map(|named| &named.place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_in_sql_are_told_from_search_filters() {
        for sql in ["t.status = 1", "t.rowid in (1)", "a like 'b'", "t.fk_soc=…"] {
            assert!(is_sql(sql), "{sql}");
        }
        for filter in ["", "(t.status:=:1)", "(t.rowid:in:1,2) and (a:like:'b%')", "…", "abc"] {
            assert!(!is_sql(filter), "{filter}");
        }
    }
}
