//! Calls held against signatures: arguments that the target needs, ignores, or takes for something else.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::row::{row, yes_no};
use super::{Group, Move, Prepared, beside, what};
use crate::core_facts::{Kind, Signature};
use crate::model::fact::{Fact, times};
use crate::model::module::Module;
use crate::model::uses::{Args, How, Thing, Use, Uses};

/// What is wrong with a call on the target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Trouble<'k> {
    problem: &'static str,
    /// The parameter that it is about, without `$`.
    about: &'k str,
    signature: &'k str,
    on: String,
    given: usize,
    /// The first release behind the target that reads all arguments, where the target does not.
    newer: Option<u32>,
}

/// Signatures by release.
pub(super) type Shapes<'k> = Arc<Vec<(u32, Signature<'k>, &'k str)>>;

/// What a call can mean, where that differs between releases.
pub(super) struct Callee<'k> {
    shapes: Shapes<'k>,
    on: String,
    sure: bool,
    args: Args,
    /// Whether a test on the release says what is given.
    is_chosen: bool,
    /// The releases on which the call is reached.
    reached: u32,
    /// Those that refuse what is given, whatever the module runs on now.
    wrong: u32,
}

impl<'k> Move<'k> {
    pub(super) fn calls(&self, module: &Module, uses: &[Prepared<'k>], out: &mut Vec<Fact>) {
        let mut found: BTreeMap<(Group<'k>, Trouble<'k>), (bool, bool, Vec<&'k Use>)> = BTreeMap::new();
        for Prepared { used, callee, unclear, .. } in uses {
            // Without a release to compare with no argument can have moved.
            let may_be =
                |callee: &&Callee<'k>| callee.reached & self.target() & if self.from.is_some() { u32::MAX } else { callee.wrong } != 0;
            let Some(callee) = callee.as_ref().filter(may_be) else { continue };
            let Some(trouble) = self.trouble(callee) else { continue };
            let on = |bit: u32| self.trouble_on(callee, bit);
            let before = self.from.and_then(on).is_some_and(|before| before.0 == trouble.problem);
            if !self.is_news(before) {
                continue;
            }
            let group = Group { thing: &used.thing, how: How::Runs, on: callee.on.clone(), stops_all: false, unclear: *unclear };
            found.entry((group, trouble)).or_insert_with(|| (before, callee.sure, Vec::new())).2.push(used);
        }
        for ((group, trouble), (before, sure, uses)) in &found {
            let Some(first) = uses.first() else { continue };
            let constructs = matches!(group.thing, Thing::Method(_, name) if name == "__construct");
            let name = match (constructs, group.on.is_empty()) {
                (true, _) => format!("new {}", group.on),
                (false, true) => first.written.clone(),
                (false, false) => format!("{}::{}", group.on, first.written),
            };
            let fact = row("call", module, &first.place)
                .with("what", if constructs { "constructor" } else { what(group.thing) })
                .with("name", name)
                .with("problem", trouble.problem)
                .with("about", trouble.about)
                .with("given", trouble.given.to_string())
                .with("signature", trouble.signature)
                .with("times", times(uses.len()))
                .with("target", self.version(self.to))
                .with("before", yes_no(*before))
                .with("newer", trouble.newer.map_or("", |bit| self.version(bit)))
                .with("is_newer", yes_no(trouble.newer.is_some()))
                .sure(*sure && !group.unclear);
            out.push(beside(fact, uses));
        }
    }

    /// What is called: nothing where a module has its own, where several classes are possible, or where all releases take it alike.
    pub(super) fn callee(&self, file: &'k Uses, used: &'k Use) -> Option<Callee<'k>> {
        let args = used.args.filter(|args| !args.open)?;
        let (shapes, on, sure) = match &used.thing {
            Thing::Function(name) if !self.own.contains_key(&used.thing) => {
                let shapes = self.shapes.get(Kind::Function, "", name, || {
                    let variants = self.known.find(Kind::Function, "", name).into_iter().flat_map(|entry| entry.variants());
                    differing(variants.map(|variant| (variant.releases, variant.shape)).collect())
                });
                (shapes, None, true)
            }
            Thing::Method(_, name) => {
                let holders = self.holders(file, used.receiver?)?;
                let [holder] = holders.as_slice() else { return None };
                let shapes = self.shapes.get(Kind::Method, &holder.class, name, || {
                    let member = self.classes.member(Kind::Method, &holder.class, name);
                    let is_own = member.declared.iter().any(|declared| declared.is_own);
                    let shapes = member.declared.iter().map(|declared| (declared.releases, declared.shape));
                    if is_own { None } else { differing(shapes.collect()) }
                });
                // A class below can take more and need less, but not the other way round.
                (shapes.filter(|_| holder.lists == 0), Some((holder.class.clone(), name)), holder.sure && holder.exact)
            }
            _ => return None,
        };
        let shapes = shapes?;
        let has = shapes.iter().fold(0, |set, (releases, ..)| set | releases);
        let on = on.map(|(class, name)| self.called_on(&class, name)).unwrap_or_default();
        let is_chosen = file.is_on_release(args.chosen);
        let right = |(_, signature, _): &&(u32, Signature<'k>, &'k str)| refused(args, signature).is_none();
        let wrong = has & !shapes.iter().filter(right).fold(0, |set, (releases, ..)| set | releases);
        Some(Callee { shapes, on, sure, args, is_chosen, reached: self.reached(file, used, has), wrong })
    }

    /// The class of a method as shown: of what a class of a module inherits, the class of the core that has it.
    fn called_on(&self, class: &str, name: &str) -> String {
        let inherits = name != "__construct" && !self.classes.own(class).is_empty();
        let from = || self.ground.lacking(Kind::Method, class, name).from.clone();
        inherits.then(from).flatten().unwrap_or_else(|| self.shown(class))
    }

    /// What is wrong on the target, where it was right on some other release.
    fn trouble(&self, callee: &Callee<'k>) -> Option<Trouble<'k>> {
        let (problem, about, signature) = self.trouble_on(callee, self.to)?;
        let was_right = |bit: u32| callee.shapes.iter().any(|(set, ..)| set & (1 << bit) != 0) && self.trouble_on(callee, bit).is_none();
        let right: Vec<u32> = self.known.releases.iter().map(|(bit, _)| *bit).filter(|bit| was_right(*bit)).collect();
        let is_behind = |bit: &&u32| self.known.version(**bit) > self.known.version(self.to);
        let newer = right.iter().find(is_behind).copied().filter(|_| problem == "too-many");
        (!right.is_empty()).then(|| Trouble { problem, about, signature, on: callee.on.clone(), given: callee.args.count, newer })
    }

    fn trouble_on(&self, callee: &Callee<'k>, bit: u32) -> Option<(&'static str, &'k str, &'k str)> {
        // Two files can declare a function, each with its own parameters: whichever suits is meant.
        let mut first = None;
        for (_, signature, shape) in callee.shapes.iter().filter(|(set, ..)| set & (1 << bit) != 0) {
            let found = self.compared(callee, signature, bit)?;
            first.get_or_insert((found.0, found.1, *shape));
        }
        first
    }

    fn compared(&self, callee: &Callee<'k>, signature: &Signature<'k>, bit: u32) -> Option<(&'static str, &'k str)> {
        refused(callee.args, signature).or_else(|| self.moved(callee, signature, bit).map(|about| ("moved", about)))
    }

    /// The first argument that is another parameter than on the release that the module runs on.
    fn moved(&self, callee: &Callee<'k>, new: &Signature<'k>, bit: u32) -> Option<&'k str> {
        let from = self.from.filter(|from| *from != bit && !callee.is_chosen)?;
        let mut old = callee.shapes.iter().filter(|(set, ..)| set & (1 << from) != 0);
        let (Some((_, old, _)), None) = (old.next(), old.next()) else { return None };
        new.first_moved(old, callee.args.count).map(|at| new.params[at].name)
    }
}

/// What a signature refuses of a call.
fn refused<'k>(args: Args, signature: &Signature<'k>) -> Option<(&'static str, &'k str)> {
    if args.outside && signature.visibility != "public" {
        return Some(("hidden", signature.visibility));
    }
    if args.on_class && !signature.is_static {
        return Some(("not-static", ""));
    }
    let given = args.count;
    let needed = signature.params.iter().rposition(|param| param.default.is_none() && !param.variadic).map_or(0, |at| at + 1);
    if given < needed {
        return Some(("too-few", signature.params[given].name));
    }
    let is_full = !signature.params.iter().any(|param| param.variadic) && given > signature.params.len();
    // Functions without parameters may read them all by `func_get_args()`.
    if is_full && !signature.params.is_empty() {
        return Some(("too-many", ""));
    }
    value_for_reference(args, signature).map(|about| ("reference", about))
}

/// The first parameter that wants a reference and is given a value.
fn value_for_reference<'k>(args: Args, signature: &Signature<'k>) -> Option<&'k str> {
    let param = |at: usize| signature.params.get(at).or(signature.params.last().filter(|last| last.variadic));
    let given = (0..u32::BITS).filter(|at| args.values & (1 << at) != 0);
    given.filter_map(|at| param(at as usize)).find(|param| param.by_ref).map(|param| param.name)
}

/// Signatures, where not all releases have the same.
fn differing<'k>(shapes: Vec<(u32, &'k str)>) -> Option<Shapes<'k>> {
    let first = shapes.first()?.1;
    let same = shapes.iter().all(|(_, shape)| *shape == first);
    let read = || shapes.iter().filter_map(|(releases, shape)| Some((*releases, Signature::parse(shape)?, *shape))).collect();
    (!same).then(|| Arc::new(read()))
}
