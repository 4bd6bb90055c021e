//! What is read from small cores, case by case.

use std::fs;

use super::*;
use crate::site::Located;

/// The rows of the kinds asked for, from a core that has these files besides those that make it a core.
fn rows(kinds: &[Kind], files: &[(&str, &str)]) -> Vec<String> {
    let built = built(files);
    assert!(built.problems.is_empty(), "{:?}", built.problems);
    let rows = built.text.split_once("\n\n").unwrap().1.lines().map(str::to_owned);
    rows.filter(|row| kinds.iter().any(|kind| row.split('\t').next() == Some(kind.word()))).map(|row| row.replace('\t', " | ")).collect()
}

fn built(files: &[(&str, &str)]) -> Built {
    let dir = tempfile::tempdir().unwrap();
    let core = [("main.inc.php", "<?php\n"), ("core/modules/index.html", "")];
    for (path, text) in core.iter().chain(files) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let tree = Located::find(dir.path()).unwrap().open().unwrap();
    build(&tree, "1.0", Options { unverified: false })
}

#[test]
fn declarations_are_told_as_they_are_written() {
    let code = "<?php namespace A;
        /** @deprecated See C::m($a, $b) or Other::g() */
        abstract class C extends B implements I, J { use T, U { T::x as y; }
            const A = 1; private const B = 'b'; protected const C = self::A . 'x';
            /** @var E|null */ public ?int $p = 1, $q; protected static $s; readonly array $r;
            final public static function &m(self|null $a = array(1,  2), int &$b = -1, string ...$c): static {}
            abstract protected function n(); function __construct(private int $made = 0) {} }
        interface I extends K, L { function i(); } trait T {} enum E: string { case X = 'x'; }
        function f(callable $x = null) { function inner() {} if (1) { class Late {} } return new class { function hidden() {} }; }
        if (!function_exists('g')) { function g() {} }
        const TOP = 2; define('MADE', \"x\"); define('J'.'OINED', 1); define('FROM', dirname(__FILE__));";
    let kinds = [Kind::Function, Kind::Class, Kind::Method, Kind::Property, Kind::ClassConstant, Kind::Define];
    assert_eq!(
        rows(&kinds, &[("a.php", code)]),
        [
            "function | f | (callable $x = null) | a.php",
            "function | g | () | a.php",
            "function | inner | () | a.php",
            "class | C | abstract class extends B implements I, J use T, U | a.php | deprecated C::m()",
            "class | E | enum | a.php",
            "class | I | interface extends K, L | a.php",
            "class | Late | class | a.php",
            "class | T | trait | a.php",
            "method | C::__construct | (int $made = 0)",
            "method | C::m | final static &(self|null $a = array(1, 2), int &$b = -1, string ...$c): static",
            "method | C::n | protected abstract ()",
            "method | I::i | ()",
            "property | C::made | private int",
            "property | C::p | ?int |  | type E",
            "property | C::q | ?int",
            "property | C::r | array",
            "property | C::s | protected static",
            "class-constant | C::A | = 1",
            "class-constant | C::B | private = 'b'",
            "class-constant | C::C | protected",
            "class-constant | E::X | = 'x'",
            "define | FROM |  | a.php",
            "define | MADE | = \"x\" | a.php",
            "define | TOP | = 2 | a.php",
        ]
    );
}

#[test]
fn properties_that_are_only_assigned_are_told_where_no_class_above_has_them() {
    let code = "<?php
        trait T { public $t; function f() { $this->byTrait = 1; } }
        abstract class Base { protected $declared; function f() { $this->shared = $this->second .= 1; } }
        class C extends Base { use T; public $own, $line; function __construct(private $made) { $this->made = 1; }
            function f($given) { $this->own = $this->declared = $this->t = $this->byTrait = 1; $this->shared ??= 1; $this->at['x'][] =& $x;
                list($this->one, list(, $this->two)) = f(); foreach (g() as $this->key => $this->value) { $this->line->deep = 1; }
                if (($this->inside = f($this->argument += 2)) > 1) { return $this->returned <<= 1; }
                $this->counted++; $this->$own = 1; $this->{'a'} = 1; self::$static = 1; f($this->read == 1, $this->read >= 1);
                $f = function () { $this->closed = '='; }; new class { function g() { $this->hidden = 1; } };
                $line = $other = new Line($this); $line->fresh = $line->kept = 1; $other->second['x'] = $made->not = 1;
                if (1) { $mine = new static; } else { $mine = new self(); } $mine->ownNew = 1; $up = new parent(); $up->above = 1; }
            function g($given, C $c) { $changed = new Line; $changed->no1 = 1; $changed = f(); $given = new Line(); $given->no2 = 1; $c->no3 = 1;
                $both = new Line; $both = new C(); $both->no4 = 1; foreach (f() as $each) { $each = new Line; $each->no5 = 1; }
                $std = new stdClass(); $std->no6 = 1; $got = new Line(); if ($got = f()) { $got->no7 = 1; } $at[1] = new Line; $at[1]->no8 = 1; } }
        class Line { public $kept; }
        function outside() { $this->no = 1; $line = new Line(); $line->byFunction = 1; }
        $line = new Line(); $line->byPage = 1;";
    let found = rows(&[Kind::Property], &[("a.php", code)]);
    let found: Vec<&str> = found.iter().filter_map(|row| row.strip_prefix("property | ")?.strip_suffix(" | dynamic")).collect();
    let own = ["argument", "at", "closed", "inside", "key", "one", "ownNew", "returned", "two", "value"].map(|name| format!("C::{name}"));
    let expected = [&["Base::above", "Base::second", "Base::shared"], own.each_ref().map(String::as_str).as_slice()].concat();
    assert_eq!(found, [expected.as_slice(), &["Line::byFunction", "Line::fresh", "Line::second", "T::byTrait"]].concat());
}

#[test]
fn contexts_reach_what_a_page_includes_and_no_further() {
    let page = "<?php require '../main.inc.php'; $context = 'b'.'card';
        if (GETPOST('x')) { $context = 'other'; }
        $hookmanager->initHooks(array('a', $context, $unknown));
        $hookmanager->executeHooks('first', $p); include 'part.tpl.php'; include_once DOL_DOCUMENT_ROOT.'/lib/x.lib.php';
        function own() { global $hookmanager; $hookmanager->executeHooks('second', $p); }";
    let files = [
        ("mod/page.php", page),
        ("mod/part.tpl.php", "<?php $hookmanager->executeHooks('third', $p); include 'deeper.inc.php';"),
        ("mod/deeper.inc.php", "<?php $hookmanager->executeHooks($name, $p); $hookmanager->executehooks('fourth', $p);"),
        ("lib/x.lib.php", "<?php function x($hm) { $hm->executeHooks('fifth', $p); } $hookmanager->executeHooks('sixth', 1);"),
        ("lib/y.php", "<?php class Y { function z($hm) { $hm->initHooks(['own']); return $hm->executeHooks('seventh', []); } }"),
    ];
    assert_eq!(
        rows(&[Kind::Context, Kind::Hook], &files),
        [
            "context | a |  | mod/page.php",
            "context | bcard |  | mod/page.php",
            "context | other |  | mod/page.php",
            "context | own |  | lib/y.php | in Y::z",
            "hook | fifth | * | lib/x.lib.php | in x",
            "hook | first | a,bcard,other | mod/page.php",
            "hook | fourth | a,bcard,other | mod/deeper.inc.php",
            "hook | second | a,bcard,other | mod/page.php | in own",
            "hook | seventh | own | lib/y.php | in Y::z",
            "hook | sixth | * | lib/x.lib.php",
            "hook | third | a,bcard,other | mod/part.tpl.php",
        ]
    );
}

#[test]
fn a_page_without_contexts_of_its_own_runs_in_those_of_the_main_file() {
    let files = [
        ("main.inc.php", "<?php $hookmanager->initHooks(array('main'));"),
        ("a/page.php", "<?php require '../main.inc.php'; $hookmanager->executeHooks('bare', $p);"),
        ("a/part.php", "<?php $hookmanager->executeHooks('part', $p);"),
    ];
    assert_eq!(rows(&[Kind::Hook], &files), ["hook | bare | main | a/page.php", "hook | part | * | a/part.php"]);
}

#[test]
fn trigger_codes_are_composed_for_each_class_that_runs_them() {
    let base = "<?php abstract class Base { public $TRIGGER_PREFIX = '';
        function validate() { $code = strtoupper(get_class($this)).'_VALIDATE'; $this->call_trigger($code, 1); }
        function deleteCommon() { return $this->call_trigger($this->TRIGGER_PREFIX.'_DELETE', 1); }
        function status($to, $code = '') { $this->call_trigger($code, 1); $this->call_trigger($to, 1); } }";
    let below = "<?php class One extends Base { public $TRIGGER_PREFIX = 'ONE_X';
            function delete() { return $this->deleteCommon(); } function go() { $this->status(1, 'ONE_GONE'); $this->other('ONE_NOT'); } }
        class Two extends One { const TRIGGER_PREFIX = 'TWO'; function old() { $i->run_triggers('TWO_OLD', $this); $this->call_trigger(x(), 1); } }";
    let found = rows(&[Kind::Trigger], &[("base.php", base), ("below.php", below)]);
    assert_eq!(
        found,
        [
            "trigger | BASE_VALIDATE |  | base.php | in Base::validate; composed",
            "trigger | ONE_GONE |  | base.php | in Base::status; composed",
            "trigger | ONE_VALIDATE |  | base.php | in Base::validate; composed",
            "trigger | ONE_X_DELETE |  | base.php | in Base::deleteCommon; composed",
            "trigger | TWO_DELETE |  | base.php | in Base::deleteCommon; composed",
            "trigger | TWO_OLD |  | below.php | in Two::old",
            "trigger | TWO_VALIDATE |  | base.php | in Base::validate; composed",
        ]
    );
}

