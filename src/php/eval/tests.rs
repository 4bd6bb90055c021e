//! Small descriptors, and what is left in their properties.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Base, descriptor};
use crate::model::module::{Descriptor, FaultKind};
use crate::model::value::{Reason, Value};
use crate::php::loader::{Loader, Source};

/// Files in memory; `/site/core…` is the core's root when there is one.
struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    core: bool,
}

impl Loader for Memory {
    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
    fn read(&self, path: &str) -> Option<Source> {
        let bytes = self.files.get(path)?.clone();
        Some(Source { shown: Arc::from(path.trim_start_matches("/site/custom/")), bytes })
    }
    fn is_file(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
    fn list(&self, path: &str) -> Vec<String> {
        let below = format!("{path}/");
        let names = self.files.keys().filter_map(|file| file.strip_prefix(&below)?.split('/').next().map(str::to_owned));
        names.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }
    fn main_root(&self) -> Option<&str> {
        self.core.then_some("/site")
    }
    fn roots(&self) -> Vec<&str> {
        if self.core { vec!["/site", "/site/custom"] } else { vec!["/site/custom"] }
    }
}

const FILE: &str = "/site/custom/a/core/modules/modA.class.php";

fn read_with(files: &[(&str, &str)], text: &str) -> Descriptor {
    read_at(files, text, false)
}

/// The same with a core around it; paths begin at `/site/custom/a`.
fn read_in_core(files: &[(&str, &str)], text: &str) -> Descriptor {
    read_at(files, text, true)
}

fn read_at(files: &[(&str, &str)], text: &str, core: bool) -> Descriptor {
    let own = (FILE.to_owned(), text.as_bytes().to_vec());
    let others = files.iter().map(|(name, text)| (super::files::normal(&format!("/site/custom/a/{name}")), text.as_bytes().to_vec()));
    let memory = Memory { files: others.chain([own]).collect(), core };
    let arena = crate::php::Arena::new();
    descriptor(&memory, &Base::load(&arena, &memory), FILE, "modA").0
}

/// A descriptor whose constructor has this body.
fn constructed(body: &str) -> Descriptor {
    read_with(
        &[],
        &format!(
            "<?php class modA extends DolibarrModules {{ const K = 4; function __construct($db) {{ global $conf, $langs;\n{body} }} }}"
        ),
    )
}

/// A property as compact text.
fn shown(descriptor: &Descriptor, name: &str) -> String {
    text_of(&descriptor.properties[name].value)
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Array(array) => {
            let items: Vec<String> = array.items().iter().map(|item| format!("{}={}", item.key.text(), text_of(&item.value))).collect();
            format!("[{}{}]", items.join(","), if array.open { ",…" } else { "" })
        }
        Value::Unknown(u) => format!("?{}:{}", u.reason.as_str(), u.detail),
        Value::OneOf(choices) => {
            let one = |c: &crate::model::value::Choice| {
                let when: Vec<String> = c.when.iter().map(|w| format!("{}{}", if w.holds { "" } else { "!" }, w.text)).collect();
                format!("{} if {}", text_of(&c.value), when.join("&"))
            };
            choices.iter().map(one).collect::<Vec<_>>().join(" | ")
        }
        Value::Bool(b) => b.to_string(),
        Value::Null => "null".to_owned(),
        Value::Float(f) => format!("{f}f"),
        Value::Int(n) => n.to_string(),
        Value::Str(s) => format!("'{}'", String::from_utf8_lossy(s)),
    }
}

/// What `$this->x` is after a constructor with this body.
fn x(body: &str) -> String {
    shown(&constructed(body), "x")
}

#[test]
fn the_usual_idioms_fold() {
    let d = constructed(
        "$this->numero = 500000; $this->name = preg_replace('/^mod/i', '', get_class($this));\n\
         $this->const_name = 'MAIN_MODULE_'.strtoupper($this->name); $this->rights = array(); $r = 0;\n\
         $this->rights[$r][0] = $this->numero . sprintf('%02d', $r + 1); $this->rights[$r][self::K] = \"read {$this->name}\"; $r++;\n\
         $this->rights[$r][self::KEY_ID] = $this->numero + $r; $this->dirs = array('/a/temp', 'k' => 1, '5' => 2, 3);",
    );
    assert_eq!(shown(&d, "const_name"), "'MAIN_MODULE_A'");
    assert_eq!(shown(&d, "rights"), "[0=[0='50000001',4='read A'],1=[0=500001]]");
    assert_eq!(shown(&d, "dirs"), "[0='/a/temp',k=1,5=2,6=3]");
    assert_eq!(d.properties["const_name"].place.line, 3);
    assert_eq!(shown(&d, "module_position"), "'50'");
    assert_eq!(d.faults, []);
}

