//! Methods of modules held against those of the core that they override: PHP refuses a class whose methods do not fit.

use super::super::row::{row, yes_no};
use super::Move;
use super::classes::Own;
use crate::core_facts::{Kind, Signature};
use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::uses::{ClassForm, MethodDecl, Uses};

/// Why PHP refuses an override.
type Refusal<'a> = (&'static str, &'a str);

impl<'k> Move<'k> {
    pub(super) fn overrides(&self, module: &Module, files: &'k [Uses], out: &mut Vec<Fact>) {
        for file in files {
            for decl in &file.classes {
                let there = |thing: &_| self.there(thing);
                if decl.kind == ClassForm::Trait || file.reached(decl.guard, self.known.all, &there) & self.target() == 0 {
                    continue;
                }
                let own = Own { file, decl };
                out.extend(decl.methods.iter().filter_map(|method| self.refused(module, &own, method)));
                if decl.kind == ClassForm::Concrete {
                    self.unfinished(module, &own, out);
                }
            }
        }
    }

    fn refused(&self, module: &Module, own: &Own<'k>, method: &'k MethodDecl) -> Option<Fact> {
        let inherited = self.values.classes.inherited(own, &method.name);
        let mine = Signature::parse(&method.shape)?;
        let on = |bit: u32| {
            let theirs = inherited.declared.iter().filter(|declared| declared.releases & (1 << bit) != 0);
            theirs.filter_map(|declared| {
                let refusal = self.refusal(&mine, &Signature::parse(declared.shape)?, &method.name, bit)?;
                Some((refusal, declared.owner, declared.shape, declared.is_own))
            }).next()
        };
        let ((reason, about), owner, shape, is_own) = on(self.to)?;
        if is_own {
            return None;
        }
        let before = self.from.is_some_and(|from| on(from).is_some());
        let fact = row("override", module, &method.place)
            .with("method", format!("{}::{}", own.decl.written, method.name))
            .with("reason", reason)
            .with("about", about)
            .with("parent", owner)
            .with("signature", format!("{}{}", method.name, &shape[shape.find('(').unwrap_or(0)..]))
            .with("target", self.version(self.to))
            .with("before", yes_no(before))
            .sure(true);
        Some(fact)
    }

    /// What makes PHP refuse `mine` in place of `theirs`
    /// (<https://www.php.net/manual/en/language.oop5.basic.php#language.oop.lsp>).
    fn refusal<'a>(&self, mine: &Signature<'a>, theirs: &Signature<'a>, name: &str, bit: u32) -> Option<Refusal<'a>> {
        if theirs.visibility == "private" {
            return None;
        }
        if theirs.is_final {
            return Some(("final", ""));
        }
        if mine.is_static != theirs.is_static {
            return Some((if theirs.is_static { "static" } else { "not-static" }, ""));
        }
        if rank(mine.visibility) < rank(theirs.visibility) {
            return Some(("visibility", theirs.visibility));
        }
        if name.eq_ignore_ascii_case("__construct") && !theirs.is_abstract {
            return None;
        }
        for (at, param) in theirs.params.iter().enumerate() {
            let Some(own) = mine.params.get(at) else {
                let takes_rest = mine.params.last().is_some_and(|last| last.variadic);
                return if takes_rest { None } else { Some(("fewer", param.name)) };
            };
            if own.by_ref != param.by_ref {
                return Some(("reference", own.name));
            }
            if own.default.is_none() && !own.variadic && (param.default.is_some() || param.variadic) {
                return Some(("required", own.name));
            }
            if let Some(kind) = own.kind.filter(|kind| self.is_narrower(kind, param.kind, bit)) {
                _ = kind;
                return Some(("type", own.name));
            }
        }
        let more = mine.params.iter().skip(theirs.params.len()).find(|param| param.default.is_none() && !param.variadic);
        if let Some(param) = more {
            return Some(("required", param.name));
        }
        match (mine.returns, theirs.returns) {
            (None, Some(returns)) => Some(("returns", returns)),
            _ => None,
        }
    }

    /// Whether a parameter's type certainly takes less than that of the parent.
    fn is_narrower(&self, mine: &str, theirs: Option<&str>, bit: u32) -> bool {
        let Some(theirs) = theirs else { return !mine.eq_ignore_ascii_case("mixed") };
        let parts = |kind: &str| -> Vec<String> {
            let mut parts: Vec<String> = kind.trim_start_matches('?').split('|').map(|part| part.trim_start_matches('\\').to_ascii_lowercase()).collect();
            if kind.starts_with('?') {
                parts.push("null".to_owned());
            }
            parts
        };
        let (mine, theirs) = (parts(mine), parts(theirs));
        let takes = |wanted: &String| {
            mine.iter().any(|own| own == wanted || own == "mixed" || own.contains('\\') || own == "object" || own == "self" || self.values.classes.is_below(wanted, own, bit))
        };
        !theirs.iter().all(takes)
    }

    /// Abstract methods of the core that a class does not have.
    fn unfinished(&self, module: &Module, own: &Own<'k>, out: &mut Vec<Fact>) {
        let missing = |bit: u32| self.abstract_methods(own, bit);
        let now = missing(self.to);
        if now.is_empty() {
            return;
        }
        let before = self.from.map(missing).unwrap_or_default();
        for (name, owner, shape) in now {
            let was = before.iter().any(|(known, ..)| *known == name);
            let fact = row("override", module, &own.decl.place)
                .with("method", format!("{}::{name}", own.decl.written))
                .with("reason", "abstract")
                .with("about", "")
                .with("parent", owner)
                .with("signature", format!("{name}{}", &shape[shape.find('(').unwrap_or(0)..]))
                .with("target", self.version(self.to))
                .with("before", yes_no(was))
                .sure(true);
            out.push(fact);
        }
    }

    /// The abstract methods on one release that nothing above the class fills, by name, class and shape.
    fn abstract_methods(&self, own: &Own<'k>, bit: u32) -> Vec<(&'k str, &'k str, &'k str)> {
        let classes = &self.values.classes;
        let mut found: Vec<(&str, &str, &str)> = Vec::new();
        for (class, is_interface) in classes.core_above(own, bit) {
            for entry in self.known.members(Kind::Method, class) {
                let Some(variant) = entry.variants_in(bit).next() else { continue };
                let is_abstract = is_interface || variant.shape.starts_with("abstract") || variant.shape.starts_with("protected abstract");
                if !is_abstract || found.iter().any(|(name, ..)| name.eq_ignore_ascii_case(entry.name())) {
                    continue;
                }
                let member = classes.member(Kind::Method, &own.decl.name, entry.name());
                let is_filled = member.declared.iter().any(|d| {
                    d.releases & (1 << bit) != 0 && !d.is_abstract() && !(is_interface && d.owner.eq_ignore_ascii_case(class))
                });
                if !is_filled && member.open & (1 << bit) == 0 {
                    found.push((entry.name(), class, variant.shape));
                }
            }
        }
        found
    }
}

fn rank(visibility: &str) -> u8 {
    match visibility {
        "private" => 0,
        "protected" => 1,
        _ => 2,
    }
}
