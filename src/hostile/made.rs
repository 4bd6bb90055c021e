//! Files made to do harm: deep, large, strangely encoded, linked in circles, pointing outside.

use super::*;
use crate::model::place::ProblemKind;

#[test]
fn deep_nesting_is_reported_and_the_rest_is_read() {
    let lab = Lab::with_sound_module();
    let n = 10_000;
    let twice = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(n), close.repeat(n));
    let bodies = [
        format!("$this->x = {};", twice("(", "1", ")")),
        format!("$this->x = {};", twice("array(", "", ")")),
        format!("$this->x = {};", twice("[", "", "]")),
        format!("$this->x = {};", twice("-", "1", "")),
        format!("$this->x = {};", twice("!", "1", "")),
        format!("$this->x = {};", twice("f(", "1", ")")),
        format!("$this->x = {};", twice("$a[", "1", "]")),
        format!("$this->x = $a{};", "->f()".repeat(n)),
        format!("$this->x = $a{};", "['k']".repeat(n)),
        format!("$this->x = 'a'{};", " . 'b'".repeat(100_000)),
        format!("$this->x = 1{};", " ? 2 : 3".repeat(n)),
        format!("$this->x = $a{};", " ?? $b".repeat(n)),
        format!("$a = {}1;", "$b = ".repeat(n)),
        twice("if (1) {", "", "}"),
        twice("{", "", "}"),
        twice("while (0) ", ";", ""),
        format!("if (0) {{}} {}", "elseif (0) {} ".repeat(n)),
        format!("if (0) {{}} {}", "else if (0) {} ".repeat(n)),
        twice("$f = function () {", "", "};"),
        twice("$x = \"{$a[", "1", "]}\";"),
        format!("$x = <<<A\n{}\nA;\n", "{$a} ".repeat(n)),
        format!("/* {} */", "/* ".repeat(n)),
    ];
    for body in &bodies {
        lab.constructs(body);
    }
    lab.write("a/core/modules/modA.class.php", format!("<?php {}", "class A { function f() { ".repeat(n)));
    lab.check(&["modSound"]);
}

#[test]
fn constructors_made_to_run_for_ever_end() {
    let lab = Lab::with_sound_module();
    lab.write("a/deep.json", format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)));
    lab.write("a/self.php", "<?php include __DIR__.'/other.php';");
    lab.write("a/other.php", "<?php include __DIR__.'/self.php'; include __DIR__.'/core/modules/modA.class.php';");
    for body in [
        "while (true) { $this->rights[] = array(); }",
        "for (;;) { $this->x .= 'x'; }",
        "$this->x = 'x'; while (1) { $this->x .= $this->x; }",
        "$a = array(); while (1) { $a = array($a, $a); $this->rights = $a; }",
        "while (1) { $this->rights[0][0][0][0][] = $this->rights; }",
        "$this->x = json_decode(file_get_contents(__DIR__.'/../../deep.json'), true);",
        "include __DIR__.'/../../self.php';",
        "$this->x = str_repeat('x', PHP_INT_MAX); $this->y = sprintf('%999999999d', 1); $this->z = str_pad('', 999999999);",
        "foreach (range(0, 999) as $i) { foreach (range(0, 999) as $j) { $this->x = implode(',', range(0, 999)); } }",
        "$f = function () use (&$f) { $f(); }; $f(); $this->__construct($db);",
        "for ($i = 0; $i < 40; $i++) { if (isModEnabled('m'.$i)) { $this->rights[$i] = $i; } else { $this->menu[] = $i; } }",
    ] {
        lab.constructs(body);
    }
}

#[test]
fn nothing_outside_the_site_is_read() {
    let outside = TempDir::new().unwrap();
    let secret = outside.path().join("secret.txt");
    fs::write(&secret, "S3CR3T-0UTS1DE").unwrap();
    let lab = Lab::with_sound_module();
    let away = secret.to_string_lossy().into_owned();
    for body in [
        format!("$this->description = file_get_contents('{away}');"),
        format!("$this->description = file_get_contents(__DIR__.'/../../../../../../../../../../..{away}');"),
        format!("$this->description = include '{away}';"),
        "$this->description = file_get_contents('/proc/self/environ');".to_owned(),
        "$this->description = file_get_contents('php://stdin'); include 'http://localhost/x.php';".to_owned(),
    ] {
        let reported = lab.constructs(&body);
        assert!(!reported.contains("S3CR3T-0UTS1DE") && !reported.contains("PATH="), "{body}");
    }
}

