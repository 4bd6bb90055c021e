//! Libraries that were put into a module by hand, or by npm, and brought their own `composer.json` or `package.json` along.

use serde::Deserialize;

use super::composer::Words;
use super::declared::namespace_below;
use super::{Found, Reader, split, word};
use crate::model::library::{Ecosystem, KnownBy, Library};

/// More than any module has.
const MAX_FILES: usize = 3_000;

#[derive(Deserialize)]
struct Manifest {
    name: Option<String>,
    version: Option<String>,
    license: Option<License>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// What `license` holds; old packages have an object.
#[derive(Deserialize)]
#[serde(untagged)]
enum License {
    Named {
        #[serde(rename = "type")]
        name: String,
    },
    Words(Words),
}

/// Every library that a manifest in a directory of its own tells of, unless Composer told of it.
pub(super) fn packages(reader: &mut Reader<'_>, found: &mut Found) {
    let is_manifest = |path: &str| path.contains('/') && matches!(split(path).1, "composer.json" | "package.json");
    let paths = reader.paths(is_manifest);
    for path in paths.iter().take(MAX_FILES) {
        let (dir, file) = split(path);
        if found.dirs.contains_key(dir) {
            continue;
        }
        let is_php = file == "composer.json";
        // `composer.json` comes first. Where there is no class of PHP beside, npm's file knows the version too.
        if is_php && reader.has(&format!("{dir}/package.json")) && namespace_below(reader, dir).is_none() {
            continue;
        }
        let Some(source) = reader.data(path) else { continue };
        let Some(manifest) = reader.json::<Manifest>(path, &source) else { continue };
        let name = word(manifest.name).filter(|name| !is_php || name.contains('/'));
        // A project is no library, and a file without a version only says how its directory is to be read.
        let is_library = if is_php {
            !matches!(manifest.kind.as_deref(), Some("project" | "metapackage" | "dolibarr-module"))
        } else {
            manifest.version.is_some()
        };
        let Some(name) = name.filter(|_| is_library) else { continue };
        let licences = match manifest.license {
            Some(License::Named { name }) => word(Some(name)).into_iter().collect(),
            Some(License::Words(words)) => Words::list(Some(words)),
            None => Vec::new(),
        };
        let library = Library {
            ecosystem: if is_php { Ecosystem::Composer } else { Ecosystem::Npm },
            name,
            version: word(manifest.version).or_else(|| version_beside(reader, dir)),
            licences,
            place: reader.shown(path),
            more: Vec::new(),
            known_by: KnownBy::Manifest,
            shipped: true,
            dev: false,
            requires: Vec::new(),
            namespace: if is_php { namespace_below(reader, dir) } else { None },
        };
        found.push(Some(dir.to_owned()), library);
    }
}

/// What a file `VERSION` beside a manifest says, if that is a version and nothing else.
fn version_beside(reader: &Reader<'_>, dir: &str) -> Option<String> {
    let text = reader.text(&format!("{dir}/VERSION"))?.bytes;
    let text = std::str::from_utf8(&text).ok()?.trim();
    let is_version =
        text.len() <= 40 && text.contains('.') && text.strip_prefix('v').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit());
    (is_version && !text.contains(char::is_whitespace)).then(|| text.to_owned())
}
