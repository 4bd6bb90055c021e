//! Exports and imports, which fill most of some descriptors: where nobody asks for them, their assignments are passed over.
//! That something reads them nevertheless is noted, since then its result may be wrong.

use super::Asked;
use super::builtins::{changes, is_pure};
use super::run::{Frame, Run};
use crate::php::tree::{Callee, ClassRef, Expr, ExprKind, Member, Part, Stmt, StmtKind};

impl<'a> Run<'a, '_, '_> {
    /// Whether a statement only sets what nobody asked for. Whatever else its value does is done.
    pub(super) fn passes_over(&mut self, frame: &mut Frame<'a>, stmt: &'a Expr<'a>) -> bool {
        if self.sources.asked == Asked::Everything {
            return false;
        }
        let (target, value) = match stmt.kind {
            ExprKind::Assign { target, value, by_ref: false } | ExprKind::AssignOp(target, _, value) => (target, value),
            _ => return false,
        };
        if !is_exchange_target(target) {
            return false;
        }
        if !self.is_harmless(value) {
            self.expr(frame, value);
        }
        true
    }

    /// Whether an `if` only sets what nobody asked for, whatever its tests say. Then nobody has to decide them, which saves worlds.
    pub(super) fn passes_over_choice(&mut self, stmt: &'a Stmt<'a>) -> bool {
        if self.sources.asked == Asked::Everything {
            return false;
        }
        let place = std::ptr::from_ref(stmt) as usize;
        if let Some(known) = self.passed_over.get(&place) {
            return *known;
        }
        let is_passed_over = self.only_sets_exchange(stmt);
        self.passed_over.insert(place, is_passed_over);
        is_passed_over
    }

    fn only_sets_exchange(&self, stmt: &Stmt<'_>) -> bool {
        let all = |body: &[Stmt<'_>]| body.iter().all(|stmt| self.only_sets_exchange(stmt));
        match &stmt.kind {
            StmtKind::Expr(Expr {
                kind: ExprKind::Assign { target, value, by_ref: false } | ExprKind::AssignOp(target, _, value), ..
            }) => is_exchange_target(target) && self.is_harmless(value),
            StmtKind::Block(body) => all(body),
            StmtKind::If { branches, otherwise } => {
                branches.iter().all(|(test, body)| self.is_harmless(test) && all(body)) && otherwise.is_none_or(all)
            }
            _ => false,
        }
    }

    /// Notes that a property is read.
    pub(super) fn note_read(&mut self, name: &str) {
        self.read_left_out |= self.sources.asked != Asked::Everything && is_exchange(name);
    }

    /// Whether evaluation changes nothing and decides nothing.
    fn is_harmless(&self, expr: &Expr<'_>) -> bool {
        let all = |list: &[&Expr<'_>]| list.iter().all(|e| self.is_harmless(e));
        match &expr.kind {
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) => true,
            ExprKind::Var(_) | ExprKind::Const(_) | ExprKind::ClassConst(ClassRef::Name(..), Member::Name(..)) => true,
            ExprKind::Interpolated(parts) => parts.iter().all(|part| if let Part::Expr(e) = part { self.is_harmless(e) } else { true }),
            ExprKind::Array(elements) => elements
                .iter()
                .all(|element| element.key.as_ref().is_none_or(|key| self.is_harmless(key)) && self.is_harmless(&element.value)),
            ExprKind::Prop(object, Member::Name(..)) => self.is_harmless(object),
            ExprKind::Index(base, Some(index)) => all(&[base, index]),
            ExprKind::Chain(first, rest) => self.is_harmless(first) && rest.iter().all(|(_, e)| self.is_harmless(e)),
            ExprKind::Cast(_, inner) | ExprKind::Not(inner) | ExprKind::Empty(inner) => self.is_harmless(inner),
            ExprKind::Isset(list) => list.iter().all(|e| self.is_harmless(e)),
            ExprKind::Call(Callee::Name(name, _), args) => {
                let name = name.to_ascii_lowercase();
                let is_site = ["getentity", "getdolglobalstring", "getdolglobalint", "ismodenabled"].contains(&name.as_str());
                (is_site
                    || is_pure(&name)
                        && changes(&name).is_empty()
                        && !matches!(&*name, "array_push" | "array_pop" | "array_shift" | "array_unshift"))
                    && !self.functions.contains_key(&name)
                    && args.iter().all(|arg| self.is_harmless(&arg.value))
            }
            _ => false,
        }
    }
}

/// `$this->export_x`, or an element of it whose index is plain.
fn is_exchange_target(target: &Expr<'_>) -> bool {
    let mut target = target;
    while let ExprKind::Index(base, index) = target.kind {
        if !index.is_none_or(|e| matches!(e.kind, ExprKind::Var(_) | ExprKind::Str(_) | ExprKind::Int(_))) {
            return false;
        }
        target = base;
    }
    let ExprKind::Prop(object, Member::Name(name, _)) = target.kind else { return false };
    matches!(object.kind, ExprKind::Var("this")) && is_exchange(name)
}

/// Whether a property says something of exports or imports.
pub(super) fn is_exchange(name: &str) -> bool {
    name.starts_with("export_") || name.starts_with("import_")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Base, descriptor_of};
    use crate::model::value::Value;
    use crate::php::loader::{Loader, Source};
    use crate::php::{Arena, parse};