#[test]
fn files_that_are_too_large_are_left_out() {
    let lab = Lab::with_sound_module();
    lab.write("a/core/modules/modA.class.php", descriptor("A", &"$this->x = 1;\n".repeat((50 << 20) / 14)));
    lab.write("a/sql/llx_a.sql", "INSERT INTO llx_a VALUES (1);\n".repeat((50 << 20) / 30));
    let long = descriptor("B", &format!("$this->x = '{}';", "x".repeat(20 << 20)));
    lab.write("b/core/modules/modB.class.php", long);
    let checked = lab.check(&["modSound"]);
    let limited = checked.inventory.problems.iter().filter(|problem| problem.kind == ProblemKind::Limit);
    assert!(limited.count() >= 2, "{:?}", checked.inventory.problems);
}

#[test]
fn every_encoding_is_read() {
    let lab = Lab::with_sound_module();
    let body = "$this->numero = 470998; $this->description = 'd\u{e9}j\u{e0}';";
    let utf8 = descriptor("A", body);
    let latin1: Vec<u8> = utf8.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let texts = [
        utf8.clone().into_bytes(),
        latin1,
        format!("\u{feff}{utf8}").into_bytes(),
        utf8.replace('\n', "\r\n").into_bytes(),
        utf8.replace('\n', "\r").into_bytes(),
        utf8.replace("A'", "A\0'").into_bytes(),
    ];
    for text in texts {
        lab.write("a/core/modules/modA.class.php", text);
        rendered(&lab.check(&["modSound", "modA"]));
    }
}

#[cfg(unix)]
#[test]
fn strange_trees_are_walked_once() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let lab = Lab::with_sound_module();
    lab.constructs("$this->numero = 470998;");
    symlink("..", lab.path("a/up")).unwrap();
    symlink("a", lab.path("again")).unwrap();
    symlink("loop", lab.path("loop")).unwrap();
    symlink("nowhere", lab.path("a/class")).unwrap();
    symlink("/", lab.path("a/sql")).unwrap();
    symlink("/dev/zero", lab.path("a/VERSION")).unwrap();
    for name in [&b"new\nline.php"[..], b"esc\x1b[31m.php", b"back\\slash.php", b"caf\xe9.php", b"bidi\xe2\x80\xae.php", b"-rf", b"..."] {
        fs::write(lab.path("a").join(OsStr::from_bytes(name)), "<?php").unwrap();
        let module = lab.dir.path().join(OsStr::from_bytes(name));
        fs::create_dir_all(module.with_extension("d").join("core/modules")).unwrap();
        fs::write(module.with_extension("d").join("core/modules/modX.class.php"), descriptor("X", "")).unwrap();
    }
    let mut deep = lab.path("a/deep");
    for _ in 0..300 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    for i in 0..2_000 {
        fs::create_dir(lab.path(&format!("empty{i}"))).unwrap();
    }
    let checked = lab.check(&["modSound", "modA"]);
    rendered(&checked);
    assert!(checked.inventory.problems.iter().any(|problem| problem.kind == ProblemKind::Link));
}

#[test]
fn a_hostile_configuration_leads_nowhere() {
    let lab = Lab::of("healthy", &["core", "custom", "filefunc.inc.php", "main.inc.php"]);
    for (root, alternates) in [
        ("../../..", "/,/etc,..".to_owned()),
        ("/", "/".to_owned()),
        ("", ",,,".to_owned()),
        ("/var/www/htdocs", vec!["/var/www/htdocs/custom"; 1_000].join(",")),
        ("/var/www/htdocs", "/var/www/htdocs,/var/www/htdocs/custom/library,/var/www/htdocs/../../../etc".to_owned()),
        ("php://stdin", "file:///etc".to_owned()),
    ] {
        let conf = format!("<?php $dolibarr_main_document_root='{root}'; $dolibarr_main_document_root_alt='{alternates}';");
        lab.write("conf/conf.php", conf);
        let checked = lab.check(&[]);
        assert!(rendered(&checked).len() < 1 << 20);
    }
}

