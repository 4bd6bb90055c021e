//! PHP's text in tokens, as far as [`idle`](super::idle) has to know them, much faster than for a tree.

use std::ops::Range;

use memchr::{memchr2, memchr3, memmem};

use super::marks;

/// How deep functions may stand in each other, and code in strings.
const DEEPEST: u8 = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    Space,
    Letter,
    Digit,
    /// Brackets and `;`.
    Mark,
    /// What strings, comments, HTML and values may begin with.
    Special,
    Operator,
}

const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Operator; 256];
    let mut byte = 0_u8;
    loop {
        bytes[byte as usize] = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Byte::Space,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => Byte::Letter,
            b'0'..=b'9' => Byte::Digit,
            b'(' | b'[' | b'{' | b')' | b']' | b'}' | b';' => Byte::Mark,
            b'\'' | b'"' | b'`' | b'#' | b'/' | b'<' | b'?' | b'=' => Byte::Special,
            _ => Byte::Operator,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    bytes
};

/// Something is not understood; whatever follows stays as it is.
pub(super) struct GivenUp;

/// What was read, as far as it is understood.
pub(super) type Read<T> = Result<T, GivenUp>;

/// A piece of PHP's text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or keyword.
    Word,
    /// A variable, number or string.
    Value,
    /// `->`, `?->` and `::`, behind which no word is a keyword.
    Access,
    /// An operator that assigns.
    Assign,
    Colon,
    /// An operator that nothing here asks for.
    Operator,
    /// A bracket, or `;`.
    Mark(u8),
    CloseTag,
    End,
}

