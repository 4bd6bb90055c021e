//! Calls by scripts that are sent by POST with data that is all there and holds no token, in the text of a function. Data in a variable
//! makes a call silent.

use super::Found;
use super::links::{Source, has_word, page};
use super::text::{HOLE, Text};
use crate::model::sent::Way;

/// Longest call that is read, and how many of one function.
const LONGEST: usize = 8_192;
const MOST: usize = 200;

/// The calls of a function.
pub(super) fn without_token(text: &Text, file: &Source<'_>) -> Vec<Found> {
    let bytes = text.bytes();
    let mut found = Vec::new();
    for (word, is_post) in [(".post(", true), (".ajax(", false)] {
        for at in memchr::memmem::find_iter(bytes, word).take(MOST) {
            let Some(name) = ["$", "jQuery"].into_iter().find(|name| bytes[..at].ends_with(name.as_bytes())) else { continue };
            let Some(call) = arguments(bytes, at + word.len()).filter(|_| !text.is_commented(at)) else { continue };
            let arguments = &bytes[call.0..call.1];
            let has_data =
                if is_post { has_literal(arguments, b",") } else { has_literal(arguments, b"data") && is_sent_by_post(arguments) };
            if !has_data || is_remark(bytes, at) || has_word(arguments, b"://") || holds_token(text, file, call) {
                continue;
            }
            if let Some(page) = called(text, file, call) {
                let (at, word) = (at - name.len(), format!("{name}{word}"));
                found.push(Found { way: Way::Script, page, sure: false, at, word });
            }
        }
    }
    found
}

/// What stands between the parentheses of a call that begins at `start`.
fn arguments(bytes: &[u8], start: usize) -> Option<(usize, usize)> {
    let mut depth = 1_usize;
    for (length, byte) in bytes[start..].iter().take(LONGEST).enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((start, start + length));
        }
    }
    None
}

/// Whether an object in braces follows on a word: `data: {…}`, or the second argument.
fn has_literal(arguments: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find_iter(arguments, word).any(|at| {
        let rest = arguments[at + word.len()..].trim_ascii_start();
        rest.strip_prefix(b":").unwrap_or(rest).trim_ascii_start().starts_with(b"{")
    })
}

/// `type: 'POST'`, `method: "post"`
fn is_sent_by_post(arguments: &[u8]) -> bool {
    ["type", "method"].iter().any(|name| {
        memchr::memmem::find_iter(arguments, name).any(|at| {
            let value = arguments[at + name.len()..].trim_ascii_start().strip_prefix(b":").unwrap_or_default().trim_ascii_start();
            let value = value.strip_prefix(b"\\").unwrap_or(value);
            value.get(1..5).is_some_and(|value| value.eq_ignore_ascii_case(b"post"))
        })
    })
}

/// Whether a place lies behind `//` on its line.
fn is_remark(bytes: &[u8], at: usize) -> bool {
    let line = bytes[..at].rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    memchr::memmem::find(line, b"//").is_some()
}

fn holds_token(text: &Text, file: &Source<'_>, (start, end): (usize, usize)) -> bool {
    let arguments = &text.bytes()[start..end];
    has_word(arguments, b"token") || memchr::memchr_iter(HOLE, arguments).any(|at| has_word(text.code(start + at, file.bytes), b"token"))
}

/// The page that is called, where its name is written out; empty for the page itself.
fn called(text: &Text, file: &Source<'_>, (start, end): (usize, usize)) -> Option<String> {
    let arguments = &text.bytes()[start..end];
    let written = page(&arguments[..memchr::memmem::find(arguments, b".php").map_or(0, |at| at + ".php".len())]);
    let holes = memchr::memchr_iter(HOLE, arguments).map(|at| text.code(start + at, file.bytes));
    holes.filter(|code| code.starts_with(b"dol_buildpath(")).map(page).chain([written]).find(|page| !page.is_empty())
}
