//! Calls held against signatures: arguments that the target needs, ignores, or takes for something else.

use std::collections::BTreeMap;

use super::super::row::{row, yes_no};
use super::{Group, Move, beside, times, what};
use crate::core_facts::{Difference, Kind, Signature};
use crate::model::fact::Fact;
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
}

/// The signatures of a callee by release.
struct Callee<'k> {
    shapes: Vec<(u32, &'k str)>,
    on: String,
    sure: bool,
}

impl<'k> Move<'k> {
    pub(super) fn calls(&self, module: &Module, files: &'k [Uses], out: &mut Vec<Fact>) {
        let mut found: BTreeMap<(Group<'k>, Trouble<'k>), (bool, bool, Vec<&'k Use>)> = BTreeMap::new();
        for file in files {
            for used in &file.uses {
                let Some(args) = used.args.filter(|args| !args.open) else { continue };
                let Some(callee) = self.callee(file, used) else { continue };
                let Some(trouble) = self.trouble(&callee, args) else { continue };
                let has = callee.shapes.iter().fold(0, |set, (releases, _)| set | releases);
                if !self.is_reached(file, used, has) {
                    continue;
                }
                let on = |bit: u32| self.trouble_on(&callee, args, bit);
                let before = self.from.and_then(on).is_some_and(|before| before.0 == trouble.problem);
                let group = Group { thing: &used.thing, how: How::Runs, on: callee.on.clone() };
                found.entry((group, trouble)).or_insert_with(|| (before, callee.sure, Vec::new())).2.push(used);
            }
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
                .sure(*sure);
            out.push(beside(fact, uses));
        }
    }

    /// What is called: nothing where a module has its own, or where several classes are possible.
    fn callee(&self, file: &'k Uses, used: &'k Use) -> Option<Callee<'k>> {
        match &used.thing {
            Thing::Function(name) if !self.own.contains_key(&used.thing) => {
                let entry = self.known.find(Kind::Function, "", name)?;
                let shapes = entry.variants().map(|variant| (variant.releases, variant.shape)).collect();
                Some(Callee { shapes, on: String::new(), sure: true })
            }
            Thing::Method(_, name) => {
                let holders = self.values.holders(file, used.receiver?)?;
                let [holder] = holders.as_slice() else { return None };
                let member = self.values.classes.member(Kind::Method, &holder.class, name);
                if holder.lists > 0 || member.declared.iter().any(|declared| declared.is_own) {
                    return None;
                }
                let shapes = member.declared.iter().map(|declared| (declared.releases, declared.shape)).collect();
                // A class below can take more and need less, but not the other way round.
                Some(Callee { shapes, on: self.shown(&holder.class), sure: holder.sure && holder.exact })
            }
            _ => None,
        }
    }

    /// What is wrong on the target, where it was right on some release before.
    fn trouble(&self, callee: &Callee<'k>, args: Args) -> Option<Trouble<'k>> {
        let (problem, about, signature) = self.trouble_on(callee, args, self.to)?;
        let was_right = |bit: u32| callee.shapes.iter().any(|(set, _)| set & (1 << bit) != 0) && self.trouble_on(callee, args, bit).is_none();
        let any = self.known.releases.iter().any(|(bit, _)| was_right(*bit));
        any.then(|| Trouble { problem, about, signature, on: callee.on.clone(), given: args.count })
    }

    fn trouble_on(&self, callee: &Callee<'k>, args: Args, bit: u32) -> Option<(&'static str, &'k str, &'k str)> {
        // Two files can declare a function, each with its own parameters: whichever suits is meant.
        let mut first = None;
        for (_, shape) in callee.shapes.iter().filter(|(set, _)| set & (1 << bit) != 0) {
            let found = self.compared(callee, shape, args, bit)?;
            first.get_or_insert((found.0, found.1, *shape));
        }
        first
    }

    fn compared(&self, callee: &Callee<'k>, shape: &'k str, args: Args, bit: u32) -> Option<(&'static str, &'k str)> {
        let signature = Signature::parse(shape)?;
        let needed = signature.params.iter().rposition(|param| param.default.is_none() && !param.variadic).map_or(0, |at| at + 1);
        if args.count < needed {
            return Some(("too-few", signature.params[args.count].name));
        }
        let is_full = !signature.params.iter().any(|param| param.variadic) && args.count > signature.params.len();
        if is_full && !reads_all(&signature) {
            return Some(("too-many", ""));
        }
        self.moved(callee, &signature, args, bit).map(|about| ("moved", about))
    }

    /// The first argument that is another parameter than on the release that the module runs on.
    fn moved(&self, callee: &Callee<'k>, new: &Signature<'k>, args: Args, bit: u32) -> Option<&'k str> {
        let from = self.from.filter(|from| *from != bit)?;
        let mut old = callee.shapes.iter().filter(|(set, _)| set & (1 << from) != 0);
        let (Some((_, shape)), None) = (old.next(), old.next()) else { return None };
        let old = Signature::parse(shape)?;
        let place = |name: &str| new.params.iter().position(|param| param.name == name);
        old.differences(new).into_iter().find_map(|difference| match difference {
            Difference::Inserted(name, _) | Difference::Place(name) => place(name).filter(|at| *at < args.count).map(|at| new.params[at].name),
            Difference::Gone(name) => {
                let at = old.params.iter().position(|param| param.name == name)?;
                (at + 1 < args.count && at < new.params.len()).then(|| new.params[at].name)
            }
            _ => None,
        })
    }
}

/// Functions without parameters may read them all by `func_get_args()`.
fn reads_all(signature: &Signature<'_>) -> bool {
    signature.params.is_empty()
}
