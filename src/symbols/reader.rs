//! One file → what it uses and declares, each use with the tests around it.

use std::collections::HashMap;

use super::guard::{Tests, file, is_logic, leaves, prefix};
use super::paths;
use crate::base::{Span, Version};
use crate::model::uses::{Condition, Guard, How, Thing, Use, Uses};
use crate::php::File;
use crate::php::tree::{Arg, BinaryOp, Callee, Class, ClassRef, Expr, ExprKind, Param, Stmt, StmtKind};
use crate::php::walk::{Node, parts, walk};

/// Longer chains of operators are read without the tests in them.
const LONGEST_CHAIN: usize = 64;

/// Whether anything is known of a name, so that a use of it is worth keeping: a release that lacks it.
pub(crate) type Wanted<'s> = &'s (dyn Fn(&Thing) -> bool + Sync);

/// Reads a file. `releases` are those that tests are tried on, by their bits in the table of facts.
pub(crate) fn read(file: &File<'_>, releases: &[(u32, Version)], wanted: Wanted<'_>) -> Uses {
    // Without any of these words no test says anything of releases.
    let tests = ["DOL_VERSION", "olibarrarray", "_exists", "is_callable", "defined", "is_file", "is_readable", "include_once", "isset"];
    let has_tests = tests.iter().any(|word| contains(file.text, word.as_bytes()));
    let mut reader = Reader { file, releases, wanted, has_tests, found: Uses::default(), assigned: HashMap::new(), namespaced: false };
    reader.function(&[], file.stmts, None);
    reader.found
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window == word)
}

struct Reader<'s, 'f, 'a> {
    file: &'f File<'a>,
    releases: &'s [(u32, Version)],
    wanted: Wanted<'s>,
    has_tests: bool,
    found: Uses,
    /// What the variables of the function around were assigned; `None` for those assigned more than once.
    assigned: HashMap<&'a str, Option<&'a Expr<'a>>>,
    /// Whether names are relative to a namespace from here on.
    namespaced: bool,
}

type At = Option<usize>;

