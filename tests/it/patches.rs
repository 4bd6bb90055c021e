//! `dolivet patches`: pristine states wherever they lie, and what is wrong with them.

use std::fs;

use serde_json::Value;

use crate::support::{Samples, copy, files, gzip, refused, tar, zip};

const SITE: &str = "patched/site";
const LIST: &str = "patched/site/install/filelist-22.0.4.xml";

fn told(samples: &Samples, arguments: &[&str]) -> Value {
    let output = samples.run(&[&["patches"], arguments, &["--format", "json"]].concat());
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

/// `class path` of every file that is not as it should be.
fn classes(told: &Value) -> Vec<String> {
    let files = told["files"].as_array().expect("files are a list").iter();
    files.map(|file| format!("{} {}", file["class"].as_str().unwrap(), file["path"].as_str().unwrap())).collect()
}

#[test]
fn the_exit_code_says_whether_the_core_was_changed() {
    let samples = Samples::new();
    assert_eq!(samples.code(&["patches", "patched/release"]), Some(0), "what is never packaged is no change");
    assert_eq!(samples.code(&["patches", SITE]), Some(1));
    assert!(refused(&samples, &["patches", "healthy"]).contains("there is no `install/filelist-22.0.4.xml`"));
    assert!(
        refused(&samples, &["patches", SITE, "--against", "patched/update"]).contains("is Dolibarr 23.0.1, and the installation is 22.0.4")
    );
    assert!(refused(&samples, &["patches", "patched/site/custom"]).contains("is not the directory of a Dolibarr"));
    assert!(refused(&samples, &["patches", SITE, "--target", "absent"]).contains("does not exist"));
}

#[test]
fn a_pristine_core_says_the_same_wherever_it_lies() {
    let samples = Samples::new();
    // Without the list the tree alone says what should be there.
    for with_list in [true, false] {
        if !with_list {
            fs::remove_file(samples.path().join("patched/release/install/filelist-22.0.4.xml")).unwrap();
        }
        let entries = files(&samples.path().join("patched/release"));
        let inner: Vec<(String, Vec<u8>)> = entries.iter().map(|(path, text)| (format!("dolibarr/htdocs/{path}"), text.clone())).collect();
        for (name, bytes) in [("r.zip", zip(&inner)), ("r.tar", tar(&entries)), ("r.tar.gz", gzip(&tar(&inner)))] {
            fs::write(samples.path().join(name), bytes).unwrap();
        }
        let of = |against: &str| {
            let mut told = told(&samples, &[SITE, "--against", against, "--target", "patched/update"]);
            let name = told["pristine"]["texts"].take();
            assert_eq!(name, against);
            assert_eq!(told["pristine"]["source"], if with_list { "list" } else { "tree" });
            told["pristine"].take();
            told
        };
        let expected = of("patched/release");
        assert!(expected["files"].as_array().unwrap().iter().any(|file| file["change"]["verdict"] == "work"), "{expected}");
        for name in ["r.zip", "r.tar", "r.tar.gz"] {
            assert_eq!(of(name), expected, "{name}, with the list: {with_list}");
        }
    }
}

#[cfg(feature = "git")]
mod git {
    use std::path::Path;

    use super::*;

    fn commit(repo: &git2::Repository) -> git2::Oid {
        let mut index = repo.index().unwrap();
        index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).unwrap();
        index.write().unwrap();
        let tree = repo.find_tree(index.write_tree().unwrap()).unwrap();
        let who = git2::Signature::new("a", "a@example.org", &git2::Time::new(0, 0)).unwrap();
        let parent = repo.head().ok().and_then(|head| head.peel_to_commit().ok());
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        repo.commit(Some("HEAD"), &who, &who, "core", &tree, &parents).unwrap()
    }

    #[test]
    fn the_repository_around_a_core_knows_its_release() {
        let samples = Samples::new();
        let top = samples.path().join("work");
        copy(&samples.path().join("patched/release"), &top.join("htdocs"));
        fs::remove_dir_all(top.join("htdocs/install")).unwrap();
        let repo = git2::Repository::init(&top).unwrap();
        let release = commit(&repo);
        let change = |path: &str| fs::write(top.join("htdocs").join(path), "<?php mine();\n").unwrap();
        change("societe/card.php");
        commit(&repo);
        change("main.inc.php");
        fs::remove_file(top.join("htdocs/theme/eldy/img/logo.svg")).unwrap();

        let uncommitted = told(&samples, &["work"]);
        assert_eq!(uncommitted["pristine"]["source"], "checkout");
        assert!(refused(&samples, &["patches", "work", "--no-git"]).contains("there is no `install/filelist-22.0.4.xml`"));
        assert_eq!(classes(&uncommitted), ["modified main.inc.php", "missing theme/eldy/img/logo.svg"]);

        repo.reference("refs/tags/22.0.4", release, true, "").unwrap();
        let all = told(&samples, &["work/htdocs"]);
        assert_eq!((&all["pristine"]["source"], &all["pristine"]["commits"]), (&"tag".into(), &1.into()));
        assert_eq!(classes(&all), ["modified main.inc.php", "modified societe/card.php", "missing theme/eldy/img/logo.svg"]);
        assert_eq!(all["files"][1]["change"]["hunks"][0]["line"], 1);
        let modified = |told: &Value| classes(told).into_iter().filter(|line| line.starts_with("modified")).collect::<Vec<_>>();
        assert_eq!(modified(&told(&samples, &[SITE, "--against", "work@22.0.4"])), modified(&told(&samples, &[SITE])));
    }

    #[test]
    fn exported_patches_make_the_installed_files_of_the_pristine_ones() {
        let samples = Samples::new();
        let output = samples.run(&["patches", SITE, "--against", "patched/release", "--export", "series"]);
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "5 patches written to `series`\n");
        let series = files(&samples.path().join("series"));
        let modified: Vec<String> = classes(&told(&samples, &[SITE])).into_iter().filter(|line| line.starts_with("modified")).collect();
        assert_eq!(series.len(), modified.len());
        let tree = samples.path().join("tree");
        copy(&samples.path().join("patched/release"), &tree);
        let repo = git2::Repository::init(&tree).unwrap();
        for (_, patch) in &series {
            repo.apply(&git2::Diff::from_buffer(patch).unwrap(), git2::ApplyLocation::WorkDir, None).unwrap();
        }
        for line in modified {
            let path = line.split_once(' ').unwrap().1;
            let read = |top: &Path| fs::read(top.join(path)).unwrap();
            assert_eq!(read(&tree), read(&samples.path().join(SITE)), "{path}");
        }
        let again = refused(&samples, &["patches", SITE, "--against", "patched/release", "--export", "series"]);
        assert!(again.contains("`series` cannot be made"), "nothing is overwritten: {again}");
        for option in [&["--export", "other"][..], &["--diff"]] {
            assert!(refused(&samples, &[&["patches", SITE], option].concat()).contains("no pristine texts"));
        }
        let output = samples.run(&["patches", SITE, "--against", "patched/release", "--target", "patched/update", "--export", "aimed"]);
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("4 patches written to `aimed`; 1 left out"));
        let names: Vec<String> = files(&samples.path().join("aimed")).into_iter().map(|(name, _)| name).collect();
        let tree = samples.path().join("updated");
        copy(&samples.path().join("patched/update"), &tree);
        let repo = git2::Repository::init(&tree).unwrap();
        for (_, patch) in files(&samples.path().join("aimed")).iter().filter(|(name, _)| !name.contains("needs-work")) {
            repo.apply(&git2::Diff::from_buffer(patch).unwrap(), git2::ApplyLocation::WorkDir, None).unwrap();
        }
        let merged = fs::read_to_string(tree.join("core/lib/functions.lib.php")).unwrap();
        assert!(merged.contains("Welcome") && merged.contains("So long"), "{merged}");
        assert!(names.contains(&"0003-needs-work-compta-facture-class-facture.class.php.patch".to_owned()), "{names:?}");
    }
}

