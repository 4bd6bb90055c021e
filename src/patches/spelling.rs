//! The same text with other line ends or in another encoding, and what packagers are known to write. Whether a change is no more
//! than that shows when the text, put back, has the pristine checksum; nothing is guessed.

use crate::site::{Listed, unix};

/// Larger files are not tried: a core's own texts are smaller.
const LIMIT: usize = 4 << 20;

/// What is different about a text that is pristine otherwise, such as `CRLF line ends`; and whether PHP cannot tell the difference.
pub(super) fn spelling(content: &[u8], pristine: &Listed, is_php: bool) -> Option<(String, bool)> {
    // To images and archives other line ends are damage.
    if content.len() > LIMIT || content.contains(&0) {
        return None;
    }
    let plain = content.strip_prefix(b"\xef\xbb\xbf");
    let mut encodings: Vec<(&str, Vec<u8>)> = vec![("", plain.unwrap_or(content).to_vec())];
    match std::str::from_utf8(content) {
        Ok(text) if !text.is_ascii() => encodings.extend(latin1(text).map(|bytes| ("UTF-8 instead of ISO-8859-1", bytes))),
        Ok(_) => {}
        Err(_) => {
            encodings.push(("ISO-8859-1 instead of UTF-8", content.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes()))
        }
    }
    let mark = if plain.is_some() { "a byte order mark" } else { "" };
    for (encoding, bytes) in encodings {
        // Anywhere else `\r` ends a comment, and what stood in it is code.
        let unix = unix(&bytes);
        let windows = windows(&unix);
        let lone: Vec<u8> = bytes.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect();
        let mut ends = vec![("", &*bytes), ("CRLF line ends", &*unix), ("LF instead of CRLF line ends", &*windows)];
        if !bytes.contains(&b'\n') {
            ends.push(("CR line ends", &lone));
        }
        for (ends, body) in ends {
            let Some((tail, _)) = tails(body).into_iter().find(|(_, tail)| pristine.is_of(tail)) else { continue };
            let told: Vec<&str> = [encoding, mark, ends, tail].into_iter().filter(|word| !word.is_empty()).collect();
            // What stands before `<?php` or behind `?>` is sent to the browser.
            let is_sent = !mark.is_empty() || (!tail.is_empty() && bytes.trim_ascii_end().ends_with(b"?>"));
            return Some((told.join(", "), !(is_php && is_sent)));
        }
    }
    None
}

/// A text with the other ways to end its last line.
fn tails(body: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut bare = body;
    while let Some(rest) = bare.strip_suffix(b"\n").or_else(|| bare.strip_suffix(b"\r")) {
        bare = rest;
    }
    let end: &[u8] = if body.contains(&b'\r') { b"\r\n" } else { b"\n" };
    vec![("", body.to_vec()), ("another end of the last line", bare.to_vec()), ("another end of the last line", [bare, end].concat())]
}

/// A text with every LF taken for CRLF.
pub(super) fn windows(unix: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(unix.len() + unix.len() / 16);
    for byte in unix {
        if *byte == b'\n' {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Listed, Sum};

    #[test]
    fn only_ends_and_encodings_are_forgiven() {
        let spelled = |installed: &[u8], pristine: &[u8]| spelling(installed, &Listed { sum: Sum::sha256(pristine), size: None }, true);
        let told = |installed: &[u8], pristine: &[u8]| spelled(installed, pristine).map(|(told, _)| told);
        assert_eq!(told(b"a\r\nb\r\n", b"a\nb\n").as_deref(), Some("CRLF line ends"));
        assert_eq!(told(b"a\rb\r", b"a\nb\n").as_deref(), Some("CR line ends"));
        assert_eq!(told(b"a\nb\n", b"a\r\nb\r\n").as_deref(), Some("LF instead of CRLF line ends"));
        assert_eq!(told(b"a\r\nb", b"a\nb\n").as_deref(), Some("CRLF line ends, another end of the last line"));
        assert_eq!(told(b"a\n\n\n", b"a").as_deref(), Some("another end of the last line"));
        assert_eq!(told(b"\xef\xbb\xbfa\n", b"a\n").as_deref(), Some("a byte order mark"));
        assert_eq!(told("é\n".as_bytes(), b"\xe9\n").as_deref(), Some("UTF-8 instead of ISO-8859-1"));
        assert_eq!(told(b"\xe9\r\n", "é\n".as_bytes()).as_deref(), Some("ISO-8859-1 instead of UTF-8, CRLF line ends"));
        assert_eq!(told(b"a \n", b"a\n"), None);
        assert_eq!(told(b"evil\n", b""), None, "a file that should be empty");
        assert_eq!(told(b"//\rcode();\n", b"//code();\n"), None, "a comment that ends early");
        assert_eq!(spelled(b"\xef\xbb\xbf<?php\n", b"<?php\n").map(|(_, harmless)| harmless), Some(false));
        assert_eq!(spelled(b"<?php ?>\n\n\n", b"<?php ?>\n").map(|(_, harmless)| harmless), Some(false));
        assert_eq!(spelled(b"<?php\r\n", b"<?php\n").map(|(_, harmless)| harmless), Some(true));
        assert_eq!(told(b"\x89PNG\0\r\n", b"\x89PNG\0\n"), None);
        assert_eq!(told(&vec![b'a'; LIMIT + 1], b"a"), None);
    }
}
