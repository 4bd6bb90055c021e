//! `dolivet manifest`: what is written down of a site, and what a restored one is told.

use std::fs;
use std::path::Path;

use minisign::{KeyPair, SecretKey};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{Samples, copy, files, refused, tar, zip};

/// Writes the manifest of a sample and reads it.
fn create(samples: &Samples, path: &str, more: &[&str]) -> Value {
    let output = samples.run(&[&["manifest", "create", path, "-o", "m.json"], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&fs::read_to_string(samples.path().join("m.json")).unwrap()).expect("it is JSON")
}

/// The exit code of a check, and `class what` of each deviation.
fn verify(samples: &Samples, path: &str) -> (Option<i32>, Vec<String>) {
    let output = samples.run(&["manifest", "verify", "m.json", path, "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let point = |point: &Value| {
        let class = point["module"]["class"].as_str().unwrap_or("site");
        format!("{class} {}", point["what"].as_str().unwrap())
    };
    (output.status.code(), told["deviations"].as_array().unwrap().iter().map(point).collect())
}

#[test]
fn the_same_site_gives_the_same_bytes_and_they_fit_the_schema() {
    let samples = Samples::new();
    let schema: Value = serde_json::from_str(include_str!("../../docs/manifest.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for site in ["healthy", "broken", "behind", "patched/site", "healthy/custom", "healthy/custom/library"] {
        let made = create(&samples, site, &[]);
        let errors: Vec<String> = schema.iter_errors(&made).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{site}: {errors:?}");
        let text = fs::read_to_string(samples.path().join("m.json")).unwrap();
        for threads in ["1", "2", "7"] {
            let again = samples.run(&["manifest", "create", site, "--threads", threads]);
            assert_eq!(String::from_utf8(again.stdout).unwrap(), text, "{site}");
        }
        assert!(!text.contains("never-shown") && !text.contains(samples.path().to_str().unwrap()), "{site}");
    }
}

#[test]
fn a_manifest_says_what_belongs_to_the_data() {
    let samples = Samples::new();
    let made = create(&samples, "healthy", &["--target", "23"]);
    assert_eq!((&made["site"]["release"], &made["site"]["database_prefix"]), (&"22.0.4".into(), &"llx_".into()));
    let module = |class: &str| made["modules"].as_array().unwrap().iter().find(|module| module["class"] == class).unwrap().clone();
    let lending = module("modLending");
    assert_eq!((&lending["version"], &lending["directory"]), (&"0.9.2".into(), &"custom/lending".into()));
    assert_eq!(lending["verdicts"]["23.0.1"], "compatible");
    assert_eq!(lending["migrations"][0]["changes"][0]["table"], "lending_loan");
    let file = fs::read(samples.path().join("healthy/custom/lending/VERSION")).unwrap();
    assert_eq!(lending["files"]["VERSION"]["size"], file.len());
    assert!(made.get("created").is_none());
    let dated = samples.command(&["manifest", "create", "healthy", "--timestamp"]).env("SOURCE_DATE_EPOCH", "1700000000").output().unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&dated.stdout).unwrap()["created"], 1_700_000_000);
    assert_eq!(create(&samples, "patched/site", &[])["site"]["core"]["state"], "patched");
    assert_eq!(create(&samples, "patched/release", &[])["site"]["core"]["state"], "pristine");
}

#[test]
fn every_damage_to_a_restored_site_is_found_and_none_invented() {
    let samples = Samples::new();
    create(&samples, "healthy", &[]);
    let restored = |damage: &dyn Fn(&Path)| {
        let site = samples.path().join("restored");
        let _ = fs::remove_dir_all(&site);
        copy(&samples.path().join("healthy"), &site);
        damage(&site);
        verify(&samples, "restored")
    };
    let found = |words: &[&str]| (Some(1), words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    let edit = |path: &Path, edit: &dyn Fn(String) -> String| fs::write(path, edit(fs::read_to_string(path).unwrap())).unwrap();
    assert_eq!(restored(&|_| {}), (Some(0), Vec::new()));
    assert_eq!(restored(&|site| fs::remove_dir_all(site.join("custom/lending")).unwrap()), found(&["modLending missing"]));
    assert_eq!(restored(&|site| fs::rename(site.join("custom/lending/VERSION"), site.join("custom/lending/x")).unwrap()).0, Some(1));
    assert_eq!(restored(&|site| edit(&site.join("custom/lending/VERSION"), &|_| "0.9.1".to_owned())), found(&["modLending version"]));
    assert_eq!(restored(&|site| edit(&site.join("custom/lending/loans.php"), &|text| text + " ")), found(&["modLending content"]));
    assert_eq!(
        restored(&|site| edit(&site.join("custom/lending/loans.php"), &|text| text.replace('\n', "\r\n"))),
        found(&["modLending line-ends"])
    );
    assert_eq!(restored(&|site| edit(&site.join("main.inc.php"), &|text| text + "\n")), found(&["site core"]));
    assert_eq!(restored(&|site| edit(&site.join("filefunc.inc.php"), &|text| text.replace("22.0.4", "22.0.3"))), found(&["site release"]));
    assert_eq!(
        restored(&|site| copy(&samples.path().join("patched/site/custom/stamps"), &site.join("custom/stamps"))),
        found(&["modStamps extra"])
    );
    assert_eq!(
        restored(&|site| fs::rename(site.join("custom/lending"), site.join("lending")).unwrap()),
        found(&["modLending moved"]),
        "a module beside the core's directories is not the core's"
    );
}

#[test]
fn what_could_not_be_checked_is_not_told_as_the_same() {
    let samples = Samples::new();
    create(&samples, "healthy", &[]);
    assert!(refused(&samples, &["manifest", "verify", "absent.json", "healthy"]).contains("`absent.json`"));
    assert!(refused(&samples, &["manifest", "verify", "m.json", "absent"]).contains("`absent` does not exist"));
    fs::write(samples.path().join("bad.json"), "{\"schema\": \"other\"}").unwrap();
    assert!(refused(&samples, &["manifest", "verify", "bad.json", "healthy"]).contains("its schema is `other`"));
    #[cfg(unix)]
    {
        let link = samples.path().join("healthy/custom/lending/more.php");
        std::os::unix::fs::symlink("/etc/hostname", link).unwrap();
        let output = samples.run(&["manifest", "verify", "m.json", "healthy"]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("a link out of the tree") && text.contains("1 place could not be read"), "{text}");
    }
}

#[test]
fn two_backups_are_told_apart() {
    let samples = Samples::new();
    create(&samples, "healthy", &[]);
    fs::rename(samples.path().join("m.json"), samples.path().join("old.json")).unwrap();
    let sql = samples.path().join("healthy/custom/lending/sql/llx_lending_fine.sql");
    fs::write(sql, "CREATE TABLE llx_lending_fine(rowid integer);\n").unwrap();
    fs::write(samples.path().join("healthy/custom/lending/VERSION"), "1.0.0").unwrap();
    create(&samples, "healthy", &[]);
    let text = samples.says(&["manifest", "diff", "old.json", "m.json"]);
    assert!(text.contains("is version 1.0.0, and was 0.9.2, which is newer"), "{text}");
    assert!(text.contains("tables: + lending_fine") && text.contains("columns: + lending_fine.rowid"), "{text}");
    assert_eq!(samples.code(&["manifest", "diff", "old.json", "m.json", "--exit-code"]), Some(1));
    assert_eq!(samples.code(&["manifest", "diff", "m.json", "m.json", "--exit-code"]), Some(0));
}

#[test]
fn reports_are_what_their_readers_take() {
    let samples = Samples::new();
    create(&samples, "healthy", &[]);
    fs::write(samples.path().join("healthy/custom/lending/<new & \"file\">|*.php"), "").unwrap();
    let junit = samples.says(&["manifest", "verify", "m.json", "healthy", "--format", "junit"]);
    let mut reader = quick_xml::Reader::from_str(&junit);
    let mut names = Vec::new();
    loop {
        match reader.read_event().expect("it is XML") {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(element) | quick_xml::events::Event::Empty(element) => {
                names.push(element.name().as_ref().to_owned());
            }
            _ => {}
        }
    }
    assert_eq!(names.iter().filter(|name| *name == "testcase").count(), 5);
    assert_eq!(names.iter().filter(|name| *name == "failure").count(), 1);
    let path = |name: &str| samples.path().join(name).display().to_string();
    let (file, site) = (path("m.json"), path("healthy"));
    let markdown = samples.says(&["manifest", "verify", &file, &site, "--format", "markdown", "--date", "2026-11-25"]);
    assert!(!markdown.contains(samples.path().to_str().unwrap()), "{markdown}");
    assert!(markdown.contains("| date | 2026-11-25 |") && markdown.contains(r#"added: &lt;new &amp; "file"&gt;\|\*.php"#), "{markdown}");
}

/// The bytes of a manifest, and the exit code.
fn text(samples: &Samples, path: &str) -> (String, Option<i32>) {
    let output = samples.run(&["manifest", "create", path]);
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn it_does_not_matter_from_where_a_site_is_opened() {
    let samples = Samples::new();
    let (site, above) = (samples.path().join("dolibarr/htdocs"), samples.path().join("dolibarr"));
    copy(&samples.path().join("healthy"), &site);
    // A root that lies elsewhere, and elsewhere again once it is restored.
    let roots = |dir: &str| {
        let conf = site.join("conf/conf.php");
        let _ = fs::remove_dir_all(samples.path().join("elsewhere"));
        let root = samples.path().join(dir).join("modules");
        copy(&samples.path().join("patched/site/custom/stamps"), &root.join("stamps"));
        let text = format!(
            "<?php\n$dolibarr_main_document_root='{}';\n$dolibarr_main_document_root_alt='{},{}';\n$dolibarr_main_db_pass='s3cret';\n",
            site.display(),
            site.join("custom").display(),
            root.display()
        );
        fs::write(conf, text).unwrap();
    };
    roots("elsewhere/private");
    let (made, _) = text(&samples, "dolibarr/htdocs");
    assert_eq!(text(&samples, "dolibarr").0, made, "{}", above.display());
    assert!(made.contains("\"alternate:modules/stamps\""), "{made}");
    assert!(!made.contains("private") && !made.contains("s3cret") && !made.contains(samples.path().to_str().unwrap()));
    fs::write(samples.path().join("m.json"), made).unwrap();
    roots("elsewhere/restored/here");
    for path in ["dolibarr", "dolibarr/htdocs"] {
        assert_eq!(verify(&samples, path), (Some(0), Vec::new()), "{path}");
    }
    for path in ["dolibarr/htdocs/custom", "dolibarr/htdocs/custom/lending"] {
        assert!(refused(&samples, &["manifest", "verify", "m.json", path]).contains("is of a whole Dolibarr"), "{path}");
    }
}

#[test]
fn modules_alone_are_what_they_are_wherever_they_lie() {
    let samples = Samples::new();
    copy(&samples.path().join("healthy/custom/lending"), &samples.path().join("unpacked/lending-1.0"));
    copy(&samples.path().join("healthy/custom"), &samples.path().join("apart/custom"));
    for (inside, outside) in [("healthy/custom/lending", "unpacked/lending-1.0"), ("healthy/custom", "apart/custom")] {
        create(&samples, inside, &[]);
        assert_eq!(verify(&samples, outside), (Some(0), Vec::new()), "{outside}");
        create(&samples, outside, &[]);
        assert_eq!(verify(&samples, inside), (Some(0), Vec::new()), "{inside}");
    }
    assert!(refused(&samples, &["manifest", "verify", "m.json", "healthy"]).contains("is a whole Dolibarr"));
    let inside = ["manifest", "create", "healthy/custom", "-o", "healthy/custom/lending/m.json"];
    assert!(refused(&samples, &inside).contains("would become a part of what it describes"));
}

#[test]
fn two_descriptors_in_one_directory_share_its_files() {
    let samples = Samples::new();
    let descriptors = samples.path().join("healthy/custom/lending/core/modules");
    let text = fs::read_to_string(descriptors.join("modLending.class.php")).unwrap();
    fs::write(descriptors.join("modLender.class.php"), text.replace("class modLending", "class modLender")).unwrap();
    let made = create(&samples, "healthy", &[]);
    let modules = made["modules"].as_array().unwrap();
    let trees: Vec<&Value> =
        modules.iter().filter(|module| module["directory"] == "custom/lending").map(|module| &module["tree"]).collect();
    assert!(trees.len() == 2 && trees[0] == trees[1]);
    assert_eq!(verify(&samples, "healthy"), (Some(0), Vec::new()));
    fs::remove_file(descriptors.join("modLender.class.php")).unwrap();
    assert_eq!(verify(&samples, "healthy").1, ["modLender missing", "modLending content"]);
}

#[test]
fn files_of_every_size_and_name_are_summed_up() {
    let samples = Samples::new();
    let module = samples.path().join("healthy/custom/lending");
    for name in ["sql/llx_large.sql", "large.bin"] {
        fs::write(module.join(name), vec![b'x'; (16 << 20) + 1]).unwrap();
    }
    #[cfg(unix)]
    fs::write(module.join("\u{1b}[31m\u{202e}\n.php"), "<?php").unwrap();
    let made = create(&samples, "healthy", &[]);
    let raw = fs::read_to_string(samples.path().join("m.json")).unwrap();
    assert!(!raw.contains(['\u{1b}', '\u{202e}']));
    let lending = made["modules"].as_array().unwrap().iter().find(|module| module["class"] == "modLending").unwrap();
    assert_eq!(lending["files"]["large.bin"]["size"], (16 << 20) + 1);
    assert_eq!(verify(&samples, "healthy"), (Some(0), Vec::new()));
    fs::write(module.join("large.bin"), vec![b'y'; (16 << 20) + 1]).unwrap();
    assert_eq!(verify(&samples, "healthy"), (Some(1), vec!["modLending content".to_owned()]));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_neither_as_before_nor_gone() {
    let samples = Samples::new();
    create(&samples, "healthy", &[]);
    // A pipe is no more readable than what belongs to another user, also for root.
    let pipe = |path: &str| {
        let path = samples.path().join("healthy").join(path);
        fs::remove_file(&path).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    pipe("custom/lending/loans.php");
    assert_eq!(verify(&samples, "healthy"), (Some(2), Vec::new()));
    assert_eq!(text(&samples, "healthy").1, Some(2), "the manifest is not whole");
    fs::write(samples.path().join("healthy/custom/lending/lib.php"), "").unwrap();
    assert_eq!(verify(&samples, "healthy"), (Some(1), vec!["modLending content".to_owned()]));
}

#[test]
fn no_address_on_this_machine_and_no_document_is_in_it() {
    let samples = Samples::new();
    let site = samples.path().join("healthy");
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        let done = command.current_dir(&site).args(["-c", "user.name=Anna", "-c", "user.email=anna@example.org"]).args(arguments).output();
        done.is_ok_and(|done| done.status.success())
    };
    if !git(&["init", "-q"]) {
        return;
    }
    assert!(git(&["add", "."]) && git(&["commit", "-qm", "all"]) && git(&["remote", "add", "origin", samples.path().to_str().unwrap()]));
    fs::create_dir_all(site.join("documents/customers")).unwrap();
    fs::write(site.join("documents/customers/anna.pdf"), "").unwrap();
    fs::write(site.join("custom/lending/anna.php"), "").unwrap();
    let (made, _) = text(&samples, "healthy");
    assert!(!made.contains("customers") && !made.contains("example.org") && !made.contains(samples.path().to_str().unwrap()), "{made}");
    if cfg!(feature = "git") {
        assert!(made.contains("anna.php") && made.contains("\"remote\""), "{made}");
        fs::write(site.join(".git/HEAD"), "ref: refs/heads/../../x").unwrap();
        let (made, _) = text(&samples, "healthy");
        assert!(made.contains("\"broken\"") && !made.contains(samples.path().to_str().unwrap()), "{made}");
    }
}

#[test]
fn the_range_of_releases_is_told_when_it_is_asked_for() {
    let samples = Samples::new();
    let mut whole = create(&samples, "healthy", &["--works-on"]);
    for module in whole["modules"].as_array_mut().unwrap() {
        assert!(module["works_on"].is_string());
        module["works_on"] = Value::Null;
    }
    assert_eq!(whole, create(&samples, "healthy", &[]));
}

#[test]
fn a_backup_has_to_contain_what_the_modules_own() {
    let samples = Samples::new();
    let sql = samples.path().join("healthy/custom/lending/sql/llx_lending_more.sql");
    fs::write(sql, "ALTER TABLE llx_societe ADD lending_limit integer;\n").unwrap();
    create(&samples, "healthy", &[]);
    let entries = files(&samples.path().join("healthy"));
    fs::write(samples.path().join("healthy.zip"), zip(&entries)).unwrap();
    fs::write(samples.path().join("healthy.tar"), tar(&entries)).unwrap();
    let scope = |path: &str, format: &str, more: &[&str]| {
        let output = samples.run(&[&["manifest", "scope", path, "--format", format][..], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    for format in ["human", "json", "restic", "borg", "mysqldump", "pg_dump", "checks"] {
        assert_eq!(scope("m.json", format, &[]), scope("healthy", format, &[]), "{format}");
        assert_eq!(scope("healthy.zip", format, &[]), scope("healthy", format, &[]), "{format}");
        assert_eq!(scope("healthy.tar", format, &[]), scope("healthy", format, &[]), "{format}");
    }
    let human = scope("m.json", "human", &[]);
    for line in [
        "code       custom/lending",
        "table      llx_lending_loan",
        "columns    llx_societe: lending_limit",
        "documents  library",
        "constant   LIBRARY_DAYS",
        "cron job   LibraryRemind",
    ] {
        assert!(human.contains(line), "{human}");
    }
    assert_eq!(scope("m.json", "mysqldump", &["--prefix", "x_"]), "x_c_library_shelf\nx_lending_loan\nx_library_book\n");
    assert!(scope("m.json", "pg_dump", &[]).starts_with("--table=llx_c_library_shelf\n"));
    let places = ["--htdocs", "/w/htdocs", "--documents", "/w/docs"];
    assert_eq!(scope("m.json", "borg", &places).lines().next(), Some("R /w/docs/library"));
    assert_eq!(scope("m.json", "restic", &places).lines().nth(1), Some("/w/htdocs/custom/lending"));
    let json: Value = serde_json::from_str(&scope("m.json", "json", &[])).unwrap();
    assert_eq!((&json["schema"], &json["modules"][0]["columns"][0]["table"]), (&"dolivet.scope/v1".into(), &"llx_societe".into()));
    let checks = scope("m.json", "checks", &[]);
    assert!(checks.contains("  - [ ] Books: /library/list.php") && checks.contains("  - [ ] GET /library/books/{id}"), "{checks}");
}

#[test]
fn a_list_that_would_not_be_whole_is_refused_or_says_so() {
    let samples = Samples::new();
    let sql = samples.path().join("healthy/custom/lending/sql/llx_lending_more.sql");
    fs::write(sql, "CREATE TABLE `llx_a;reboot`(rowid integer);\nALTER TABLE llx_societe ADD x integer;\n").unwrap();
    let output = samples.run(&["manifest", "scope", "healthy", "--format", "mysqldump"]);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(!out.contains("reboot") && err.contains("not on the list: llx_societe, to which"), "{err}");
    #[cfg(unix)]
    {
        let custom = samples.path().join("healthy/custom");
        fs::rename(custom.join("lending"), custom.join("len\nding")).unwrap();
        assert!(refused(&samples, &["manifest", "scope", "healthy", "--format", "restic"]).contains("cannot stand on a line"));
    }
    let mut made = create(&samples, "healthy/custom/library", &[]);
    made["modules"][0]["directory"] = "alternate:modules/library".into();
    fs::write(samples.path().join("m.json"), made.to_string()).unwrap();
    let told = refused(&samples, &["manifest", "scope", "m.json", "--format", "restic"]);
    assert!(told.contains("--root alternate:modules=DIR"), "{told}");
    let said = samples.says(&["manifest", "scope", "m.json", "--format", "restic", "--root", "alternate:modules=/srv/m"]);
    assert_eq!(said, "/srv/m/library\ndocuments/library\n");
}

#[test]
fn documents_below_htdocs_are_not_the_cores() {
    let samples = Samples::new();
    let site = samples.path().join("patched/release");
    fs::create_dir_all(site.join("conf")).unwrap();
    let conf = "<?php\n$dolibarr_main_document_root='/w/htdocs';\n$dolibarr_main_data_root='/w/htdocs/private';\n";
    fs::write(site.join("conf/conf.php"), conf).unwrap();
    fs::create_dir_all(site.join("private")).unwrap();
    fs::write(site.join("private/anna.php"), "").unwrap();
    let made = create(&samples, "patched/release", &[]);
    assert_eq!(made["site"]["core"]["state"], "pristine");
    assert!(!made.to_string().contains("anna"), "{made}");
    fs::write(site.join("private/otto.php"), "").unwrap();
    assert_eq!(verify(&samples, "patched/release"), (Some(0), Vec::new()));
}

/// Keys in the files `key` and `key.pub`, the former locked where a password is given; the public one as a line too.
fn keys(samples: &Samples, key: &str, password: Option<&str>) -> (SecretKey, String) {
    let pair = match password {
        Some(password) => KeyPair::generate_encrypted_keypair(Some(password.to_owned())).unwrap(),
        None => KeyPair::generate_unencrypted_keypair().unwrap(),
    };
    fs::write(samples.path().join(key), pair.sk.to_box(None).unwrap().into_string()).unwrap();
    fs::write(samples.path().join(key).with_extension("pub"), pair.pk.to_box().unwrap().into_string()).unwrap();
    (pair.sk, pair.pk.to_base64())
}

#[test]
fn a_signed_manifest_is_taken_with_its_key_alone() {
    let samples = Samples::new();
    let (_, line) = keys(&samples, "key", None);
    keys(&samples, "other", None);
    create(&samples, "healthy", &["--sign", "key"]);
    for key in ["key.pub", &line] {
        let text = samples.says(&["manifest", "verify", "m.json", "healthy", "--key", key]);
        assert!(text.contains(&format!("signed with {line}: file:m.json hashed")) && text.contains("matches"), "{text}");
    }
    let json = samples.says(&["manifest", "verify", "m.json", "healthy", "--key", "key.pub", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["signed"]["key"], &json["signed"]["comment"]), (&line.as_str().into(), &"file:m.json\thashed".into()));
    for (format, wanted) in [("junit", "classname=\"manifest\" name=\"signed with RW"), ("markdown", "| manifest | signed with RW")] {
        let text = samples.says(&["manifest", "verify", "m.json", "healthy", "--key", "key.pub", "--format", format]);
        assert!(text.contains(wanted), "{text}");
    }
    let refuses = |key: &str| refused(&samples, &["manifest", "verify", "m.json", "healthy", "--key", key]);
    assert!(refuses("other.pub").contains("with another key"));
    for key in ["RWQ", "absent.pub", "key", "m.json.minisig", "healthy/custom", ""] {
        refuses(key);
    }
    let unchecked = samples.run(&["manifest", "verify", "m.json", "healthy"]);
    assert!(unchecked.status.success());
    assert!(String::from_utf8(unchecked.stderr).unwrap().contains("`m.json.minisig` was not checked"));
    fs::write(samples.path().join("healthy/custom/lending/loans.php"), "").unwrap();
    assert_eq!(
        samples.code(&["manifest", "verify", "m.json", "healthy", "--key", "key.pub"]),
        Some(1),
        "a true manifest, and another site"
    );
}

#[test]
fn nothing_but_the_signed_bytes_is_taken() {
    let samples = Samples::new();
    let (secret, _) = keys(&samples, "key", None);
    create(&samples, "healthy", &["--sign", "key"]);
    let (manifest, signature) = (samples.path().join("m.json"), samples.path().join("m.json.minisig"));
    let (true_manifest, true_signature) = (fs::read(&manifest).unwrap(), fs::read_to_string(&signature).unwrap());
    let refuses = |what: &str| {
        let told = refused(&samples, &["manifest", "verify", "m.json", "healthy", "--key", "key.pub"]);
        assert!(told.contains(what), "{told}");
    };
    for at in [0, true_manifest.len() / 3, true_manifest.len() - 1] {
        let mut altered = true_manifest.clone();
        altered[at] ^= 1;
        fs::write(&manifest, altered).unwrap();
        refuses("is not what was signed");
    }
    let longer = [true_manifest.as_slice(), b" "].concat();
    fs::write(&manifest, longer).unwrap();
    refuses("is not what was signed");
    fs::write(&manifest, &true_manifest).unwrap();
    for (text, what) in [
        (true_signature.replace("file:m.json", "file:n.json"), "is not what was signed"),
        (true_signature.replacen("RU", "RW", 1), "of a kind that is not taken"),
        (true_signature.replacen("\nRU", "\nAA", 1), "of a kind that is not taken"),
        (true_signature.lines().take(3).collect::<Vec<_>>().join("\n"), "no signature"),
        (true_signature[..true_signature.len() - 9].to_owned(), "no signature"),
        (String::new(), "no signature"),
        ("\u{1b}[2J\n\u{202e}\n\n".to_owned(), "no signature"),
        (true_signature + &" ".repeat(1 << 20), "has more than"),
    ] {
        fs::write(&signature, text).unwrap();
        refuses(what);
    }
    let other = minisign::sign(None, &secret, &b"other"[..], None, None).unwrap().into_string();
    fs::write(&signature, other).unwrap();
    refuses("is not what was signed");
    // What is signed may still be hostile to a terminal; what is not signed is not shown at all.
    let comment = "a\u{1b}[2J\u{202e}";
    let hostile = minisign::sign(None, &secret, &true_manifest[..], Some(comment), Some("trust me")).unwrap().into_string();
    fs::write(&signature, hostile).unwrap();
    for format in ["human", "json", "junit", "markdown"] {
        let text = samples.says(&["manifest", "verify", "m.json", "healthy", "--key", "key.pub", "--format", format]);
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("trust me"), "{text}");
    }
    fs::write(&signature, [0xff, 0xfe, b'\n']).unwrap();
    refuses("no signature");
    fs::remove_file(&signature).unwrap();
    refuses("there is no file `m.json.minisig`");
}

#[test]
fn a_password_comes_from_a_file_or_the_environment_and_is_never_shown() {
    let samples = Samples::new();
    keys(&samples, "key", Some("open sesame"));
    let create = ["manifest", "create", "healthy", "-o", "m.json", "--sign", "key"];
    let told = refused(&samples, &create);
    assert!(told.contains("there is nobody to ask"), "{told}");
    fs::write(samples.path().join("password"), "open sesame\r\nmore").unwrap();
    assert_eq!(samples.code(&[&create[..], &["--sign-password-file", "password"]].concat()), Some(0));
    assert_eq!(samples.code(&["manifest", "verify", "m.json", "healthy", "--key", "key.pub"]), Some(0));
    fs::remove_file(samples.path().join("m.json.minisig")).unwrap();
    let set = samples.command(&create).env("DOLIVET_SIGN_PASSWORD", "open sesame").output().unwrap();
    assert!(set.status.success() && set.stdout.is_empty() && set.stderr.is_empty());
    assert_eq!(samples.code(&["manifest", "verify", "m.json", "healthy", "--key", "key.pub"]), Some(0));
    fs::remove_file(samples.path().join("m.json")).unwrap();
    let wrong = samples.command(&create).env("DOLIVET_SIGN_PASSWORD", "hunter2").output().unwrap();
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(told.contains("`key` cannot be unlocked") && !told.contains("hunter2"), "{told}");
    assert!(!samples.path().join("m.json").exists(), "nothing is written that is not signed then");
    assert!(refused(&samples, &["manifest", "create", "healthy", "-o", "m.json", "--sign", "key.pub"]).contains("no secret key"));
    assert_eq!(samples.code(&["manifest", "create", "healthy", "--sign", "key"]), Some(2), "there is no file beside which it could lie");
}

#[test]
fn a_statement_is_about_the_file_and_the_directories() {
    let samples = Samples::new();
    let made = create(&samples, "healthy", &[]);
    let text = samples.says(&["manifest", "statement", "m.json"]);
    let statement: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(statement["predicateType"], "urn:dolivet:manifest:v1");
    assert_eq!(statement["predicate"], made);
    let subjects = statement["subject"].as_array().unwrap();
    assert_eq!((subjects.len(), &subjects[0]["name"]), (4, &"m.json".into()));
    let raw = fs::read(samples.path().join("m.json")).unwrap();
    let hexadecimal = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(subjects[0]["digest"], serde_json::json!({ "sha256": hexadecimal(&raw) }));
    // As the specification of `dirHash` has it: over the lines of `sha256sum` for the sorted files.
    let lending = subjects.iter().find(|subject| subject["name"] == "custom/lending").unwrap();
    let mut lines: Vec<(String, String)> = files(&samples.path().join("healthy/custom/lending"))
        .into_iter()
        .map(|(path, bytes)| (path.clone(), format!("{}  {path}\n", hexadecimal(&bytes))))
        .collect();
    lines.sort();
    let lines: String = lines.into_iter().map(|(_, line)| line).collect();
    assert_eq!(lending["digest"], serde_json::json!({ "dirHash": hexadecimal(lines.as_bytes()) }));
    // A field that came later belongs to it; what is no manifest does not.
    let mut later = made.clone();
    later["later"] = 1.into();
    fs::write(samples.path().join("later.json"), later.to_string()).unwrap();
    let told: Value = serde_json::from_str(&samples.says(&["manifest", "statement", "later.json"])).unwrap();
    assert_eq!(told["predicate"]["later"], 1);
    later["modules"][0]["tree"] = "0".into();
    fs::write(samples.path().join("later.json"), later.to_string()).unwrap();
    assert!(refused(&samples, &["manifest", "statement", "later.json"]).contains("it was altered"));
}

#[test]
fn a_whole_dolibarr_is_not_compared_with_modules_alone() {
    let samples = Samples::new();
    create(&samples, "healthy", &[]);
    fs::rename(samples.path().join("m.json"), samples.path().join("whole.json")).unwrap();
    create(&samples, "healthy/custom", &[]);
    for pair in [["whole.json", "m.json"], ["m.json", "whole.json"]] {
        let told = refused(&samples, &[&["manifest", "diff"][..], &pair].concat());
        assert!(told.contains("`whole.json` is of a whole Dolibarr, and `m.json` of modules alone"), "{told}");
    }
}