#[test]
fn a_list_that_cannot_be_used_is_told() {
    let samples = Samples::new();
    let xml = fs::read_to_string(samples.path().join(LIST)).unwrap();
    for (broken, said) in [
        (xml.replace("version=\"22.0.4\">\n<dol", "version=\"22.0.3\">\n<dol"), "the list is one of Dolibarr 22.0.3"),
        (xml[..xml.len() / 2].to_owned(), "line "),
        (format!("<!DOCTYPE x [<!ENTITY e \"{}\">]>{xml}", "e".repeat(1000)), "a document type, which no list has"),
        ("<a>".repeat(100_000), "`a` instead of `checksum_list`"),
    ] {
        fs::write(samples.path().join(LIST), broken).unwrap();
        let refusal = refused(&samples, &["patches", SITE]);
        assert!(refusal.contains(said), "{refusal}");
        // A tree that was named stands in for it, and what is wrong is still said.
        let told = told(&samples, &[SITE, "--against", "patched/release"]);
        assert_eq!(told["pristine"]["name"], "install/filelist-22.0.4.xml of patched/release");
        assert!(told["problems"][0]["message"].as_str().unwrap().contains(said), "{told}");
    }
}

#[test]
fn lists_of_older_releases_tell_what_was_left_behind() {
    let samples = Samples::new();
    let site = samples.path().join(SITE);
    fs::create_dir_all(site.join("theme/eldy")).unwrap();
    fs::write(site.join("theme/eldy/old.css"), "").unwrap();
    fs::write(site.join("theme/eldy/new.css"), "").unwrap();
    let old = "<checksum_list version=\"21.0.0\"><dolibarr_htdocs_dir><dir name=\"/theme/eldy\">\
        <md5file name=\"old.css\" size=\"0\">d41d8cd98f00b204e9800998ecf8427e</md5file></dir></dolibarr_htdocs_dir></checksum_list>";
    fs::write(site.join("install/filelist-21.0.0.xml"), old).unwrap();
    let told = told(&samples, &[SITE]);
    let of = |path: &str| {
        let file = told["files"].as_array().unwrap().iter().find(|file| file["path"] == path).unwrap();
        (file["class"].as_str().unwrap().to_owned(), file["note"].as_str().unwrap().to_owned())
    };
    assert_eq!(of("theme/eldy/old.css"), ("stale".to_owned(), "last in 21.0.0".to_owned()));
    assert_eq!(of("theme/eldy/new.css").0, "foreign");
}