impl<'a> Reader<'_, '_, 'a> {
    /// The code of a function, or of the file itself.
    fn function(&mut self, params: &'a [Param<'a>], body: &'a [Stmt<'a>], at: At) {
        let outer = std::mem::take(&mut self.assigned);
        if self.has_tests {
            self.assigned = assigned(body);
            for param in params {
                self.assigned.insert(param.name, None);
            }
        }
        for default in params.iter().filter_map(|param| param.default.as_ref()) {
            self.expr(default, at);
        }
        self.stmts(body, at);
        self.assigned = outer;
    }

    fn condition(&self, test: &Expr<'a>) -> Condition {
        if !self.has_tests {
            return Condition::Unknown;
        }
        let assigned = |name: &str| self.assigned.get(name).copied().flatten();
        Tests { releases: self.releases, assigned: &assigned }.condition(test)
    }

    /// A guard inside another one. A test that tells nothing makes none.
    fn behind(&mut self, at: At, condition: Condition, holds: bool) -> At {
        if is_silent(&condition) {
            return at;
        }
        self.found.guards.push(Guard { outer: at, condition, holds });
        Some(self.found.guards.len() - 1)
    }

    fn stmts(&mut self, list: &'a [Stmt<'a>], mut at: At) {
        for stmt in list {
            at = self.stmt(stmt, at);
        }
    }

    /// Reads a statement; what follows it lies behind the guard that is returned.
    fn stmt(&mut self, stmt: &'a Stmt<'a>, at: At) -> At {
        match &stmt.kind {
            StmtKind::If { branches, otherwise } => return self.branches(branches, *otherwise, at),
            StmtKind::While(test, body) => {
                self.expr(test, at);
                let inside = self.behind(at, self.condition(test), true);
                self.stmts(body, inside);
            }
            StmtKind::Function(function) => {
                self.declares(Thing::Function(function.name.to_ascii_lowercase()));
                self.function(function.params, function.body, at);
            }
            StmtKind::Class(class) => self.class(class, at),
            StmtKind::Const(items) => {
                for (name, value) in *items {
                    self.declares(Thing::Constant((*name).to_owned()));
                    self.expr(value, at);
                }
            }
            StmtKind::Namespace(name, body) => {
                self.namespaced = name.is_some();
                self.stmts(body, at);
            }
            StmtKind::Block(body) | StmtKind::Other(_, body) => self.stmts(body, at),
            StmtKind::Foreach(each) => {
                self.expr(&each.over, at);
                self.stmts(each.body, at);
            }
            StmtKind::For { init, condition, update, body } => {
                [init, condition, update].into_iter().flat_map(|list| list.iter()).for_each(|e| self.expr(e, at));
                self.stmts(body, at);
            }
            StmtKind::DoWhile(body, test) => {
                self.stmts(body, at);
                self.expr(test, at);
            }
            StmtKind::Switch(subject, cases) => {
                self.expr(subject, at);
                for case in *cases {
                    if let Some(value) = &case.value {
                        self.expr(value, at);
                    }
                    self.stmts(case.body, at);
                }
            }
            StmtKind::Try(parts) => {
                self.stmts(parts.body, at);
                parts.catches.iter().for_each(|catch| self.stmts(catch.body, at));
                self.stmts(parts.finally.unwrap_or_default(), at);
            }
            _ => self.parts(Node::Stmt(stmt), at),
        }
        at
    }

    fn branches(&mut self, branches: &'a [(Expr<'a>, &'a [Stmt<'a>])], otherwise: Option<&'a [Stmt<'a>]>, at: At) -> At {
        let (mut inside, mut after, mut all_leave) = (at, at, true);
        for (test, body) in branches {
            self.expr(test, inside);
            let condition = self.condition(test);
            let then = self.behind(inside, condition.clone(), true);
            self.stmts(body, then);
            inside = self.behind(inside, condition.clone(), false);
            // Only where every branch before leaves too does the end of this one say that its own test failed.
            all_leave &= leaves(body);
            if all_leave {
                after = self.behind(after, condition, false);
            }
        }
        if let Some(body) = otherwise {
            self.stmts(body, inside);
            if leaves(body) && branches.len() == 1 {
                after = self.behind(at, self.condition(&branches[0].0), true);
            }
        }
        after
    }

    fn class(&mut self, class: &'a Class<'a>, at: At) {
        if !class.name.is_empty() {
            self.declares(Thing::Class(class.name.to_ascii_lowercase()));
        }
        for (name, span) in [class.extends, class.implements, class.traits].into_iter().flatten() {
            self.class_use(name, *span, How::Declares, at);
        }
        let values = class.constants.iter().filter_map(|c| c.value.as_ref());
        for value in values.chain(class.properties.iter().filter_map(|p| p.default.as_ref())) {
            self.expr(value, at);
        }
        for method in class.methods {
            self.function(method.function.params, method.function.body, at);
        }
    }

    fn expr(&mut self, expr: &'a Expr<'a>, at: At) {
        match &expr.kind {
            ExprKind::Chain(first, rest) if rest.len() <= LONGEST_CHAIN => {
                self.expr(first, at);
                for (i, (op, next)) in rest.iter().enumerate() {
                    let inside = match op {
                        // What stands before decides whether this operand is reached.
                        op if is_logic(*op) => {
                            let condition = self.condition(&prefix(first, &rest[..i]));
                            self.behind(at, condition, *op == BinaryOp::And)
                        }
                        _ => at,
                    };
                    self.expr(next, inside);
                }
            }
            ExprKind::Ternary(test, then, otherwise) => {
                self.expr(test, at);
                let condition = self.condition(test);
                if let Some(then) = then {
                    let inside = self.behind(at, condition.clone(), true);
                    self.expr(then, inside);
                }
                let inside = self.behind(at, condition, false);
                self.expr(otherwise, inside);
            }
            ExprKind::Call(Callee::Name(name, span), args) => {
                self.call(name, *span, args, at);
                self.parts(Node::Expr(expr), at);
            }
            ExprKind::New(ClassRef::Name(name, span), _)
            | ExprKind::StaticCall(ClassRef::Name(name, span), ..)
            | ExprKind::StaticProp(ClassRef::Name(name, span), _) => {
                self.class_use(name, *span, How::Runs, at);
                self.parts(Node::Expr(expr), at);
            }
            // `A::class` is only a name.
            ExprKind::ClassConst(ClassRef::Name(name, span), member) if member.name().is_none_or(|m| !m.eq_ignore_ascii_case("class")) => {
                self.class_use(name, *span, How::Runs, at);
                self.parts(Node::Expr(expr), at);
            }
            ExprKind::Const(name) => self.keep(Thing::Constant((*name).to_owned()), name, How::Runs, expr.span, at),
            ExprKind::Include { path, required, .. } => {
                if let Some(target) = paths::included(path, None) {
                    let how = if *required { How::Requires } else { How::Includes };
                    self.keep(Thing::File(target.clone()), &target, how, expr.span, at);
                }
                self.parts(Node::Expr(expr), at);
            }
            ExprKind::Closure(function) => {
                for default in function.params.iter().filter_map(|param| param.default.as_ref()) {
                    self.expr(default, at);
                }
                self.stmts(function.body, at);
            }
            ExprKind::NewClass(class, args) => {
                self.class(class, at);
                for arg in *args {
                    self.expr(&arg.value, at);
                }
            }
            _ => self.parts(Node::Expr(expr), at),
        }
    }

    /// Everything directly inside a statement or expression that needs no care of its own.
    fn parts(&mut self, node: Node<'a>, at: At) {
        let mut inside = Vec::new();
        parts(node, &mut inside);
        for node in inside {
            match node {
                Node::Stmt(stmt) => _ = self.stmt(stmt, at),
                Node::Expr(expr) => self.expr(expr, at),
            }
        }
    }

    fn call(&mut self, name: &'a str, span: Span, args: &'a [Arg<'a>], at: At) {
        let lower = name.to_ascii_lowercase();
        match (lower.as_str(), args.first()) {
            ("define", Some(Arg { value: Expr { kind: ExprKind::Str(text), .. }, .. })) => {
                self.declares(Thing::Constant(String::from_utf8_lossy(text).into_owned()));
            }
            ("dol_include_once", Some(arg)) => {
                if let Some(Thing::File(path)) = file(&arg.value) {
                    self.keep(Thing::File(path.clone()), &path, How::Includes, span, at);
                }
            }
            ("class_alias", Some(_)) => {
                if let Some(Expr { kind: ExprKind::Str(alias), .. }) = args.get(1).map(|arg| &arg.value) {
                    self.declares(Thing::Class(String::from_utf8_lossy(alias).to_ascii_lowercase()));
                }
            }
            _ => {}
        }
        // A name with a namespace is nobody's but its module's.
        if !name.contains('\\') {
            self.keep(Thing::Function(lower), name, How::Runs, span, at);
        }
    }

    fn class_use(&mut self, name: &str, span: Span, how: How, at: At) {
        let global = self.file.text.get(span.start as usize) == Some(&b'\\');
        let is_keyword = ["self", "static", "parent"].iter().any(|word| name.eq_ignore_ascii_case(word));
        if is_keyword || name.contains('\\') || (self.namespaced && !global) {
            return;
        }
        self.keep(Thing::Class(name.to_ascii_lowercase()), name, how, span, at);
    }

    fn keep(&mut self, thing: Thing, written: &str, how: How, span: Span, at: At) {
        let is_sound = self.file.broken_from.is_none_or(|from| span.end <= from);
        if is_sound && (self.wanted)(&thing) {
            let place = self.file.place(span);
            self.found.uses.push(Use { thing, written: written.to_owned(), how, place, guard: at });
        }
    }

    fn declares(&mut self, thing: Thing) {
        self.found.declares.push(thing);
    }
}

