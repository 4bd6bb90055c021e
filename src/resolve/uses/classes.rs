//! Classes of modules and of all releases of the core as one hierarchy: which releases have a member, who declares it, and what
//! values are instances of. Never says what is wrong.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::cores::{CoreClasses, bases, magic};
use crate::core_facts::{Entry, Kind, Known, Memo};
use crate::model::uses::{ClassDecl, ClassForm, Uses};

/// How far up parents are followed.
const DEEPEST: u8 = 24;

/// How many classes a class is taken to stand on at most.
const MOST_ABOVE: usize = 256;

/// A class of a module, with the file that it stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own<'k> {
    pub file: &'k Uses,
    pub decl: &'k ClassDecl,
}

/// A member as one class declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declared<'k> {
    /// On which releases it is the one that counts.
    pub releases: u32,
    /// The class that declares it, as written.
    pub owner: &'k str,
    /// Modifiers and signature; of methods of modules too.
    pub shape: &'k str,
    pub notes: &'k str,
    pub is_own: bool,
}

impl Declared<'_> {
    /// Whether it is declared without being written.
    pub(super) fn is_abstract(&self) -> bool {
        is_abstract(self.shape)
    }
}

/// What is known of a member of a class over all releases.
#[derive(Debug, Default)]
pub(super) struct Member<'k> {
    pub declared: Vec<Declared<'k>>,
    /// Where it cannot be told: a parent is not known, or PHP asks a magic method.
    pub open: u32,
    /// Classes of modules that were asked.
    asked: HashSet<&'k str>,
}

impl Member<'_> {
    pub(super) fn has(&self) -> u32 {
        self.declared.iter().fold(0, |set, declared| set | declared.releases)
    }
}

/// Classes of modules by the name of a member that they declare.
type Owners<'k> = HashMap<String, Vec<&'k str>>;

/// Methods without a body by name, each with its shapes by release.
type Unwritten<'k> = Vec<(&'k str, Vec<(u32, &'k str)>)>;

/// All classes.
pub(super) struct Classes<'k> {
    pub known: &'k Known,
    /// In one order, which classes that stand on themselves would show.
    own: BTreeMap<&'k str, Vec<Own<'k>>>,
    members: Memo<Arc<Member<'k>>>,
    /// The releases on which any class has a member of a name.
    anywhere: Memo<u32>,
    core: CoreClasses<'k>,
    /// Methods that classes of the core leave to those below.
    unwritten: Memo<Arc<Unwritten<'k>>>,
    /// What each class stands on, itself first, and on which releases.
    above: Memo<Arc<HashMap<String, u32>>>,
    /// Classes that declare a member, by kind and name; filled when first asked for.
    owners: Memo<Arc<Owners<'k>>>,
}

impl<'k> Classes<'k> {
    pub(super) fn new(known: &'k Known, files: impl Iterator<Item = &'k Uses>) -> Self {
        let mut own: BTreeMap<&str, Vec<Own<'_>>> = BTreeMap::new();
        for file in files {
            for decl in &file.classes {
                own.entry(decl.name.as_str()).or_default().push(Own { file, decl });
            }
        }
        Self {
            known,
            own,
            members: Memo::default(),
            core: CoreClasses::default(),
            above: Memo::default(),
            anywhere: Memo::default(),
            unwritten: Memo::default(),
            owners: Memo::default(),
        }
    }

    /// The classes of modules of that name.
    pub(super) fn own(&self, class: &str) -> &[Own<'k>] {
        self.own.get(class).map_or(&[], Vec::as_slice)
    }

    /// The releases on which there is such a class.
    pub(super) fn exists(&self, class: &str) -> u32 {
        if self.own.contains_key(class) {
            return self.known.all;
        }
        self.core.get(self.known, class).map_or(0, |core| core.releases)
    }

