//! What each version of PHP refuses in a file. Builds no tree.

use std::collections::BTreeMap;

use php_rs_parser::diagnostics::{ForbiddenRule, ParseError, Phase};
use php_rs_parser::{ParseOptions, PhpVersion, parse_arena_with};

use super::Arena;
use super::parse::{File, SyntaxError, refusal};
use super::source::Text;
use crate::base::{PhpSet, Span};

/// The versions that the parser knows. The first stands for all older ones, the last for all newer ones.
const PARSED: [((u32, u32), PhpVersion); 7] = [
    ((7, 4), PhpVersion::Php74),
    ((8, 0), PhpVersion::Php80),
    ((8, 1), PhpVersion::Php81),
    ((8, 2), PhpVersion::Php82),
    ((8, 3), PhpVersion::Php83),
    ((8, 4), PhpVersion::Php84),
    ((8, 5), PhpVersion::Php85),
];

/// Rules that PHP has since 8.0 and will keep.
const SINCE_8: [ForbiddenRule; 2] = [ForbiddenRule::CurlyOffsetAccess, ForbiddenRule::RealCast];

/// The most that [`File::chains`] may come to, and the largest file in bytes, for the parser to go by the rules of PHP 7: it then works out
/// constant expressions, each part of them again for whatever is around it.
const MOST_CHAINS: u64 = 1 << 22;
const LARGEST: usize = 1 << 20;

/// A piece of a file that some versions refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub span: Span,
    /// The parser's name for the rule that is broken, such as `curly-offset-access`; for what only newer versions have, the parser's
    /// words for it.
    pub rule: String,
    /// The parser's words for what is wrong; none for what only newer versions have.
    pub message: Option<String>,
    pub by: PhpSet,
}

/// Everything that some version refuses, where the newest one does, or the one that is given: to find what each of several older ones
/// lacks would cost another reading of every file. Of a file that no version can read there is nothing: [`File::errors`] has that.
pub(crate) fn refused(arena: &Arena, file: &File<'_>, only: Option<(u32, u32)>) -> Vec<Refused> {
    let text = Text::new(arena, file.text, true);
    if file.broken_from.is_some() || refusal(text.parsed.as_bytes()).is_some() {
        return Vec::new();
    }
    let is_costly = file.chains > MOST_CHAINS || file.text.len() > LARGEST;
    let parsed = if is_costly { &PARSED[1..] } else { &PARSED[..] };
    let near = |version| parsed.iter().find(|(known, _)| version <= *known).or(parsed.last()).map(|(_, parser)| *parser);
    // The file was read as the newest version already.
    let is_taken = |version| near(version).is_none_or(|parser| errors(arena, text, parser).is_empty());
    if file.errors.is_empty() && only.is_none_or(is_taken) {
        return Vec::new();
    }
    let told = told(&|parser| of_version(errors(arena, text, parser), text), parsed, newest(file));
    let mut found: BTreeMap<(Span, String), (Option<String>, PhpSet)> = BTreeMap::new();
    for (((major, minor), parser), told) in parsed.iter().zip(told) {
        let stands_for = PhpSet::of(|other| near(other) == Some(*parser));
        for Told { span, rule, message } in told {
            let rule = rule.unwrap_or_else(|| format!("unreadable-{major}.{minor}"));
            let known = found.entry((span, rule)).or_insert((message, PhpSet::NONE));
            known.1 = known.1.or(stands_for);
        }
    }
    found.into_iter().map(|((span, rule), (message, by))| Refused { span, rule, message, by }).collect()
}

/// What one version says, as [`Refused`] has it; without a rule where it cannot read on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    span: Span,
    rule: Option<String>,
    message: Option<String>,
}

/// What the newest version said when the file was read.
fn newest(file: &File<'_>) -> Vec<Told> {
    let told = |error: &SyntaxError| Told { span: error.span, rule: error.rule.map(str::to_owned), message: Some(error.message.clone()) };
    file.errors.iter().map(told).collect()
}

