//! A manifest as an in-toto statement, which tools for attestations sign and check: <https://in-toto.io/Statement/v1>. Says nothing that the
//! manifest does not say.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::Manifest;

/// What the predicate of a statement is.
const PREDICATE: &str = "urn:dolivet:manifest:v1";

#[derive(Serialize)]
struct Statement<'a> {
    #[serde(rename = "_type")]
    kind: &'static str,
    subject: Vec<Subject<'a>>,
    #[serde(rename = "predicateType")]
    predicate_type: &'static str,
    predicate: &'a Value,
}

#[derive(Serialize)]
struct Subject<'a> {
    name: &'a str,
    digest: BTreeMap<&'static str, &'a str>,
}

/// The statement about a manifest's file, by its name and text, and about the directories of its modules. An error says what is wrong
/// with the manifest, and where.
pub(crate) fn statement(name: &str, text: &str) -> Result<String, String> {
    let manifest = Manifest::parse(text)?;
    // What a later dolivet has added belongs to the predicate too.
    let predicate: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let own = crate::site::checksum(text.as_bytes());
    let mut subject = vec![Subject { name, digest: BTreeMap::from([("sha256", own.as_str())]) }];
    // Two descriptors in one directory are two modules with the same files.
    let directories: BTreeMap<&str, &str> =
        manifest.modules.iter().map(|module| (module.directory.as_str(), module.tree.as_str())).collect();
    subject.extend(directories.into_iter().map(|(name, tree)| Subject { name, digest: BTreeMap::from([("dirHash", tree)]) }));
    let statement = Statement { kind: "https://in-toto.io/Statement/v1", subject, predicate_type: PREDICATE, predicate: &predicate };
    let mut text = serde_json::to_string_pretty(&statement).expect("plain structs with text keys always serialize");
    text.push('\n');
    Ok(text)
}
