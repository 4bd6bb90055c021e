//! `check --core` and `matrix --core`: modules held against the core that a person names.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Samples, files, refused, zip};

/// A check as JSON, without the name of the core.
fn checked(samples: &Samples, arguments: &[&str]) -> Value {
    let mut report: Value = serde_json::from_str(&samples.says(&[&["check", "--format", "json"], arguments].concat())).unwrap();
    report["core"].take();
    report
}

/// A module with uses of what the sample cores have, some behind tests on the release.
fn module(samples: &Samples) {
    let put = |path: &str, text: &str| {
        let path = samples.path().join("mate").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(
        "core/modules/modMate.class.php",
        "<?php\ninclude_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';\nclass modMate extends DolibarrModules\n{\n\
         \tpublic function __construct($db)\n\t{\n\t\t$this->numero = 9001;\n\t\t$this->name = 'Mate';\n\
         \t\t$this->module_parts = array('hooks' => array('shelfcard'));\n\t}\n}\n",
    );
    put("class/actions_mate.class.php", "<?php\nclass ActionsMate\n{\n}\n");
    put(
        "mate.php",
        "<?php\nfunction mate(Book $book)\n{\n\tglobal $user;\n\t$book->lend($user);\n\tprint dol_now().dol_mktime(1, 2, 3, 4, 5, 6);\n\
         \tif (version_compare(DOL_VERSION, '25.0.0-alpha', '>=')) {\n\t\tdol_soon();\n\t}\n\
         \tif ((int) DOL_VERSION < 25) {\n\t\tdolGetButtonAction('');\n\t}\n}\n\
         class MateBook extends Book\n{\n\tpublic function lend($user)\n\t{\n\t}\n}\n",
    );
}

/// Writes a facts file of a shipped release, changed.
fn facts(samples: &Samples, name: &str, release: &str, change: impl Fn(&str) -> String) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("rules/core/{release}.facts"));
    let text = change(&fs::read_to_string(shipped).unwrap());
    // The header counts the facts, and they may be others now.
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("facts ")).collect();
    fs::write(samples.path().join(name), text.join("\n") + "\n").unwrap();
}

#[test]
fn a_core_that_is_a_shipped_release_gives_what_that_release_gives() {
    let samples = Samples::new();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/core");
    let mut releases = 0;
    for (name, text) in files(&dir).into_iter().filter(|(name, _)| name.ends_with(".facts")) {
        let (file, release) = (samples.path().join(&name), name.strip_suffix(".facts").unwrap());
        fs::write(&file, text).unwrap();
        let more: [&[&str]; 4] =
            [&["behind"], &["behind/custom"], &["broken", "--from", release], &["behind", "--from", "16", "--php", "7.4"]];
        for more in &more[..if release.ends_with(".0.0") { 4 } else { 1 }] {
            let expected = checked(&samples, &[*more, &["--target", release]].concat());
            assert_eq!(checked(&samples, &[*more, &["--core", &name]].concat()), expected, "{release} {more:?}");
        }
        releases += 1;
    }
    assert!(releases > 20, "{releases}");
}

#[test]
fn a_core_gives_the_same_findings_wherever_it_lies() {
    let samples = Samples::new();
    module(&samples);
    let expected = checked(&samples, &["mate", "--core", "cores/newer"]);
    assert!(expected["findings"].as_array().unwrap().len() > 3, "{expected:#}");
    assert_eq!(expected["target"], "22.0.1");
    let packed = files(&samples.path().join("cores/newer")).into_iter();
    let packed: Vec<(String, Vec<u8>)> = packed.map(|(name, content)| (format!("dolibarr/htdocs/{name}"), content)).collect();
    fs::write(samples.path().join("core.zip"), zip(&packed)).unwrap();
    samples.says(&["facts", "build", "cores/newer", "--unverified", "-q", "-o", "core.facts"]);
    // Twice, since the second time it is in the cache.
    for core in ["core.zip", "core.zip", "core.facts", "./cores/newer"] {
        assert_eq!(checked(&samples, &["mate", "--core", core]), expected, "{core}");
    }
    let named = samples.says(&["check", "mate", "--core", "core.zip", "--format", "json"]);
    assert!(named.contains("\"core\": \"core.zip\""), "{named}");
    assert!(samples.says(&["check", "mate", "--core", "core.zip"]).contains("checked for Dolibarr 22.0.1 in core.zip"));
    // A release is one here too, and shipped.
    let shipped = samples.says(&["check", "mate", "--core", "22.0.1", "--format", "json"]);
    assert_eq!(shipped, samples.says(&["check", "mate", "--target", "22.0.1", "--format", "json"]));
}