    /// A member of a class, its own or inherited.
    pub(super) fn member(&self, kind: Kind, class: &str, name: &str) -> Arc<Member<'k>> {
        self.members.get(kind, class, name, || {
            let mut member = Member::default();
            self.collect(kind, class, name, self.known.all, DEEPEST, &mut member);
            Arc::new(member)
        })
    }

    /// A member as the parents of a class have it.
    pub(super) fn inherited(&self, kind: Kind, own: &Own<'k>, name: &str) -> Member<'k> {
        let mut member = Member::default();
        for base in own.decl.parents.iter() {
            self.collect(kind, base, name, self.known.all, DEEPEST, &mut member);
        }
        member
    }

    fn collect(&self, kind: Kind, class: &str, name: &str, asked: u32, depth: u8, out: &mut Member<'k>) {
        let Some(depth) = depth.checked_sub(1) else {
            out.open |= asked;
            return;
        };
        if asked == 0 {
            return;
        }
        if let Some((class, own)) = self.own.get_key_value(class) {
            if !out.asked.insert(class) {
                return;
            }
            // The same class in two modules: whichever is loaded.
            for one in own {
                self.collect_own(kind, one, name, asked, depth, out);
            }
            return;
        }
        let Some(core) = self.core.get(self.known, class) else {
            out.open |= asked;
            return;
        };
        out.open |= asked & !core.releases;
        let asked = asked & core.releases;
        let mut left = asked;
        if let Some(found) = self.known.find(kind, class, name) {
            for variant in found.variants() {
                let releases = variant.releases & asked;
                if releases != 0 {
                    let (shape, notes) = (variant.shape, variant.notes);
                    out.declared.push(Declared { releases, owner: core.name, shape, notes, is_own: false });
                    left &= !releases;
                }
            }
        }
        out.open |= core.magic(kind) & left;
        left &= !core.magic(kind);
        left = self.without_renamed(kind, class, name, left, out);
        for bases in core.bases.iter().filter(|bases| left & bases.releases != 0) {
            self.above(kind, &bases.names, name, left & bases.releases, depth, out);
        }
    }

    /// Looks a member up in traits and parents, one after the other.
    fn above(&self, kind: Kind, bases: &[&str], name: &str, mut left: u32, depth: u8, out: &mut Member<'k>) {
        for base in bases {
            let (first, open) = (out.declared.len(), out.open);
            self.collect(kind, base, name, left, depth, out);
            // What is only asked for may be filled by the next one.
            let filled = out.declared[first..].iter().filter(|declared| !declared.is_abstract());
            left &= !filled.fold(out.open & !open, |set, declared| set | declared.releases);
        }
    }

    fn collect_own(&self, kind: Kind, own: &Own<'k>, name: &str, asked: u32, depth: u8, out: &mut Member<'k>) {
        let decl = own.decl;
        let shape = match kind {
            Kind::Method => decl.methods.iter().find(|method| method.name.eq_ignore_ascii_case(name)).map(|method| method.shape.as_str()),
            Kind::ClassConstant => decl.constants.iter().any(|constant| constant == name).then_some(""),
            _ => decl.properties.iter().any(|(property, _)| property == name).then_some(""),
        };
        if let Some(shape) = shape {
            out.declared.push(Declared { releases: asked, owner: &decl.written, shape, notes: "", is_own: true });
            return;
        }
        let magic = magic(kind).iter().any(|magic| decl.methods.iter().any(|method| method.name.eq_ignore_ascii_case(magic)));
        // What a trait is used in has members of its own.
        if magic || decl.kind == ClassForm::Trait {
            out.open |= asked;
            return;
        }
        let bases: Vec<&str> = decl.bases().collect();
        self.above(kind, &bases, name, asked, depth, out);
    }

    /// The releases on which the core's handler does not answer for a property under its old name.
    fn without_renamed(&self, kind: Kind, class: &str, name: &str, left: u32, out: &mut Member<'k>) -> u32 {
        let is_asked = kind == Kind::Property && left != 0;
        let Some(renamed) = is_asked.then(|| self.known.find(Kind::Renamed, class, name)).flatten() else { return left };
        out.open |= renamed.releases() & left;
        left & !renamed.releases()
    }

    /// Whether a class is another one or stands on it, on one release.
    pub(super) fn is_below(&self, class: &str, base: &str, bit: u32) -> bool {
        self.below(&class.to_ascii_lowercase(), base) & (1 << bit) != 0
    }

    /// The abstract methods that a class of the core declares itself; all those of an interface.
    pub(super) fn unwritten(&self, class: &str, is_interface: bool) -> Arc<Unwritten<'k>> {
        let is_one = |shape: &str| is_interface || is_abstract(shape);
        self.unwritten.get(Kind::Method, class, "", || {
            let methods = self.known.members(Kind::Method, class).map(|entry| {
                let shapes: Vec<(u32, &str)> = entry.variants().filter(|v| is_one(v.shape)).map(|v| (v.releases, v.shape)).collect();
                (entry.name(), shapes)
            });
            Arc::new(methods.filter(|(_, shapes)| !shapes.is_empty()).collect())
        })
    }

    /// The classes and interfaces of the core that a class of a module stands on, on one release; with whether each is an interface.
    pub(super) fn core_above(&self, own: &Own<'k>, bit: u32) -> Vec<(&'k str, bool)> {
        let mut found: Vec<(&str, bool)> = Vec::new();
        let mut seen = HashSet::from([own.decl.name.clone()]);
        let mut todo: Vec<String> = own.decl.bases().map(str::to_owned).collect();
        while let Some(class) = todo.pop() {
            if seen.len() > 64 || !seen.insert(class.clone()) {
                continue;
            }
            if let Some(own) = self.own(&class).first() {
                todo.extend(own.decl.bases().map(str::to_owned));
                continue;
            }
            let Some(entry) = self.known.find(Kind::Class, "", &class) else { continue };
            let Some(variant) = entry.variants_in(bit).next() else { continue };
            found.push((entry.name(), variant.shape.starts_with("interface")));
            todo.extend(bases(variant.shape).into_iter().map(str::to_ascii_lowercase));
        }
        found
    }

    /// The releases on which a class below another one declares a member.
    pub(super) fn below_has(&self, kind: Kind, base: &str, name: &str) -> u32 {
        self.declaring(kind, name).fold(0, |set, (owner, there)| {
            if there & !set == 0 { set } else { set | (there & self.below(&owner.to_ascii_lowercase(), base)) }
        })
    }

    /// The releases on which a class is another one or stands on it.
    fn below(&self, class: &str, base: &str) -> u32 {
        if class == base {
            return self.known.all;
        }
        self.all_above(class).get(base).copied().unwrap_or_default()
    }

    /// Whether a class of a module may stand on one of the core, traits left out.
    pub(super) fn may_extend_core(&self, decl: &ClassDecl) -> bool {
        let is_core = |class: &String| !self.own.contains_key(class.as_str()) && self.core.get(self.known, class).is_some();
        decl.parents.iter().map(|parent| self.all_above(parent)).any(|above| above.len() >= MOST_ABOVE || above.keys().any(is_core))
    }

    fn all_above(&self, class: &str) -> Arc<HashMap<String, u32>> {
        self.above.get(Kind::Class, class, "", || Arc::new(self.read_above(class)))
    }

    /// What a class stands on, itself first, and on which releases; a class that stands on itself too.
    fn read_above(&self, class: &str) -> HashMap<String, u32> {
        let mut above = HashMap::from_iter([(class.to_owned(), self.known.all)]);
        let mut todo = vec![class.to_owned()];
        while let Some(class) = todo.pop().filter(|_| above.len() < MOST_ABOVE) {
            let on = above.get(&class).copied().unwrap_or_default();
            let mut add = |base: &str, releases: u32| {
                let base = base.to_ascii_lowercase();
                let known = above.entry(base.clone()).or_default();
                if on & releases & !*known != 0 {
                    *known |= on & releases;
                    todo.push(base);
                }
            };
            match self.own.get(class.as_str()) {
                Some(own) => own.iter().flat_map(|own| own.decl.bases()).for_each(|base| add(base, self.known.all)),
                None => {
                    let core = self.core.get(self.known, &class);
                    let bases = core.iter().flat_map(|core| &core.bases);
                    bases.flat_map(|bases| bases.names.iter().map(|name| (name, bases.releases))).for_each(|(name, on)| add(name, on));
                }
            }
        }
        above
    }

    /// The releases on which any class has a method of that name; all where a module declares one.
    pub(super) fn anywhere(&self, kind: Kind, name: &str) -> u32 {
        let name = folded(kind, name);
        self.anywhere.get(kind, "", &name, || self.declaring(kind, &name).fold(0, |set, (_, there)| set | there))
    }

    /// The classes that declare a member, each with the releases on which it does; those of modules on all.
    fn declaring(&self, kind: Kind, name: &str) -> impl Iterator<Item = (&'k str, u32)> {
        let (name, owners) = (folded(kind, name), self.owners(kind));
        let own: Vec<&str> = owners.get(&*name).cloned().unwrap_or_default();
        let releases = |entry: &Entry<'k>| if self.own.contains_key(entry.owner()) { self.known.all } else { entry.releases() };
        let core: Vec<(&str, u32)> = self.known.called(kind, &name).map(|entry| (entry.owner(), releases(&entry))).collect();
        core.into_iter().chain(own.into_iter().map(|owner| (owner, self.known.all)))
    }

    /// The classes of modules that declare members of a kind.
    fn owners(&self, kind: Kind) -> Arc<Owners<'k>> {
        self.owners.get(kind, "", "", || {
            let mut owners: HashMap<String, Vec<&str>> = HashMap::new();
            for own in self.own.values().flatten() {
                let names: Vec<&str> = match kind {
                    Kind::Method => own.decl.methods.iter().map(|method| method.name.as_str()).collect(),
                    Kind::ClassConstant => own.decl.constants.iter().map(String::as_str).collect(),
                    _ => own.decl.properties.iter().map(|(name, _)| name.as_str()).collect(),
                };
                for name in names {
                    let name = folded(kind, name);
                    match owners.get_mut(&*name) {
                        Some(owners) => owners.push(own.decl.name.as_str()),
                        None => _ = owners.insert(name.into_owned(), vec![own.decl.name.as_str()]),
                    }
                }
            }
            Arc::new(owners)
        })
    }
}

