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
    let entries = files(&samples.path().join("patched/release"));
    let inner: Vec<(String, Vec<u8>)> = entries.iter().map(|(path, text)| (format!("dolibarr/htdocs/{path}"), text.clone())).collect();
    for (name, bytes) in [("r.zip", zip(&inner)), ("r.tar", tar(&entries)), ("r.tar.gz", gzip(&tar(&inner)))] {
        fs::write(samples.path().join(name), bytes).unwrap();
    }
    // Without the list the tree alone says what should be there.
    for with_list in [true, false] {
        if !with_list {
            fs::remove_file(samples.path().join(LIST)).unwrap();
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
        assert_eq!(classes(&uncommitted), ["modified main.inc.php", "missing theme/eldy/img/logo.svg"]);

        repo.reference("refs/tags/22.0.4", release, true, "").unwrap();
        let all = told(&samples, &["work/htdocs"]);
        assert_eq!((&all["pristine"]["source"], &all["pristine"]["commits"]), (&"tag".into(), &1.into()));
        assert_eq!(classes(&all), ["modified main.inc.php", "modified societe/card.php", "missing theme/eldy/img/logo.svg"]);
        assert_eq!(all["files"][1]["change"]["hunks"][0]["line"], 1);
        assert_eq!(classes(&told(&samples, &[SITE, "--against", "work@22.0.4"])), classes(&told(&samples, &[SITE])));
    }

    #[test]
    fn exported_patches_make_the_installed_files_of_the_pristine_ones() {
        let samples = Samples::new();
        samples.run(&["patches", SITE, "--against", "patched/release", "--export", "series"]);
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
        assert!(again.contains("`series` cannot be written"), "nothing is overwritten: {again}");
        assert!(refused(&samples, &["patches", SITE, "--export", "other"]).contains("no pristine texts"));
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
        assert_eq!(told["pristine"]["source"], "tree");
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
    assert_eq!(classes(&told(&samples, &["top/htdocs"])), ["never-packaged langs/zh_CN/README.md"]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_neither_sound_nor_missing() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let samples = Samples::new();
    let core = samples.path().join("patched/release");
    fs::write(samples.path().join("secret"), "s3cret").unwrap();
    fs::remove_file(core.join("societe/card.php")).unwrap();
    symlink(samples.path().join("secret"), core.join("societe/card.php")).unwrap();
    fs::rename(core.join("theme"), samples.path().join("theme")).unwrap();
    symlink(samples.path().join("theme"), core.join("theme")).unwrap();
    fs::write(core.join(std::ffi::OsStr::from_bytes(b"comm/\xff\x1b[2J.php")), "").unwrap();
    let output = samples.run(&["patches", "patched/release", "--details"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("9 files as published; 3 not read"), "{text}");
    assert!(text.contains("a link; it is not followed") && text.contains("a name that is not UTF-8"), "{text}");
    assert!(!text.contains("missing") && !text.contains("s3cret") && !text.contains('\u{1b}'), "{text}");
}