#[test]
fn a_page_is_what_opens_the_main_file() {
    let files = [
        ("a/b/page.php", "<?php if (1) { require '../../main.inc.php'; }"),
        ("a/lib.php", "<?php function f() { require '../main.inc.php'; }"),
        ("includes/lib/l.php", "<?php require '../../main.inc.php'; function foreign() {}"),
        ("dev/tools/stubs/s.php", "<?php function stub() {}"),
    ];
    let found = rows(&[Kind::Path, Kind::Function], &files);
    assert_eq!(
        found,
        [
            "path | a/b/page.php | page",
            "path | a/lib.php",
            "path | dev/tools/stubs/s.php",
            "path | includes/lib/l.php",
            "path | main.inc.php",
            "function | f | () | a/lib.php"
        ]
    );
}

#[test]
fn what_stands_behind_a_syntax_error_is_left_out_and_told() {
    let built =
        built(&[("bad.php", "<?php function good() {}\nfunction bad( { }\nfunction invented() {}"), ("ok.php", "<?php function ok() {}")]);
    assert!(built.text.contains("function\tgood") && built.text.contains("function\tok") && !built.text.contains("invented"));
    let told: Vec<(&str, u32)> = built.problems.iter().map(|p| (&*p.place.file, p.place.line)).collect();
    assert_eq!(told, [("bad.php", 2)]);
}