/// A name as PHP compares it.
fn folded(kind: Kind, name: &str) -> Cow<'_, str> {
    if kind.ignores_case() { name.to_ascii_lowercase().into() } else { name.into() }
}

/// Whether the modifiers of a signature say that it has no body.
fn is_abstract(shape: &str) -> bool {
    shape.split('(').next().is_some_and(|words| words.split(' ').any(|word| word == "abstract"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_inherited_release_by_release() {
        let known = Known::shipped();
        let classes = Classes::new(known, std::iter::empty());
        let bit = |release: &str| known.release(&crate::base::Version::parse(release).unwrap()).unwrap();
        // It stands in `CommonObject` first, and in a trait of it later.
        let trigger = classes.member(Kind::Method, "facture", "CALL_TRIGGER");
        assert_eq!((trigger.has(), trigger.open & trigger.has()), (known.all, 0));
        assert!(trigger.declared.iter().any(|d| d.owner == "CommonTrigger") && trigger.declared.iter().any(|d| d.owner == "CommonObject"));
        let statut = classes.member(Kind::Property, "facture", "statut");
        assert_eq!((statut.has() | statut.open) & 1 << bit("22"), 1 << bit("22"));
        assert!(classes.is_below("facture", "commonobject", bit("20")) && !classes.is_below("commonobject", "facture", bit("20")));
        assert_eq!(classes.member(Kind::Method, "nobody", "x").open, known.all);
    }

    #[test]
    fn what_took_the_place_of_something_is_there_ever_since() {
        let known = Known::shipped();
        let (classes, mut wrong) = (Classes::new(known, std::iter::empty()), Vec::new());
        for (kind, old, new) in crate::core_facts::successors() {
            let (owner, name) = kind.separator().and_then(|separator| old.split_once(separator)).unwrap_or(("", old));
            let has = |name: &str| match kind {
                Kind::Method | Kind::Property => classes.member(kind, &owner.to_ascii_lowercase(), name).has(),
                _ => known.find(kind, owner, name).map_or(0, |entry| entry.releases()),
            };
            let (before, after) = (has(name), has(new.trim_start_matches('$').trim_end_matches("()")));
            let since: Vec<_> = known.releases.iter().rev().take_while(|(bit, _)| before & 1 << bit == 0).collect();
            let without: Vec<_> = since.iter().filter(|(bit, _)| after & 1 << bit == 0).map(|(_, release)| release.as_str()).collect();
            let is_known = known.find(kind, owner, name).is_some_and(|entry| entry.full_name() == old);
            if !is_known || since.is_empty() || !without.is_empty() {
                wrong.push(format!("{old} (known: {is_known}, gone in {}): no {new} in {without:?}", since.len()));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_a_class_stands_on_is_the_same_whoever_asks_first() {
        let known = Known::shipped();
        let code = "<?php class A extends B {} class B extends C {} class C extends A implements I {} interface I {}
            class Mine extends Facture {} class Free extends Nobody {}";
        let arena = crate::php::Arena::new();
        let file = crate::php::parse(&arena, &"a.php".into(), code.as_bytes());
        let uses = crate::symbols::read(&file, &known.releases, &|_, _| true);
        let pairs = ["a", "b", "c", "i"].map(|class| ["a", "b", "c", "i"].map(|base| (class, base)));
        let asked = |first: usize| {
            let classes = Classes::new(known, std::iter::once(&uses));
            let (late, early) = pairs.as_flattened().split_at(first);
            early.iter().chain(late).copied().map(|(class, base)| ((class, base), classes.below(class, base))).collect::<BTreeMap<_, _>>()
        };
        let told = asked(0);
        assert!((0..16).all(|first| asked(first) == told));
        let is = |class: &'static str, base: &'static str| told[&(class, base)] == known.all;
        assert!(is("a", "c") && is("c", "b") && is("b", "i") && !is("i", "a"));
        let classes = Classes::new(known, std::iter::once(&uses));
        let of: Vec<bool> = uses.classes.iter().map(|decl| classes.may_extend_core(decl)).collect();
        assert_eq!(of, [false, false, false, false, true, false]);
    }
}
