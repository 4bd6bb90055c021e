//! What the change log and a `VERSION` file say about a module's version. Never compares them with the descriptor.

use super::facts_of_classes::shown;
use crate::base::Version;
use crate::model::place::{Place, Placed};
use crate::model::site::ModuleDir;
use crate::php::loader::{Loader, Source};

/// The newest version of the change log, and the content of a `VERSION` file.
pub(super) fn versions(loader: &dyn Loader, dir: &ModuleDir) -> (Option<Placed<String>>, Option<Placed<String>>) {
    let top = |wanted: fn(&str) -> bool| {
        let names = dir.files.iter().filter(|file| !file.path.contains('/'));
        let found = names.filter(move |file| wanted(&file.path.to_ascii_lowercase()));
        found.filter_map(|file| Some((file.path.as_str(), loader.read(&format!("{}/{}", dir.path, file.path))?)))
    };
    let is_log = |name: &str| name.starts_with("changelog") && [".md", ".txt", ".rst", ""].contains(&&name["changelog".len()..]);
    let newest = top(is_log).find_map(|(_, source)| newest(&source));
    let version = top(|name| name == "version" || name == "version.txt").find_map(|(path, source)| {
        let text = String::from_utf8_lossy(&source.bytes).trim_start_matches('\u{feff}').trim().to_owned();
        (!text.is_empty() && text.len() <= 64 && !text.contains('\n')).then(|| Placed::new(text, shown(dir, path)))
    });
    (newest, version)
}

/// The version of the first heading that names one; of the last where the log goes upwards. Where the entries below it carry
/// versions of their own (`- FIX: … - 1.10.2`), the highest of those.
fn newest(source: &Source) -> Option<Placed<String>> {
    let text = String::from_utf8_lossy(&source.bytes);
    let lines: Vec<&str> = text.lines().collect();
    let headings: Vec<(usize, Version)> = lines.iter().enumerate().filter_map(|(i, line)| Some((i, heading(line)?))).collect();
    let (first, last) = (headings.first()?, headings.last()?);
    let upwards = last.1 > first.1;
    let (line, version) = if upwards { headings.iter().rev().max_by(|a, b| a.1.cmp(&b.1))? } else { first };
    let end = headings.iter().map(|(i, _)| *i).find(|i| i > line).unwrap_or(lines.len());
    let mut best = (*line, version.clone());
    for (i, text) in lines.iter().enumerate().take(end).skip(line + 1) {
        let higher = text.split(" - ").skip(1).filter_map(whole_version).filter(|found| *found > best.1).max();
        best = higher.map_or(best, |version| (i, version));
    }
    let at = u32::try_from(best.0 + 1).unwrap_or(u32::MAX);
    Some(Placed::new(best.1.as_str().to_owned(), Place { file: source.shown.clone(), line: at, column: 1 }))
}

/// The version in a heading: a line with marks (`## [1.2.3] - date`, `***** ChangeLog for 1.1 compared to 1.0 *****`), or one
/// that has nothing else (`V7.0.0`, `Version 1.2 (2024-01-31)`).
fn heading(line: &str) -> Option<Version> {
    let plain = line.trim_start_matches('\u{feff}').trim();
    let marked = ["#", "=", "***", "__"].iter().any(|mark| plain.starts_with(mark));
    let plain = plain.trim_matches(['#', '=', '*', '_', '-', ' ', '\t']);
    let between = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ':' | '*' | '`' | '"');
    let words: Vec<&str> = plain.split(between).filter(|word| !word.is_empty()).take(16).collect();
    if !marked && (words.len() > 4 || line.starts_with(['-', '*', '+', ' ', '\t'])) {
        return None;
    }
    let mut announced = false;
    for word in words {
        let lower = word.to_ascii_lowercase();
        if lower.contains("://") || ["dolibarr", "php", "unreleased", "compat"].contains(&lower.as_str()) {
            return None;
        }
        if let Some(version) = whole_version(word) {
            return Some(version);
        }
        let announces = ["version", "release", "v"].contains(&lower.as_str());
        // `Version 3`; a bare number without such a word may be a year or anything else.
        if marked && announced && lower.len() <= 3 && lower.bytes().all(|b| b.is_ascii_digit()) {
            return Version::parse(&lower);
        }
        if !marked && !announces {
            return None;
        }
        announced = announces;
    }
    None
}

/// A version with at least two levels, also as `v1.2`, in bold or with a full stop. A date is none.
fn whole_version(text: &str) -> Option<Version> {
    let text = text.trim().trim_matches(['*', '_', '`', '.', ' ']);
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let (numbers, tail) = text.split_once(['-', '+']).unwrap_or((text, ""));
    let levels: Vec<&str> = numbers.split('.').collect();
    let numeric = levels.iter().all(|l| !l.is_empty() && l.len() <= 6 && l.bytes().take(1).all(|b| b.is_ascii_digit()));
    let is_year = |level: &str| level.len() == 4 && (level.starts_with("19") || level.starts_with("20"));
    let is_date = levels.len() == 3 && (is_year(levels[0]) || is_year(levels[2]));
    let is_tail = tail.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.');
    (levels.len() > 1 && numeric && !is_date && is_tail).then(|| Version::parse(text)).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    fn log(name: &str, text: &str) -> String {
        let site = Memory::new("sample", "", &[(name, text)]);
        versions(&site, &site.dir).0.map_or_else(String::new, |found| format!("{} at {}", found.value, found.place.line))
    }

    #[test]
    fn the_first_version_that_a_heading_names() {
        let cases = [
            ("# CHANGELOG X FOR [DOLIBARR ERP CRM](https://www.dolibarr.org)\n\n## 1.0\nInitial version 2.3.4\n", "1.0 at 3"),
            ("# Change Log\n## [Unreleased](https://x/compare/1.3.0...HEAD)\n- 1.4.0 more\n## [1.3.1] - 2024-01-31\n## 1.2", "1.3.1 at 4"),
            ("## Release 1.10\n- FIX : a - **09/12/2024** - 1.10.2\n- NEW : b - 1.10.0\n## Release 1.9\n- NEW - 1.11.0", "1.10.2 at 2"),
            ("***** ChangeLog for 1.1 compared to 1.0 *****\nx\n***** ChangeLog for 1.2 compared to 1.1 *****\n", "1.2 at 3"),
            ("V7.0.0\n- a\n", "7.0.0 at 1"),
            ("### Version v1.4.3-beta\n", "1.4.3-beta at 1"),
            ("## 2024.01.31\n# Version 3\n", "3 at 2"),
            ("5.0.0\n - Support Dolibarr 18.0 and all the rest\n4.6.7\n", "5.0.0 at 1"),
            ("# Dolibarr 18.0\nSince 1.2 it works.\n", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(log("ChangeLog.md", text), expected, "{text}");
        }
        assert_eq!(log("changelog", "## 1.0"), "1.0 at 1");
        assert_eq!(log("docs/ChangeLog.md", "## 1.0"), "");
    }

    #[test]
    fn a_version_file_is_taken_as_it_is() {
        let site = Memory::new("sample", "", &[("VERSION", " 4.0.59\r\n")]);
        let found = versions(&site, &site.dir).1.expect("it is there");
        assert_eq!((found.value.as_str(), &*found.place.file), ("4.0.59", "sample/VERSION"));
    }
}