/// What each of the versions says, where that of the newest is known. What two of them say alike, those in between are taken to say too:
/// each costs a reading of the file.
fn told(read: &dyn Fn(PhpVersion) -> Vec<Told>, versions: &[((u32, u32), PhpVersion)], newest: Vec<Told>) -> Vec<Vec<Told>> {
    let is_since_8 = |one: &Told| SINCE_8.iter().any(|rule| one.rule.as_deref() == Some(rule.as_str()));
    let mut told: Vec<Option<Vec<Told>>> = vec![None; versions.len()];
    if !newest.is_empty() && newest.iter().all(is_since_8) {
        let newer = versions.iter().position(|(version, _)| *version >= (8, 0)).unwrap_or_default();
        told[newer..].fill(Some(newest));
    } else if let Some(last) = told.last_mut() {
        *last = Some(newest);
    }
    let mut left = vec![(0, versions.len() - 1)];
    while let Some((first, last)) = left.pop() {
        for at in [first, last] {
            told[at].get_or_insert_with(|| read(versions[at].1));
        }
        if told[first] == told[last] {
            let alike = told[first].clone();
            told[first..last].fill(alike);
        } else if last - first > 1 {
            let middle = usize::midpoint(first, last);
            left.extend([(first, middle), (middle, last)]);
        }
    }
    told.into_iter().map(Option::unwrap_or_default).collect()
}

fn of_version(errors: Vec<ParseError>, text: Text<'_>) -> Vec<Told> {
    let mut told = Vec::new();
    for error in errors {
        let (rule, message) = match (&error, error.forbidden_rule()) {
            (ParseError::VersionTooLow { feature, .. }, _) => (Some(feature.clone().into_owned()), None),
            (_, rule) => (rule.map(|rule| rule.as_str().to_owned()), Some(error.to_string())),
        };
        told.push(Told { span: text.span(error.span()), rule, message });
        // Behind what cannot be read, more may be made up.
        if breaks(&error) {
            break;
        }
    }
    told.sort_by_key(|told| told.span);
    told
}

fn errors(arena: &Arena, text: Text<'_>, version: PhpVersion) -> Vec<ParseError> {
    let options = ParseOptions::default().source_map(false).version(version);
    parse_arena_with(&arena.bump, text.parsed, &options).errors.into_iter().collect()
}

/// Whether nothing behind an error can be trusted.
fn breaks(error: &ParseError) -> bool {
    error.phase() == Phase::Parse && error.forbidden_rule().is_none() && !matches!(error, ParseError::VersionTooLow { .. })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn versions_between_two_that_say_the_same_are_not_asked() {
        let asked = Cell::new(0);
        let says = |rule: &str| vec![Told { span: Span { start: 0, end: 1 }, rule: Some(rule.to_owned()), message: None }];
        let held = |of: &dyn Fn(PhpVersion) -> &'static str| {
            asked.set(0);
            let all = told(
                &|version| {
                    asked.set(asked.get() + 1);
                    says(of(version))
                },
                &PARSED,
                says(of(PhpVersion::Php85)),
            );
            (all.into_iter().map(|told| told[0].rule.clone().unwrap()).collect::<Vec<_>>().join(" "), asked.get())
        };
        assert_eq!(held(&|_| "a"), ("a a a a a a a".to_owned(), 1));
        assert_eq!(held(&|version| if version < PhpVersion::Php81 { "a" } else { "b" }), ("a a b b b b b".to_owned(), 4));
        let own = |version| match version {
            PhpVersion::Php74 => "a",
            PhpVersion::Php80 => "b",
            PhpVersion::Php81 => "c",
            PhpVersion::Php82 => "d",
            PhpVersion::Php83 => "e",
            PhpVersion::Php84 => "f",
            _ => "g",
        };
        assert_eq!(held(&own), ("a b c d e f g".to_owned(), 6));
        assert_eq!(held(&|version| if version < PhpVersion::Php80 { "a" } else { "real-cast" }).1, 1);
    }

    #[test]
    fn what_is_since_8_is_so_in_each_version() {
        let arena = Arena::new();
        for (rule, code) in SINCE_8.into_iter().zip([&b"<?php echo $a{0};"[..], b"<?php $a = (real) 1;"]) {
            let rules =
                |version| errors(&arena, Text::new(&arena, code, true), version).iter().map(ParseError::forbidden_rule).collect::<Vec<_>>();
            for ((version, parser), is_so) in PARSED.iter().map(|one| (one, one.0 >= (8, 0))) {
                assert_eq!(rules(*parser), if is_so { vec![Some(rule)] } else { Vec::new() }, "{version:?}");
            }
        }
    }
}