/// Whether a condition tells nothing on either side.
fn is_silent(condition: &Condition) -> bool {
    match condition {
        Condition::Unknown => true,
        Condition::Not(inner) => is_silent(inner),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().all(is_silent),
        Condition::Releases(_) | Condition::Exists(_) => false,
    }
}

/// The variables of a function by what they are assigned; `None` for more than one assignment.
fn assigned<'a>(body: &'a [Stmt<'a>]) -> HashMap<&'a str, Option<&'a Expr<'a>>> {
    let mut found: HashMap<&str, Option<&Expr<'_>>> = HashMap::new();
    let mut put = |target: &'a Expr<'a>, value: Option<&'a Expr<'a>>| {
        if let ExprKind::Var(name) = target.kind {
            found.entry(name).and_modify(|known| *known = None).or_insert(value);
        }
    };
    walk(body, |node| match node {
        Node::Expr(Expr { kind: ExprKind::Assign { target, value, by_ref: false }, .. }) => put(target, Some(value)),
        Node::Expr(Expr { kind: ExprKind::Assign { target, .. } | ExprKind::Step { target, .. }, .. }) => put(target, None),
        Node::Expr(Expr { kind: ExprKind::AssignOp(target, ..) | ExprKind::AssignCoalesce(target, _), .. }) => put(target, None),
        Node::Stmt(Stmt { kind: StmtKind::Foreach(each), .. }) => {
            put(&each.value, None);
            if let Some(key) = &each.key {
                put(key, None);
            }
        }
        Node::Stmt(Stmt { kind: StmtKind::Global(list), .. }) => list.iter().for_each(|e| put(e, None)),
        _ => {}
    });
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::php::{Arena, parse};

    /// The releases on which each call of `f()` is reached, as the digits 1 to 4 for 10, 17, 18 and 24; `old()` is there on 10 and 17.
    fn reached(code: &str) -> String {
        let arena = Arena::new();
        let file = parse(&arena, &Arc::from("a.php"), format!("<?php {code}").as_bytes());
        let releases: Vec<(u32, Version)> =
            (0..).zip(["10.0.1", "17.0.3", "18.0.2", "24.0.0-beta"].map(|r| Version::parse(r).unwrap())).collect();
        let uses = read(&file, &releases, &|thing| *thing == Thing::Function("f".to_owned()));
        let there = |thing: &Thing| (*thing == Thing::Function("old".to_owned())).then_some(0b0011);
        let sets = uses.uses.iter().map(|used| uses.reached(used.guard, 0b1111, &there));
        sets.map(|set| (0..4).filter(|bit| set & (1 << bit) != 0).map(|bit| (bit + 1).to_string()).collect::<String>())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn code_is_reached_where_the_tests_around_it_let_it() {
        for (code, expected) in [
            ("f();", "1234"),
            ("if (version_compare(DOL_VERSION, '18.0.0', '>=')) { f(); } else { f(); } f();", "34 12 1234"),
            ("if ((float) DOL_VERSION < 17) { f(); } elseif ((int) DOL_VERSION == 17) { f(); } else { f(); }", "1 2 34"),
            ("$new = (int) DOL_VERSION >= 18; if ($new && $x) f(); if (!$new || $x) f(); if (!$new) { return; } f();", "34 1234 34"),
            ("$v = 1; $v = (int) DOL_VERSION >= 18; if ($v) f();", "1234"),
            ("function a() { if ((int) DOL_VERSION >= 18) return 1; f(); } f();", "12 1234"),
            ("foreach ($l as $x) { if ((int) DOL_VERSION >= 18) continue; f(); } f();", "12 1234"),
            ("if (function_exists('old')) f(); if (!function_exists('OLD')) { f(); exit; } f();", "12 34 12"),
            ("(int) DOL_VERSION >= 18 && f(); (int) DOL_VERSION >= 18 || f(); $x = (int) DOL_VERSION >= 18 ? f() : f();", "34 12 34 12"),
            ("if ((int) DOL_VERSION >= 18 && function_exists('old')) { f(); }", ""),
            ("if ((int) DOL_VERSION < 17 || (int) DOL_VERSION > 18) { f(); }", "14"),
            ("if (isModEnabled('x')) { f(); } if ($conf->x->enabled) return; f();", "1234 1234"),
            ("if ((int) DOL_VERSION >= 18) { if ((int) DOL_VERSION >= 24) { f(); } f(); }", "4 34"),
            ("if ((int) DOL_VERSION >= 18) { a(); } else { accessforbidden(); } f();", "34"),
            ("$c = function () { if ((int) DOL_VERSION < 18) f(); }; class A { function b() { f(); } }", "12 1234"),
            ("switch ($x) { case 1: if ((int) DOL_VERSION < 18) break; f(); }", "34"),
            ("if ((int) DOL_VERSION >= 18): f(); endif;", "34"),
            ("function_exists('old') === false and f();", "34"),
        ] {
            assert_eq!(reached(code), expected, "{code}");
        }
    }

    #[test]
    fn uses_and_declarations_are_told_apart() {
        let arena = Arena::new();
        let code = "<?php namespace N; use X; function own() {} class Own extends Base implements \\I { use T; } const C = 1;
            new Near; new \\Far; Far::g(); \\Far::H; Far::class; self::x(); define('D', E); \\n\\f(); dol_include_once('/a/b.php');
            require_once DOL_DOCUMENT_ROOT.'/c/d.php'; include DOL_DOCUMENT_ROOT.'/../e.php'; include __DIR__.'/own.php';";
        let file = parse(&arena, &Arc::from("a.php"), code.as_bytes());
        let uses = read(&file, &[], &|_| true);
        let told: Vec<String> = uses.uses.iter().map(|used| format!("{:?} {:?}", used.how, used.thing)).collect();
        let expected = [
            "Declares Class(\"i\")",
            "Runs Class(\"far\")",
            "Runs Class(\"far\")",
            "Runs Function(\"define\")",
            "Runs Constant(\"E\")",
            "Includes File(\"a/b.php\")",
            "Runs Function(\"dol_include_once\")",
            "Requires File(\"c/d.php\")",
            "Runs Constant(\"DOL_DOCUMENT_ROOT\")",
            "Runs Constant(\"DOL_DOCUMENT_ROOT\")",
        ];
        assert_eq!(told, expected);
        let declared = [
            Thing::Function("own".to_owned()),
            Thing::Class("own".to_owned()),
            Thing::Constant("C".to_owned()),
            Thing::Constant("D".to_owned()),
        ];
        assert_eq!(uses.declares, declared);
    }
}