/// What only takes long in a debug build takes less than this.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// Facts of a core with one more file, which must not take long, and what is told of it.
fn hostile(files: &[(&str, &str)]) -> (String, Vec<String>) {
    let start = std::time::Instant::now();
    let built = built(&[files, &[("ok.php", "<?php function ok() {} $h->initHooks('okcard'); $h->executeHooks('okHook');")]].concat());
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    for line in ["function\tok\t", "context\tokcard\t\tok.php", "hook\tokHook\tokcard\tok.php"] {
        assert!(built.text.contains(line), "{line}");
    }
    let told = built.problems.into_iter().map(|problem| {
        assert_eq!(problem.kind, ProblemKind::Limit);
        format!("{}: {}", problem.place.file, problem.message)
    });
    (built.text, told.collect())
}

#[test]
fn variables_that_stand_for_each_other_are_followed_for_a_while() {
    let mut code = "<?php ".to_owned();
    for i in 0..7 {
        (0..40).for_each(|k| code += &format!("$v{i} = $v{} . '{k}'; ", i + 1));
    }
    let (_, told) = hostile(&[("a.php", &format!("{code} $h->initHooks($v0);")), ("b.php", "<?php $h->initHooks(array('b', $x));")]);
    assert!(told.len() == 1 && told[0].starts_with("a.php: ") && told[0].contains("too long to follow"), "{told:?}");
}

