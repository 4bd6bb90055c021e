//! Answers tests that ask functions of the module, once all its files are read: on each release a function that rests on the release, its
//! arguments and constants alone says what it says there. Reads no file.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::asked::speaks_of_version;
use super::file::{RELEASE, contains};
use crate::base::Version;
use crate::model::uses::{Answering, ClassDecl, ClassForm, Condition, MethodDecl, Thing, Uses};
use crate::php::eval::called;
use crate::php::tree::{Callee, ClassRef, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::php::walk::{Node, parts};
use crate::php::{Arena, parse};

/// Steps that all tests of a module together may take.
const MOST_STEPS: u32 = 1_000_000;
/// Functions of a module that are looked at.
const MOST_FUNCTIONS: usize = 500;
/// Classes above a class that are asked.
const MOST_ABOVE: usize = 32;
/// Parts of a test that are looked at.
const LARGEST: usize = 64;

/// Puts a condition on releases in place of each test of these files that asks functions of theirs, as far as these tell.
pub(crate) fn answer(files: &mut [Uses], releases: &[(u32, Version)]) {
    let answers = answers(files, releases);
    for file in files.iter_mut().filter(|file| file.guards.iter().any(|guard| guard.condition.asks())) {
        file.guards.iter_mut().for_each(|guard| guard.condition.answer(&|test| answers.get(test).cloned().unwrap_or(Condition::Unknown)));
        file.drop_silent();
    }
}

/// The answers that say anything.
fn answers(files: &[Uses], releases: &[(u32, Version)]) -> HashMap<String, Condition> {
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for guard in files.iter().flat_map(|file| &file.guards) {
        guard.condition.each_asked(&mut |test| _ = asked.insert(test));
    }
    let arena = Arena::new();
    let module = Module::new(files, &arena);
    // Most tests ask for something else, in words that none of these functions has.
    asked.retain(|test| {
        let small = test.to_ascii_lowercase();
        speaks_of_version(test) || module.names.iter().any(|name| contains(small.as_bytes(), name.as_bytes()))
    });
    let left = Cell::new(MOST_STEPS);
    let answer = |test: &str| {
        let file = parse(&arena, &Arc::from(""), format!("<?php {test};").as_bytes());
        match file.stmts.first().map(|stmt| &stmt.kind) {
            Some(StmtKind::Expr(expr)) if file.errors.is_empty() => module.answer(expr, releases, &left),
            _ => None,
        }
    };
    asked.into_iter().filter_map(|test| Some((test.to_owned(), answer(test)?))).collect()
}

/// What a module has to answer with.
struct Module<'f, 'a> {
    /// Functions that may tell the release, by class and name; `None` for two that differ.
    answering: HashMap<(&'f str, &'f str), Option<&'a Function<'a>>>,
    names: BTreeSet<&'f str>,
    classes: HashMap<&'f str, &'f ClassDecl>,
    /// Functions that the module declares, by their names without namespace.
    functions: HashSet<&'f str>,
}

/// What a call means.
enum Meant<'a> {
    Answering(Option<&'a Function<'a>>),
    /// Something of the module that says nothing of the release.
    Other,
    Nothing,
}

impl<'f, 'a> Module<'f, 'a> {
    fn new(files: &'f [Uses], arena: &'a Arena) -> Self {
        let all = || files.iter().flat_map(|file| &file.answering);
        let names_release = |one: &Answering| RELEASE.iter().any(|word| one.code.contains(word));
        let mut module = Self { answering: HashMap::new(), names: BTreeSet::new(), classes: HashMap::new(), functions: HashSet::new() };
        module.classes.extend(files.iter().flat_map(|file| &file.classes).map(|class| (class.name.as_str(), class)));
        for declared in files.iter().flat_map(|file| &file.declares) {
            if let Thing::Function(name) = &declared.thing {
                module.functions.insert(name);
            }
        }
        if !all().any(names_release) {
            return module;
        }
        let mut codes: HashMap<(&str, &str), &str> = HashMap::new();
        for Answering { class, name, code } in all().take(MOST_FUNCTIONS) {
            let key = (class.as_str(), name.as_str());
            if codes.get(&key) == Some(&code.as_str()) {
                continue;
            }
            let function = || match parse(arena, &Arc::from(""), format!("<?php {code}").as_bytes()).stmts {
                [Stmt { kind: StmtKind::Function(function), .. }] => Some(*function),
                _ => None,
            };
            let is_first = codes.insert(key, code).is_none();
            module.answering.insert(key, if is_first { function() } else { None });
            module.names.insert(name);
        }
        module
    }

