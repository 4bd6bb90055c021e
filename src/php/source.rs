//! Text of any encoding made fit for a parser that takes UTF-8 only, with every offset kept.

use std::ops::Range;

use super::Arena;
use crate::base::Span;

/// How the parser's decoded literal becomes the file's own bytes, given where it is written.
pub(super) type Literal<'a> = fn(&Text<'a>, &'a Arena, &'a [u8], Range<u32>) -> &'a [u8];

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
    /// A file as the parser sees it, copied into the arena where that differs. `identifiers` makes the stand-in a letter, for names with foreign letters.
    pub(super) fn new(arena: &'a Arena, bytes: &'a [u8], identifiers: bool) -> Self {
        let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let shift = u32::try_from(bytes.len() - body.len()).expect("a byte order mark has 3 bytes");
        if let Ok(parsed) = std::str::from_utf8(body) {
            return Self { bytes, parsed, shift, stand_in: None };
        }
        // A control character keeps strings apart from what is written as such; the parser accepts it in strings and comments.
        // These are the ones that hardly anybody writes as an escape either.
        let free = (0x14..0x1B).find(|c| !body.contains(c)).unwrap_or(b'z');
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

    /// What the parser read there.
    pub(super) fn slice(&self, span: php_ast::Span) -> Option<&'a str> {
        self.parsed.get(span.start as usize..span.end as usize)
    }

    /// Where `part` lies in the text that the parser saw, if it is a slice of it.
    fn offset_of(&self, part: &[u8]) -> Option<usize> {
        let at = (part.as_ptr() as usize).checked_sub(self.parsed.as_ptr() as usize)?;
        (at + part.len() <= self.parsed.len()).then_some(at)
    }

    /// The file's own bytes for a string of the parser that is written in `range` of the parser's text.
    pub(super) fn restore(&self, arena: &'a Arena, part: &'a [u8], range: Range<u32>) -> &'a [u8] {
        let Some(stand_in) = self.stand_in else { return part };
        let body = &self.bytes[self.shift as usize..];
        if let Some(at) = self.offset_of(part) {
            return &body[at..at + part.len()];
        }
        let range = range.start as usize..range.end as usize;
        let (Some(parsed), Some(body)) = (self.parsed.as_bytes().get(range.clone()), body.get(range)) else { return part };
        if body.is_ascii() {
            return part;
        }
        // Decoding escapes keeps the order of all other bytes, so the stand-ins come back in the order of the source.
        let mut originals = parsed.iter().zip(body).filter(|(p, _)| **p == stand_in).map(|(_, b)| *b);
        let mut own = part.to_vec();
        for byte in own.iter_mut().filter(|b| **b == stand_in) {
            *byte = originals.next().unwrap_or(stand_in);
        }
        arena.bytes(&own)
    }

    /// Where the text of a heredoc begins: behind the line of its label.
    pub(super) fn heredoc_body(&self, span: php_ast::Span) -> php_ast::Span {
        let header = self.slice(span).and_then(|text| text.find(['\r', '\n'])).unwrap_or(0);
        php_ast::Span { start: span.start + u32::try_from(header).unwrap_or(0), end: span.end }
    }

    /// Like [`Text::restore`] for a part of a heredoc: a backslash before `"` stays there, but the parser drops it.
    pub(super) fn restore_heredoc(&self, arena: &'a Arena, part: &'a [u8], range: Range<u32>) -> &'a [u8] {
        let part = self.restore(arena, part, range.clone());
        let raw = self.parsed.as_bytes().get(range.start as usize..range.end as usize).unwrap_or(&[]);
        let mut escaped = Vec::new();
        let mut rest = raw.iter();
        while let Some(byte) = rest.next() {
            match byte {
                b'"' => escaped.push(false),
                b'\\' if rest.next() == Some(&b'"') => escaped.push(true),
                _ => {}
            }
        }
        // Quotes written as `\x22` are in nobody's count; such text stays as it is.
        if !escaped.contains(&true) || part.iter().filter(|b| **b == b'"').count() != escaped.len() {
            return part;
        }
        let mut escaped = escaped.into_iter();
        let mut own = Vec::with_capacity(part.len() + 8);
        for byte in part {
            if *byte == b'"' && escaped.next() == Some(true) {
                own.push(b'\\');
            }
            own.push(*byte);
        }
        arena.bytes(&own)
    }

    /// A name: the file's own bytes, read as ISO-8859-1 when they are not UTF-8.
    pub(super) fn name(&self, arena: &'a Arena, name: &'a str, span: php_ast::Span) -> &'a str {
        if !self.is_foreign() {
            return name;
        }
        let bytes = self.restore(arena, name.as_bytes(), span.start..span.end);
        if bytes.is_ascii() {
            return name;
        }
        arena.text(&bytes.iter().map(|b| char::from(*b)).collect::<String>())
    }
}
