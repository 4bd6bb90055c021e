//! What each version of PHP refuses in a file. Builds no tree.

use std::collections::BTreeMap;

use php_rs_parser::diagnostics::{ParseError, Phase};
use php_rs_parser::{ParseOptions, PhpVersion, parse_arena_with};

use super::Arena;
use super::parse::{File, refusal};
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

/// Everything that some version refuses, where the newest one does, or the one that `on` holds alone: to find what each of several older
/// ones lacks would cost another reading of every file. Of a file that no version can read there is nothing: [`File::errors`] has that.
pub(crate) fn refused(arena: &Arena, file: &File<'_>, on: PhpSet) -> Vec<Refused> {
    let text = Text::new(arena, file.text, true);
    if on.is_empty() || file.broken_from.is_some() || refusal(text.parsed.as_bytes()).is_some() {
        return Vec::new();
    }
    let mut versions = on.versions();
    let only = versions.next().filter(|_| versions.next().is_none());
    let is_costly = file.chains > MOST_CHAINS || file.text.len() > LARGEST;
    let parsed = if is_costly { &PARSED[1..] } else { &PARSED[..] };
    let near = |version| parsed.iter().find(|(known, _)| version <= *known).or(parsed.last()).map(|(_, parser)| *parser);
    // The file was read as the newest version already.
    let is_taken = |version| near(version).is_none_or(|parser| errors(arena, text, parser).is_empty());
    if file.errors.is_empty() && only.is_none_or(is_taken) {
        return Vec::new();
    }
    let mut found: BTreeMap<(Span, String), (Option<String>, PhpSet)> = BTreeMap::new();
    for ((major, minor), parser) in parsed {
        let stands_for = PhpSet::of(|other| near(other) == Some(*parser));
        for error in errors(arena, text, *parser) {
            let breaks = breaks(&error);
            let (rule, message) = match (&error, error.forbidden_rule()) {
                (ParseError::VersionTooLow { feature, .. }, _) => (feature.clone().into_owned(), None),
                (_, Some(rule)) => (rule.as_str().to_owned(), Some(error.to_string())),
                (_, None) => (format!("unreadable-{major}.{minor}"), Some(error.to_string())),
            };
            let known = found.entry((text.span(error.span()), rule)).or_insert((message, PhpSet::NONE));
            known.1 = known.1.or(stands_for);
            // Behind what cannot be read, more may be made up.
            if breaks {
                break;
            }
        }
    }
    found.into_iter().map(|((span, rule), (message, by))| Refused { span, rule, message, by }).collect()
}

fn errors(arena: &Arena, text: Text<'_>, version: PhpVersion) -> Vec<ParseError> {
    let options = ParseOptions::default().source_map(false).version(version);
    parse_arena_with(&arena.bump, text.parsed, &options).errors.into_iter().collect()
}

/// Whether nothing behind an error can be trusted.
fn breaks(error: &ParseError) -> bool {
    error.phase() == Phase::Parse && error.forbidden_rule().is_none() && !matches!(error, ParseError::VersionTooLow { .. })
}