    fn answer(&self, test: &Expr<'a>, releases: &[(u32, Version)], left: &Cell<u32>) -> Option<Condition> {
        let find = |class: &str, name: &str| match self.meant(class, name) {
            Meant::Answering(function) => function,
            Meant::Other | Meant::Nothing => None,
        };
        let mut set = 0;
        for (bit, release) in releases {
            match called::holds(test, release, &find, left) {
                Some(true) => set |= 1 << bit,
                Some(false) => {}
                None => return self.is_about_release(test).then_some(Condition::Unclear),
            }
        }
        Some(Condition::Releases(set))
    }

    /// Whether a test asks a function that names the release, or one from elsewhere that is about versions, for a version.
    fn is_about_release(&self, test: &Expr<'a>) -> bool {
        let (mut todo, mut is_about, mut has_version) = (vec![Node::Expr(test)], false, false);
        for _ in 0..LARGEST {
            let Some(node) = todo.pop() else { break };
            let Node::Expr(expr) = node else { continue };
            let called = match expr.kind {
                ExprKind::Call(Callee::Name(name, _), _) => Some(("", name)),
                ExprKind::StaticCall(ClassRef::Name(class, _), member, _) => member.name().map(|name| (class, name)),
                ExprKind::Str(text) => {
                    has_version |= is_version(text);
                    None
                }
                _ => None,
            };
            if let Some((class, name)) = called {
                match self.meant(class, &name.to_ascii_lowercase()) {
                    Meant::Answering(_) => return true,
                    Meant::Nothing => is_about |= speaks_of_version(name) && !name.to_ascii_lowercase().contains("php"),
                    Meant::Other => {}
                }
            }
            parts(node, &mut todo);
        }
        is_about && has_version
    }

    /// What a function is, or a method of a class or of the nearest one above it that has it.
    fn meant(&self, class: &str, name: &str) -> Meant<'a> {
        let own = |class: &str, name: &str| self.answering.get(&(class, name)).map(|function| Meant::Answering(*function));
        if class.is_empty() {
            let name = name.rsplit('\\').next().unwrap_or(name);
            let other = if self.functions.contains(name) { Meant::Other } else { Meant::Nothing };
            return own("", name).unwrap_or(other);
        }
        let mut todo = vec![class];
        for _ in 0..MOST_ABOVE {
            let Some(class) = todo.pop() else { break };
            if let Some(found) = own(class, name) {
                return found;
            }
            let Some(declared) = self.classes.get(class) else { continue };
            let has_body = |method: &MethodDecl| {
                declared.kind != ClassForm::Interface && !method.shape.split('(').next().unwrap_or_default().contains("abstract")
            };
            if declared.methods.iter().any(|method| method.name.eq_ignore_ascii_case(name) && has_body(method)) {
                return Meant::Other;
            }
            todo.extend(declared.parents.iter().chain(&declared.traits).map(String::as_str));
        }
        Meant::Nothing
    }
}

