//! The core's release, from its sources as text. Never runs nor parses them as PHP.

use std::sync::Arc;

use super::paths::join;
use crate::base::{LineIndex, Version};
use crate::model::place::{Place, Placed};
use crate::php::loader::Loader;

/// How often one constant may stand for another.
const NESTING: u8 = 4;
/// How many parts a value may be joined from.
const PARTS: usize = 8;
/// How much of a file is looked at.
const SIZE: usize = 1 << 18;

/// The files that may define the release, in the order in which they are asked.
pub(super) const SOURCES: [&str; 3] = ["version.inc.php", "filefunc.inc.php", "master.inc.php"];

/// A file that may define the release.
struct Source {
    shown: Arc<str>,
    text: String,
}

/// Reads `DOL_VERSION`. It stands in `filefunc.inc.php`; newer cores join it in `version.inc.php` from `DOL_MAJOR_VERSION`
/// there and `DOL_MINOR_VERSION` in either file, and old ones have it in `master.inc.php`.
pub(super) fn release(files: &dyn Loader, main: &str) -> Option<Placed<Version>> {
    let read = SOURCES.iter().filter_map(|name| files.read(&join(main, name)));
    let text = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(SIZE)]).into_owned();
    let sources: Vec<Source> = read.map(|s| Source { shown: s.shown, text: text(&s.bytes) }).collect();
    let (text, place) = constant(&sources, "DOL_VERSION", NESTING)?;
    Some(Placed::new(Version::parse(&text)?, place))
}

/// The value of a constant by its first `define`.
fn constant(sources: &[Source], wanted: &str, nesting: u8) -> Option<(String, Place)> {
    let nesting = nesting.checked_sub(1)?;
    for source in sources {
        for (at, _) in source.text.match_indices("define") {
            let Some(rest) = defined(&source.text, at, wanted) else { continue };
            let value = joined(sources, rest, nesting)?;
            let offset = u32::try_from(at).unwrap_or(u32::MAX);
            let (line, column) = LineIndex::new(source.text.as_bytes()).line_column(source.text.as_bytes(), offset);
            return Some((value, Place { file: source.shown.clone(), line, column }));
        }
    }
    None
}

/// The text behind `define('WANTED',` when that is what stands at `at`, outside of a comment.
fn defined<'a>(text: &'a str, at: usize, wanted: &str) -> Option<&'a str> {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    if line.contains("//") || line.contains('#') || line.trim_start().starts_with(['*', '/']) {
        return None;
    }
    let rest = text[at + "define".len()..].trim_start().strip_prefix('(')?;
    let (name, rest) = literal(rest.trim_start())?;
    (name == wanted).then(|| rest.trim_start().strip_prefix(',')).flatten()
}

/// A value up to `)`: strings, constants and `constant('X')`, joined by dots.
fn joined(sources: &[Source], mut rest: &str, nesting: u8) -> Option<String> {
    let mut value = String::new();
    for _ in 0..PARTS {
        rest = rest.trim_start().trim_start_matches('\\');
        if let Some((text, behind)) = literal(rest) {
            (value, rest) = (value + text, behind);
        } else {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
            let (mut name, mut behind) = rest.split_at(end);
            if name == "constant" {
                let inner = behind.trim_start().strip_prefix('(')?;
                (name, behind) = literal(inner.trim_start())?;
                behind = behind.trim_start().strip_prefix(')')?;
            }
            value += &constant(sources, name, nesting)?.0;
            rest = behind;
        }
        rest = rest.trim_start();
        match rest.strip_prefix('.') {
            Some(behind) => rest = behind,
            None => return rest.starts_with([')', ',']).then_some(value),
        }
    }
    None
}

/// A string literal without escapes, and the text behind it.
fn literal(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    text[1..].split_once(quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(files: &[&str]) -> Option<(String, u32)> {
        let sources: Vec<Source> = files.iter().map(|text| Source { shown: "x".into(), text: (*text).to_owned() }).collect();
        constant(&sources, "DOL_VERSION", NESTING).map(|(text, place)| (text, place.line))
    }

    #[test]
    fn the_release_is_read_in_each_of_its_forms() {
        let old = "<?php\n// define('DOL_VERSION', '1.0');\nif (!defined('DOL_VERSION')) {\n\tdefine('DOL_VERSION', '22.0.4'); // a.b.c\n}";
        assert_eq!(version(&[old]), Some(("22.0.4".into(), 4)));
        let joined = "<?php define('DOL_MAJOR_VERSION', '23');\ndefine('DOL_VERSION', constant('DOL_MAJOR_VERSION').'.'.\\constant('DOL_MINOR_VERSION'));";
        let minor = "<?php define(\"DOL_MINOR_VERSION\", '0.0-beta');";
        assert_eq!(version(&[joined, minor]), Some(("23.0.0-beta".into(), 2)));
        assert_eq!(version(&[joined]), None);
    }

    #[test]
    fn constants_that_name_each_other_end() {
        assert_eq!(version(&["define('DOL_VERSION', DOL_VERSION);"]), None);
        assert_eq!(version(&["define('DOL_VERSION', 'é"]), None);
        assert_eq!(version(&["define"]), None);
    }
}
