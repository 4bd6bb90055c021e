//! What a value of a module's code is an instance of, over all classes: from the types that each file tells to names of classes.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::{HashMap, HashSet, HashSetExt};

use super::{Move, loads};
use crate::core_facts::{Entry, Kind};
use crate::model::uses::{ClassDecl, Type, Uses};

/// How far properties and returned values are followed.
const DEEPEST: u8 = 10;

/// A class that a value can be an instance of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Holder {
    /// In small letters.
    pub class: String,
    /// How many lists are around it.
    pub lists: u8,
    /// Whether it is this class and none below it.
    pub exact: bool,
    /// Whether PHP itself sees to it, rather than a comment or habit.
    pub sure: bool,
}

/// All classes that a value can be of; `None` when that is not known.
pub(super) type Holders = Option<Rc<Vec<Holder>>>;

/// What was told before, by file and number. Of what leads back to itself and of long ways it matters who asked first, so that every
/// piece of work has its own.
pub(super) type Told = RefCell<HashMap<(usize, usize), Holders>>;

impl<'k> Move<'k> {
    /// The classes that a type of a file means.
    pub(super) fn holders(&self, file: &'k Uses, number: usize) -> Holders {
        self.at(file, number, DEEPEST)
    }

    fn at(&self, file: &'k Uses, number: usize, depth: u8) -> Holders {
        let depth = depth.checked_sub(1)?;
        let key = (loads::key(file), number);
        if let Some(known) = self.told.borrow().get(&key) {
            return known.clone();
        }
        // What leads back to itself is not known.
        self.told.borrow_mut().insert(key, None);
        let found = self.means(file, number, depth).map(|mut holders| {
            holders.sort();
            holders.dedup();
            Rc::new(holders)
        });
        self.told.borrow_mut().insert(key, found.clone());
        found
    }

    fn means(&self, file: &'k Uses, number: usize, depth: u8) -> Option<Vec<Holder>> {
        let one = |class: &str, exact: bool, sure: bool| Some(vec![Holder { class: class.to_owned(), lists: 0, exact, sure }]);
        match file.types.get(number)? {
            Type::New(class) => one(class, true, true),
            Type::Class(class) => one(class, false, true),
            Type::Said(class) => one(class, false, false),
            Type::List(of) => {
                let inner = self.at(file, *of, depth)?;
                inner.iter().map(|holder| Some(Holder { lists: holder.lists.checked_add(1)?, ..holder.clone() })).collect()
            }
            Type::Element(of) => {
                let inner = self.at(file, *of, depth)?;
                inner.iter().map(|holder| Some(Holder { lists: holder.lists.checked_sub(1)?, ..holder.clone() })).collect()
            }
            Type::Property(of, name) => self.each(file, *of, depth, |class| self.property(class, name)),
            Type::Returned(of, name) => self.each(file, *of, depth, |class| self.returned(class, name)),
            Type::Function(name) => match self.returns.get(name.as_str()) {
                Some((file, number)) => Some(self.at(file, *number, depth)?.to_vec()),
                None => noted(&self.known.find(Kind::Function, "", name)?),
            },
            Type::Either(list) => {
                let all: Option<Vec<_>> = list.iter().map(|number| self.at(file, *number, depth)).collect();
                Some(all?.iter().flat_map(|holders| holders.iter().cloned()).collect())
            }
        }
    }

    fn each(&self, file: &'k Uses, of: usize, depth: u8, ask: impl Fn(&str) -> Option<Vec<Holder>>) -> Option<Vec<Holder>> {
        let mut all = Vec::new();
        for holder in self.at(file, of, depth)?.iter() {
            if holder.lists > 0 {
                return None;
            }
            all.extend(ask(&holder.class)?);
        }
        Some(all)
    }

    fn property(&self, class: &str, name: &str) -> Option<Vec<Holder>> {
        let found = self.up(class, &|own, file| {
            let (_, number) = own.properties.iter().find(|(property, _)| property == name)?;
            Some(number.and_then(|number| self.at(file, number, DEEPEST / 2)))
        });
        match found {
            Some(Some(holders)) => Some(holders.to_vec()),
            _ => self.noted_member(Kind::Property, class, name).or_else(|| {
                let holder = Holder { class: "dolidb".to_owned(), lists: 0, exact: false, sure: false };
                (name == "db").then(|| vec![holder])
            }),
        }
    }

    fn returned(&self, class: &str, name: &str) -> Option<Vec<Holder>> {
        let found = self.up(class, &|own, file| {
            let method = own.methods.iter().find(|method| method.name.eq_ignore_ascii_case(name))?;
            Some(method.returns.and_then(|number| self.at(file, number, DEEPEST / 2)))
        });
        match found {
            Some(holders) => holders.map(|holders| holders.to_vec()),
            None => self.noted_member(Kind::Method, class, name),
        }
    }

    /// Asks a class of a module and those above it.
    fn up(&self, class: &str, ask: &dyn Fn(&'k ClassDecl, &'k Uses) -> Option<Holders>) -> Option<Holders> {
        let (mut seen, mut todo) = (HashSet::new(), vec![class]);
        while let Some(class) = todo.pop() {
            for own in self.classes.own(class) {
                if !seen.insert(own.decl.name.as_str()) {
                    continue;
                }
                if let Some(found) = ask(own.decl, own.file) {
                    return Some(found);
                }
                todo.extend(own.decl.bases().rev());
            }
        }
        None
    }

    /// What the core's comments say of a member, its own or inherited.
    fn noted_member(&self, kind: Kind, class: &str, name: &str) -> Option<Vec<Holder>> {
        let member = self.classes.member(kind, class, name);
        let owners = member.declared.iter().filter(|declared| !declared.is_own).map(|declared| declared.owner);
        owners.rev().find_map(|owner| noted(&self.known.find(kind, owner, name)?))
    }
}

/// The classes that the note `type` of a symbol names.
fn noted(entry: &Entry<'_>) -> Option<Vec<Holder>> {
    let mut found = Vec::new();
    for variant in entry.variants() {
        for name in variant.note("type").unwrap_or_default().split(['|', ' ']).filter(|name| !name.is_empty()) {
            let bare = name.trim_end_matches("[]");
            let lists = u8::try_from((name.len() - bare.len()) / 2).ok()?;
            let holder = Holder { class: bare.to_ascii_lowercase(), lists, exact: false, sure: false };
            if !found.contains(&holder) {
                found.push(holder);
            }
        }
    }
    Some(found).filter(|found| !found.is_empty())
}
