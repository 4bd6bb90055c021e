//! Forms that are sent by POST and carry no token, in the text of a function. What may bring one along unseen makes a form silent.

use super::text::{SEAM, Text};
use super::{Found, links};
use crate::model::sent::Way;

/// Longest start of a form, from `<form` to `>`.
const LONGEST_TAG: usize = 4_096;

/// The forms of a function.
pub(super) fn without_token(text: &Text, file: &[u8]) -> Vec<Found> {
    let lower = text.bytes.to_ascii_lowercase();
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(&lower, "<form") {
        let Some(tag) = tag(&lower, at) else { continue };
        let is_post = attribute(&lower, tag, "method").is_some_and(|(from, to)| &lower[from..to] == b"post");
        let action = attribute(&lower, tag, "action").unwrap_or((at, at));
        if !is_post || is_elsewhere(&lower[action.0..action.1]) {
            continue;
        }
        // A form that another function closes may get its token there.
        let Some(close) = memchr::memmem::find(&lower[tag.1..], b"</form").map(|close| tag.1 + close) else { continue };
        let Some(source) = file.get(text.source(at) as usize..text.source(close) as usize) else { continue };
        let mentions = |word: &[u8]| source.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
        let address = links::address(text, file, action);
        if [&b"token"[..], b"include", b"require"].into_iter().any(mentions) || address.has_token {
            continue;
        }
        found.push(Found { way: Way::Form, page: address.page, sure: address.sure, at, word: "<form".to_owned() });
    }
    found
}

/// Where the start of a form begins and ends.
fn tag(lower: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = &lower[at + "<form".len()..];
    let is_name = rest.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    let length = memchr::memchr(b'>', &rest[..rest.len().min(LONGEST_TAG)]).filter(|_| !is_name)?;
    let end = at + "<form".len() + length;
    memchr::memchr(b'<', &lower[at + 1..end]).is_none().then_some((at, end))
}

/// Where the value of an attribute stands, which ends at its quote, at a space, or where the text does.
fn attribute(lower: &[u8], (start, end): (usize, usize), name: &str) -> Option<(usize, usize)> {
    let tag = &lower[start..end];
    memchr::memmem::find_iter(tag, name).find_map(|at| {
        let is_start = at > 0 && !tag[at - 1].is_ascii_alphanumeric() && tag[at - 1] != b'-';
        let spaces = |from: usize| tag[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let equals = at + name.len() + spaces(at + name.len());
        if !is_start || tag.get(equals) != Some(&b'=') {
            return None;
        }
        let mut from = equals + 1 + spaces(equals + 1);
        if tag.get(from) == Some(&b'\\') {
            from += 1;
        }
        let quote = tag.get(from).copied().filter(|byte| matches!(byte, b'"' | b'\''));
        from += usize::from(quote.is_some());
        let ends = |byte: &u8| match quote {
            Some(quote) => *byte == quote || matches!(*byte, b'\\' | SEAM),
            None => byte.is_ascii_whitespace() || *byte == SEAM,
        };
        let length = tag[from..].iter().position(ends).unwrap_or(tag.len() - from);
        Some((start + from, start + from + length))
    })
}

/// Whether an address is one of another site.
fn is_elsewhere(address: &[u8]) -> bool {
    [&b"http://"[..], b"https://", b"//", b"mailto:"].into_iter().any(|start| address.starts_with(start))
}
