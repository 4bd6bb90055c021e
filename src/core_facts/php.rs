//! What PHP itself calls deprecated or no longer has, from the lists in `rules/php`.

use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};

use super::lists::lines;
use crate::base::Version;

/// The lists, each with what it is of.
const LISTS: [(Passes, &str); 5] = [
    (Passes::Constant, include_str!("../../rules/php/constants.txt")),
    (Passes::Function, include_str!("../../rules/php/functions.txt")),
    (Passes::Null, include_str!("../../rules/php/nulls.txt")),
    (Passes::Setting, include_str!("../../rules/php/settings.txt")),
    (Passes::Syntax, include_str!("../../rules/php/syntax.txt")),
];

/// What of PHP can pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Passes {
    Constant,
    /// A function in small letters; with `/` and a number, a call with so many arguments.
    Function,
    /// `null` as an argument: a function in small letters, `/` and the number of the argument from 1 on.
    Null,
    Setting,
    /// Syntax by a word of our own or, where the parser tells it, of the parser.
    Syntax,
}

/// Something of PHP that has no future.
#[derive(Debug, Clone)]
pub(crate) struct Passing {
    /// The version that calls it deprecated first; of some things that is the one that dropped them.
    pub deprecated: Version,
    /// The version that no longer has it.
    pub removed: Option<Version>,
    /// What there is instead; may be empty.
    pub instead: &'static str,
    /// What people call it, where that is not its name.
    pub called: Option<&'static str>,
}

/// What is known of a name, if it is one of these.
pub(crate) fn passing(what: Passes, name: &str) -> Option<&'static Passing> {
    static ALL: OnceLock<HashMap<Passes, HashMap<&str, Passing>>> = OnceLock::new();
    let read = |(what, list)| (what, lines(list).filter_map(row).collect());
    ALL.get_or_init(|| LISTS.into_iter().map(read).collect()).get(&what)?.get(name)
}

/// Whether calls of a function, with whatever arguments, can be among these.
pub(crate) fn is_passing_function(name: &str) -> bool {
    static NAMES: OnceLock<HashSet<&str>> = OnceLock::new();
    let names = || LISTS.into_iter().filter(|(what, _)| *what == Passes::Function).flat_map(|(_, list)| lines(list));
    NAMES.get_or_init(|| names().filter_map(|line| line.split(['/', '\t']).next()).collect()).contains(name)
}

fn row(line: &'static str) -> Option<(&'static str, Passing)> {
    let mut fields = line.split('\t');
    let (name, deprecated) = (fields.next()?, Version::parse(fields.next()?)?);
    let removed = fields.next().and_then(Version::parse);
    let instead = fields.next().unwrap_or_default();
    Some((name, Passing { deprecated, removed, instead, called: fields.next() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_every_line_of_them_is_read() {
        for (what, list) in LISTS {
            let lines: Vec<&str> = lines(list).collect();
            assert!(lines.windows(2).all(|pair| pair[0].split('\t').next() < pair[1].split('\t').next()), "{what:?}");
            for line in lines {
                let (name, passing) = row(line).unwrap_or_else(|| panic!("{line}"));
                assert!(passing.removed.as_ref().is_none_or(|removed| passing.deprecated <= *removed), "{line}");
                assert!(passing.removed.is_some() || line.split('\t').nth(2).is_none_or(str::is_empty), "{line}");
                assert!(name == name.trim() && line.split('\t').all(|field| field == field.trim()), "{line}");
                assert!((what == Passes::Syntax) == passing.called.is_some(), "{line}");
                let is_lower = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_/".contains(&b));
                assert!(!matches!(what, Passes::Function | Passes::Null) || is_lower, "{line}");
            }
        }
        assert!(passing(Passes::Function, "each").is_some_and(|each| each.instead == "foreach"));
        assert!(passing(Passes::Function, "trim").is_none() && passing(Passes::Constant, "each").is_none());
    }
}
