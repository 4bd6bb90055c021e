//! The tokens of one query, and what can be asked of them. Never knows an alias.

use super::text::{PREFIX, Text};
use super::token::{Kind, Token, tokens};
use super::words::is_keyword;
use crate::base::Span;

/// The tokens of one query. Whatever is asked of a token that is not there is answered with no.
pub(super) struct Tokens<'t> {
    text: &'t Text,
    list: Vec<Token>,
}

impl<'t> Tokens<'t> {
    /// The tokens of a text; `None` where it says nothing for certain.
    pub(super) fn new(text: &'t Text) -> Option<Self> {
        let list = tokens(text.bytes())?;
        Some(Self { text, list })
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn kind(&self, i: usize) -> Option<Kind> {
        self.list.get(i).map(|token| token.kind)
    }

    pub(super) fn is_table(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Table)
    }

    /// Where a name stands in the file, and behind which test.
    pub(super) fn place(&self, i: usize) -> (Span, Option<usize>) {
        let Some(&Token { start, end, .. }) = self.list.get(i) else { return (Span::default(), None) };
        let bytes = self.text.bytes().get(start..end).unwrap_or_default();
        let marks = bytes.iter().take_while(|byte| matches!(**byte, PREFIX | b'`')).count();
        self.text.place(start + marks, end)
    }

    /// The keyword in front of a table, but for words such as IGNORE.
    pub(super) fn before_table(&self, i: usize) -> Option<usize> {
        let mut before = i.checked_sub(1)?;
        while self.is_word(before, &["IGNORE", "ONLY", "LOW_PRIORITY", "DELAYED", "IF", "NOT", "EXISTS"]) || self.is_mark(before, b'(') {
            before = before.checked_sub(1)?;
        }
        Some(before)
    }

    /// The alias that is given to what ends at this token.
    pub(super) fn alias_behind(&self, i: usize) -> Option<usize> {
        let alias = if self.is_word(i + 1, &["AS"]) { i + 2 } else { i + 1 };
        let is_name = match self.kind(alias)? {
            Kind::Word => !is_keyword(self.written(alias)),
            Kind::Name => true,
            _ => false,
        };
        (is_name && !self.is_mark(alias + 1, b'.')).then_some(alias)
    }

    /// Whether a token can be a column's name without anything in front.
    pub(super) fn is_name(&self, i: usize) -> bool {
        match self.kind(i) {
            Some(Kind::Word) => !is_keyword(self.written(i)) && self.is_plain(i),
            Some(Kind::Name) => self.is_plain(i),
            _ => false,
        }
    }

    /// Whether a name is made of what names are made of, and is no number.
    pub(super) fn is_plain(&self, i: usize) -> bool {
        let name = self.written(i);
        let letters = name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        letters && name.first().is_some_and(|byte| byte.is_ascii_alphabetic()) && name.last() != Some(&b'_')
    }

    /// Whether a token stands behind a point.
    pub(super) fn is_column(&self, i: usize) -> bool {
        i > 0 && self.is_mark(i - 1, b'.')
    }

    /// Whether nothing stands between a token and the next one.
    pub(super) fn touches(&self, i: usize) -> bool {
        matches!((self.list.get(i), self.list.get(i + 1)), (Some(this), Some(next)) if this.end == next.start)
    }

    pub(super) fn is_mark(&self, i: usize, mark: u8) -> bool {
        self.kind(i) == Some(Kind::Mark(mark))
    }

    pub(super) fn is_hole(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Hole)
    }

    pub(super) fn is_word(&self, i: usize, words: &[&str]) -> bool {
        let is_word = self.kind(i) == Some(Kind::Word);
        is_word && words.iter().any(|word| self.written(i).eq_ignore_ascii_case(word.as_bytes()))
    }

    /// The bytes of a token without backticks and prefix.
    pub(super) fn written(&self, i: usize) -> &[u8] {
        let Some(token) = self.list.get(i) else { return &[] };
        let bytes = self.text.bytes().get(token.start..token.end).unwrap_or_default();
        let name = bytes.strip_prefix(b"`").and_then(|name| name.strip_suffix(b"`")).unwrap_or(bytes);
        match token.kind {
            Kind::Table => name.strip_prefix(&[PREFIX]).or(name.get(4..)).unwrap_or_default(),
            _ => name,
        }
    }

    pub(super) fn lower(&self, i: usize) -> String {
        String::from_utf8_lossy(self.written(i)).to_ascii_lowercase()
    }
}