#[test]
fn classes_that_stand_on_each_other_and_endless_types_end() {
    let lab = Lab::with_sound_module();
    let n = 60;
    let others = |i: usize, name: char| (1..20).map(|k| format!("{name}{}", (i + k) % n)).collect::<Vec<_>>().join(", ");
    let class = |i: usize| {
        let next = (i + 1) % n;
        format!(
            "interface I{i} extends {} {{}}\ntrait T{i} {{ use T{next}; function getNomUrl() {{ return $this->p->statut; }} }}\n\
             class C{i} extends C{next} implements {} {{ use T{i}, T{next}; public $p; function fetch($a) {{ $this->p = new C{next}(); \
             return $this->p->q->fetch(1)->validate($x)->p->delete(); }} }}\n",
            others(i, 'I'),
            others(i, 'I')
        )
    };
    let variable =
        |i: usize| format!("$v{i} = $v{} ? new A{i} : new B{i}; $s = 'SELECT f.a{i} FROM '.MAIN_DB_PREFIX.'facture as f';\n", i / 2);
    let alternatives: Vec<String> = (0..2_000).map(|i| format!("X{i}[]")).collect();
    lab.write("sound/class/classes.php", format!("<?php {}", (0..n).map(class).collect::<String>()));
    lab.write("sound/class/chain.php", format!("<?php $a = new Facture($db); $b = $a{};", "->fetch()".repeat(2_000)));
    lab.write(
        "sound/class/narrow.php",
        format!("<?php if ($z instanceof Facture{}) $z->delete();", " && $z instanceof Propal".repeat(2_000)),
    );
    lab.write("sound/class/many.php", format!("<?php {}", (0..3_000).map(variable).collect::<String>()));
    lab.write("sound/class/said.php", format!("<?php /** @var Facture|{} $q */ $q->delete();", alternatives.join("|")));
    lab.write("sound/class/tests.php", format!("<?php if ((int) DOL_VERSION > 17{}) a();", " && function_exists('a')".repeat(2_000)));
    rendered(&lab.check(&["modSound"]));
}

#[test]
fn comments_set_aside_nothing_but_what_is_in_their_own_file() {
    let lab = Lab::with_sound_module();
    let rules: Vec<String> = crate::rules::all().unwrap().iter().map(|rule| rule.id.clone()).collect();
    lab.write("a/core/modules/modA.class.php", descriptor("A", "$this->numero = 0;"));
    lab.write("a/stops.php", "<?php print_paybox_redirect(1);");
    let all = |reach: &str, reason: &str| format!("<?php // dolivet-ignore{reach} {}: {reason}\n", rules.join(", "));
    lab.write("a/all.php", all("-file", &"x".repeat(1 << 20)) + "print_paybox_redirect(1);\n");
    lab.write("a/other/all.php", all("-file a/stops.php", "y") + &all("-file", "../stops.php") + &all("", "z"));
    lab.write("a/many.php", format!("<?php\n{}", "// dolivet-ignore-file no-such-rule, function-gone: x\n".repeat(50_000)));
    lab.write("a/mark.php", format!("<?php\n/* {} */", "dolivet-ignore\n".repeat(100_000)));
    lab.write("a/words.php", format!("<?php // dolivet-ignore {}: x", "y".repeat(1 << 20)));
    let checked = lab.check(&["modSound"]);
    let stops: Vec<_> = checked.findings.iter().filter(|finding| finding.rule == "function-gone").collect();
    let told = |finding: &&&crate::model::finding::Finding| finding.set_aside.is_none();
    assert_eq!(stops.iter().filter(told).map(|finding| &*finding.place.file).collect::<Vec<_>>(), ["a/stops.php"]);
    assert_eq!(stops.len(), 2);
    let limited: Vec<&str> =
        checked.inventory.problems.iter().filter(|p| p.kind == ProblemKind::Limit).map(|problem| &*problem.place.file).collect();
    assert_eq!(limited, ["a/many.php", "a/mark.php"]);
    rendered(&checked);
}