#[test]
fn modules_and_roots_inside_of_htdocs_are_no_core_files() {
    let samples = Samples::new();
    let site = samples.path().join(SITE);
    copy(&site.join("custom/stamps"), &site.join("seals"));
    fs::rename(site.join("seals/core/modules/modStamps.class.php"), site.join("seals/core/modules/modSeals.class.php")).unwrap();
    copy(&site.join("custom"), &site.join("extensions"));
    let conf = "<?php\n$dolibarr_main_document_root='/var/www';\n$dolibarr_main_document_root_alt='/var/www/extensions';\n";
    fs::create_dir_all(site.join("conf")).unwrap();
    fs::write(site.join("conf/conf.php"), conf).unwrap();
    let told = classes(&told(&samples, &[SITE]));
    assert!(told.contains(&"module seals/core/modules/modSeals.class.php".to_owned()), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("extensions/") || line.contains("custom/")), "{told:?}");
}

#[test]
fn scripts_beside_htdocs_are_compared_when_the_directory_above_is_opened() {
    let samples = Samples::new();
    let top = samples.path().join("top");
    copy(&samples.path().join("patched/release"), &top.join("htdocs"));
    let list = top.join("htdocs/install/filelist-22.0.4.xml");
    let scripts = "<dolibarr_script_dir version=\"22.0.4\"><dir name=\"/cron\">\
        <md5file name=\"run.php\" size=\"0\">d41d8cd98f00b204e9800998ecf8427e</md5file></dir></dolibarr_script_dir></checksum_list>";
    let xml = fs::read_to_string(&list).unwrap().replace("</checksum_list>", scripts);
    fs::write(&list, xml).unwrap();
    fs::create_dir_all(top.join("scripts/cron")).unwrap();
    fs::write(top.join("scripts/cron/run.php"), "<?php").unwrap();
    assert_eq!(classes(&told(&samples, &["top"])), ["modified ../scripts/cron/run.php", "never-packaged langs/zh_CN/README.md"]);
    fs::rename(top.join("scripts/cron/run.php"), top.join("scripts/cron/own.php")).unwrap();
    let moved = ["missing ../scripts/cron/run.php", "foreign ../scripts/cron/own.php", "never-packaged langs/zh_CN/README.md"];
    assert_eq!(classes(&told(&samples, &["top"])), moved);
    assert_eq!(classes(&told(&samples, &["top/htdocs"])), ["never-packaged langs/zh_CN/README.md"]);
}

