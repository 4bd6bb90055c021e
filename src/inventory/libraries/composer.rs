//! What Composer wrote of a module's packages: `installed.json` of each vendor directory, and each `composer.lock`. The former tells
//! what lies there, the latter what should. Never asks Packagist.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::declared::namespace_below;
use super::{Found, Reader, join, split, word};
use crate::model::library::{Ecosystem, KnownBy, Library};
use crate::model::place::Place;
use crate::php::loader::Source;

/// `composer/installed.json`, in the shape of Composer 2.
#[derive(Deserialize)]
struct Installed {
    #[serde(default)]
    packages: Vec<Package>,
    #[serde(default, rename = "dev-package-names")]
    dev: Vec<String>,
}

/// `composer.lock`.
#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    packages: Vec<Package>,
    #[serde(default, rename = "packages-dev")]
    dev: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: Option<String>,
    version: Option<String>,
    license: Option<Words>,
    /// PHP writes an empty list where there is none.
    require: Option<Names>,
    #[serde(rename = "install-path")]
    path: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// `composer.json`, beside a lock.
#[derive(Deserialize)]
struct Root {
    config: Option<Config>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Config {
    Known {
        #[serde(rename = "vendor-dir")]
        vendor: Option<String>,
    },
    Other(IgnoredAny),
}

/// One word or several.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Words {
    One(String),
    Many(Vec<String>),
    Other(IgnoredAny),
}

/// Names, with what is wanted of each.
#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    Some(BTreeMap<String, IgnoredAny>),
    Other(IgnoredAny),
}

impl Words {
    pub(super) fn list(this: Option<Self>) -> Vec<String> {
        match this {
            Some(Self::One(one)) => vec![one],
            Some(Self::Many(many)) => many,
            Some(Self::Other(_)) | None => Vec::new(),
        }
        .into_iter()
        .filter_map(|one| word(Some(one)))
        .take(20)
        .collect()
    }
}

/// What Composer installed. Gives the vendor directories whose list could be read.
pub(super) fn installed(reader: &mut Reader<'_>, found: &mut Found) -> BTreeSet<String> {
    let mut vendors = BTreeSet::new();
    for path in reader.paths(|path| path.ends_with("/composer/installed.json") || path == "composer/installed.json") {
        let vendor = split(split(&path).0).0.to_owned();
        if self::vendor(reader, &path, &vendor, found).is_some() {
            vendors.insert(vendor);
        }
    }
    vendors
}

/// What is locked for any other vendor directory.
pub(super) fn locked(reader: &mut Reader<'_>, vendors: &BTreeSet<String>, found: &mut Found) {
    for path in reader.paths(|path| split(path).1 == "composer.lock") {
        // The lock of a library says what its authors develop it with.
        if found.around(&path).is_none() {
            lock(reader, &path, vendors, found);
        }
    }
}

/// What lies in a vendor directory; `None` where that cannot be read.
fn vendor(reader: &mut Reader<'_>, path: &str, vendor: &str, found: &mut Found) -> Option<()> {
    let source = reader.data(path)?;
    // Composer 1 wrote a list, Composer 2 an object.
    let read: Installed = match source.bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => reader.json(path, &source).map(|packages| Installed { packages, dev: Vec::new() })?,
        _ => reader.json(path, &source)?,
    };
    let lines = Lines::of(&source);
    let dev: BTreeSet<String> = read.dev.iter().map(|name| name.to_lowercase()).collect();
    for package in read.packages {
        let dir = package.path.as_deref().and_then(|path| below(&join(vendor, "composer"), path));
        let is_dev = package.name.as_ref().is_some_and(|name| dev.contains(&name.to_lowercase()));
        let told = Told { by: KnownBy::Installed, dev: is_dev, lines: &lines, vendor };
        self::package(reader, package, dir, &told, found);
    }
    Some(())
}

/// What a lock says, unless Composer wrote down what lies there.
fn lock(reader: &mut Reader<'_>, path: &str, known: &BTreeSet<String>, found: &mut Found) {
    let dir = split(path).0;
    let manifest = join(dir, "composer.json");
    let root = reader.data(&manifest).and_then(|source| reader.json::<Root>(&manifest, &source));
    let vendor = match root.and_then(|root| root.config) {
        Some(Config::Known { vendor: Some(vendor) }) => below(dir, vendor.trim_end_matches('/')),
        _ => Some(join(dir, "vendor")),
    };
    // A vendor directory outside of the module holds nothing of it.
    let Some(vendor) = vendor else { return };
    if known.contains(&vendor) {
        return;
    }
    let Some(source) = reader.data(path) else { return };
    let Some(lock) = reader.json::<Lock>(path, &source) else { return };
    let lines = Lines::of(&source);
    for (packages, dev) in [(lock.packages, false), (lock.dev, true)] {
        let told = Told { by: KnownBy::Lock, dev, lines: &lines, vendor: &vendor };
        packages.into_iter().for_each(|package| self::package(reader, package, None, &told, found));
    }
}

/// What a file tells of all its packages.
struct Told<'a> {
    by: KnownBy,
    dev: bool,
    lines: &'a Lines,
    vendor: &'a str,
}

fn package(reader: &mut Reader<'_>, package: Package, dir: Option<String>, told: &Told<'_>, found: &mut Found) {
    let Some(name) = word(package.name) else { return };
    // Plugins of Composer and packages without files have nothing that a module could use.
    if matches!(package.kind.as_deref(), Some("metapackage" | "composer-plugin" | "composer-installer")) {
        return;
    }
    let dir = dir.unwrap_or_else(|| join(told.vendor, &name));
    let requires = match package.require {
        Some(Names::Some(names)) => names.into_keys().filter(|name| name.contains('/')).take(100).collect(),
        _ => Vec::new(),
    };
    let library = Library {
        ecosystem: Ecosystem::Composer,
        version: word(package.version),
        licences: Words::list(package.license),
        place: told.lines.place(&name),
        more: Vec::new(),
        known_by: told.by,
        shipped: !reader.below(&dir).is_empty(),
        dev: told.dev,
        requires,
        namespace: namespace_below(reader, &dir),
        name,
    };
    found.push(Some(dir), library);
}

/// A path from a directory on, if it stays in the module.
fn below(dir: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = dir.split('/').filter(|part| !part.is_empty()).collect();
    if path.starts_with('/') || path.contains('\\') {
        return None;
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Where a file of Composer names its packages.
struct Lines {
    file: Place,
    by_name: BTreeMap<String, u32>,
}

impl Lines {
    fn of(source: &Source) -> Self {
        let mut by_name = BTreeMap::new();
        for (line, number) in source.bytes.split(|byte| *byte == b'\n').zip(1_u32..) {
            let text = line.trim_ascii().strip_prefix(b"\"name\": \"").and_then(|rest| rest.strip_suffix(b"\","));
            if let Some(name) = text.and_then(|text| std::str::from_utf8(text).ok()) {
                by_name.entry(name.replace("\\/", "/")).or_insert(number);
            }
        }
        Self { file: Place::file(source.shown.clone()), by_name }
    }

    fn place(&self, name: &str) -> Place {
        let line = self.by_name.get(name).copied();
        line.map_or_else(|| self.file.clone(), |line| Place { file: self.file.file.clone(), line, column: 1 })
    }
}
