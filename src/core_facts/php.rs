//! What PHP itself calls deprecated or no longer has, from `rules/php/functions.txt`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::base::Version;

const TEXT: &str = include_str!("../../rules/php/functions.txt");

/// A function of PHP that has no future.
#[derive(Debug, Clone)]
pub(crate) struct Passing {
    /// The version that calls it deprecated first.
    pub deprecated: Version,
    /// The version that no longer has it.
    pub removed: Option<Version>,
    /// What there is instead; may be empty.
    pub instead: &'static str,
}

/// The function of this name, in small letters, if it is one of these.
pub(crate) fn passing(name: &str) -> Option<&'static Passing> {
    static ALL: OnceLock<BTreeMap<&str, Passing>> = OnceLock::new();
    ALL.get_or_init(|| TEXT.lines().filter(|line| !line.starts_with('#')).filter_map(row).collect()).get(name)
}

fn row(line: &'static str) -> Option<(&'static str, Passing)> {
    let mut fields = line.split('\t');
    let (name, deprecated) = (fields.next()?, Version::parse(fields.next()?)?);
    let removed = fields.next().and_then(Version::parse);
    Some((name, Passing { deprecated, removed, instead: fields.next().unwrap_or_default() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_sorted_and_every_line_of_it_is_read() {
        let lines: Vec<&str> = TEXT.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.windows(2).all(|pair| pair[0].split('\t').next() < pair[1].split('\t').next()));
        for line in lines {
            let (name, passing) = row(line).unwrap_or_else(|| panic!("{line}"));
            assert!(passing.removed.as_ref().is_none_or(|removed| passing.deprecated < *removed), "{line}");
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{line}");
            assert!(passing.removed.is_some() || line.split('\t').nth(2).is_none_or(str::is_empty), "{line}");
        }
        assert!(passing("each").is_some_and(|each| each.instead == "foreach") && passing("trim").is_none());
    }
}