#[cfg(unix)]
#[test]
fn what_is_a_link_or_cannot_be_read_is_told() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let samples = Samples::new();
    let core = samples.path().join("patched/release");
    fs::write(samples.path().join("secret"), "s3cret").unwrap();
    fs::remove_file(core.join("societe/card.php")).unwrap();
    symlink(samples.path().join("secret"), core.join("societe/card.php")).unwrap();
    fs::rename(core.join("theme"), samples.path().join("theme")).unwrap();
    symlink(samples.path().join("theme"), core.join("theme")).unwrap();
    let output = samples.run(&["patches", "patched/release", "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = ["modified societe/card.php", "modified theme", "never-packaged langs/zh_CN/README.md"];
    assert_eq!((output.status.code(), classes(&told)), (Some(1), expected.map(str::to_owned).to_vec()), "a link is another file");
    fs::remove_file(core.join("theme")).unwrap();
    fs::rename(samples.path().join("theme"), core.join("theme")).unwrap();
    fs::remove_file(core.join("societe/card.php")).unwrap();
    fs::write(core.join("societe/card.php"), "<?php\nrequire '../main.inc.php';\n\nprint 'a third party';\n").unwrap();
    fs::write(core.join(std::ffi::OsStr::from_bytes(b"comm/\xff\x1b[2J.php")), "").unwrap();
    for format in ["human", "markdown"] {
        let text = samples.says(&["patches", "patched/release", "--details", "--format", format]);
        assert!(text.contains("12 files as published") && text.contains("nothing in the core was changed"), "{text}");
        assert!(text.contains("a name that is not UTF-8") && !text.contains('\u{1b}'), "{text}");
    }
    let fifo = std::process::Command::new("mkfifo").arg(core.join("comm/propal/pipe.php")).status();
    assert!(fifo.is_ok_and(|status| status.success()));
    assert!(samples.says(&["patches", "patched/release"]).contains("neither a file nor a directory"));
    assert!(samples.says(&["check", "patched/release"]).contains("neither a file nor a directory"));
}

#[test]
fn whoever_changed_the_core_cannot_hide_it() {
    let samples = Samples::new();
    let site = samples.path().join("patched/release");
    copy(&site, &samples.path().join("clean"));
    let edit = |path: &str, edit: &dyn Fn(String) -> String| {
        let (from, to) = (samples.path().join("clean").join(path), site.join(path));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, edit(fs::read_to_string(from).unwrap_or_default())).unwrap();
    };
    let alarms = |more: &[&str]| {
        let told = told(&samples, &[&["patched/release"], more].concat());
        classes(&told).into_iter().filter(|line| !line.starts_with("never") && !line.starts_with("module")).collect::<Vec<_>>()
    };
    assert!(alarms(&[]).is_empty());
    // Code beside the place of the configuration.
    edit("filefunc.inc.php", &|text| text.replace("\"conf/conf.php\";", "\"conf/conf.php\"; system($_GET['c']);"));
    assert_eq!(alarms(&[]), ["modified filefunc.inc.php"]);
    edit("filefunc.inc.php", &|text| text);
    // A comment that ends early, and what is sent before the first header.
    edit("main.inc.php", &|text| text.replace("// A", "//\rA"));
    assert_eq!(alarms(&[]), ["modified main.inc.php"]);
    edit("main.inc.php", &|text| format!("\u{feff}{text}"));
    assert_eq!(alarms(&[]), ["modified main.inc.php"]);
    edit("main.inc.php", &|text| text);
    // A descriptor that would make a directory of the core that of a module.
    edit("compta/core/modules/modX.class.php", &|_| "<?php\nclass modX extends DolibarrModules\n{\n}\n".to_owned());
    edit("compta/shell.php", &|_| "<?php\n".to_owned());
    assert_eq!(alarms(&[]), ["foreign compta/core/modules/modX.class.php", "foreign compta/shell.php"]);
    fs::remove_dir_all(site.join("compta/core")).unwrap();
    fs::remove_file(site.join("compta/shell.php")).unwrap();
    // PHP where no list looks.
    let hidden = ["conf/shell.php", "core/.x/a.php", "core/lib/a.pht", "core/lib/xinstall/a.php", "install/shell.php"];
    hidden.iter().for_each(|path| edit(path, &|_| "<?php\n".to_owned()));
    assert_eq!(alarms(&[]), hidden.map(|path| format!("foreign {path}")));
    hidden.iter().for_each(|path| fs::remove_file(site.join(path)).unwrap());
    // The list itself.
    edit("societe/card.php", &|text| text + "mine();\n");
    edit("install/filelist-22.0.4.xml", &|text| {
        text.lines().filter(|line| !line.contains("card.php\" size=\"62\"")).collect::<Vec<_>>().join("\n")
    });
    assert!(alarms(&["--against", "clean"]).contains(&"modified societe/card.php".to_owned()));
}

