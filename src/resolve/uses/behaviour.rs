//! What modules use that works otherwise on the target than where they come from, or no longer, though no declaration shows it.

use std::collections::BTreeMap;

use super::super::row::row;
use super::Move;
use crate::base::Version;
use crate::core_facts::{Behaviour, Subject, Test, behaviours, behaviours_of, stands_in};
use crate::model::fact::{Fact, times};
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::uses::{Given, How, Thing, Use, Uses};

impl<'k> Move<'k> {
    /// One fact for each change and module, with all places. What is gone is told whatever the modules come from, unless that lacks it too;
    /// what has changed only where they come from before it.
    pub(super) fn behaviour(&self, module: &Module, files: &'k [Uses], source: Option<&Version>, out: &mut Vec<Fact>) {
        let Some(to) = self.known.version(self.to) else { return };
        let is_due = |one: &Behaviour| one.since <= to.major() && source.map_or(one.gone, |source| source.major() < one.since);
        let mut found: BTreeMap<*const Behaviour, (&'static Behaviour, Vec<&Place>)> = BTreeMap::new();
        let mut add = |one: &'static Behaviour, place: &'k Place| {
            let places = &mut found.entry(std::ptr::from_ref(one)).or_insert_with(|| (one, Vec::new())).1;
            if !places.contains(&place) {
                places.push(place);
            }
        };
        for file in files {
            for used in &file.uses {
                let (sort, name) = used.thing.split();
                for one in behaviours_of(sort, &name).into_iter().filter(|one| is_due(one) && self.meets(one, file, used)) {
                    add(one, &used.place);
                }
            }
        }
        let told = found.into_values().filter(|(one, _)| !is_known(one.instead, files));
        out.extend(told.filter_map(|(one, places)| self.behaves(module, one, &places)));
        for one in behaviours().iter().filter(|one| is_due(one)) {
            let places: Vec<&Place> = events(module, one).collect();
            out.extend(self.behaves(module, one, &places));
        }
    }

    fn behaves(&self, module: &Module, one: &Behaviour, places: &[&Place]) -> Option<Fact> {
        let (first, others) = places.split_first()?;
        let call = if matches!(one.subject, Subject::Method | Subject::Function) { "()" } else { "" };
        let sign = if matches!(one.subject, Subject::Variable | Subject::Property) { "$" } else { "" };
        let owner = if let [owner] = one.owners.as_slice() { format!("{owner}::") } else { String::new() };
        let fact = row("behaviour", module, first)
            .with("what", one.subject.as_str())
            .with("name", format!("{owner}{sign}{}{call}", one.name))
            .with("state", if one.gone { "gone" } else { "changed" })
            .with("since", one.since.to_string())
            .with("advice", one.advice)
            .with("times", times(places.len()))
            .with("target", self.version(self.to));
        Some(fact.also(others.iter().copied()))
    }

    /// Whether a use is one that a change is about.
    fn meets(&self, one: &Behaviour, file: &'k Uses, used: &'k Use) -> bool {
        let is_own = matches!(used.thing, Thing::Function(_)) && self.own.contains_key(&used.thing);
        !is_own
            && one.tests.iter().all(|test| passes(test, file, used))
            && (one.owners.is_empty() || self.is_of(one, file, used))
            && self.reached(file, used, self.known.all) & self.target() != 0
    }

    /// Whether the object can only be of the classes that a change is about, or of classes below.
    fn is_of(&self, one: &Behaviour, file: &'k Uses, used: &Use) -> bool {
        let Some(holders) = used.receiver.and_then(|receiver| self.values.holders(file, receiver)) else { return false };
        let is_own = |class: &str| !self.values.classes.own(class).is_empty();
        let wants_own = one.tests.contains(&Test::Own);
        let wants_core = one.tests.contains(&Test::Core);
        !holders.is_empty()
            && holders.iter().all(|holder| {
                let is_below = |owner: &&str| {
                    holder.class.eq_ignore_ascii_case(owner)
                        || self.values.classes.is_below(&holder.class, &owner.to_ascii_lowercase(), self.to)
                };
                let is_theirs = if is_own(&holder.class) { !wants_core } else { !wants_own };
                holder.lists == 0 && is_theirs && one.owners.iter().any(is_below)
            })
    }
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
