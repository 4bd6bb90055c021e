//! The licences of a module: as its `composer.json` declares them, else as its licence file and the notice in its descriptor say. A
//! text that is not known for certain is none.

use serde::Deserialize;

use super::composer::Words;
use super::{Reader, split};
use crate::model::module::Descriptor;
use crate::model::place::Placed;

/// How much of a notice is looked at, in bytes.
const HEAD: usize = 8 << 10;
/// How much of a licence: those that do not say their name at once are short.
const TEXT: usize = 32 << 10;

#[derive(Deserialize)]
struct Manifest {
    license: Option<Words>,
}

/// Identifiers of SPDX where they are certain, else words.
pub(super) fn of_module(reader: &mut Reader<'_>, descriptor: &Descriptor) -> Vec<Placed<String>> {
    if let Some(source) = reader.data("composer.json")
        && let Some(manifest) = reader.json::<Manifest>("composer.json", &source)
    {
        let declared = Words::list(manifest.license);
        if !declared.is_empty() {
            return declared.into_iter().map(|licence| Placed::new(licence, reader.shown("composer.json"))).collect();
        }
    }
    let path = format!("core/modules/{}.class.php", descriptor.class);
    let notice = reader.head(&path, HEAD).and_then(|source| notice(&plain(&source.bytes)));
    let mut found: Vec<Placed<String>> = Vec::new();
    for path in reader.paths(is_licence) {
        let text = |length| reader.head(&path, length).and_then(|source| of_text(&plain(&source.bytes)));
        let Some(licence) = text(1 << 10).or_else(|| text(TEXT)) else { continue };
        let licence = match (licence, &notice) {
            (Licence::Id(id), _) => id.to_owned(),
            (Licence::Gnu(gnu), Some((said, later))) if *said == gnu => gnu.id(*later),
            (Licence::Gnu(gnu), _) => gnu.words(),
        };
        if found.iter().all(|known| known.value != licence) {
            found.push(Placed::new(licence, reader.shown(&path)));
        }
    }
    if let Some((gnu, later)) = notice.filter(|_| found.is_empty()) {
        found.push(Placed::new(gnu.id(later), descriptor.file.clone()));
    }
    found
}

fn is_licence(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    let stem = [".md", ".txt"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    split(path).0.is_empty() && matches!(stem, "license" | "licence" | "copying" | "copying.lesser" | "unlicense")
}

/// What a text of a licence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Licence {
    Id(&'static str),
    /// Whether later versions are allowed stands elsewhere.
    Gnu(Gnu),
}

/// A licence of the GNU project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gnu {
    family: &'static str,
    version: &'static str,
}

/// The families, with the names that they bear in texts.
const FAMILIES: [(&str, &str); 3] =
    [("gnu affero general public license", "AGPL"), ("gnu lesser general public license", "LGPL"), ("gnu general public license", "GPL")];

impl Gnu {
    fn id(self, later: bool) -> String {
        format!("{}-{}-{}", self.family, self.version, if later { "or-later" } else { "only" })
    }

    fn words(self) -> String {
        format!("GNU {} version {}", self.family, self.version)
    }

    /// The family that a text names first, its version, and what stands behind that.
    fn named(text: &str) -> Option<(Self, &str)> {
        let (at, (name, family)) = FAMILIES.iter().filter_map(|known| Some((text.find(known.0)?, known))).min_by_key(|(at, _)| *at)?;
        let rest = &text[at + name.len()..];
        let version = rest.find("version ").filter(|at| *at < 200)?;
        let rest = &rest[version + "version ".len()..];
        let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let version = match number.trim_end_matches('.') {
            "2" => "2.0",
            "2.1" => "2.1",
            "3" => "3.0",
            _ => return None,
        };
        Some((Self { family, version }, rest))
    }
}

/// A text in small letters, with single spaces and without the marks of comments and of Markdown.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '*' | '#' | '_' | '=' | '\u{feff}')).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn of_text(text: &str) -> Option<Licence> {
    let head: String = text.chars().take(300).collect();
    let starts = |name: &str| head.contains(name);
    let holds = |words: &str| text.contains(words);
    if FAMILIES.iter().any(|(name, _)| head.find(name).is_some_and(|at| at < 80)) {
        return Gnu::named(&head).map(|(gnu, _)| Licence::Gnu(gnu));
    }
    let id = if starts("apache license") && starts("version 2.0, january 2004") {
        "Apache-2.0"
    } else if starts("mozilla public license") && starts("version 2.0") {
        "MPL-2.0"
    } else if starts("free and unencumbered software released into the public domain") {
        "Unlicense"
    } else if starts("european union public licen") && starts("1.2") {
        "EUPL-1.2"
    } else if holds("permission is hereby granted, free of charge, to any person obtaining a copy")
        && holds("the above copyright notice and this permission notice shall be included")
        && !holds("except as contained in this notice")
    {
        "MIT"
    } else if holds("redistribution and use in source and binary forms") && !holds("advertising materials") {
        if holds("neither the name") { "BSD-3-Clause" } else { "BSD-2-Clause" }
    } else {
        return None;
    };
    Some(Licence::Id(id))
}

/// The licence that a notice such as that of Dolibarr's template names, and whether later versions are allowed.
fn notice(text: &str) -> Option<(Gnu, bool)> {
    let at = text.find("under the terms of the gnu ")?;
    let (gnu, rest) = Gnu::named(&text[at..])?;
    let near: String = rest.chars().take(120).collect();
    Some((gnu, near.contains("any later version")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_known_and_others_are_not() {
        let known = |text: &str| of_text(&plain(text.as_bytes()));
        assert_eq!(
            known("                    GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007\n\n Copyright"),
            Some(Licence::Gnu(Gnu { family: "GPL", version: "3.0" }))
        );
        assert_eq!(
            known("GNU Affero General Public License\n=================================\n\n_Version 3, 19 November 2007_"),
            Some(Licence::Gnu(Gnu { family: "AGPL", version: "3.0" }))
        );
        assert_eq!(known("Apache License\nVersion 2.0, January 2004"), Some(Licence::Id("Apache-2.0")));
        assert_eq!(known("All rights reserved. Do not copy."), None);
    }

    #[test]
    fn a_notice_says_whether_later_versions_are_allowed() {
        let text = "/* This program is free software; you can redistribute it and/or modify\n * it under the terms of the GNU General Public License as published by\n \
                    * the Free Software Foundation; either version 3 of the License, or\n * (at your option) any later version.\n";
        assert_eq!(notice(&plain(text.as_bytes())).map(|(gnu, later)| gnu.id(later)).as_deref(), Some("GPL-3.0-or-later"));
        let only = text.replace("or\n * (at your option) any later version", "and no other");
        assert_eq!(notice(&plain(only.as_bytes())).map(|(gnu, later)| gnu.id(later)).as_deref(), Some("GPL-3.0-only"));
        assert_eq!(notice("licensed as you like"), None);
    }
}
