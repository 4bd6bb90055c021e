//! Text of any encoding made fit for a parser that takes UTF-8 only, with every offset kept.

use super::Arena;
use crate::base::Span;

/// A file's bytes beside the text that the parser sees: of the same length, but for a byte order mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    /// What the file holds.
    pub bytes: &'a [u8],
    /// What the parser reads.
    pub parsed: &'a str,
    /// How many bytes the parser does not see: 3 for a byte order mark.
    pub shift: u32,
    /// What stands in `parsed` for every byte that is no ASCII; `None` when the file is UTF-8.
    stand_in: Option<u8>,
}

impl<'a> Text<'a> {
    /// Copies a file into the arena. `identifiers` makes the stand-in a letter, for names with foreign letters.
    pub(super) fn new(arena: &'a Arena, bytes: &[u8], identifiers: bool) -> Self {
        let bytes = arena.bytes(bytes);
        let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let shift = u32::try_from(bytes.len() - body.len()).expect("a byte order mark has 3 bytes");
        if let Ok(parsed) = std::str::from_utf8(body) {
            return Self { bytes, parsed, shift, stand_in: None };
        }
        // A control character keeps strings apart from what is written as such; the parser accepts it in strings and comments.
        let free = (1..9).find(|c| !body.contains(c)).unwrap_or(b'z');
        let stand_in = if identifiers { b'z' } else { free };
        let ascii: Vec<u8> = body.iter().map(|b| if b.is_ascii() { *b } else { stand_in }).collect();
        let parsed = std::str::from_utf8(arena.bytes(&ascii)).expect("only ASCII is left");
        Self { bytes, parsed, shift, stand_in: Some(stand_in) }
    }

    /// Whether the file is not UTF-8.
    pub(super) fn is_foreign(&self) -> bool {
        self.stand_in.is_some()
    }

    /// A span of the parser as one of the file.
    pub(super) fn span(&self, span: php_ast::Span) -> Span {
        Span { start: span.start.saturating_add(self.shift), end: span.end.saturating_add(self.shift) }
    }

    /// Where `part` lies in the text that the parser saw, if it is a slice of it.
    fn offset_of(&self, part: &[u8]) -> Option<usize> {
        let at = (part.as_ptr() as usize).checked_sub(self.parsed.as_ptr() as usize)?;
        (at + part.len() <= self.parsed.len()).then_some(at)
    }

    /// The file's own bytes for a string of the parser. `cursor` is an offset of the parser's text from which on the string is written.
    pub(super) fn restore(&self, arena: &'a Arena, part: &'a [u8], cursor: &mut u32) -> &'a [u8] {
        let Some(stand_in) = self.stand_in else { return part };
        let body = &self.bytes[self.shift as usize..];
        if let Some(at) = self.offset_of(part) {
            return &body[at..at + part.len()];
        }
        let mut own = part.to_vec();
        for byte in own.iter_mut().filter(|b| **b == stand_in) {
            let from = (*cursor as usize).min(body.len());
            let Some(found) = body[from..].iter().position(|b| !b.is_ascii()) else { break };
            *byte = body[from + found];
            *cursor = u32::try_from(from + found + 1).unwrap_or(u32::MAX);
        }
        arena.bytes(&own)
    }

    /// A name: the file's own bytes, read as ISO-8859-1 when they are not UTF-8.
    pub(super) fn name(&self, arena: &'a Arena, name: &'a str) -> &'a str {
        if !self.is_foreign() {
            return name;
        }
        let bytes = self.restore(arena, name.as_bytes(), &mut 0);
        if bytes.is_ascii() {
            return name;
        }
        arena.text(&bytes.iter().map(|b| char::from(*b)).collect::<String>())
    }
}