#[test]
fn tests_on_the_site_that_are_not_tried_are_told() {
    let problems = |tests: usize| {
        let body: String = (0..tests).map(|i| format!("if (isModEnabled('m{i}')) {{ $this->x = {i}; }}\n")).collect();
        let text = format!("<?php class modA extends DolibarrModules {{ function __construct($db) {{\n{body} }} }}");
        let memory = Memory { files: BTreeMap::from([(FILE.to_owned(), text.into_bytes())]), core: false };
        let arena = crate::php::Arena::new();
        descriptor(&memory, &Base::load(&arena, &memory), FILE, "modA").1
    };
    assert_eq!(problems(24), []);
    let told: Vec<u32> = problems(30).iter().map(|problem| problem.place.line).collect();
    assert_eq!(told, [26]);
}

#[test]
fn labels_are_looked_up_when_asked_for() {
    let text = "<?php class modA extends DolibarrModules { function __construct($db) { global $langs;\n\
                $this->x = '<b>'.$langs->trans('Hello').'</b>'; $this->y = $langs->trans('Nowhere'); } }";
    let files = [(FILE, text), ("/site/custom/a/langs/en_US/a.lang", "# Hello = no\nHello = Good day = morning \nHello=late")];
    let memory = Memory { files: files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into(), core: false };
    let arena = crate::php::Arena::new();
    let base = Base::load(&arena, &memory);
    let plain = descriptor(&memory, &base, FILE, "modA").0;
    assert_eq!(shown(&plain, "x"), "?translation:Hello");
    let labelled = descriptor(&memory, &base.with_labels(true), FILE, "modA").0;
    assert_eq!(
        (shown(&labelled, "x"), shown(&labelled, "y")),
        ("'<b>Good day = morning</b>'".to_owned(), "?translation:Nowhere".to_owned())
    );
}

#[test]
fn statements_run_as_in_php() {
    assert_eq!(x("$this->x = 0; foreach (array(1, 2, 3) as $k => $v) { if ($v == 2) continue; $this->x += $v * 10 + $k; }"), "42");
    assert_eq!(x("$this->x = ''; for ($i = 0; $i < 10; $i++) { if ($i > 3) break; $this->x .= $i; }"), "'0123'");
    assert_eq!(x("$i = 3; while ($i) { $i--; } do { $i++; } while ($i < 2); $this->x = $i;"), "2");
    assert_eq!(
        x("switch ('b') { case 'a': $this->x = 1; case 'b': $this->x = 2; case 'c': $this->x .= 3; break; default: $this->x = 9; }"),
        "'23'"
    );
    assert_eq!(x("list($a, , $c) = array(1, 2, 3); [$b] = [7]; $this->x = $a . $c . $b;"), "'137'");
    assert_eq!(x("$r = 0; $this->x[$r++] = array('p' => 10 + $r); $this->x[$r++] = $r;"), "[0=[p=11],1=2]");
    assert_eq!(x("$a = array('k' => array(1)); $a['k'][] = 2; unset($a['k'][0]); $this->x = $a['k'];"), "[1=2]");
    assert_eq!(x("foreach (array(1, 2) as $v) { foreach (array(1, 2) as $w) { if ($w == 2) continue 2; $this->x[] = $v; } }"), "[0=1,1=2]");
    assert_eq!(x("$a = array(1, 2); foreach ($a as &$v) { $v *= 2; } $this->x = $a;"), "[0=2,1=4]");
    assert_eq!(x("try { throw new Exception(); } catch (Exception $e) { $this->x = 1; } finally { $this->x .= 2; }"), "'12'");
    assert_eq!(x("$this->x = match (true) { 1 > 2 => 'a', default => 'b' };"), "'b'");
}