/// Whether a text is a version, such as `18.0` or `18.0.0-beta`.
fn is_version(text: &[u8]) -> bool {
    let end = text.iter().position(|byte| !(byte.is_ascii_digit() || *byte == b'.')).unwrap_or(text.len());
    let mut levels = text[..end].split(|byte| *byte == b'.');
    levels.next().is_some_and(|first| !first.is_empty()) && levels.next().is_some_and(|second| !second.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::uses::Sort;
    use crate::symbols::read;

    /// The releases on which each call of `f()` in the files is reached, as the digits 1 to 4 for 10, 17, 18 and 24; `?` in front where a
    /// test on the release is not told.
    fn reached(codes: &[&str]) -> String {
        let releases: Vec<(u32, Version)> =
            (0..).zip(["10.0.1", "17.0.3", "18.0.2", "24.0.0-beta"].map(|r| Version::parse(r).unwrap())).collect();
        let read_one = |code: &&str| {
            let arena = Arena::new();
            let file = parse(&arena, &Arc::from("a.php"), format!("<?php {code}").as_bytes());
            assert!(file.errors.is_empty(), "{code}: {:?}", file.errors);
            read(&file, &releases, &|sort, name| (sort, name) == (Sort::Function, "f"))
        };
        let mut files: Vec<Uses> = codes.iter().map(read_one).collect();
        answer(&mut files, &releases);
        let mut told = Vec::new();
        for file in &files {
            assert!(!file.guards.iter().any(|guard| guard.condition.asks() || guard.condition.is_silent()));
            for used in &file.uses {
                let set = file.reached(used.guard, 0b1111, &|_| None);
                let digits: String = (0..4).filter(|bit| set & (1 << bit) != 0).map(|bit| (bit + 1).to_string()).collect();
                told.push(format!("{}{digits}", if file.is_unclear(used.guard) { "?" } else { "" }));
            }
        }
        told.join(" ")
    }

    /// A method as modules have it, which compares level by level.
    const LOCAL: &str = "namespace N\\Local; class Local { public static function cmp($version) {
        $current = explode('.', DOL_VERSION); $cmp = explode('.', $version);
        if (($current['0'] == $cmp ['0']) && ($current['1'] == $cmp['1']) && ($current['2'] == $cmp['2'])) { return 0; }
        if ($current['0'] > $cmp['0']) { return 1; } if ($current['0'] < $cmp['0']) { return -1; }
        if ($current['1'] > $cmp['1']) { return 1; } if ($current['1'] < $cmp['1']) { return -1; }
        if ($current['2'] > $cmp['2']) { return 1; } if ($current['2'] < $cmp['2']) { return -1; }
        return 0; } }";

    #[test]
    fn a_test_in_a_method_of_another_file_is_a_test() {
        for (code, expected) in [
            ("if (Local::cmp('18.0.0') >= 0) { f(); } else { f(); } f();", "34 12 1234"),
            ("$x = (Local::cmp('18.0.2') > 0) ? f() : f();", "4 123"),
            ("if (Local::cmp('18.0.2') == 0) f(); if (!(Local::cmp(\"17.0.3\") > 0)) f();", "3 12"),
            ("$new = Local::cmp('18.0.0') >= 0; if ($new) f(); if (!$new && $y) f(); if ($new || $y) f();", "34 12 1234"),
            ("$v = '18.0.0'; if (Local::cmp($v) < 0) { return; } f();", "34"),
            ("if (Local::cmp('18.0.0') >= 0 && function_exists('old')) f(); Local::cmp('18.0') >= 0 && f();", "34 34"),
            ("class A { const OLD = '18.0.0'; function b() { if (Local::cmp(self::OLD) < 0) f(); } }", "12"),
            ("function b($min) { if (Local::cmp($this->min) < 0) f(); if (Local::cmp($min)) f(); }", "?1234 ?1234"),
        ] {
            assert_eq!(reached(&[&format!("namespace N; use N\\Local\\Local; {code}"), LOCAL]), expected, "{code}");
        }
    }

    #[test]
    fn functions_that_rest_on_the_release_alone_are_answered() {
        for (function, test, expected) in [
            ("function isNew() { return version_compare(DOL_VERSION, '18.0.0', '>='); }", "isNew()", "34"),
            ("function isNew() { return is18(); } function is18() { return (int) DOL_VERSION >= 18; }", "isNew()", "34"),
            ("function major() { $v = versiondolibarrarray(); return (int) $v[0]; }", "major() < 18", "12"),
            ("function dolVersion() { return DOL_VERSION; }", "version_compare(dolVersion(), '17.0.0', '<')", "1"),
            ("function v() { [$a, $b] = explode('.', DOL_VERSION); return intval(\"$a\") * 100 + (int) $b; }", "v() >= 1800", "34"),
            ("function v($a, $op = '>=') { return version_compare(DOL_VERSION, \"$a.0.0\", $op); }", "v(18) && !v(24, '>')", "34"),
            ("function v() { switch ((int) DOL_VERSION) { case 17: case 18: return true; default: return false; } }", "v()", "23"),
            ("function v() { return match (true) { DOL_VERSION >= 18 => 'new', default => 'old' }; }", "v() === 'new'", "34"),
            (
                "function v($l) { foreach ($l as $i => $m) { if ((int) DOL_VERSION == $m) return $i; } return -1; }",
                "v([18, 24]) >= 0",
                "34",
            ),
            ("function v($a) { for ($i = 0; $i < 9; $i++) { if ($i == 3) continue; $a++; } return DOL_VERSION >= $a; }", "v(10)", "34"),
            ("function v($a, ...$more) { return in_array((int) DOL_VERSION, $more); }", "v(10, 17, 18)", "23"),
            (
                "if (!function_exists('v')) { function v() { $x = 0; if (false && ($x = 1)) {} return (int) DOL_VERSION > 17 + $x; } }",
                "v()",
                "34",
            ),
        ] {
            assert_eq!(reached(&[&format!("if ({test}) f();"), function]), expected, "{function}");
        }
    }

    #[test]
    fn methods_are_looked_up_as_php_does() {
        for (code, expected) in [
            (
                "class B { const N = '18.0.0'; static function at($v) { return version_compare(DOL_VERSION, $v, '>='); }
                static function new() { return self::at(self::N); } } class A extends B { function x() { if ($this->new()) f(); } }",
                "34",
            ),
            (
                "trait T { private function at($v) { return (int) DOL_VERSION >= $v; } function new() { return $this->at(18); } }
                class A { use T; function x() { if (!$this->new()) return; f(); } }",
                "34",
            ),
            (
                "class B { static function new() { return (int) DOL_VERSION >= 18; } } class A extends B {
                static function new() { return $GLOBALS['x']; } static function x() { if (self::new()) f(); if (parent::new()) f(); } }",
                "1234 34",
            ),
            (
                "class A { private static $v = null; static function v() { if (self::$v === null) { self::$v = explode('.', DOL_VERSION); }
                return self::$v[0]; } } if (A::v() >= 18) f();",
                "34",
            ),
            ("interface I { function new(); } abstract class M extends B { abstract static function old(); } class B { static function new() {
                return (int) DOL_VERSION >= 18; } static function old() { return !self::new(); } }
                class A extends M implements I { static function x() { if (self::new()) f(); if (self::old()) f(); } }", "34 12"),
            ("class A extends A { static function x() { return (int) DOL_VERSION; } } if (A::y()) f(); if (A::x() > 17) f();", "1234 34"),
        ] {
            assert_eq!(reached(&[code]), expected, "{code}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_not_certain() {
        for (code, expected) in [
            ("function v($m) { global $x; return $x && (int) DOL_VERSION >= $m; } if (v(18)) f();", "?1234"),
            ("function v($m) { include 'a.php'; return DOL_VERSION >= $m; } if (v(18)) f();", "1234"),
            ("function isVersion($m) { include 'a.php'; return DOL_VERSION >= $m; } if (isVersion(18)) f();", "?1234"),
            ("function v($m) { while (true) { $m++; } return DOL_VERSION; } if (v(18)) f();", "?1234"),
            ("function v($m) { return v($m) . DOL_VERSION; } if (v(18)) f();", "?1234"),
            ("function v(&$m) { return DOL_VERSION >= $m; } if (v(18)) f();", "?1234"),
            ("function v($m) { return DOL_VERSION >= $m; } if (v()) f();", "?1234"),
            ("function v($m) { other($m); return DOL_VERSION >= $m; } if (v(18)) f();", "?1234"),
            ("function v() { return DOL_VERSION; } class A { function v() { return 1; } function x() { if ($this->v()) f(); } }", "1234"),
            (
                "if (x()) { function v() { return (int) DOL_VERSION; } } else { function v() { return DOL_VERSION; } } if (v() > 17) f();",
                "?1234",
            ),
            ("class A { static $x = '9'; static function v() { return DOL_VERSION > self::$x; } } if (A::v()) f();", "?1234"),
            (
                "if (Other::isVersionAtLeast('18.0')) f(); if (Other::isVersion()) f(); if (Other::isPhpVersion('8.0')) f();",
                "?1234 1234 1234",
            ),
            ("class A { function v($m) { return $m; } function x($m) { if ($this->v($m)) f(); if ($this->v('1.0')) f(); } }", "1234 1234"),
            (
                "if (version_compare($v, '18.0.0') > 0) f(); if (isModEnabled('18.0')) f(); if ($this->fetch($id) > 0) f();",
                "1234 1234 1234",
            ),
        ] {
            assert_eq!(reached(&[code]), expected, "{code}");
        }
    }

    #[test]
    fn work_is_bounded() {
        let slow = "function v($m) { for ($i = 0; $i < 9; $i += 0) { $m = str_repeat('x', 4000) . $m; } return DOL_VERSION; }";
        let tests: String = (0..3_000).map(|i| format!("if (v({i})) f();")).collect();
        assert_eq!(reached(&[slow, &tests]).matches('?').count(), 3_000);
        let deep =
            |levels| format!("function v() {{ {} return DOL_VERSION; {} }} if (v()) f();", "if (1) {".repeat(levels), "}".repeat(levels));
        assert_eq!((reached(&[&deep(20)]), reached(&[&deep(300)])), ("1234".to_owned(), "?1234".to_owned()));
    }
}
