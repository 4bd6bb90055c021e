//! `dolivet sbom`: bills fit the official schemas, hold what is there, and tell nothing else.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::{Registry, Resource, Validator};
use serde_json::Value;

use crate::support::{Samples, copy, files, refused, zip};

/// The schema of a version of CycloneDX. Formats are checked too.
fn schema(spec: &str) -> Validator {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let base = "http://cyclonedx.org/schema/";
    let others = [
        ("spdx.schema.json", include_str!("../schemas/cyclonedx/spdx.schema.json")),
        ("jsf-0.82.schema.json", include_str!("../schemas/cyclonedx/jsf-0.82.schema.json")),
        ("cryptography-defs.schema.json", include_str!("../schemas/cyclonedx/cryptography-defs.schema.json")),
    ];
    let mut registry = Registry::new();
    for (name, text) in others {
        registry = registry.add(format!("{base}{name}"), Resource::from_contents(read(text))).unwrap();
    }
    let registry = registry.prepare().unwrap();
    let schema = match spec {
        "1.6" => read(include_str!("../schemas/cyclonedx/bom-1.6.schema.json")),
        _ => read(include_str!("../schemas/cyclonedx/bom-1.7.schema.json")),
    };
    jsonschema::options().with_registry(&registry).should_validate_formats(true).build(&schema).unwrap()
}

/// Everything that is wrong with a bill, by the schema and by what it cannot say: names are there once, and all that is named is there.
fn faults(schema: &Validator, bom: &Value) -> Vec<String> {
    let mut faults: Vec<String> = schema.iter_errors(bom).map(|error| format!("{}: {error}", error.instance_path())).collect();
    let mut names = Vec::new();
    collect(bom, &mut names);
    let known: BTreeSet<&str> = names.iter().copied().collect();
    if known.len() < names.len() {
        faults.push("a name is there twice".to_owned());
    }
    let dependencies = bom["dependencies"].as_array().unwrap();
    let named = dependencies.iter().flat_map(|one| one["dependsOn"].as_array().into_iter().flatten().chain([&one["ref"]]));
    faults.extend(named.filter_map(Value::as_str).filter(|name| !known.contains(name)).map(|name| format!("`{name}` is nowhere")));
    faults
}

fn collect<'a>(value: &'a Value, names: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            names.extend(map.get("bom-ref").and_then(Value::as_str));
            map.values().for_each(|inner| collect(inner, names));
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, names)),
        _ => {}
    }
}

fn bom(samples: &Samples, arguments: &[&str]) -> Value {
    serde_json::from_str(&samples.says(&[&["sbom"], arguments].concat())).expect("it is JSON")
}

fn component<'a>(bom: &'a Value, name: &str) -> &'a Value {
    let found = bom["components"].as_array().unwrap().iter().find(|component| component["name"] == name);
    found.unwrap_or_else(|| panic!("no `{name}`"))
}

