//! One file → what it uses and declares, each use with the tests around it. This file goes through statements; expressions, members
//! and classes have files of their own.

use foldhash::{HashMap, HashSet};

use super::body::Body;
use super::editors::Editors;
use super::guard::{Tests, leaves};
use super::names::Names;
use super::page::Page;
use super::sql::{Queries, Told};
use super::types::{Held, Types, Variables};
use crate::base::{Span, Version};
use crate::model::uses::{Args, Branch, Condition, Declaration, Guard, How, Sort, Thing, Type, Use, Uses};
use crate::php::File;
use crate::php::tree::{Catch, Class, Expr, ExprKind, Foreach, Function, Member, Param, Stmt, StmtKind};
use crate::php::walk::{Node, parts};

/// Whether anything is known of a name, so that a use of it is worth keeping.
pub(crate) type Wanted<'s> = &'s (dyn Fn(Sort, &str) -> bool + Sync);

/// The innermost guard where the reader is.
pub(super) type At = Option<usize>;

pub(super) struct Reader<'s, 'f, 'a> {
    pub(super) file: &'f File<'a>,
    pub(super) releases: &'s [(u32, Version)],
    pub(super) wanted: Wanted<'s>,
    pub(super) has_tests: bool,
    /// Whether the file names the release at all.
    pub(super) has_release: bool,
    /// Whether it asks for permissions by function.
    pub(super) has_rights: bool,
    pub(super) found: Uses,
    /// The function around.
    pub(super) body: Body<'a>,
    /// How many functions are around, the file itself being the first.
    pub(super) depth: usize,
    /// Nodes that are still to be read, of all levels.
    pub(super) todo: Vec<Node<'a>>,
    pub(super) names: Names,
    pub(super) types: Types,
    pub(super) variables: Variables<'a>,
    /// `@var` comments that are still ahead, the next one last.
    pub(super) said: Vec<(u32, &'f str, &'f str)>,
    /// The class around.
    pub(super) class: Option<Around<'a>>,
    pub(super) queries: Queries,
    /// Whether the file can hold queries at all.
    pub(super) has_queries: bool,
    /// Whether the file allows dynamic properties.
    pub(super) is_open: bool,
    /// Properties that were given a value so far, of whatever object.
    pub(super) written: HashSet<&'a str>,
    /// Whether the text around was already given to `queries`.
    pub(super) in_text: bool,
    /// Whether what is read goes into a function, which makes something else of it.
    pub(super) in_call: bool,
    /// Whether the code is that of a constructor which Dolibarr calls as soon as it has loaded the file.
    pub(super) constructs: bool,
    pub(super) page: Page<'a>,
    pub(super) editors: Editors<'a>,
}

/// The class around the code that is read.
pub(super) struct Around<'a> {
    /// Whole, in small letters; empty for anonymous classes.
    pub name: String,
    pub parent: Option<String>,
    /// What `$this` is, by its number.
    pub this: Option<usize>,
    pub decl: &'a Class<'a>,
    /// The method that is read.
    pub method: &'a str,
    /// What its methods assign to properties of `$this`, and where they do so first.
    pub assigned: HashMap<&'a str, (Held, Span)>,
}

impl<'a> Reader<'_, 'a, 'a> {
    /// The code of a function, or of the file itself.
    pub(super) fn function(&mut self, params: &'a [Param<'a>], doc: Option<&'a str>, body: &'a [Stmt<'a>], at: At) {
        let outer = (
            std::mem::replace(&mut self.body, Body::new(params, body)),
            std::mem::take(&mut self.variables),
            std::mem::take(&mut self.queries),
        );
        let in_text = std::mem::take(&mut self.in_text);
        let page = self.enter_page();
        self.depth += 1;
        self.params(params, doc, at);
        self.stmts(body, at);
        self.leave_page(page);
        let queries = std::mem::replace(&mut self.queries, outer.2);
        (self.body, self.variables, self.in_text) = (outer.0, outer.1, in_text);
        let Told { found, changed, selected } = queries.finish();
        self.alters(changed);
        self.selects(selected);
        for found in found {
            let written = match &found.thing {
                Thing::Column(table, name) => format!("{table}.{name}"),
                Thing::Table(name) => name.clone(),
                _ => continue,
            };
            self.keep(found.thing, &written, How::Runs, found.span, found.at);
        }
        self.depth -= 1;
    }

    pub(super) fn condition(&self, test: &Expr<'a>) -> Condition {
        self.tests(test, |tests| tests.condition(test))
    }

