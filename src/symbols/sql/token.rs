//! The words of a query with holes in it. Never knows what a statement means.

use super::text::{HOLE, PREFIX, SEAM, joins};

/// Longest name that MySQL takes.
const LONGEST_NAME: usize = 64;

/// A piece of a query, by the bytes that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// Kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword, a name or a number.
    Word,
    /// A name in backticks.
    Name,
    /// A table's name behind the prefix.
    Table,
    /// A hole, or a name with one in it.
    Hole,
    /// A string literal.
    Text,
    /// Any other character.
    Mark(u8),
}

/// The tokens of a query; `None` where a quote never ends, since nothing is sure then.
pub(super) fn tokens(text: &[u8]) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let start = at;
        let rest = &text[at..];
        at += match byte {
            b'\'' | b'"' => quoted(rest)?,
            b'-' if rest.starts_with(b"--") && rest.get(2).is_none_or(u8::is_ascii_whitespace) => line(rest),
            b'/' if rest.starts_with(b"/*") => comment(rest),
            b'`' => backticks(rest),
            _ if joins(byte) => rest.iter().take_while(|byte| joins(**byte)).count(),
            _ => 1,
        };
        let kind = match byte {
            b'\'' | b'"' => Kind::Text,
            b'`' if at > start + 1 => match kind(&text[start + 1..at - 1]) {
                Kind::Word => Kind::Name,
                other => other,
            },
            b'-' | b'/' if at > start + 1 => continue,
            _ if byte.is_ascii_whitespace() || byte == SEAM => continue,
            _ if joins(byte) && is_glued(text, start, at) => Kind::Hole,
            _ if joins(byte) => kind(&text[start..at]),
            _ => Kind::Mark(byte),
        };
        found.push(Token { kind, start, end: at });
    }
    Some(found)
}

/// What a run of letters, prefixes and holes is.
fn kind(run: &[u8]) -> Kind {
    if run.contains(&HOLE) || run.len() > LONGEST_NAME {
        return Kind::Hole;
    }
    match run.iter().rposition(|byte| *byte == PREFIX) {
        None if run.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"llx_")) => table(&run[4..]),
        None => Kind::Word,
        Some(0) => table(&run[1..]),
        Some(_) => Kind::Hole,
    }
}

/// A name that ends in `_` waits for its other half.
fn table(name: &[u8]) -> Kind {
    let is_name = name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let is_complete = name.first().is_some_and(u8::is_ascii_alphanumeric) && name.last() != Some(&b'_');
    if is_name && is_complete { Kind::Table } else { Kind::Hole }
}

/// Whether a word may be only a part of one. Where letters meet over a seam, the branches of the code decide that.
fn is_glued(text: &[u8], start: usize, end: usize) -> bool {
    let letter = |byte: Option<&u8>| byte.is_some_and(|byte| joins(*byte) && *byte != HOLE);
    let own = |at: usize| letter(text.get(at));
    // `f.ref_%s`: something comes in there later.
    let odd = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b'%' | b'{' | b'}' | b'@' | b'#' | b'\\' | b'?'));
    if odd(text.get(end)) || start.checked_sub(1).is_some_and(|before| odd(text.get(before))) {
        return true;
    }
    let before = own(start) && text[start] != PREFIX && start >= 2 && text[start - 1] == SEAM && letter(text.get(start - 2));
    let after = own(end - 1) && text.get(end) == Some(&SEAM) && letter(text.get(end + 1)) && text.get(end + 1) != Some(&PREFIX);
    before || after
}

/// The length of a string literal.
fn quoted(rest: &[u8]) -> Option<usize> {
    let quote = rest[0];
    let mut escaped = false;
    let end = rest[1..].iter().position(|byte| {
        let ends = !escaped && *byte == quote;
        escaped = !escaped && *byte == b'\\';
        ends
    })?;
    Some(end + 2)
}

/// The length of a name in backticks; 1 where there is none.
fn backticks(rest: &[u8]) -> usize {
    let name = rest[1..].iter().take_while(|byte| joins(**byte)).count();
    if name > 0 && rest.get(name + 1) == Some(&b'`') { name + 2 } else { 1 }
}

fn line(rest: &[u8]) -> usize {
    rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
}

fn comment(rest: &[u8]) -> usize {
    rest.windows(2).skip(2).position(|two| two == b"*/").map_or(rest.len(), |at| at + 4)
}