#[test]
fn strings_of_many_parts_are_left_out() {
    let parts = "'a'.".repeat(300_000);
    let long = "b".repeat(1_000_000);
    let grows = "str_replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', ".repeat(6) + "'aaaaaaaaaaa'" + &")".repeat(6);
    let code = format!("<?php $h->initHooks({parts}'a'); $h->initHooks('{long}'); $h->initHooks({grows}); $h->initHooks('still'.'here');");
    let (text, told) = hostile(&[("a.php", &code)]);
    assert!(text.contains("context\tstillhere\t\ta.php") && text.len() < 2_000, "{}", text.len());
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn one_file_gives_no_more_facts_than_are_kept() {
    let functions: String = (0..30_000).map(|i| format!("function f{i}() {{}} ")).collect();
    let contexts: String = (0..1_000).map(|i| format!("$h->initHooks('c{i}'); ")).collect();
    let hooks: String = (0..5_000).map(|i| format!("$h->executeHooks('h{i}'); ")).collect();
    let (text, told) = hostile(&[("a.php", &format!("<?php {functions}")), ("b.php", &format!("<?php {contexts}{hooks}"))]);
    assert_eq!(text.matches("\nfunction\tf").count(), limit::PER_FILE);
    assert_eq!(text.matches("\nhook\th").count(), 5_000);
    assert!(text.contains("\nhook\th1\t*\tb.php\n") && text.contains("\ncontext\tc999\t"));
    assert_eq!(
        told,
        [
            "a.php: more facts than are kept of one file; the rest is left out",
            "b.php: more than 512 contexts; its hooks are told as if they ran in any"
        ]
    );
    let (_, told) = hostile(&[("a.php", &format!("<?php {}", "f();".repeat(2 << 20)))]);
    assert!(told.len() == 1 && told[0].contains("more than the 4194304 whose facts are read"), "{told:?}");
}

#[test]
fn triggers_of_many_classes_are_told_up_to_a_limit() {
    let fired: String = (0..2_000).map(|i| format!("function m{i}() {{ $this->call_trigger(get_class($this).'_A{i}'); }} ")).collect();
    let classes: String = (0..5_000).map(|i| format!("class C{i} extends B {{}} ")).collect();
    let (text, told) = hostile(&[("a.php", &format!("<?php class B {{ {fired} }} {classes}"))]);
    assert!((1..=limit::PER_FILE).contains(&text.matches("\ntrigger\t").count()));
    assert!(told.iter().any(|told| told.starts_with("a.php: its hooks and triggers are more than is kept")), "{told:?}");
}

#[test]
fn a_core_gives_no_more_facts_than_are_kept() {
    let paths: Vec<String> = (0..60).map(|i| format!("f{i:02}.php")).collect();
    let paths: Vec<&String> = paths.iter().collect();
    let threads = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let read = |path: &str| {
        let mut drafts = vec![Draft::new(Kind::Function, path); if path == "f59.php" { 10 } else { 15_000 }];
        let (weight, _) = limit::cut(&mut drafts, None);
        Read { weight, drafts, ..Read::default() }
    };
    let kept = threads.install(|| super::read(&paths, read));
    // 26 large files fit, and the small one at the end.
    assert_eq!(kept.drafts.len(), 26 * 15_000 + 10);
    assert_eq!((kept.problems.len(), &*kept.problems[0].place.file), (33, "f26.php"));
}