/// What one part of a bill needs.
fn needs<'a>(bom: &'a Value, name: &str) -> Vec<&'a str> {
    let found = bom["dependencies"].as_array().unwrap().iter().find(|one| one["ref"] == name).unwrap_or_else(|| panic!("no `{name}`"));
    found["dependsOn"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn bills_fit_the_schemas_and_the_same_site_gives_the_same_bytes() {
    let samples = Samples::new();
    for spec in ["1.6", "1.7"] {
        let schema = schema(spec);
        for site in ["healthy", "broken", "behind", "patched/site", "healthy/custom", "healthy/custom/library"] {
            let arguments = ["sbom", site, "--spec", spec, "--declared", "--timestamp"];
            let run = |threads: &str| {
                let mut command = samples.command(&[&arguments[..], &["--threads", threads]].concat());
                String::from_utf8(command.env("SOURCE_DATE_EPOCH", "1700000000").output().unwrap().stdout).unwrap()
            };
            let text = run("1");
            let bom: Value = serde_json::from_str(&text).expect("it is JSON");
            assert_eq!(faults(&schema, &bom), Vec::<String>::new(), "{site}");
            assert_eq!((&bom["specVersion"], &bom["metadata"]["timestamp"]), (&spec.into(), &"2023-11-14T22:13:20Z".into()));
            assert_eq!(run("7"), text, "{site}");
            assert!(!text.contains("never-shown") && !text.contains(samples.path().to_str().unwrap()), "{site}");
        }
        // A schema that takes everything would hold nothing.
        let mut wrong = bom(&samples, &["healthy", "--spec", spec]);
        wrong["components"][0]["licenses"] = serde_json::json!([{"license": {"id": "GPL-3"}}]);
        assert!(!faults(&schema, &wrong).is_empty());
    }
}

#[test]
fn a_bill_says_what_modules_bring_along_and_who_needs_whom() {
    let samples = Samples::new();
    let bom = bom(&samples, &["healthy"]);
    assert_eq!(bom["metadata"]["component"]["version"], "22.0.4");
    assert_eq!(component(&bom, "dolibarr")["purl"], "pkg:composer/dolibarr/dolibarr@22.0.4");
    let library = component(&bom, "Library");
    assert_eq!((&library["version"], &library["purl"]), (&"1.4.0".into(), &"pkg:generic/dolibarr-module/modLibrary@1.4.0".into()));
    assert_eq!(library["licenses"][0]["license"]["id"], "GPL-3.0-or-later");
    let brought: Vec<(&str, &str)> = library["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|inner| (inner["purl"].as_str().unwrap(), inner["scope"].as_str().unwrap()))
        .collect();
    let wanted = ["pkg:composer/acme/paper@v2.0.1", "pkg:composer/acme/shelves@1.4.2", "pkg:npm/select2@4.0.13"];
    assert_eq!(brought, wanted.map(|purl| (purl, "required")), "what is only installed for development is not there");
    let shelves = "custom/library#modLibrary|pkg:composer/acme/shelves@1.4.2";
    assert_eq!(needs(&bom, shelves), ["custom/library#modLibrary|pkg:composer/acme/paper@v2.0.1"]);
    assert_eq!(
        needs(&bom, "custom/library#modLibrary"),
        [shelves, "custom/library#modLibrary|pkg:npm/select2@4.0.13", "dolibarr"],
        "what another library needs is not needed by the module itself"
    );
    assert!(needs(&bom, "custom/lending#modLending").contains(&"custom/library#modLibrary"));
    assert_eq!(needs(&bom, "site").len(), 4);
    assert!(bom["metadata"].get("timestamp").is_none());
}

#[test]
fn what_is_locked_and_not_there_comes_only_when_asked_for() {
    let samples = Samples::new();
    let lock = r#"{"packages": [{"name": "acme/ink", "version": "0.1", "license": ["proprietary"]}]}"#;
    fs::write(samples.path().join("healthy/custom/shelfmark/composer.lock"), lock).unwrap();
    assert!(component(&bom(&samples, &["healthy"]), "Shelfmark").get("components").is_none());
    let declared = bom(&samples, &["healthy", "--declared"]);
    let ink = &component(&declared, "Shelfmark")["components"][0];
    assert_eq!((&ink["scope"], &ink["licenses"][0]["license"]["name"]), (&"excluded".into(), &"proprietary".into()));
}

#[test]
fn the_core_brings_libraries_along_too() {
    let samples = Samples::new();
    let dir = samples.path().join("healthy/includes/acme/ink");
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("composer.json"), r#"{"name": "acme/ink", "license": "LGPL-3.0+"}"#).unwrap();
    fs::write(dir.join("VERSION"), "1.2.3\n").unwrap();
    let bom = bom(&samples, &["healthy"]);
    assert_eq!(faults(&schema("1.6"), &bom), Vec::<String>::new());
    let ink = &component(&bom, "dolibarr")["components"][0];
    assert_eq!(ink["licenses"][0]["license"]["id"], "LGPL-3.0-or-later");
    assert_eq!(ink["evidence"]["occurrences"][0]["location"], "includes/acme/ink/composer.json");
    assert_eq!(needs(&bom, "dolibarr"), ["dolibarr|pkg:composer/acme/ink@1.2.3"]);
    assert!(!samples.says(&["sbom", "healthy/custom"]).contains("acme/ink"), "the core was not opened");
}

#[test]
fn an_archive_is_told_as_what_it_holds() {
    let samples = Samples::new();
    let put = |path: &str, text: &str| {
        let path = samples.path().join("healthy").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("includes/acme/ink/composer.json", r#"{"name": "acme/ink"}"#);
    put("includes/acme/ink/VERSION", "1.2.3\n");
    put("includes/js/jquery.js", &format!("/*! jQuery v3.7.1 */{}", " ".repeat(200_000)));
    put("custom/lending/css/bootstrap.css", &format!("/*! Bootstrap v5.3.1 */{}", " ".repeat(200_000)));
    put("custom/lending/includes/composer/installed.json", r#"[{"name": "acme/quill", "version": "7"}]"#);
    put("custom/lending/includes/acme/quill/Quill.php", "<?php namespace Acme;");
    for (path, archive, below) in [("healthy", "site.zip", "erp/htdocs/"), ("healthy/custom", "modules.zip", "custom/")] {
        let packed: Vec<_> =
            files(&samples.path().join(path)).into_iter().map(|(name, content)| (format!("{below}{name}"), content)).collect();
        fs::write(samples.path().join(archive), zip(&packed)).unwrap();
        let told = samples.says(&["sbom", path]);
        assert!(told.contains("pkg:npm/bootstrap@5.3.1") && told.contains("pkg:composer/acme/quill@7"), "{told}");
        assert_eq!(samples.says(&["sbom", archive]), told, "{archive}");
    }
    assert!(samples.says(&["sbom", "site.zip"]).contains("dolibarr|pkg:composer/acme/ink@1.2.3"));
}

#[test]
fn a_module_alone_is_what_the_bill_is_of_wherever_it_lies() {
    let samples = Samples::new();
    copy(&samples.path().join("healthy/custom/library"), &samples.path().join("unpacked/library-1.4"));
    let text = samples.says(&["sbom", "healthy/custom/library"]);
    assert_eq!(samples.says(&["sbom", "unpacked/library-1.4"]), text);
    let bom: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(bom["metadata"]["component"]["name"], "Library");
    assert_eq!(bom["components"].as_array().unwrap().len(), 3);
    let inside = ["sbom", "healthy/custom/library", "-o", "healthy/custom/library/bom.json"];
    assert!(refused(&samples, &inside).contains("would become a part of what it describes"));
    assert_eq!(samples.code(&["sbom", "healthy/custom/library", "-o", "bom.json"]), Some(0));
    assert_eq!(fs::read_to_string(samples.path().join("bom.json")).unwrap(), text);
    assert!(refused(&samples, &["sbom", "absent"]).contains("`absent` does not exist"));
}

#[test]
fn what_could_not_be_read_is_told_and_ends_with_2() {
    let samples = Samples::new();
    fs::write(samples.path().join("healthy/custom/library/vendor/composer/installed.json"), "{\"packages\": [").unwrap();
    let output = samples.run(&["sbom", "healthy"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.starts_with("custom/library/vendor/composer/installed.json: does not parse"), "{errors}");
    let bom: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(faults(&schema("1.6"), &bom).is_empty());
    assert_eq!(component(&bom, "Lending")["components"].as_array().unwrap().len(), 1, "the others are told all the same");
    let large = |path: &str, size: usize| {
        let path = samples.path().join("healthy").join(path);
        fs::write(path, vec![b' '; size]).unwrap();
        let output = samples.run(&["sbom", "healthy"]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    fs::remove_dir_all(samples.path().join("healthy/custom/library/vendor")).unwrap();
    assert_eq!(large("custom/lending/sql/llx_large.sql", (16 << 20) + 1), (Some(0), String::new()), "SQL tells of no library");
    let (code, errors) = large("custom/shelfmark/composer.lock", (4 << 20) + 1);
    assert!(code == Some(2) && errors.contains("more than the 4194304 bytes"), "{errors}");
}

#[test]
fn hostile_names_stay_names() {
    let samples = Samples::new();
    let dir = samples.path().join("healthy/custom/shelfmark");
    let packages = r#"[{"name": "../../etc/passwd", "version": "1\u001b[31m", "license": "\u202eTIM", "install-path": "../../../../../etc"},
        {"name": "a", "version": "pkg:x?y#z@1"}, {"name": "A/b c", "require": {"A/b c": "*", "a/c": "*"}}, {"name": "a/c", "require": {"a/b C": "*"}},
        {"name": "", "version": ""}, {"version": "1"}, {"name": "@x/y", "version": null, "license": [[], {}]}]"#;
    fs::create_dir_all(dir.join("vendor/composer")).unwrap();
    fs::write(dir.join("vendor/composer/installed.json"), packages).unwrap();
    let output = samples.run(&["sbom", "healthy", "--declared"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    let bom: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(faults(&schema("1.6"), &bom), Vec::<String>::new());
    assert_eq!(component(&bom, "Shelfmark")["components"].as_array().unwrap().len(), 5, "{text}");
}

#[test]
fn a_remote_gives_its_name_and_keeps_its_secrets() {
    let samples = Samples::new();
    let dir = samples.path().join("healthy/custom/lending");
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        let done = command.current_dir(&dir).args(["-c", "user.name=Anna", "-c", "user.email=anna@example.org"]).args(arguments).output();
        done.is_ok_and(|done| done.status.success())
    };
    if !git(&["init", "-q"]) || cfg!(not(feature = "git")) {
        return;
    }
    assert!(git(&["add", "."]) && git(&["commit", "-qm", "all"]));
    assert!(git(&["remote", "add", "origin", "https://anna:s3cret@github.com/Acme/Lending.git?token=s3cret"]));
    let text = samples.says(&["sbom", "healthy"]);
    assert!(!text.contains("s3cret") && !text.contains("anna"), "{text}");
    let bom: Value = serde_json::from_str(&text).unwrap();
    let lending = component(&bom, "Lending");
    let purl = lending["purl"].as_str().unwrap();
    assert!(purl.starts_with("pkg:github/acme/lending@") && purl.len() == "pkg:github/acme/lending@".len() + 40, "{purl}");
    assert_eq!(lending["externalReferences"][0]["url"], "https://github.com/Acme/Lending.git");
    assert!(git(&["remote", "set-url", "origin", samples.path().to_str().unwrap()]));
    let text = samples.says(&["sbom", "healthy"]);
    assert!(text.contains("pkg:generic/dolibarr-module/modLending@0.9.2") && !text.contains(samples.path().to_str().unwrap()), "{text}");
}

/// `DOLIVET_SITES=htdocs:module:… cargo test --test it -- --ignored real_sites`
#[test]
#[ignore = "needs sites that are not in the repository"]
fn real_sites_fit_the_schemas() {
    let sites = std::env::var("DOLIVET_SITES").expect("`DOLIVET_SITES` names sites");
    let samples = Samples::new();
    let schemas = ["1.6", "1.7"].map(|spec| (spec, schema(spec)));
    let mut count = 0;
    for site in sites.split(':').filter(|site| !site.is_empty()) {
        for (spec, schema) in &schemas {
            let output = samples.run(&["sbom", site, "--spec", spec, "--declared"]);
            let bom: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{site}: {error}"));
            assert_eq!(faults(schema, &bom), Vec::<String>::new(), "{site}");
            count += 1;
        }
    }
    println!("{count} bills fit");
}