#[test]
fn a_release_that_is_not_shipped_has_its_own_findings() {
    let samples = Samples::new();
    module(&samples);
    facts(&samples, "next.facts", "24.0.0-beta", |text| {
        let text = text.replace("release 24.0.0-beta\n", "release 25.0.0-alpha\n").replace("\tdol_now\t($mode", "\tdol_now\t($zone, $mode");
        let rows = text.lines().filter(|line| !line.contains("\tdol_mktime\t") && !line.contains("\tdolGetButtonAction\t"));
        rows.chain(["function\tdol_soon\t()\tcore/lib/functions.lib.php"]).collect::<Vec<_>>().join("\n")
    });
    let report = checked(&samples, &["mate", "--core", "next.facts"]);
    assert_eq!((report["target"].as_str(), report["verdicts"][0]["verdict"].as_str()), (Some("25.0.0-alpha"), Some("incompatible")));
    let told: Vec<&str> = report["findings"].as_array().unwrap().iter().filter_map(|finding| finding["message"].as_str()).collect();
    for expected in [
        "`dol_mktime()` is gone in Dolibarr 25.0.0-alpha; 24.0.0-beta is the last known to have it (used once)",
        "`dol_now()` is called with 0 arguments; Dolibarr 25.0.0-alpha needs `$zone` too: `($zone, $mode = 'gmt')` (used once)",
    ] {
        assert!(told.iter().any(|message| message.starts_with(expected)), "{expected}: {told:#?}");
    }
    // What is tested for, or lies behind a test that keeps it from this release, is not told.
    assert!(!told.iter().any(|message| message.contains("dol_soon") || message.contains("dolGetButtonAction")), "{told:#?}");
    let matrix = samples.says(&["matrix", "mate", "--core", "next.facts", "--explain-verdict", "modMate"]);
    assert!(matrix.contains("24  25*  works on") && matrix.contains("  25.0.0-alpha in next.facts: incompatible"), "{matrix}");
}

#[test]
fn another_core_of_the_installed_release_is_told_where_it_differs() {
    let samples = Samples::new();
    facts(&samples, "patched.facts", "12.0.1", |text| {
        text.lines().filter(|line| !line.contains("\tthirdparty_doc_create\t")).collect::<Vec<_>>().join("\n")
    });
    let report = checked(&samples, &["behind", "--core", "patched.facts"]);
    let is_of_core = |finding: &&Value| {
        finding["level"] == "error"
            && !["php-", "model-", "other-"].iter().any(|start| finding["rule"].as_str().unwrap().starts_with(start))
    };
    let stops: Vec<&Value> = report["findings"].as_array().unwrap().iter().filter(is_of_core).collect();
    let message = "`thirdparty_doc_create()` is gone in Dolibarr 12.0.1; 12.0.1 as released is the last known to have it";
    assert!(stops.len() == 1 && stops[0]["message"].as_str().unwrap().starts_with(message), "{stops:#?}");
}

