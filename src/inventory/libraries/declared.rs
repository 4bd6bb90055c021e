//! Which namespace the code of a library lies in. Reads line by line, as far as the first class: never parses.

use super::{Reader, split};
use crate::model::site::FileEntry;

/// How many files of a package are looked into.
const TRIES: usize = 4;
/// How far a class stands below the head of its file.
const HEAD: usize = 32 << 10;

/// The first part of the namespace of a package's code, in small letters; empty for classes without one, `None` without any class.
pub(super) fn namespace_below(reader: &mut Reader<'_>, dir: &str) -> Option<String> {
    if let Some(known) = reader.namespaces.get(dir) {
        return known.clone();
    }
    let found = find(reader, reader.below(dir));
    reader.namespaces.insert(dir.to_owned(), found.clone());
    found
}

fn find(reader: &Reader<'_>, files: &[FileEntry]) -> Option<String> {
    // What tests and examples declare is nothing that the package is loaded for.
    let is_aside =
        |path: &str| split(path).0.split('/').any(|dir| matches!(dir, "test" | "tests" | "Tests" | "examples" | "docs" | "vendor-bin"));
    // Files of classes bear the names of classes.
    let is_class = |path: &str| path.ends_with(".php") && split(path).1.starts_with(|c: char| c.is_ascii_uppercase());
    let classes = files.iter().filter(|file| is_class(&file.path) && !is_aside(&file.path)).take(TRIES);
    let others = files.iter().filter(|file| file.path.ends_with(".php") && !is_class(&file.path) && !is_aside(&file.path)).take(TRIES);
    classes.chain(others).find_map(|file| namespace(&reader.head(&file.path, HEAD)?.bytes))
}

/// The same for one file.
pub(super) fn namespace(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut in_comment = false;
    for line in text.lines() {
        let line = line.trim_start_matches('\u{feff}').trim_start();
        let line = line.strip_prefix("<?php").unwrap_or(line).trim_start();
        if in_comment || line.starts_with("/*") {
            in_comment = !line.contains("*/");
            continue;
        }
        if let Some(name) = line.strip_prefix("namespace ") {
            let first = name.trim_start().split(['\\', ';', '{', ' ']).next().unwrap_or_default();
            return Some(first.to_lowercase());
        }
        let mut words = line.split([' ', '\t', '{']).skip_while(|word| matches!(*word, "abstract" | "final" | "readonly"));
        if matches!(words.next(), Some("class" | "interface" | "trait" | "enum")) && words.next().is_some_and(|name| !name.is_empty()) {
            return Some(String::new());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_namespace_and_class_counts() {
        assert_eq!(
            namespace(b"<?php\n/*\n class x\n*/\ndeclare(strict_types=1);\n\nnamespace Acme\\Psr\\Log;\nclass A {}").as_deref(),
            Some("acme")
        );
        assert_eq!(namespace(b"<?php namespace GuzzleHttp;").as_deref(), Some("guzzlehttp"));
        assert_eq!(namespace(b"<?php\n// class of its own\nfinal class TCPDF{\n").as_deref(), Some(""));
        assert_eq!(namespace(b"<?php\nif (!function_exists('x')) {\n\tfunction x() {}\n}\n"), None);
    }
}
