//! Exit codes, streams, and what the samples promise.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::process::Stdio;

use crate::support::{Samples, copy, files, zip};

#[test]
fn the_exit_code_says_whether_there_are_findings_or_nothing_was_done() {
    let samples = Samples::new();
    assert_eq!(samples.code(&["check", "healthy"]), Some(0));
    assert_eq!(samples.code(&["check", "broken"]), Some(1));
    assert_eq!(samples.code(&["check", "broken/custom/lowly"]), Some(0), "a note is below `warning`");
    assert_eq!(samples.code(&["check", "broken/custom/lowly", "--fail-on", "note"]), Some(1));
    assert_eq!(samples.code(&["check", "broken/custom/early", "--fail-on", "fatal"]), Some(0));
    for (level, code) in [("note", 1), ("warning", 1), ("error", 0)] {
        assert_eq!(samples.code(&["check", "broken/custom/early", "--max-level", level]), Some(code), "{level}");
    }
    assert_eq!(samples.code(&["check", "broken/custom/early", "--max-level", "error", "--fail-on", "note"]), Some(2));
    assert_eq!(samples.code(&["check", "absent"]), Some(2));
    assert_eq!(samples.code(&["check", "healthy/conf"]), Some(2));
    assert_eq!(samples.code(&["check", "healthy", "--level", "bad"]), Some(2));
    assert_eq!(samples.code(&["inventory", "healthy", "--module", "nobody"]), Some(2));
    assert_eq!(samples.code(&["explain", "no-such-rule"]), Some(2));
    assert_eq!(samples.code(&["inventory", "broken"]), Some(0));
}

