//! Settings, comments that set findings aside, and baselines.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Samples, copy, files, refused, zip};

/// What `check` says on standard output and on standard error, and how it ends.
fn check(samples: &Samples, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = samples.run(&[&["check"], arguments].concat());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

/// The rule and the line of each finding that counts.
fn found(samples: &Samples, arguments: &[&str]) -> Vec<(String, u64)> {
    let (text, _, _) = check(samples, &[arguments, &["--format", "json"]].concat());
    let json: Value = serde_json::from_str(&text).expect("the output is JSON");
    let findings = json["findings"].as_array().expect("findings are a list");
    let one = |finding: &Value| Some((finding["rule"].as_str()?.to_owned(), finding["place"]["line"].as_u64()?));
    let counts = |finding: &&Value| finding.get("set_aside").is_none_or(Value::is_null);
    findings.iter().filter(counts).filter_map(one).collect()
}

fn rules(found: &[(String, u64)]) -> Vec<(&str, u64)> {
    found.iter().map(|(rule, line)| (rule.as_str(), *line)).collect()
}

const COMMENTS: [(&str, u64); 3] = [("suppression-unknown-rule", 18), ("suppression-without-reason", 20), ("suppression-unused", 21)];

#[test]
fn settings_comments_and_baseline_set_findings_aside_and_are_told() {
    let samples = Samples::new();
    let (text, errors, code) = check(&samples, &["tended"]);
    assert!(
        text.ends_with(
            "4 findings: 1 error, 3 warnings in 1 of 1 module\n7 findings set aside (2 by settings, 4 by comments, 1 by the baseline)\n"
        ),
        "{text}"
    );
    assert!(text.contains("incompatible with Dolibarr 24.0.0-beta: modTended"), "{text}");
    let obsolete = "`tended/dolivet-baseline.json`: 1 entry of it is obsolete; `--write-baseline` drops what is there no more";
    assert_eq!(errors.lines().collect::<Vec<_>>(), ["settings from `tended/dolivet.toml`", obsolete]);
    assert_eq!(code, Some(1));
    let all = found(&samples, &["tended"]);
    assert_eq!(rules(&all), [&[("function-gone", 10)], &COMMENTS[..]].concat());
    let all = found(&samples, &["tended", "--no-baseline"]);
    assert_eq!(rules(&all)[..2], [("function-gone", 10), ("function-renamed", 15)]);
    let all = found(&samples, &["tended", "--no-config", "--no-suppressions", "--target", "24"]);
    let expected = [("required-file-gone", 3), ("function-gone", 8), ("function-renamed", 15), ("core-table-indexed", 2)];
    assert_eq!(rules(&all), expected);
}

#[test]
fn what_comments_set_aside_does_not_decide_and_what_a_baseline_has_does() {
    let samples = Samples::new();
    let verdict = |arguments: &[&str]| {
        let (text, _, _) = check(&samples, &[arguments, &["--format", "json"]].concat());
        serde_json::from_str::<Value>(&text).unwrap()["verdicts"][0]["verdict"].as_str().unwrap().to_owned()
    };
    let lib = samples.path().join("tended/lib/tended.lib.php");
    fs::write(&lib, "<?php\nprint_paybox_redirect(1, 'EUR', 'free', '', '');\n").unwrap();
    assert_eq!(verdict(&["tended"]), "incompatible");
    assert_eq!(check(&samples, &["tended", "--write-baseline"]).2, Some(0));
    assert_eq!((check(&samples, &["tended"]).2, verdict(&["tended"]).as_str()), (Some(0), "incompatible"));
    fs::write(&lib, "<?php\nprint_paybox_redirect(1, 'EUR', 'free', '', ''); // dolivet-ignore function-gone: loaded elsewhere\n").unwrap();
    assert_eq!((check(&samples, &["tended"]).2, verdict(&["tended"]).as_str()), (Some(0), "compatible"));
}

#[test]
fn the_matrix_says_what_the_check_says() {
    let samples = Samples::new();
    let verdicts = |arguments: &[&str]| {
        let output = samples.run(&[&["matrix", "tended", "--format", "json"], arguments].concat());
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        json["modules"][0]["verdicts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cell| cell["verdict"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let lib = samples.path().join("tended/lib/tended.lib.php");
    fs::write(&lib, "<?php\nprint_paybox_redirect(1, 'EUR', 'free', '', ''); // dolivet-ignore function-gone: loaded elsewhere\n").unwrap();
    let heeded = verdicts(&[]);
    assert!(heeded.iter().all(|verdict| verdict == "compatible"), "{heeded:?}");
    for arguments in [&["--no-config"][..], &["--no-suppressions"]] {
        assert_eq!(verdicts(arguments).last().map(String::as_str), Some("incompatible"), "{arguments:?}");
    }
}

/// The rule, place and subject of each finding that counts, with its targets.
fn with_targets(samples: &Samples, arguments: &[&str]) -> Vec<(String, Vec<String>)> {
    let (text, _, _) = check(samples, &[arguments, &["--format", "json"]].concat());
    let json: Value = serde_json::from_str(&text).expect("the output is JSON");
    let one = |finding: &Value| {
        let targets = finding["targets"].as_array().unwrap().iter().map(|target| target.as_str().unwrap().to_owned());
        (format!("{} {} {}", finding["rule"], finding["place"], finding["subject"]), targets.collect())
    };
    json["findings"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn several_targets_are_told_in_one_run() {
    let samples = Samples::new();
    let all = with_targets(&samples, &["behind", "--target", "24,12", "--target", "22"]);
    for target in ["12", "22", "24"] {
        let mut alone: Vec<String> =
            with_targets(&samples, &["behind", "--target", target]).into_iter().map(|(finding, _)| finding).collect();
        let mut among: Vec<String> =
            all.iter().filter(|(_, targets)| targets.iter().any(|one| one == target)).map(|(f, _)| f.clone()).collect();
        alone.sort();
        among.sort();
        assert_eq!(among, alone, "{target}");
    }
    assert!(all.iter().any(|(_, targets)| targets.len() == 1) && all.iter().any(|(_, targets)| targets.len() == 3));
    let (text, _, code) = check(&samples, &["behind", "--target", "22,24"]);
    assert_eq!(code, Some(1));
    for part in [
        "checked for Dolibarr 22, 24\n",
        "(on 24)\n",
        "compatible with Dolibarr 22.0.4: modSteady",
        "incompatible with Dolibarr 24.0.0-beta: ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // The file of settings says the same.
    fs::write(samples.path().join("behind/dolivet.toml"), "target = ['22', '24']\n").unwrap();
    assert_eq!(check(&samples, &["behind"]).0, text);
    let (explained, _, _) = check(&samples, &["behind", "--explain-verdict", "modSteady"]);
    assert!(explained.contains("22") && explained.contains("24"), "{explained}");
    let read = |format: &str| check(&samples, &["behind", "--format", format]).0;
    assert!(read("junit").contains("works on Dolibarr 22.0.4") && read("markdown").contains(" on 22.0.4 | on 24.0.0-beta |"));
    // A core that is named is the one target.
    let (text, _, _) = check(&samples, &["behind", "--core", "23"]);
    assert!(text.contains("checked for Dolibarr 23.0.1\n"), "{text}");
}

/// Two modules beside each other; the first needs the other one and calls what that declares.
fn neighbours(samples: &Samples) {
    let descriptor = |name: &str, needs: &str| {
        let body = format!("$this->name = '{name}'; $this->numero = 500{}; $this->depends = array({needs});", name.len());
        format!("<?php class mod{name} extends DolibarrModules {{ function __construct($db) {{ {body} }} }}")
    };
    let mine = "<?php\nclass MineThing extends OtherThing {}\nprint_paybox_redirect(1);\n(new MineThing())->set_unpaid();\n";
    let other = "<?php\nfunction print_paybox_redirect($x) {}\nclass OtherThing extends Loan { function set_unpaid() {} }\nshowOnlineSignatureUrl_gone();\n\
                 get_exdir_gone(); print_fiche_titre('x');\n";
    for (path, text) in [
        ("mine/core/modules/modMine.class.php", descriptor("Mine", "'modOther'")),
        ("mine/lib/mine.lib.php", mine.to_owned()),
        ("other/core/modules/modOther.class.php", descriptor("Other", "'modNowhere'")),
        ("other/lib/other.lib.php", other.to_owned()),
    ] {
        let path = samples.path().join("mods").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn roots_of_others_are_known_and_not_told_of() {
    let samples = Samples::new();
    neighbours(&samples);
    let arguments = ["mods/mine", "--target", "24"];
    let names = |found: Vec<(String, u64)>| found.into_iter().map(|(rule, _)| rule).collect::<Vec<_>>();
    let alone = names(found(&samples, &arguments));
    for rule in ["dependency-not-here", "function-gone"] {
        assert!(alone.iter().any(|one| one == rule), "{alone:?}");
    }
    let settings = samples.path().join("mods/mine/dolivet.toml");
    // The directory of all modules holds this one too, which is not read again.
    for roots in ["'../other'", "'..'", "'../other', '..', '.'"] {
        fs::write(&settings, format!("roots = [{roots}]\n")).unwrap();
        let (text, errors, _) = check(&samples, &arguments);
        assert!(errors.starts_with("settings from `mods/mine/dolivet.toml`, names from `mods/mine/."), "{errors}");
        let with = names(found(&samples, &arguments));
        let lost: Vec<&String> = alone.iter().filter(|rule| !with.contains(rule)).collect();
        assert_eq!(lost, ["dependency-not-here", "function-gone"], "{roots}: {text}");
        assert!(
            with.iter().all(|rule| alone.contains(rule)) && !text.contains("other.lib.php") && text.contains("1 external module\n"),
            "{text}"
        );
    }
    let (text, ..) = check(&samples, &[&["mods/mine", "--no-config"][..], &arguments[1..]].concat());
    assert!(text.contains("[function-gone]"), "{text}");
    let matrix = |more: &[&str]| samples.says(&[&["matrix", "mods/mine", "--quiet"], more].concat());
    assert!(matrix(&["--no-config"]).contains("print_paybox_redirect") && !matrix(&[]).contains("print_paybox_redirect"));
}

#[test]
fn roots_that_cannot_be_used_are_refused_with_their_place() {
    let samples = Samples::new();
    neighbours(&samples);
    fs::create_dir(samples.path().join("mods/empty")).unwrap();
    let path = samples.path().join("package/module_packed-1.1.zip");
    let archive = if path.is_file() { "../../package/module_packed-1.1.zip" } else { "dolivet.toml" };
    for (roots, start, part) in [
        ("['../other', '../nowhere']", "1:22", "`roots` cannot be used: `mods/mine/../nowhere` does not exist; name"),
        ("['../empty']", "1:10", "name directories of modules, relative to this file"),
        (&format!("['{archive}']"), "1:10", "`roots` cannot be used: "),
        ("['/srv']", "1:10", "`/srv` is no path from this file on; write one such as `../othermodule`"),
        ("'../other'", "1:9", "invalid type: string \"../other\", expected a sequence"),
    ] {
        fs::write(samples.path().join("mods/mine/dolivet.toml"), format!("roots = {roots}\n")).unwrap();
        let text = refused(&samples, &["check", "mods/mine"]);
        assert!(text.starts_with(&format!("dolivet: mods/mine/dolivet.toml:{start}: ")) && text.contains(part), "{text}");
    }
}

#[test]
fn a_baseline_for_several_targets_has_what_is_there_for_any() {
    let samples = Samples::new();
    let both = ["behind", "--target", "22,24"];
    let baseline = ["--baseline", "known.json"];
    assert_eq!(check(&samples, &[&both[..], &["--write-baseline=known.json"]].concat()).2, Some(0));
    assert!(fs::read_to_string(samples.path().join("known.json")).unwrap().contains("\"target\": \"22, 24\""));
    for targets in [&both[..], &["behind", "--target", "22"], &["behind", "--target", "24"]] {
        let (_, errors, code) = check(&samples, &[targets, &baseline].concat());
        assert_eq!((errors.as_str(), code), ("", Some(0)), "{targets:?}");
    }
    assert_eq!(check(&samples, &[&["behind", "--target", "21,24"][..], &baseline].concat()).1, "");
}

#[test]
fn whoever_checks_a_site_is_told_whatever_authors_think() {
    let samples = Samples::new();
    let plain = found(&samples, &["behind", "--target", "24"]);
    copy(&samples.path().join("tended"), &samples.path().join("behind/custom/tended"));
    let with = found(&samples, &["behind", "--target", "24"]);
    let more = ["core-table-indexed", "function-gone", "function-renamed", "required-file-gone"];
    let count = |list: &[(String, u64)], rule: &str| list.iter().filter(|(found, _)| found == rule).count();
    for rule in more {
        assert_eq!(count(&with, rule), count(&plain, rule) + 1, "{rule}");
    }
    assert_eq!(count(&with, "suppression-unused"), 0);
    // Neither is the file of a module heeded where its directory is not what was opened, nor one above.
    let (_, errors, _) = check(&samples, &["behind/custom", "--target", "24"]);
    assert_eq!(errors, "");
    assert_eq!(count(&found(&samples, &["behind/custom", "--target", "24", "--suppressions"]), "suppression-unused"), 1);
    assert_eq!(count(&found(&samples, &["behind/custom/tended", "--no-config", "--target", "24"]), "suppression-unused"), 1);
}

#[test]
fn an_archive_says_nothing_of_itself() {
    let samples = Samples::new();
    let entries: Vec<(String, Vec<u8>)> =
        files(&samples.path().join("tended")).into_iter().map(|(path, text)| (format!("tended/{path}"), text)).collect();
    fs::write(samples.path().join("module_tended-3.0.zip"), zip(&entries)).unwrap();
    let arguments = ["module_tended-3.0.zip", "--target", "24"];
    let (text, errors, _) = check(&samples, &arguments);
    assert!(text.contains("(used 4 times)") && !text.contains("set aside"), "{text}");
    assert_eq!(errors, "");
    let all = found(&samples, &[&arguments[..], &["--suppressions"]].concat());
    assert!(all.contains(&("suppression-unused".to_owned(), 21)), "{all:?}");
    assert!(refused(&samples, &["check", "module_tended-3.0.zip", "--staged"]).contains("what is staged cannot be read"));
    check(&samples, &[&arguments[..], &["--write-baseline"]].concat());
    assert_eq!(check(&samples, &[&arguments[..], &["--baseline", "dolivet-baseline.json"]].concat()).2, Some(0));
}

#[test]
fn a_baseline_knows_a_finding_again_wherever_it_moves() {
    let samples = Samples::new();
    let arguments = ["behind", "--target", "24"];
    let before = found(&samples, &arguments);
    assert!(before.len() > 40);
    let (text, errors, code) = check(&samples, &[&arguments[..], &["--write-baseline=known.json"]].concat());
    assert_eq!((text.as_str(), code), ("", Some(0)));
    assert!(errors.starts_with("`known.json` has "), "{errors}");
    let known = [&arguments[..], &["--baseline", "known.json"]].concat();
    let counts = |samples: &Samples| (found(samples, &known), check(samples, &known).2);
    assert_eq!(counts(&samples), (Vec::new(), Some(0)));
    let custom = samples.path().join("behind/custom");
    for (path, text) in files(&custom).into_iter().filter(|(path, _)| path.ends_with(".php")) {
        let text = String::from_utf8(text).unwrap().replacen("<?php\n", "<?php\n// one\n// two\n// three\n// four\n// five\n", 1);
        fs::write(custom.join(path), text).unwrap();
    }
    assert_eq!(counts(&samples), (Vec::new(), Some(0)));
    // One more of the same in a file shows all of that file, since the new one cannot be told.
    let lib = custom.join("lagging/lib/lagging.lib.php");
    let text = fs::read_to_string(&lib).unwrap();
    fs::write(&lib, text.clone() + "print_paybox_redirect(2);\n").unwrap();
    let (all, _) = counts(&samples);
    assert_eq!(rules(&all), [("function-gone", 15)]);
    fs::write(&lib, text.replace("print_paybox_redirect", "lagging_redirect")).unwrap();
    assert!(counts(&samples).0.is_empty());
    assert!(check(&samples, &known).1.contains("1 entry of it is obsolete"), "{}", check(&samples, &known).1);
    // Another target has other findings; nothing is obsolete for that.
    let (_, errors, _) = check(&samples, &["behind", "--target", "22", "--baseline", "known.json"]);
    assert_eq!(errors, "");
}

#[test]
fn the_same_site_makes_the_same_baseline() {
    let samples = Samples::new();
    let write = |name: &str, threads: &str| {
        check(&samples, &["behind", "--target", "24", "--threads", threads, &format!("--write-baseline={name}")]);
        fs::read_to_string(samples.path().join(name)).unwrap()
    };
    assert_eq!(write("a.json", "1"), write("b.json", "4"));
}

#[test]
fn what_cannot_be_used_is_refused_with_its_line() {
    let samples = Samples::new();
    let write = |name: &str, text: &str| fs::write(samples.path().join(name), text).unwrap();
    write("tended/dolivet.toml", "target = \"24\"\n[levels]\nfunktion-gone = \"off\"\n");
    let text = refused(&samples, &["check", "tended"]);
    assert!(
        text.starts_with("dolivet: tended/dolivet.toml:3:1: no rule is called `funktion-gone`; did you mean: `function-gone`"),
        "{text}"
    );
    assert_eq!(samples.code(&["check", "tended", "--no-config"]), Some(0));
    write("known.json", "{\n\"schema\": \"dolivet.baseline/v1\",\n\"findings\": [\n7]}\n");
    assert!(
        refused(&samples, &["check", "behind", "--baseline", "known.json"]).starts_with("dolivet: `known.json`, line 4: it cannot be read")
    );
    write("other.json", "{\"name\": \"mine\"}");
    for arguments in [&["check", "behind", "--baseline", "other.json"][..], &["check", "behind", "--write-baseline=other.json"]] {
        assert!(refused(&samples, arguments).starts_with("dolivet: `other.json`: it is no baseline"));
    }
    assert_eq!(fs::read_to_string(samples.path().join("other.json")).unwrap(), "{\"name\": \"mine\"}");
    assert!(refused(&samples, &["check", "behind", "--config", "absent.toml"]).starts_with("dolivet: absent.toml:1:1: it cannot be read"));
    assert!(refused(&samples, &["check", "behind", "--explain-verdict", "lagging"]).contains("no verdict without a target"));
}

#[cfg(unix)]
#[test]
fn settings_of_strangers_lead_to_no_other_file() {
    let samples = Samples::new();
    let (settings, baseline) = (samples.path().join("tended/dolivet.toml"), samples.path().join("tended/dolivet-baseline.json"));
    let link = |path: &Path| {
        fs::remove_file(path).unwrap();
        fs::write(samples.path().join("secret"), "password = 'hunter2'\n").unwrap();
        std::os::unix::fs::symlink(samples.path().join("secret"), path).unwrap();
    };
    link(&baseline);
    for arguments in [&["check", "tended"][..], &["check", "tended", "--write-baseline"]] {
        let text = refused(&samples, arguments);
        assert!(text.contains("it is no file") && !text.contains("hunter2"), "{text}");
    }
    link(&settings);
    let text = refused(&samples, &["check", "tended"]);
    assert!(text.contains("it is no file") && !text.contains("password"), "{text}");
    assert_eq!(fs::read_to_string(samples.path().join("secret")).unwrap(), "password = 'hunter2'\n");
}

#[test]
fn init_writes_settings_that_change_nothing_and_overwrites_nothing() {
    let samples = Samples::new();
    let before = samples.says(&["check", "behind/custom/steady"]);
    let output = samples.run(&["init", "behind/custom/steady", "--pre-commit"]);
    assert_eq!(output.status.code(), Some(0));
    let (text, errors, _) = check(&samples, &["behind/custom/steady"]);
    assert_eq!((text, errors.as_str()), (before, "settings from `behind/custom/steady/dolivet.toml`\n"));
    assert!(samples.path().join("behind/custom/steady/.pre-commit-config.yaml").is_file());
    let written = files(&samples.path().join("behind/custom/steady"));
    assert!(refused(&samples, &["init", "behind/custom/steady"]).contains("is there already"));
    assert_eq!(files(&samples.path().join("behind/custom/steady")), written);
    assert!(refused(&samples, &["init", "absent"]).starts_with("dolivet: `absent` does not exist"));
    assert_eq!(samples.code(&["init", "tended", "--target", "24"]), Some(2));
}

#[cfg(feature = "git")]
mod staged {
    use git2::{IndexAddOption, Repository, Signature, Time};

    use super::*;

    fn commit(repo: &Repository) {
        let mut index = repo.index().unwrap();
        index.add_all(["*"], IndexAddOption::DEFAULT, None).unwrap();
        index.write().unwrap();
        let tree = repo.find_tree(index.write_tree().unwrap()).unwrap();
        let who = Signature::new("a", "a@example.org", &Time::new(1_700_000_000, 60)).unwrap();
        repo.commit(Some("HEAD"), &who, &who, "x", &tree, &[]).unwrap();
    }

    fn stage(repo: &Repository, path: &str) {
        let mut index = repo.index().unwrap();
        index.add_path(Path::new(path)).unwrap();
        index.write().unwrap();
    }

    #[test]
    fn what_is_staged_counts_and_not_what_lies_in_the_work_tree() {
        let samples = Samples::new();
        let module = samples.path().join("behind/custom/lagging");
        let repo = Repository::init(&module).unwrap();
        commit(&repo);
        let arguments = ["behind/custom/lagging", "--target", "24", "--staged"];
        assert_eq!(check(&samples, &arguments).2, Some(0), "nothing is staged");
        let lib = module.join("lib/new.lib.php");
        fs::write(&lib, "<?php\n\nprint_paybox_redirect(1);\n").unwrap();
        assert_eq!(check(&samples, &arguments).2, Some(0), "a new file that is not staged");
        stage(&repo, "lib/new.lib.php");
        fs::write(&lib, "<?php\n").unwrap();
        // The group has two more places, in files that the commit leaves as they are.
        assert_eq!(rules(&found(&samples, &arguments)), [("function-gone", 3)]);
        let (text, _, code) = check(&samples, &arguments);
        assert!(text.contains("(used once)") && text.contains("incompatible with"), "{text}");
        assert_eq!(code, Some(1));
        stage(&repo, "lib/new.lib.php");
        fs::write(&lib, "<?php\n\nprint_paybox_redirect(1);\n").unwrap();
        assert_eq!(check(&samples, &arguments).2, Some(0), "only the work tree has it");
        // What is declared in files that are not changed is known.
        fs::write(&lib, "<?php\nlagging_pay(1);\n").unwrap();
        stage(&repo, "lib/new.lib.php");
        assert_eq!(check(&samples, &arguments).2, Some(0));
    }

    #[test]
    fn only_changed_lines_are_told_where_that_is_asked_for() {
        let samples = Samples::new();
        let module = samples.path().join("behind/custom/lagging");
        let repo = Repository::init(&module).unwrap();
        commit(&repo);
        let path = module.join("lib/lagging.lib.php");
        let text = fs::read_to_string(&path).unwrap();
        let last = text.lines().count() as u64;
        fs::write(&path, text + "print_paybox_redirect(2);\nprint_paybox_redirect(3);\n").unwrap();
        stage(&repo, "lib/lagging.lib.php");
        let arguments = ["behind/custom/lagging", "--target", "24", "--staged"];
        assert!(found(&samples, &arguments).len() > 3);
        let lines = [&arguments[..], &["--changed-lines"]].concat();
        assert_eq!(rules(&found(&samples, &lines)), [("function-gone", last + 1)]);
        assert!(check(&samples, &lines).0.contains("(used 2 times)"));
        // The new ones are told although the file had one before.
        let before = repo.head().unwrap().peel_to_tree().unwrap();
        let all = ["behind/custom/lagging", "--target", "24"];
        let now = fs::read(&path).unwrap();
        let blob = before.get_path(Path::new("lib/lagging.lib.php")).unwrap().to_object(&repo).unwrap();
        fs::write(&path, blob.as_blob().unwrap().content()).unwrap();
        check(&samples, &[&all[..], &["--write-baseline=known.json"]].concat());
        fs::write(&path, now).unwrap();
        let known = [&lines[..], &["--baseline", "known.json"]].concat();
        assert_eq!(rules(&found(&samples, &known)), [("function-gone", last + 1)]);
        assert_eq!(check(&samples, &known).1, "");
    }

    #[test]
    fn the_index_that_git_gives_to_its_hooks_counts_where_it_is_one_of_the_repository() {
        let samples = Samples::new();
        let module = samples.path().join("behind/custom/lagging");
        let repo = Repository::init(&module).unwrap();
        commit(&repo);
        let git = module.join(".git");
        fs::copy(git.join("index"), git.join("other")).unwrap();
        fs::copy(git.join("index"), samples.path().join("stranger")).unwrap();
        fs::write(module.join("lib/new.lib.php"), "<?php\nprint_paybox_redirect(1);\n").unwrap();
        stage(&repo, "lib/new.lib.php");
        let code = |index: &Path| {
            let mut command = samples.command(&["check", "behind/custom/lagging", "--target", "24", "--staged"]);
            command.env("GIT_INDEX_FILE", index).output().unwrap().status.code()
        };
        assert_eq!(code(&git.join("other")), Some(0));
        for index in [git.join("index"), samples.path().join("stranger"), git.join("absent")] {
            assert_eq!(code(&index), Some(1), "{}", index.display());
        }
    }

    #[test]
    fn without_a_repository_nothing_is_staged() {
        let samples = Samples::new();
        let text = refused(&samples, &["check", "behind", "--staged"]);
        assert!(text.starts_with("dolivet: ") && text.contains("there is no Git repository around it"), "{text}");
    }

    /// What is kept of code that was read must never be seen but in the time that a run takes.
    #[test]
    fn the_same_is_told_whatever_is_kept_of_the_code() {
        let samples = Samples::new();
        let slot = |samples: &Samples| {
            let entries = fs::read_dir(samples.cache().join("code")).into_iter().flatten();
            entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
        };
        for site in ["behind", "broken", "healthy", "tended", "behind/custom/lagging"] {
            let repo = Repository::init(samples.path().join(site)).unwrap();
            commit(&repo);
            let modules = if samples.path().join(site).join("custom").is_dir() { "custom/" } else { "" };
            let is_code = |path: &str| path.starts_with(modules) && path.ends_with(".php");
            for (path, _) in files(&samples.path().join(site)).iter().filter(|(path, _)| is_code(path)).take(5) {
                let mut text = fs::read(samples.path().join(site).join(path)).unwrap();
                text.extend(b"\nprint_paybox_redirect(7);\n");
                fs::write(samples.path().join(site).join(path), text).unwrap();
                stage(&repo, path);
            }
            let _ = fs::remove_dir_all(samples.cache());
            let run = || check(&samples, &[site, "--target", "24", "--staged", "--format", "json"]);
            // A file where the directory would be.
            fs::write(samples.cache(), "").unwrap();
            let told = run();
            fs::remove_file(samples.cache()).unwrap();
            assert!(run() == told, "{site}: nothing is kept yet");
            let [kept] = slot(&samples).try_into().unwrap();
            let bytes = fs::read(&kept).unwrap();
            assert!(run() == told, "{site}: everything is kept");
            assert!(fs::read(&kept).unwrap() == bytes, "{site}: there is nothing new to keep");
            let mut spoilt = bytes.clone();
            spoilt[bytes.len() / 2] ^= 1;
            for spoilt in [&spoilt, &bytes[..bytes.len() / 2], &bytes[65..], &[]] {
                fs::write(&kept, spoilt).unwrap();
                assert!(run() == told, "{site}: what is kept is broken");
                assert!(fs::read(&kept).unwrap() == bytes, "{site}: it is mended");
            }
            // Of a file that changes what was kept is not taken, though it is as long as it was.
            let changed = files(&samples.path().join(site)).into_iter().rfind(|(_, text)| text.ends_with(b"(7);\n"));
            if let Some((path, mut text)) = changed.filter(|_| site.starts_with("behind")) {
                text.truncate(text.len() - b"\nprint_paybox_redirect(7);\n".len());
                text.extend(b"\n#rint_paybox_redirect(7);\n");
                fs::write(samples.path().join(site).join(&path), text).unwrap();
                stage(&repo, &path);
                let now = run();
                assert!(now != told, "{site}: the change is seen");
                fs::remove_dir_all(samples.cache()).unwrap();
                assert!(run() == now, "{site}: the change is seen as without the cache");
            }
            // A check of everything and a matrix keep the same, and nothing where that is not wanted.
            let _ = fs::remove_dir_all(samples.cache());
            for (at, command) in ["check", "matrix"].into_iter().enumerate() {
                let goal: &[&str] = if command == "check" { &["--target", "24"] } else { &[] };
                let run = |more: &[&str]| samples.run(&[&[command, site, "--format", "json"], goal, more].concat());
                let told = run(&["--no-cache"]);
                assert_eq!(slot(&samples).len(), at);
                let before = slot(&samples).first().map(|kept| fs::read(kept).unwrap());
                for again in [run(&[]), run(&[])] {
                    assert_eq!((again.status, &again.stdout), (told.status, &told.stdout), "{command} {site}");
                }
                let [kept] = slot(&samples).try_into().unwrap();
                assert!(before.is_none_or(|before| before == fs::read(kept).unwrap()), "{command} {site}: there is nothing new to keep");
            }
        }
    }
}
