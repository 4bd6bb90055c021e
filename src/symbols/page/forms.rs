//! Forms that are sent by POST and carry no token, in the text of a function. What may bring one along unseen makes a form silent.

use super::Found;
use super::links::{self, Source};
use super::text::{SEAM, Text};
use crate::model::sent::Way;

/// Longest start of a form, from `<form` to `>`, and longest form in the source.
const LONGEST_TAG: usize = 4_096;
const LONGEST_FORM: usize = 128 << 10;
/// How many forms of one function are read.
const MOST: usize = 200;

/// The forms of a function.
pub(super) fn without_token(text: &Text, file: &Source<'_>) -> Vec<Found> {
    let lower = text.bytes().to_ascii_lowercase();
    let ends: Vec<usize> = memchr::memmem::find_iter(&lower, "</form").collect();
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(&lower, "<form").take(MOST) {
        let Some(tag) = tag(&lower, at) else { continue };
        let is_post = attribute(&lower, tag, "method").is_some_and(|(from, to)| &lower[from..to] == b"post");
        let action = attribute(&lower, tag, "action").unwrap_or((at, at));
        if !is_post || is_elsewhere(&lower[action.0..action.1]) || text.is_commented(at) {
            continue;
        }
        // A form that another function closes may get its token there.
        let Some(close) = ends.get(ends.partition_point(|end| *end < tag.1)) else { continue };
        let source = |at: usize, word: &[u8]| text.place(at, word, file.bytes).0.start as usize;
        let (from, to) = (source(at, b"<form"), source(*close, b"</form"));
        let Some(source) = file.bytes.get(from..to).filter(|source| source.len() <= LONGEST_FORM) else { continue };
        let mentions = |word: &&[u8]| links::has_word(source, word);
        let address = links::address(text, file, action);
        let is_sent = [&b"submit"[..], b"button", b"butaction", b"image", b"onchange", b"onclick"].iter().any(mentions);
        if !is_sent || address.has_token || mentions(&&b"token"[..]) || includes_markup(source) {
            continue;
        }
        found.push(Found { way: Way::Form, page: address.page, sure: address.sure, at, word: "<form".to_owned() });
    }
    found
}

/// Whether a piece of source includes a file that may print something; classes and libraries only declare.
fn includes_markup(source: &[u8]) -> bool {
    let only_declares = |line: &[u8]| links::has_word(line, b".class.php") || links::has_word(line, b".lib.php");
    let includes = |line: &[u8], word: &str| {
        memchr::memmem::find_iter(line, word).any(|at| {
            let rest = &line[at + word.len()..];
            // `required` stands in many fields.
            let rest = rest.strip_prefix(b"_once").unwrap_or(rest).trim_ascii_start();
            matches!(rest.first(), Some(b'\'' | b'"' | b'(' | b'$' | b'_' | b'A'..=b'Z'))
        })
    };
    source.split(|byte| *byte == b'\n').any(|line| !only_declares(line) && ["include", "require"].iter().any(|word| includes(line, word)))
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

/// Whether an address is one of another site, or none because a script sends what is in the form.
fn is_elsewhere(address: &[u8]) -> bool {
    [&b"http://"[..], b"https://", b"//", b"mailto:", b"javascript:"].into_iter().any(|start| address.starts_with(start)) || address == b"#"
}