#[test]
fn passwords_in_copies_of_the_configuration_are_never_shown() {
    let samples = Samples::new();
    for (tree, password) in [("patched/site", "s3cret-new"), ("patched/release", "s3cret-old")] {
        let dir = samples.path().join(tree);
        fs::remove_file(dir.join("install/filelist-22.0.4.xml")).unwrap();
        for path in ["conf/conf.php.old", "conf.php.bak", "conf/own.php"] {
            fs::create_dir_all(dir.join("conf")).unwrap();
            fs::write(dir.join(path), format!("<?php $dolibarr_main_db_pass='{password}';\n")).unwrap();
        }
    }
    for format in ["human", "json", "markdown"] {
        let text = samples.says(&["patches", SITE, "--against", "patched/release", "--diff", "--details", "--format", format]);
        assert!(text.contains("conf.php.bak") && !text.contains("s3cret"), "{text}");
    }
    samples.run(&["patches", SITE, "--against", "patched/release", "--export", "series"]);
    for (name, patch) in files(&samples.path().join("series")) {
        assert!(!String::from_utf8_lossy(&patch).contains("s3cret"), "{name}");
    }
}

#[test]
fn half_a_pristine_state_or_target_invents_nothing() {
    let samples = Samples::new();
    let cut = |tree: &str, name: &str| {
        let mut entries = files(&samples.path().join(tree));
        entries.retain(|(path, _)| !path.starts_with("install/"));
        let bytes = tar(&entries);
        let at = bytes.windows(17).position(|part| part == b"societe/card.php\0").unwrap();
        fs::write(samples.path().join(name), &bytes[..at + 520]).unwrap();
    };
    cut("patched/release", "release.tar");
    cut("patched/update", "update.tar");
    fs::remove_file(samples.path().join(LIST)).unwrap();
    let told = told(&samples, &[SITE, "--against", "release.tar"]);
    assert!(!classes(&told).iter().any(|line| line.starts_with("foreign") || line.starts_with("stale")), "{told}");
    assert!(!told["problems"].as_array().unwrap().is_empty());
    let aimed = self::told(&samples, &[SITE, "--against", "patched/release", "--target", "update.tar"]);
    let reasons: Vec<&Value> = aimed["files"].as_array().unwrap().iter().map(|file| &file["change"]["reason"]).collect();
    assert!(!reasons.contains(&&Value::from("gone")), "{aimed}");
}

#[test]
fn other_line_ends_beside_a_change_make_no_other_change() {
    let samples = Samples::new();
    let path = "patched/site/core/lib/functions.lib.php";
    let text = fs::read_to_string(samples.path().join(path)).unwrap();
    let of = || {
        let told = told(&samples, &[SITE, "--against", "patched/release", "--target", "patched/update"]);
        let file = told["files"].as_array().unwrap().iter().find(|file| file["path"] == "core/lib/functions.lib.php").unwrap().clone();
        (file["change"]["hunks"].clone(), file["change"]["reason"].clone())
    };
    let before = of();
    fs::write(samples.path().join(path), text.replace('\n', "\r\n")).unwrap();
    assert_eq!(of(), before);
}
