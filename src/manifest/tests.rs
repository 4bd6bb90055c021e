//! The schema of manifests, and what two of them tell.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::model::deviation::What;

/// `docs/manifest.schema.json`, as the structs have it. `DOLIVET_BLESS=1 cargo test` rewrites it.
#[test]
fn the_schema_is_that_of_the_structs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/manifest.schema.json");
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Manifest)).unwrap() + "\n";
    if std::env::var_os("DOLIVET_BLESS").is_some() {
        fs::write(&path, &schema).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), schema, "docs/manifest.schema.json is stale (DOLIVET_BLESS=1 rewrites it)");
}

pub(super) fn module(class: &str, version: &str, files: &[(&str, &str)]) -> Value {
    let file = |(path, sum): &(&str, &str)| ((*path).to_owned(), json!({ "size": 1, "sha256": sum }));
    let files: serde_json::Map<String, Value> = files.iter().map(file).collect();
    let sums: Vec<(String, String)> =
        files.iter().map(|(path, file)| (path.clone(), file["sha256"].as_str().unwrap().to_owned())).collect();
    let tree = tree(sums.iter().map(|(path, sum)| (path, sum)));
    json!({
        "class": class, "directory": format!("custom/{}", class.to_lowercase()), "name": class, "numero": 1, "version": version,
        "editor": null, "git": null, "depends": [], "conflicts": [], "dolibarr_min": null, "dolibarr_max": null, "works_on": null,
        "php_min": null, "php_max": null, "migrations": [], "permissions": [], "triggers": [], "hooks": { "contexts": [], "methods": [] },
        "api": [], "cron_jobs": [], "menus": [], "constants": [], "document_directories": [], "dictionaries": [], "boxes": [], "tabs": [],
        "tree": tree, "tree_unix": tree, "bytes": 1, "files": files
    })
}

pub(super) fn manifest(release: &str, modules: Vec<Value>) -> Manifest {
    let site = json!({
        "opened": "installation", "release": release, "release_from": null, "php_min": null, "php_max": null, "roots": [], "database_type": null,
        "database_prefix": null, "core": null, "git": null
    });
    let text = json!({ "schema": "dolivet.manifest/v1", "site": site, "modules": modules }).to_string();
    Manifest::parse(&text).unwrap()
}

/// The same with something that could not be read.
fn unread(manifest: &Manifest, file: &str) -> Manifest {
    let mut value: Value = serde_json::from_str(&manifest.text()).unwrap();
    value["problems"] = json!([{ "kind": "unreadable", "file": file, "line": null, "message": "permission denied", "unread": true }]);
    Manifest::parse(&value.to_string()).unwrap()
}

fn words(was: &Manifest, is: &Manifest) -> Vec<String> {
    let told = |d: &crate::model::deviation::Deviation| {
        let module = d.module.as_ref().map_or("site", |module| &module.class);
        format!("{module} {}", d.what.as_str())
    };
    compare(was, is).deviations.iter().map(told).collect()
}

#[test]
fn every_deviation_is_found_and_none_invented() {
    let files: [(&str, &str); 2] = [("a.php", "1"), ("b.php", "2")];
    let was = manifest("22.0.4", vec![module("modA", "1.0", &files), module("modB", "1.0", &files)]);
    assert!(compare(&was, &was).deviations.is_empty());
    let released = manifest("22.0.5", vec![module("modA", "1.0", &files), module("modB", "1.0", &files)]);
    assert_eq!(words(&was, &released), ["site release"]);
    let gone = manifest("22.0.4", vec![module("modA", "1.0", &files), module("modC", "2", &files)]);
    assert_eq!(words(&was, &gone), ["modB missing", "modC extra"]);
    let other =
        manifest("22.0.4", vec![module("modA", "0.9", &[("a.php", "9")]), module("modB", "1.0", &[("a.php", "1"), ("c.php", "2")])]);
    assert_eq!(words(&was, &other), ["modA version", "modB content"]);
    let content = compare(&was, &other).deviations.pop().unwrap().what;
    assert!(matches!(content, What::Content(files) if files.added == ["c.php"] && files.removed == ["b.php"] && files.changed.is_empty()));
    let What::Version { order, .. } = compare(&was, &other).deviations[0].what.clone() else { panic!("a version deviates") };
    assert_eq!(order, Some(std::cmp::Ordering::Less));
}