#[test]
fn tests_on_the_site_give_choices() {
    assert_eq!(x("$this->x = 1; if (isModEnabled('b')) { $this->x = 2; }"), "2 if isModEnabled('b') | 1 if !isModEnabled('b')");
    assert_eq!(
        x("$this->x = array('a' => 1, 'b' => empty($conf->global->C) ? 1 : 2);"),
        "[a=1,b=1 if empty($conf->global->C) | 2 if !empty($conf->global->C)]"
    );
    // The same test has the same result everywhere in one world.
    assert_eq!(x("$t = isModEnabled('b') ? 1 : 2; $this->x = $t == (isModEnabled('b') ? 1 : 2);"), "true");
    assert_eq!(x("$this->x = 1; for ($i = 0; $i < 9; $i++) { if (getDolGlobalInt('A'.$i)) { $this->y = $i; } }"), "1");
}

#[test]
fn tests_on_the_release_are_tried_on_each() {
    let d = constructed("$this->x = version_compare(DOL_VERSION, '18.0.0') >= 0 ? 'new' : 'old';");
    let Value::OneOf(choices) = &d.properties["x"].value else { panic!("{:?}", d.properties["x"]) };
    let releases = choices[0].when[0].releases.expect("a test on the release");
    assert_eq!(choices[0].value, Value::str("new"));
    assert_eq!(releases.iter().next(), Some(18));
    for test in [
        "(float) DOL_VERSION >= 18",
        "versioncompare(versiondolibarrarray(), array(18, 0, -3)) >= 0",
        "explode('.', DOL_VERSION)[0] > 17",
        "$v[0] > 17",
    ] {
        let d = constructed(&format!("$v = explode('.', DOL_VERSION); $this->x = ({test}) ? 'new' : 'old';"));
        let Value::OneOf(choices) = &d.properties["x"].value else { panic!("{test}: {:?}", d.properties["x"]) };
        assert_eq!(choices[0].when[0].releases, Some(releases), "{test}");
    }
    // A second test that follows from the first one makes no new world.
    assert_eq!(x("if ((int) DOL_VERSION >= 18) { $this->x = (int) DOL_VERSION >= 12 ? true : false; } else { $this->x = true; }"), "true");
}

#[test]
fn what_is_not_known_says_why() {
    assert_eq!(x("$this->x = 'a'.$langs->trans('Key').'b';"), "?translation:Key");
    assert_eq!(x("$this->x = $conf->global->FOO;"), "?site:$conf->global->FOO");
    assert_eq!(x("$this->x = dol_now();"), "?moment:dol_now()");
    assert_eq!(x("$this->x = strtoupper(some_function());"), "?call:some_function()");
    assert_eq!(x("$this->x = array(1); while ($o = $db->fetch()) { $this->x[] = $o->a; } $this->y = 1;"), "[0=1,…]");
    assert_eq!(x("$this->x = 0; foreach ($db->rows() as $r) { $this->x++; }"), "?site:set in a loop over something that is not known");
    assert_eq!(x("$this->x = md5('a');"), "?call:md5()");
    assert_eq!(x("$this->x = NOWHERE;"), "?undefined:NOWHERE");
}

#[test]
fn files_of_the_module_are_read() {
    let files = [
        ("VERSION", "1.2.3\n"),
        ("conf.json", "{\"z\": {\"n\": 7}, \"a\": [1, true, null]}"),
        ("lib/consts.php", "<?php define('A_ID', 4711); function a_name($n, &$out) { $out = 5; return 'f'.$n; } return array('q' => 1);"),
        (
            "class/base.php",
            "<?php abstract class BaseA extends DolibarrModules { public static $s = array('v' => 9); public $y = self::Y; const Y = 'y'; protected function fill($v) { $this->filled = $v; } function __construct($db) { parent::__construct($db); $this->base = static::K; } }",
        ),
    ];
    let d = read_with(
        &files,
        "<?php require_once __DIR__.'/../../class/base.php'; class modA extends BaseA { const K = 'k'; function __construct($db) { parent::__construct($db);\n\
         $this->version = trim(file_get_contents(dirname(__FILE__, 3).'/VERSION')); $j = json_decode(file_get_contents(dol_buildpath('/a/conf.json')), true);\n\
         $this->j = $j['z']['n']; $r = require __DIR__.'/../../lib/consts.php'; $this->numero = A_ID; $this->q = $r['q']; $this->f = a_name(1, $o) . $o;\n\
         $this->fill(self::$s['v']); $this->gone = file_exists(__DIR__.'/nothing.txt'); $this->z = json_decode('{\"b\":1,\"a\":2}'); $this->zb = $this->z->b; } }",
    );
    let seen: Vec<String> =
        ["version", "j", "numero", "q", "f", "filled", "base", "y", "gone", "zb"].iter().map(|name| shown(&d, name)).collect();
    assert_eq!(seen, ["'1.2.3'", "7", "4711", "1", "'f15'", "9", "'k'", "'y'", "false", "1"]);
    let parents: Vec<&str> = d.parents.iter().map(|p| p.value.as_str()).collect();
    assert_eq!((parents, d.faults.len()), (vec!["BaseA", "DolibarrModules"], 0));
}