#[test]
fn figures_go_to_standard_error_alone() {
    let samples = Samples::new();
    let (plain, told) = (samples.run(&["check", "broken/custom/needy"]), samples.run(&["check", "broken/custom/needy", "--stats"]));
    assert_eq!((plain.status.code(), &plain.stdout), (told.status.code(), &told.stdout));
    let text = String::from_utf8(told.stderr).unwrap();
    assert!(
        text.starts_with("modules: 1, with 1 files; read: ")
            && text.contains(" MB; seconds: ")
            && text.contains("\n     1  dependency-unmet\n"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_done_is_said_with_advice_and_escaped() {
    let samples = Samples::new();
    let output = samples.run(&["check", "absent\u{1b}[2J"]);
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.lines().next(), Some(r"dolivet: `absent\u{1b}[2J` does not exist"));
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[test]
fn the_healthy_sample_has_no_findings_and_no_problems() {
    let text = Samples::new().says(&["check", "healthy", "--format", "json", "--target", "22.0.4", "--php", "8.2"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["findings"], serde_json::json!([]));
    assert_eq!(json["problems"], serde_json::json!([]));
}

#[test]
fn the_broken_sample_breaks_every_rule() {
    let samples = Samples::new();
    let mut found = broken(&samples, &["check", "broken", "--target", "22.0.4", "--php", "8.2"]);
    // A dependency counts as elsewhere only where no core is around.
    copy(&samples.path().join("broken/custom/needy"), &samples.path().join("alone/needy"));
    found.extend(broken(&samples, &["check", "alone/needy"]));
    // Among descriptors that do not load, no module is sure to be absent.
    found.extend(broken(&samples, &["check", "broken/custom/watchers"]));
    // What is gone or not there yet depends on where the module is and where it is to go.
    found.extend(broken(&samples, &["check", "behind", "--target", "24"]));
    found.extend(broken(&samples, &["check", "behind", "--target", "11"]));
    found.extend(broken(&samples, &["check", "behind", "--from", "23", "--target", "24"]));
    found.extend(broken(&samples, &["check", "behind", "--php", "8.4"]));
    // Comments count where their author checks.
    found.extend(broken(&samples, &["check", "tended", "--no-config", "--target", "24"]));
    // Only a core with its official list can be told to be changed.
    found.extend(broken(&samples, &["check", "patched/site"]));
    found.extend(broken(&samples, &["check", "package/packed", "--target", "22"]));
    // Packages are archives.
    let mut packed = files(&samples.path().join("package/packed"));
    packed.iter_mut().for_each(|(name, _)| name.insert_str(0, "packed/"));
    let one = packed.clone();
    packed
        .extend(files(&samples.path().join("healthy/custom/library")).into_iter().map(|(name, bytes)| (format!("library/{name}"), bytes)));
    for (name, entries) in [("packed.zip", &one), ("module_other-1.0.zip", &one), ("module_packed-1.0.zip", &packed)] {
        fs::write(samples.path().join(name), zip(entries)).unwrap();
        found.extend(broken(&samples, &["check", name]));
    }
    let all: BTreeSet<String> =
        samples.says(&["explain"]).lines().map(|line| line.split_whitespace().nth(1).expect("each line names a rule").to_owned()).collect();
    let silent: Vec<&String> = all.difference(&found).collect();
    assert!(silent.is_empty(), "no sample for {silent:?}");
}

/// The ids of the rules that fire.
fn broken(samples: &Samples, arguments: &[&str]) -> BTreeSet<String> {
    let json: serde_json::Value = serde_json::from_str(&samples.says(&[arguments, &["--format", "json"]].concat())).unwrap();
    let findings = json["findings"].as_array().expect("findings are a list");
    findings.iter().map(|finding| finding["rule"].as_str().expect("a rule has an id").to_owned()).collect()
}

#[test]
fn a_module_whose_code_cannot_be_read_is_unknown_however_it_is_opened() {
    let samples = Samples::new();
    std::fs::write(samples.path().join("behind/custom/steady/lib/broken.lib.php"), "<?php function ( {").unwrap();
    for opened in ["behind", "behind/custom/steady"] {
        assert!(samples.says(&["check", opened, "--target", "22"]).contains("unknown on Dolibarr 22.0.4: modSteady"), "{opened}");
    }
}

#[test]
fn what_only_newer_cores_or_nobody_runs_is_no_error() {
    let samples = Samples::new();
    let module = samples.path().join("quiet");
    let write = |name: &str, code: &str| {
        let path = module.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("<?php\n{code}\n")).unwrap();
    };
    let descriptor = |boxes: &str| {
        let code = format!("class modQuiet extends DolibarrModules {{ function __construct($db) {{ $this->numero = 700123; {boxes} }} }}");
        write("core/modules/modQuiet.class.php", &code);
    };
    let class = |code: &str| write("class/quiet.class.php", &format!("class Quiet extends CommonObject {{ {code} }}"));
    write("core/boxes/box_quiet.php", "class box_quiet extends ModeleBoxes { function showBox() {} }");
    let told = |rule: &str| {
        let json: serde_json::Value =
            serde_json::from_str(&samples.says(&["check", "quiet", "--target", "14", "--format", "json"])).unwrap();
        let findings = json["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
        findings.map(|finding| finding["place"]["file"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let driver = "class Quiet extends ModeleCaptcha {}";
    let require = "require_once DOL_DOCUMENT_ROOT.'/core/modules/security/captcha/modules_captcha.php';";
    write("core/modules/security/captcha/quiet.class.php", &format!("{require}\n{driver}"));
    let over = "function validateField($a, $b, $c) { return parent::validateField($a, $b, $c); }";
    descriptor("");
    class(over);
    assert_eq!((told("not-there-yet"), told("override-parameters")), (vec![], vec![]));
    assert_eq!(told("override-in-unnamed-box"), ["core/boxes/box_quiet.php"]);
    descriptor("$this->boxes = array(array('file' => 'box_quiet.php@quiet'));");
    class(&format!("{over} function f() {{ $this->validateField(1, 2, 3); }}"));
    write("quiet.php", "include './core/modules/security/captcha/quiet.class.php';");
    let driver = "core/modules/security/captcha/quiet.class.php";
    assert_eq!(told("not-there-yet"), ["class/quiet.class.php", driver]);
    assert_eq!((told("override-parameters"), told("override-in-unnamed-box")), (vec!["core/boxes/box_quiet.php".to_owned()], vec![]));
}

#[test]
fn the_readme_shows_what_the_command_says() {
    let readme = include_str!("../../README.md");
    let blocks: Vec<&str> = readme.split("```console\n$ dolivet ").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
    assert!(blocks.len() > 2, "the README shows outputs");
    let samples = Samples::new();
    for block in blocks {
        let (line, shown) = block.split_once('\n').expect("a command line and what it says");
        let arguments: Vec<&str> = line.split(' ').map(|word| word.strip_prefix("samples/").unwrap_or(word)).collect();
        assert_eq!(samples.says(&arguments).trim_end(), shown.trim_end());
    }
}

#[test]
fn every_module_is_listed_beside_broken_ones() {
    let samples = Samples::new();
    let json: serde_json::Value = serde_json::from_str(&samples.says(&["inventory", "broken", "--format", "json"])).unwrap();
    let classes: Vec<&str> = json["modules"].as_array().unwrap().iter().filter_map(|m| m["class"].as_str()).collect();
    for class in ["modAtlas", "modCut", "modNoclass", "modNoparent", "modLatin", "modWatchers"] {
        assert!(classes.contains(&class), "{class} in {classes:?}");
    }
    let kinds: BTreeSet<&str> = json["site"]["strays"].as_array().unwrap().iter().filter_map(|s| s["kind"].as_str()).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["archive", "loose-file", "misplaced-descriptor", "no-descriptor", "old-copy", "skipped"]
    );
}

#[test]
fn colours_come_only_when_asked_for_or_on_a_terminal() {
    let samples = Samples::new();
    assert!(!samples.says(&["check", "broken"]).contains('\u{1b}'));
    assert!(samples.says(&["check", "broken", "--color", "always"]).contains("\u{1b}["));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let samples = Samples::new();
    let mut child = samples.command(&["check", "broken"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!((child.wait().unwrap().code(), errors.as_str()), (Some(1), ""));
}