#[test]
fn places_commits_and_dependencies_deviate_too() {
    let mut a = module("modA", "1.0", &[("a.php", "1")]);
    a["depends"] = json!(["modB", "modSociete"]);
    a["git"] = json!({ "commit": "c1", "time": null, "tag": null, "describe": null, "branch": null, "remote": null, "shallow": false,
        "dirty": [], "untracked": [] });
    let was = manifest("22.0.4", vec![a.clone(), module("modB", "1.0", &[])]);
    let mut moved = a.clone();
    moved["directory"] = json!("extensions/moda");
    moved["git"]["commit"] = json!("c2");
    let is = manifest("22.0.4", vec![moved]);
    assert_eq!(words(&was, &is), ["modB missing", "modA moved", "modA commit", "modA dependency"]);
}

#[test]
fn what_was_not_read_is_no_deviation() {
    let was = manifest("22.0.4", vec![module("modA", "1.0", &[("a.php", "1"), ("b/c.php", "2")]), module("modB", "1.0", &[])]);
    let fewer = manifest("22.0.4", vec![module("modA", "1.0", &[("a.php", "1")]), module("modB", "1.0", &[])]);
    assert_eq!(words(&was, &fewer), ["modA content"]);
    for file in ["custom/moda/b", "custom/moda/b/c.php", "custom/moda", "custom"] {
        assert!(words(&was, &unread(&fewer, file)).is_empty(), "{file}");
        assert!(words(&unread(&fewer, file), &was).is_empty(), "{file}");
    }
    assert_eq!(words(&was, &unread(&fewer, "custom/modab")), ["modA content"]);
    let gone = manifest("22.0.4", vec![module("modB", "1.0", &[])]);
    assert_eq!(words(&was, &gone), ["modA missing"]);
    assert!(words(&was, &unread(&gone, "custom/moda")).is_empty());
    assert!(words(&was, &unread(&gone, "custom/moda/core/modules/modA.class.php")).is_empty());
    assert_eq!(words(&was, &unread(&gone, "custom/modb")), ["modA missing"]);
}

#[test]
fn the_core_differs_only_where_all_of_it_was_read() {
    let core = |tree: &str| {
        let mut value: Value = serde_json::from_str(&manifest("22.0.4", vec![module("modA", "1.0", &[])]).text()).unwrap();
        value["site"]["core"] = json!({ "state": "unknown", "against": null, "tree": tree, "files": 9 });
        Manifest::parse(&value.to_string()).unwrap()
    };
    assert_eq!(words(&core("1"), &core("2")), ["site core"]);
    assert_eq!(words(&core("1"), &unread(&core("2"), "custom/moda/x")), ["site core"]);
    assert!(words(&core("1"), &unread(&core("2"), "core/lib")).is_empty());
    assert_eq!(compare(&core("1"), &unread(&core("2"), "core/lib")).core, None);
}

#[test]
fn a_damaged_descriptor_is_told_by_its_file() {
    let mut damaged = module("modA", "1.0", &[("core/modules/modA.class.php", "2")]);
    damaged["version"] = Value::Null;
    let was = manifest("22.0.4", vec![module("modA", "1.0", &[("core/modules/modA.class.php", "1")])]);
    assert_eq!(words(&was, &manifest("22.0.4", vec![damaged])), ["modA content"]);
}

#[test]
fn a_manifest_that_was_altered_is_refused() {
    let text = manifest("22.0.4", vec![module("modA", "1.0", &[("a.php", "11"), ("b\nc.php", "22")])]).text();
    assert!(Manifest::parse(&text).is_ok());
    for (was, is) in [("\"11\"", "\"12\""), ("a.php", "aa.php")] {
        let error = Manifest::parse(&text.replace(was, is)).unwrap_err();
        assert_eq!(error, "it was altered: the sum over the files of `modA` is another");
    }
    assert_eq!(tree([(&"a\\b".to_owned(), &"1".to_owned())].into_iter()), crate::site::checksum(b"\\1  a\\\\b\n"));
}

#[test]
fn what_is_no_manifest_is_refused_with_a_reason() {
    for (text, said) in [
        ("", "EOF while parsing"),
        ("{\"schema\": \"dolivet.manifest/v2\"}", "its schema is `dolivet.manifest/v2`"),
        ("{\"schema\": \"dolivet.manifest/v1\"}", "missing field `site`"),
        ("[]", "invalid"),
    ] {
        let error = Manifest::parse(text).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
    // A later dolivet may say more.
    let mut text: Value = serde_json::from_str(&manifest("22.0.4", vec![]).text()).unwrap();
    text["news"] = json!(1);
    assert!(Manifest::parse(&text.to_string()).is_ok());
}