#[test]
fn what_php_refuses_is_a_fault() {
    let kinds = |text: &str| read_with(&[], text).faults.iter().map(|f| (f.kind, f.place.line)).collect::<Vec<_>>();
    assert_eq!(kinds("<?php class modB {}"), [(FaultKind::MissingClass, 0)]);
    assert_eq!(kinds("<?php class modA extends Nowhere {}"), [(FaultKind::MissingParent, 1)]);
    assert_eq!(kinds("<?php\nrequire __DIR__.'/no.php'; class modA extends DolibarrModules {}"), [(FaultKind::MissingInclude, 2)]);
    assert_eq!(
        kinds("<?php\nclass modA extends DolibarrModules { function init() {}\nfunction remove($o = '') {} }"),
        [(FaultKind::Signature, 2)]
    );
    assert_eq!(
        kinds("<?php class modA extends DolibarrModules { function __construct($db) { global $conf;\n$conf->a->enabled = 0; } }"),
        [(FaultKind::FatalCall, 2)]
    );
    assert_eq!(
        kinds(
            "<?php class modA extends DolibarrModules { function __construct($db) { global $conf; if (!isset($conf->a)) { $conf->a = new stdClass(); }\n$conf->a->enabled = 0; } }"
        ),
        []
    );
    let core = [(
        "../../core/modules/DolibarrModules.class.php",
        "<?php class DolibarrModules { function __construct($db) {} function known() {} }",
    )];
    let text = "<?php class modA extends DolibarrModules { function __construct($db) { $this->known();\n$this->unheard_of(); } }";
    let faults = read_in_core(&core, text).faults;
    assert_eq!(faults.iter().map(|f| (f.kind, f.place.line)).collect::<Vec<_>>(), [(FaultKind::FatalCall, 2)]);
    // Without a core at hand it may be the core that declares the method.
    assert_eq!(kinds(text), []);
    let truncated =
        read_with(&[], "<?php class modA extends DolibarrModules { function __construct($db) { $this->numero = 7; $this->rights[");
    assert_eq!(truncated.faults[0].kind, FaultKind::Syntax);
    assert!(truncated.doubtful);
    assert_eq!(shown(&truncated, "numero"), "7");
}

#[test]
fn a_php_4_constructor_is_run_and_named() {
    let d = read_with(&[], "<?php class modA extends DolibarrModules {\nfunction modA($DB) { $this->numero = 1; } }");
    assert_eq!(shown(&d, "numero"), "1");
    assert_eq!(d.php4_constructor.map(|place| place.line), Some(2));
}

#[test]
fn hostile_constructors_end() {
    for body in [
        "while (true) { $this->x[] = 1; }",
        "for (;;) {}",
        "$this->x = 'a'; while (1) { $this->x .= $this->x; }",
        "$this->again();",
        "$a = array(); for ($i = 0; $i < 100000; $i++) { $a = array($a); } $this->x = $a;",
        "for ($i = 0; $i < 1000000; $i++) { $this->x = str_repeat('x', 1000000); }",
        "require __FILE__; include dirname(__FILE__).'/modA.class.php';",
    ] {
        let d = read_with(
            &[],
            &format!(
                "<?php class modA extends DolibarrModules {{ function again() {{ $this->again(); $this->again(); }} function __construct($db) {{ {body} }} }}"
            ),
        );
        assert_eq!(d.class, "modA", "{body}");
    }
    let limited = constructed("$this->x = 1; for (;;) {}");
    assert!(matches!(&limited.properties["x"].value, Value::Unknown(u) if u.reason == Reason::Limit));
}