    /// Lets `ask` ask something of an expression, where that stands.
    fn tests(&self, expr: &Expr<'a>, ask: impl FnOnce(&Tests<'_, 'a>) -> Condition) -> Condition {
        let assigned = |name: &str| self.body.assigned_before(name, expr.span);
        let own = |test: &Expr<'a>| self.question(test, &assigned);
        let changing = |base: &Expr<'a>, member: &Member<'a>| {
            let name = member.name().filter(|name| self.wants(Sort::Property, name))?;
            Some(Thing::Property(self.class_of(base)?.to_owned(), name.to_owned()))
        };
        let writes = |name: &str| self.written.contains(name);
        let (releases, has_words) = (self.releases, self.has_tests);
        ask(&Tests { releases, has_words, assigned: &assigned, own: &own, changing: &changing, writes: &writes })
    }

    /// A guard inside another one. A test that tells nothing makes none.
    pub(super) fn behind(&mut self, at: At, condition: Condition, holds: bool) -> At {
        if condition.is_silent() {
            return at;
        }
        self.found.guards.push(Guard { outer: at, condition, holds });
        Some(self.found.guards.len() - 1)
    }

    pub(super) fn stmts(&mut self, list: &'a [Stmt<'a>], mut at: At) {
        for stmt in list {
            at = self.stmt(stmt, at);
        }
    }

    /// Statements that may not run, or run again.
    fn block(&mut self, list: &'a [Stmt<'a>], at: At) {
        self.variables.open();
        self.stmts(list, at);
        self.variables.close(leaves(list), &mut self.types);
    }

    /// Reads a statement; what follows it lies behind the guard that is returned.
    pub(super) fn stmt(&mut self, stmt: &'a Stmt<'a>, at: At) -> At {
        self.comments(stmt.span);
        match &stmt.kind {
            StmtKind::If { branches, otherwise } => return self.branches(branches, *otherwise, at),
            StmtKind::While(test, body) => {
                self.expr(test, at);
                let inside = self.behind(at, self.condition(test), true);
                self.block(body, inside);
            }
            StmtKind::Function(function) => self.declared_function(function, stmt.span, at),
            StmtKind::Class(class) => self.class(class, at),
            StmtKind::Const(items) => {
                for (name, value) in *items {
                    self.declares(Thing::Constant((*name).to_owned()), stmt.span, at);
                    self.expr(value, at);
                }
            }
            StmtKind::Namespace(name, body) => {
                self.names.enter(*name);
                self.stmts(body, at);
            }
            StmtKind::Use(list) => list.iter().for_each(|(kind, name, alias)| {
                self.names.import(kind, name, *alias);
                self.imported(kind, name, stmt.span, at);
            }),
            StmtKind::Block(body) | StmtKind::Other(_, body) => self.stmts(body, at),
            StmtKind::Foreach(each) => self.foreach(each, at),
            StmtKind::For { init, condition, update, body } => {
                [init, condition, update].into_iter().flat_map(|list| list.iter()).for_each(|e| self.expr(e, at));
                self.block(body, at);
            }
            StmtKind::DoWhile(body, test) => {
                self.block(body, at);
                self.expr(test, at);
            }
            StmtKind::Switch(subject, cases) => {
                self.expr(subject, at);
                for case in *cases {
                    if let Some(value) = &case.value {
                        self.expr(value, at);
                    }
                    self.block(case.body, at);
                }
            }
            StmtKind::Try(parts) => {
                self.block(parts.body, at);
                parts.catches.iter().for_each(|catch| self.catch(catch, at));
                self.block(parts.finally.unwrap_or_default(), at);
            }
            StmtKind::Global(list) => list.iter().for_each(|e| {
                self.global(e);
                self.page_variable(e, How::Reads, at);
            }),
            StmtKind::Unset(list) => list.iter().for_each(|e| self.asked(e, at)),
            StmtKind::Echo(list) => list.iter().for_each(|e| self.printed(e, at)),
            StmtKind::Html => self.prints_html(stmt, at),
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
            self.branch(body, test.span, then, inside);
            self.variables.open();
            self.narrow(test);
            self.stmts(body, then);
            self.variables.close(leaves(body), &mut self.types);
            inside = self.behind(inside, condition.clone(), false);
            // Only where every branch before leaves too does the end of this one say that its own test failed.
            all_leave &= leaves(body);
            if all_leave {
                after = self.behind(after, condition, false);
            }
        }
        if let Some(body) = otherwise {
            self.branch(body, body.first().map_or(branches[0].0.span, |first| first.span), inside, at);
            self.block(body, inside);
            if leaves(body) && branches.len() == 1 {
                after = self.behind(at, self.condition(&branches[0].0), true);
            }
        }
        if let ([(Expr { kind: ExprKind::Not(test), .. }, body)], None) = (branches, otherwise)
            && leaves(body)
        {
            self.narrow(test);
        }
        after
    }

    /// Keeps where code stands that a test decides on, unless only tests around it do.
    fn branch(&mut self, body: &[Stmt<'a>], span: Span, guard: At, around: At) {
        if let Some(guard) = guard.filter(|guard| Some(*guard) != around && body.iter().any(|stmt| !matches!(stmt.kind, StmtKind::Nop))) {
            self.found.branches.push(Branch { guard, place: self.file.place(span) });
        }
    }

    fn foreach(&mut self, each: &'a Foreach<'a>, at: At) {
        self.expr(&each.over, at);
        self.variables.open();
        if let ExprKind::Var(name) = each.value.kind {
            let held = match self.held(&each.over) {
                Held::Known(list) => self.types.known(Type::Element(list)),
                _ => Held::Unknown,
            };
            self.variables.set(name, held);
        } else {
            self.target(&each.value, at);
        }
        if let Some(Expr { kind: ExprKind::Var(key), .. }) = each.key {
            self.variables.set(key, Held::Nothing);
        }
        // Of what is not there no loop runs.
        let inside = self.behind(at, self.tests(&each.over, |tests| tests.filled(&each.over)), true);
        self.stmts(each.body, inside);
        self.variables.close(false, &mut self.types);
    }

    fn catch(&mut self, catch: &'a Catch<'a>, at: At) {
        self.variables.open();
        if let Some(name) = catch.var {
            let held = match catch.types {
                [class] => self.types.written(class, &self.names, None, true),
                _ => Held::Unknown,
            };
            self.variables.set(name, held);
        }
        self.stmts(catch.body, at);
        self.variables.close(leaves(catch.body), &mut self.types);
    }

    fn declared_function(&mut self, function: &'a Function<'a>, span: Span, at: At) {
        let name = function.name.to_ascii_lowercase();
        self.autoload(function, at);
        self.declares(Thing::Function(name.clone()), function.name_span, at);
        if let Some(returns) = self.returns(function) {
            self.found.returns.push((name, returns));
        }
        let class = self.class.take();
        self.answering(function, span);
        self.function(function.params, function.doc, function.body, at);
        self.class = class;
    }

    /// Everything directly inside a statement or expression that needs no care of its own.
    pub(super) fn parts(&mut self, node: Node<'a>, at: At) {
        // One stack for all levels: most nodes have few parts.
        let start = self.todo.len();
        parts(node, &mut self.todo);
        for i in start..self.todo.len() {
            match self.todo[i] {
                Node::Stmt(stmt) => _ = self.stmt(stmt, at),
                Node::Expr(expr) => self.expr(expr, at),
            }
        }
        self.todo.truncate(start);
    }

    /// Whether a name is written with `\\` in front.
    pub(super) fn is_global(&self, span: Span) -> bool {
        self.file.text.get(span.start as usize) == Some(&b'\\')
    }

    pub(super) fn wants(&self, sort: Sort, name: &str) -> bool {
        (self.wanted)(sort, name)
    }

    /// Keeps the use of a thing that is no member, where it is worth it.
    pub(super) fn keep(&mut self, thing: Thing, written: &str, how: How, span: Span, at: At) {
        let (sort, name) = thing.split();
        if self.wants(sort, &name) {
            self.put(thing, written, how, span, at, (None, None));
        }
    }

    /// Keeps a use with whose member it is and what it is given, unless it stands behind what PHP cannot read.
    pub(super) fn put(
        &mut self,
        thing: Thing,
        written: &str,
        how: How,
        span: Span,
        at: At,
        (receiver, args): (Option<usize>, Option<Args>),
    ) -> Option<&mut Use> {
        if self.file.broken_from.is_some_and(|from| span.end > from) {
            return None;
        }
        self.found.uses.push(Use {
            thing,
            written: written.to_owned(),
            how,
            place: self.file.place(span),
            guard: at,
            receiver,
            args,
            given: Box::default(),
            at_load: self.depth == 1 || self.constructs && self.depth == 2 && !self.variables.is_in_block(),
        });
        self.found.uses.last_mut()
    }

    pub(super) fn declares(&mut self, thing: Thing, span: Span, at: At) {
        self.found.declares.push(Declaration { thing, place: self.file.place(span), guard: at });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::PhpSet;
    use crate::php::{Arena, parse};
    use crate::symbols::read;

    /// The releases on which each call of `f()` is reached, as the digits 1 to 4 for 10, 17, 18 and 24; `old()` is there on 10 and 17.
    fn reached(code: &str) -> String {
        let arena = Arena::new();
        let file = parse(&arena, &Arc::from("a.php"), format!("<?php {code}").as_bytes());
        let releases: Vec<(u32, Version)> =
            (0..).zip(["10.0.1", "17.0.3", "18.0.2", "24.0.0-beta"].map(|r| Version::parse(r).unwrap())).collect();
        let uses = read(&file, &releases, &|sort, name| matches!((sort, name), (Sort::Function, "f") | (Sort::Property, "list")));
        let there = |thing: &Thing| match thing {
            Thing::Function(name) | Thing::Context(name) | Thing::Hook(name) if name == "old" => Some(0b0011),
            Thing::Property(class, name) if class == "old" && name == "list" => Some(0b0011),
            Thing::Context(name) if name == "older" => Some(0b0001),
            _ => None,
        };
        let calls = uses.uses.iter().filter(|used| matches!(used.thing, Thing::Function(_)));
        let sets = calls.map(|used| uses.reached(used.guard, 0b1111, &there));
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
            ("defined('X'); $a = array(); if (count($a)) f(); $b = array(); $b[] = 1; if (count($b)) f();", " 1234"),
            ("defined('X'); $a = 0; g($a); if ($a > 0) f(); $b = 0; if ($b > 0) f(); $c = 0; [$c] = g(); if ($c > 0) f();", "1234  1234"),
            ("$v = DOL_VERSION; g($v); if ((int) $v > 17) f(); $w = '18'; if (version_compare(DOL_VERSION, $w) < 0) f();", "34 12"),
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
            ("$check = 0; if ($check) { f(); } include 'a.php'; if ($check) { f(); } if (false) { f(); }", " 1234 "),
            (
                "function a() { global $db; if ($db === null) { f(); } if (is_null($db)) { f(); return; } f(); if ($x === null) f(); }",
                "  1234 1234",
            ),
            ("$db = g(); if ($db === null) { f(); } if (!is_null($conf)) { f(); }", "1234 1234"),
            ("if (!class_exists('Own')) { if ((int) DOL_VERSION < 18 && !class_exists('Own')) { f(); } else { f(); } }", "12 34"),
            ("if (!class_exists('Own')) { include 'own.php'; if (class_exists('Own')) { f(); } }", "1234"),
        ] {
            assert_eq!(reached(code), expected, "{code}");
        }
    }

    #[test]
    fn code_is_not_reached_where_what_it_needs_is_not_there() {
        let old = "$x = new Old();";
        for (code, expected) in [
            ("foreach ($x->list as $v) { f(); } foreach ($y->list as $v) { f(); }", "12 1234"),
            ("if (is_array($x->list) && count($x->list)) f(); if (count($x->list) > 0) { f(); } else { f(); }", "12 12 1234"),
            ("if (!empty($x->list['a'])) f(); if ($x->list) { f(); } else { f(); } if ($x->list['a']['b']) f();", "12 12 1234 12"),
            (
                "if ($x->list['a'] == 'b') f(); if ($x->list == '') f(); if ($x->list === 0) f(); if ($x->list['a'] == 1) f();",
                "12 1234 1234 12",
            ),
            ("$x->list = array(1); if ($x->list) f(); if ($x->other) f();", "1234 1234"),
            ("if (in_array($parameters['currentcontext'], array('old', 'older'))) { f(); } else { f(); }", "12 1234"),
            ("$list = explode(':', $parameters['context']); if (in_array('older', $list)) f(); if (in_array('a', $list)) f();", "1 1234"),
            (
                "$now = $parameters['context'] ?? ''; if ($now === 'old') f(); if ('older' == $now) f(); if ($now != 'old') f();",
                "12 1 1234",
            ),
            ("class ActionsA { function old() { f(); } function own() { f(); } } class B { function old() { f(); } }", "12 1234 1234"),
        ] {
            assert_eq!(reached(&format!("{old} {code}")), expected, "{code}");
        }
    }

    #[test]
    fn what_is_switched_off_is_told_from_what_is_not() {
        let arena = Arena::new();
        let code =
            "<?php $check = 0; if ($check && $x) f(); if ($check || (int) DOL_VERSION < 17) { f(); } else { f(); } if (!$check) f();";
        let file = parse(&arena, &Arc::from("a.php"), code.as_bytes());
        let releases = [(0, Version::parse("10.0.1").unwrap()), (1, Version::parse("18.0.2").unwrap())];
        let uses = read(&file, &releases, &|sort, name| (sort, name) == (Sort::Function, "f"));
        let off: Vec<bool> = uses.uses.iter().map(|used| uses.is_off(used.guard)).collect();
        assert_eq!(off, [true, false, false, false]);
    }

    #[test]
    fn what_old_versions_of_php_escaped_is_never_asked_for() {
        let arena = Arena::new();
        let file = parse(&arena, &Arc::from("a.php"), b"<?php if (get_magic_quotes_gpc()) { f(); } else { f(); }");
        let uses = read(&file, &[], &|sort, name| (sort, name) == (Sort::Function, "f"));
        let reached = |used: &Use| uses.reached_on_php(used.guard, PhpSet::ALL, &|_| None);
        assert_eq!(uses.uses.iter().map(reached).collect::<Vec<_>>(), [PhpSet::NONE, PhpSet::ALL]);
    }

    #[test]
    fn what_stands_behind_a_break_leaves_what_was_read_before_alone() {
        let arena = Arena::new();
        let file = parse(&arena, &Arc::from("a.php"), b"<?php g($a); function (((; f('b');");
        assert!(file.broken_from.is_some());
        let uses = read(&file, &[], &|sort, name| matches!((sort, name), (Sort::Function, "f" | "g") | (Sort::Given, "f"))).uses;
        assert_eq!(uses.iter().map(|used| (used.written.as_str(), used.given.len())).collect::<Vec<_>>(), [("g", 0)]);
    }

    #[test]
    fn includes_of_the_core_are_known_where_a_module_is_opened_alone() {
        let arena = Arena::new();
        let code = "<?php include '../../main.inc.php'; include __DIR__.'/../../main.inc.php'; include '../../x.php'; include '../x.php';";
        let file = parse(&arena, &Arc::from("ajax/a.php"), code.as_bytes());
        let found = read(&file, &[], &|_, _| false).includes;
        let told: Vec<(&str, bool)> = found.iter().map(|included| (included.path.as_str(), included.is_shown)).collect();
        assert_eq!(told, [("main.inc.php", false), ("main.inc.php", false), ("x.php", true)]);
    }

    #[test]
    fn names_are_kept_for_how_they_are_written_alone() {
        let arena = Arena::new();
        let code = "<?php namespace N;\nuse Odder, \\Odd, Even;\nuse function Odd; use M\\Odd as Own; new \\Odd(); ODD(); $x->Odd(); $x->even(); Odd::even(); new Even;";
        let file = parse(&arena, &Arc::from("a.php"), code.as_bytes());
        let uses = read(&file, &[], &|sort, name| matches!(sort, Sort::Written(_)) && name.eq_ignore_ascii_case("odd")).uses;
        let uses = uses.iter().filter(|used| !matches!(&used.thing, Thing::Method(_, name) if name == "__construct"));
        let told: Vec<String> = uses
            .map(|used| format!("{}:{} {:?} {} {:?}", used.place.line, used.place.column, used.how, used.written, used.thing))
            .collect();
        let expected = [
            "2:13 Asks Odd Class(\"odd\")",
            "3:41 Runs Odd Class(\"odd\")",
            "3:49 Runs ODD Function(\"odd\")",
            "3:60 Runs Odd Method(\"\", \"odd\")",
            "3:79 Runs Odd Class(\"odd\")",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn uses_and_declarations_are_told_apart() {
        let arena = Arena::new();
        let code = "<?php namespace N; use X; function own() {} class Own extends Base implements \\I { use T; } const C = 1;
            new Near; new \\Far; Far::g(); \\Far::H; Far::class; self::x(); define('D', E); \\n\\f(); dol_include_once('/a/b.php');
            require_once DOL_DOCUMENT_ROOT.'/c/d.php'; include DOL_DOCUMENT_ROOT.'/../e.php'; include __DIR__.'/own.php';";
        let file = parse(&arena, &Arc::from("a.php"), code.as_bytes());
        let uses = read(&file, &[], &|sort, _| !matches!(sort, Sort::Word | Sort::Written(_)));
        let told: Vec<String> = uses.uses.iter().map(|used| format!("{:?} {:?}", used.how, used.thing)).collect();
        let expected = [
            "Declares Class(\"i\")",
            "Runs Method(\"\", \"__construct\")",
            "Runs Class(\"far\")",
            "Runs Method(\"\", \"__construct\")",
            "Runs Method(\"\", \"g\")",
            "Runs Class(\"far\")",
            "Runs ClassConstant(\"\", \"H\")",
            "Runs Method(\"\", \"x\")",
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
            Thing::Class("n\\own".to_owned()),
            Thing::Constant("C".to_owned()),
            Thing::Constant("D".to_owned()),
        ];
        assert_eq!(uses.declares.iter().map(|declaration| declaration.thing.clone()).collect::<Vec<_>>(), declared);
    }
}