    struct Nothing;

    impl Loader for Nothing {
        fn shown(&self, path: &str) -> String {
            path.to_owned()
        }
        fn read(&self, _: &str) -> Option<Source> {
            None
        }
        fn is_file(&self, _: &str) -> bool {
            false
        }
        fn list(&self, _: &str) -> Vec<String> {
            Vec::new()
        }
        fn main_root(&self) -> Option<&str> {
            None
        }
        fn roots(&self) -> Vec<&str> {
            Vec::new()
        }
    }

    /// `$this->x`, and whether there are exports, after a constructor with this body.
    fn read(body: &str) -> (Option<Value>, bool) {
        let text = format!("<?php class modA extends DolibarrModules {{ function __construct($db) {{ {body} }} }}");
        let (arena, path) = (Arena::new(), "/m/core/modules/modA.class.php");
        let file = parse(&arena, &Arc::from(path), text.as_bytes());
        let base = Base::load(&arena, &Nothing);
        let descriptor = descriptor_of(&arena, &Nothing, &base, path, file, "modA").0;
        let has =
            |name: &str| descriptor.properties.get(name).is_some_and(|p| matches!(&p.value, Value::Array(a) if !a.items().is_empty()));
        (descriptor.properties.get("x").map(|p| p.value.clone()), has("export_code"))
    }

    #[test]
    fn exports_are_passed_over_but_for_what_they_do_besides() {
        for (body, x) in [
            ("$r = 1; $this->export_code[$r] = 'a'.$r; $this->export_code[$r] .= 'b'; $this->x = $r;", 1),
            ("$r = 1; $this->export_code[] = $r++; $this->x = $r;", 2),
            ("$this->export_code[0] = strlen($a = 'abc'); $this->x = strlen($a);", 3),
            ("if (!isModEnabled('a')) { $this->export_code[0] = 'a'; } $this->x = 4;", 4),
            (
                "$r = 1; if (empty($r) || $r > 2) { if ($r) { $this->export_code[0] = 'a'; } } else { $this->export_code[1] = $r++; } $this->x = $r;",
                2,
            ),
        ] {
            assert_eq!(read(body), (Some(Value::Int(x)), false), "{body}");
        }
    }

    #[test]
    fn exports_that_something_reads_are_evaluated() {
        for (body, x) in [
            ("$this->export_code[1] = 'a'; $this->x = count($this->export_code);", 1),
            ("$this->export_code[1] = 2; foreach ($this->export_code as $n) { $this->x = $n; }", 2),
            ("$this->export_code[1] = 2; if (!empty($this->export_code)) { $this->x = 3; }", 3),
        ] {
            assert_eq!(read(body), (Some(Value::Int(x)), true), "{body}");
        }
    }
}