#[test]
fn a_matrix_takes_cores_beside_the_releases() {
    let samples = Samples::new();
    facts(&samples, "same.facts", "20.0.0", str::to_owned);
    let read = |arguments: &[&str]| -> Value {
        serde_json::from_str(&samples.says(&[&["matrix", "behind", "--format", "json"], arguments].concat())).unwrap()
    };
    let (alone, beside) = (read(&[]), read(&["--core", "same.facts", "--core", "cores/newer", "--core", "22.0.1"]));
    assert_eq!(alone["releases"], beside["releases"]);
    for (alone, beside) in alone["modules"].as_array().unwrap().iter().zip(beside["modules"].as_array().unwrap()) {
        assert_eq!((&alone["works_on"], &alone["declares"]), (&beside["works_on"], &beside["declares"]));
        let (shipped, named): (Vec<Value>, Vec<Value>) =
            beside["verdicts"].as_array().unwrap().iter().cloned().partition(|verdict| verdict["core"].is_null());
        assert_eq!(alone["verdicts"].as_array(), Some(&shipped));
        let [mut same, newer, older] = named.try_into().unwrap();
        assert_eq!((newer["core"].as_str(), newer["release"].as_str()), (Some("cores/newer"), Some("22.0.1")));
        assert_eq!(older["core"].as_str(), Some("22.0.1"));
        assert_eq!(same["core"].take(), "same.facts");
        assert_eq!(Some(&same), shipped.iter().find(|verdict| verdict["release"] == "20.0.0"));
    }
    let many = ["matrix", "behind"].into_iter().chain(["--core", "same.facts"].into_iter().cycle().take(18));
    assert!(refused(&samples, &many.collect::<Vec<_>>()).contains("9 cores are more than the 8"));
}

#[test]
fn a_core_that_cannot_be_taken_is_told() {
    let samples = Samples::new();
    for (name, bytes, reason) in [
        ("a.facts", &b"dolivet-facts 1\nrelease 22.0.0\n\nfunction\tf\t()\nthing\tx\n"[..], "line 5: `thing` is no kind of fact"),
        ("b.facts", b"dolivet-facts 1\nrelease develop\n\n", "line 1: the header names no `release`"),
        ("c.zip", b"PK\x03\x04 and no more", "a broken zip archive"),
    ] {
        fs::write(samples.path().join(name), bytes).unwrap();
        for command in ["check", "matrix"] {
            let text = refused(&samples, &[command, "behind", "--core", name]);
            assert!(text.contains(reason) && text.contains(name), "{name}: {text}");
        }
    }
    assert!(refused(&samples, &["check", "behind", "--core", "healthy/conf"]).contains("no `main.inc.php`"));
    assert!(refused(&samples, &["check", "behind", "--core", "9"]).contains("no facts of Dolibarr 9"));
    assert!(refused(&samples, &["check", "behind", "--core", "cores/newer", "--from", "9"]).contains("no facts of Dolibarr 9"));
    let text = refused(&samples, &["check", "behind", "--core", "cores/newer", "--target", "22"]);
    assert!(text.contains("cannot be used with"), "{text}");
    let facts = format!("dolivet-facts 1\nrelease 2{}\n\n", "2".repeat(99));
    fs::write(samples.path().join("d.facts"), facts).unwrap();
    assert!(refused(&samples, &["check", "behind", "--core", "d.facts"]).contains("that is no version"));
    fs::write(samples.path().join("e.facts"), "dolivet-facts 1\nrelease 22.0.9-\u{1b}[2J\n\n").unwrap();
    assert!(!samples.says(&["check", "behind", "--core", "e.facts"]).contains('\u{1b}'));
}

#[test]
fn what_is_wrong_with_a_core_is_told_beside_the_report() {
    let samples = Samples::new();
    fs::write(samples.path().join("cores/newer/shelf/cut.php"), "<?php\nfunction cut( {").unwrap();
    for arguments in [&["check", "behind"][..], &["check", "behind", "--explain-verdict", "steady"], &["matrix", "behind"]] {
        let output = samples.run(&[arguments, &["--core", "cores/newer"]].concat());
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.starts_with("shelf/cut.php:") && !output.stdout.is_empty(), "{told}");
    }
}