/// Reads a text from its start on.
pub(super) struct Tokens<'t> {
    pub text: &'t [u8],
    /// Behind the last token.
    pub at: usize,
    /// Behind the last place that may say something, but for includes.
    pub said: usize,
    depth: u8,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0, said: 0, depth: 0 }
    }

    /// Begins something that may hold more of its kind.
    pub(super) fn enter(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(GivenUp) } else { Ok(()) }
    }

    /// Ends what [`Tokens::enter`] began.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Goes on where PHP begins again, past `<?= … ?>`.
    pub(super) fn html(&mut self) -> Read<()> {
        while let Some(found) = memmem::find(&self.text[self.at..], b"<?") {
            self.at += found + 2;
            match &self.text[self.at..] {
                [b'=', ..] => while !matches!(self.next_mark()?, b';' | b'?') {},
                [b'p' | b'P', b'h' | b'H', b'p' | b'P', ..] => {
                    self.at += 3;
                    return Ok(());
                }
                _ => {}
            }
        }
        self.at = self.text.len();
        Ok(())
    }

    /// The next token, past space and comments.
    pub(super) fn next(&mut self) -> Read<(Token, Range<usize>)> {
        self.space()?;
        let start = self.at;
        let rest = &self.text[start..];
        let Some(first) = rest.first() else { return Ok((Token::End, start..start)) };
        let (token, length) = match (BYTES[usize::from(*first)], rest) {
            (Byte::Letter, _) => (Token::Word, name(rest)),
            (Byte::Digit, _) => (Token::Value, name(rest)),
            (Byte::Mark, _) => {
                self.note(start);
                (Token::Mark(*first), 1)
            }
            (_, [b'$', ..]) => (Token::Value, 1 + name(&rest[1..])),
            (_, [b'\'' | b'"', ..]) => {
                self.string()?;
                (Token::Value, self.at - start)
            }
            (_, [b'`', ..] | [b'<', b'<', b'<', ..]) => return Err(GivenUp),
            (_, [b'?', b'>', ..]) => (Token::CloseTag, 2),
            (_, [b'-', b'>', ..] | [b':', b':', ..]) => (Token::Access, 2),
            (_, [b'?', b'-', b'>', ..]) => (Token::Access, 3),
            (_, [b':', ..]) => (Token::Colon, 1),
            (_, [b'*', b'*', b'=', ..] | [b'?', b'?', b'=', ..] | [b'<', b'<', b'=', ..] | [b'>', b'>', b'=', ..]) => (Token::Assign, 3),
            (_, [b'=', b'=', b'=', ..] | [b'!', b'=', b'=', ..] | [b'<', b'=', b'>', ..]) => (Token::Operator, 3),
            (_, [b'=', b'=' | b'>', ..] | [b'!' | b'<' | b'>', b'=', ..]) => (Token::Operator, 2),
            (_, [b'.' | b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^', b'=', ..]) => (Token::Assign, 2),
            (_, [b'=', ..]) => (Token::Assign, 1),
            _ => (Token::Operator, 1),
        };
        self.at = start + length;
        Ok((token, start..self.at))
    }

    /// The next bracket or `;`, or `?` for the end of PHP; goes on behind it.
    pub(super) fn next_mark(&mut self) -> Read<u8> {
        loop {
            let rest = &self.text[self.at..];
            let found = rest.iter().position(|byte| matches!(BYTES[usize::from(*byte)], Byte::Mark | Byte::Special));
            self.at += found.ok_or(GivenUp)?;
            match &self.text[self.at..] {
                [b'\'' | b'"', ..] => self.string()?,
                [b'`', ..] | [b'<', b'<', b'<', ..] => return Err(GivenUp),
                [b'?', b'>', ..] => {
                    self.at += 2;
                    return Ok(b'?');
                }
                [b'/', b'/' | b'*', ..] | [b'#', ..] => self.comment()?,
                [b'=', ..] => {
                    self.note(self.at);
                    self.at += 1;
                }
                [b'<' | b'?' | b'/', ..] => self.at += 1,
                [mark, ..] => {
                    self.note(self.at);
                    self.at += 1;
                    return Ok(*mark);
                }
                [] => return Err(GivenUp),
            }
        }
    }

    fn space(&mut self) -> Read<()> {
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.iter().position(|byte| BYTES[usize::from(*byte)] != Byte::Space).unwrap_or(rest.len());
            match &self.text[self.at..] {
                [b'#', b'[', ..] => return Ok(()),
                [b'/', b'/' | b'*', ..] | [b'#', ..] => self.comment()?,
                _ => return Ok(()),
            }
        }
    }

    /// Skips the comment that begins here, or the `#` of an attribute. A comment of one line ends at `?>` too.
    fn comment(&mut self) -> Read<()> {
        let rest = &self.text[self.at..];
        self.at += match rest {
            [b'/', b'*', ..] => 2 + memmem::find(&rest[2..], b"*/").ok_or(GivenUp)? + 2,
            [b'#', b'[', ..] => 1,
            _ => {
                let end = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                memmem::find(&rest[..end], b"?>").unwrap_or(end)
            }
        };
        Ok(())
    }

    /// Skips the string that begins here; between double quotes code may stand in it.
    fn string(&mut self) -> Read<()> {
        let quote = self.text[self.at];
        self.note(self.at);
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let found = if quote == b'"' { memchr3(b'"', b'\\', b'{', rest) } else { memchr2(b'\'', b'\\', rest) };
            self.at += found.ok_or(GivenUp)?;
            match &self.text[self.at - 1..] {
                [b'$', b'{', ..] | [_, b'{', b'$', ..] => {
                    self.at += 1;
                    self.enter()?;
                    self.skip(1)?;
                    self.leave();
                }
                [_, b'{', ..] => self.at += 1,
                // That dollar opens nothing.
                [_, b'\\', b'$', b'{', after, ..] if *after != b'$' => self.at += 3,
                [_, b'\\', _, ..] => self.at += 2,
                [_, b'\\'] => return Err(GivenUp),
                _ => {
                    self.at += 1;
                    return Ok(());
                }
            }
        }
    }

    /// Goes on behind the bracket that closes the last one of those that are open.
    pub(super) fn skip(&mut self, mut open: usize) -> Read<()> {
        while open > 0 {
            match self.next_mark()? {
                b'(' | b'[' | b'{' => open += 1,
                b')' | b']' | b'}' => open -= 1,
                b';' => {}
                _ => return Err(GivenUp),
            }
        }
        Ok(())
    }

    /// Takes note of what may say something at a place.
    fn note(&mut self, at: usize) {
        let from = if self.text[at] == b'(' { at - 1 } else { at };
        if marks::is_mark(self.text, from) {
            self.said = at + 1;
        }
    }
}

/// How long the name is that begins here.
fn name(text: &[u8]) -> usize {
    text.iter().position(|byte| !matches!(BYTES[usize::from(*byte)], Byte::Letter | Byte::Digit)).unwrap_or(text.len())
}
