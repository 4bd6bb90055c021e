//! Links and redirections with an `action` and without a token, in the text of a function. An address that may hold a token unseen makes
//! a link silent.

use std::cell::OnceCell;

use super::Found;
use super::text::{HOLE, SEAM, Text};
use crate::model::sent::Way;

/// Longest address that is read, and how many of one function.
const LONGEST: usize = 4_096;
const MOST: usize = 1_000;
/// Functions whose value holds no token, as they start in code.
const PLAIN: [&str; 13] = [
    "$_SERVER",
    "(int)",
    "DOL_MAIN_URL_ROOT",
    "DOL_URL_ROOT",
    "basename(",
    "dol_buildpath(",
    "dol_escape_htmltag(",
    "dol_escape_js(",
    "dol_htmlentities(",
    "htmlentities(",
    "htmlspecialchars(",
    "rawurlencode(",
    "urlencode(",
];

/// What is known of an address.
pub(super) struct Address {
    pub page: String,
    pub sure: bool,
    pub has_token: bool,
}

/// The bytes of a file.
#[derive(Default)]
pub(super) struct Source<'f> {
    pub bytes: &'f [u8],
    /// The lines that speak of tokens; made when the first variable is asked for.
    lines: OnceCell<Vec<&'f [u8]>>,
}

impl<'f> Source<'f> {
    pub(super) fn new(bytes: &'f [u8]) -> Self {
        Self { bytes, lines: OnceCell::new() }
    }

    /// Whether some line has both a variable and a token in it.
    fn joins(&self, variable: &[u8]) -> bool {
        let lines = || self.bytes.split(|byte| *byte == b'\n').filter(|line| has_word(line, b"token")).collect();
        self.lines.get_or_init(lines).iter().any(|line| memchr::memmem::find(line, variable).is_some())
    }
}

/// The links of a function.
pub(super) fn without_token(text: &Text, file: &Source<'_>) -> Vec<Found> {
    let bytes = text.bytes();
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(bytes, "action=").take(MOST) {
        let before = &bytes[..at];
        if !(before.ends_with(b"?") || before.ends_with(b"&") || before.ends_with(b"&amp;")) {
            continue;
        }
        let start = at - before.iter().rev().take(LONGEST).take_while(|byte| is_of_address(**byte)).count();
        let end = at + bytes[at..].iter().take(LONGEST).take_while(|byte| is_of_address(**byte)).count();
        let value = &bytes[at + "action=".len()..end];
        let name = &value[..value.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')).count()];
        let Some(start) = followed(bytes, (start, end)).filter(|_| !name.is_empty()) else { continue };
        let address = address(text, file, (start, end));
        if !address.has_token && !text.is_commented(at) {
            let is_open = value.get(name.len()) == Some(&HOLE);
            let name = String::from_utf8_lossy(name).into_owned();
            let word = format!("action={name}").to_ascii_lowercase();
            found.push(Found { way: Way::Link { action: name, is_open }, page: address.page, sure: address.sure, at, word });
        }
    }
    found
}

/// What an address tells, from where to where it stands in the text.
pub(super) fn address(text: &Text, file: &Source<'_>, (start, end): (usize, usize)) -> Address {
    let bytes = &text.bytes()[start..end];
    let mut address = Address { page: String::new(), sure: true, has_token: has_word(bytes, b"token") };
    let path = bytes.iter().position(|byte| *byte == b'?').unwrap_or(bytes.len());
    address.page = page(&bytes[..path]);
    for at in memchr::memchr_iter(HOLE, bytes) {
        let code = text.code(start + at, file.bytes);
        address.has_token |= has_word(code, b"token");
        if at < path && address.page.is_empty() {
            address.page = page(code);
        }
        // The value of a parameter brings no other parameter along.
        if at > path && bytes[..at].ends_with(b"=") || PLAIN.iter().any(|plain| code.starts_with(plain.as_bytes())) {
            continue;
        }
        address.sure = false;
        match variable(code) {
            Some(name) => address.has_token |= file.joins(name),
            None => address.has_token = true,
        }
    }
    address
}

/// Where an address starts, if the browser follows it: that of a link, or of a redirection.
fn followed(bytes: &[u8], (start, end): (usize, usize)) -> Option<usize> {
    // Without quotes the name of the attribute stands in front of the address.
    let is_bare = bytes[start..].get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"href="));
    let before = if is_bare { &bytes[..start + 4] } else { bytes[..start].trim_ascii_end() };
    let before = before.strip_suffix(b"\"").or_else(|| before.strip_suffix(b"'")).unwrap_or(before);
    let before = before.strip_suffix(b"\\").unwrap_or(before).trim_ascii_end();
    if before.len() >= 9 && before[before.len() - 9..].eq_ignore_ascii_case(b"location:") {
        return not_elsewhere(bytes, start);
    }
    // What is added to the address later may hold a token.
    if bytes.get(end).is_none_or(|byte| *byte == SEAM) {
        return None;
    }
    let before = if is_bare { before } else { before.strip_suffix(b"=")?.trim_ascii_end() };
    let (rest, word) = before.split_at_checked(before.len().checked_sub(4)?)?;
    let is_attribute = rest.last().is_none_or(|byte| byte.is_ascii_whitespace() || matches!(*byte, b'"' | b'\'' | SEAM | HOLE));
    (word.eq_ignore_ascii_case(b"href") && is_attribute).then(|| not_elsewhere(bytes, if is_bare { start + 5 } else { start })).flatten()
}

fn not_elsewhere(bytes: &[u8], start: usize) -> Option<usize> {
    let is_elsewhere =
        [&b"http:"[..], b"https:", b"//", b"mailto:", b"javascript:"].into_iter().any(|word| bytes[start..].starts_with(word));
    (!is_elsewhere).then_some(start)
}

fn is_of_address(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\' | SEAM)
}

/// The last name of a path to a page.
pub(super) fn page(path: &[u8]) -> String {
    let Some(end) = memchr::memmem::rfind(path, b".php") else { return String::new() };
    let start = path[..end].iter().rposition(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')));
    String::from_utf8_lossy(&path[start.map_or(0, |start| start + 1)..end + ".php".len()]).into_owned()
}

/// The variable or property that a piece of code is, up to the last name.
fn variable(code: &[u8]) -> Option<&[u8]> {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-' | b'>');
    (code.starts_with(b"$") && code.iter().all(is_plain)).then_some(code)
}

/// Whether a text has a word in it, which is given in small letters.
pub(super) fn has_word(text: &[u8], word: &[u8]) -> bool {
    let Some(first) = word.first() else { return true };
    memchr::memchr2_iter(*first, first.to_ascii_uppercase(), text)
        .any(|at| text[at..].get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word)))
}
