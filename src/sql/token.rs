//! The words of a migration file, one at a time, split into statements where Dolibarr splits them. Keeps no list, so a
//! file of any size costs no memory. Never knows what a statement means.

/// A piece of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A keyword, an unquoted name or a number.
    Word(&'a [u8]),
    /// A name in backticks or double quotes.
    Name(&'a [u8]),
    /// A string literal.
    Text,
    /// Any other character.
    Mark(u8),
    /// The statement's end; the file's end is one too.
    End,
}

/// Walks over a file. `core/lib/admin.lib.php: run_sql` works by lines: a line that starts with `--` is dropped, but for
/// `-- VMYSQL4.1 …` and `-- VPGSQL8.2 …`, which are run; a line that ends in `;` ends the statement, even inside quotes
/// and comments.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
    /// Whether only white space was seen on this line so far.
    line_is_blank: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        let at = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Self { text, at, line_is_blank: true }
    }

    /// Where the next token is looked for.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// Whether the whole file was read.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Moves over white space and comments.
    pub(super) fn skip_blank(&mut self) {
        while let Some(&byte) = self.text.get(self.at) {
            let rest = &self.text[self.at..];
            match byte {
                b'\n' => (self.at, self.line_is_blank) = (self.at + 1, true),
                _ if byte.is_ascii_whitespace() || byte == 0 => self.at += 1,
                b'-' if rest.starts_with(b"--") && self.is_line_comment(rest) => match self.version_mark(rest) {
                    Some(length) => self.at += length,
                    None => self.skip_line(),
                },
                b'#' => self.skip_line(),
                // MySQL runs what is in `/*! … */`.
                b'/' if rest.starts_with(b"/*!") => {
                    let digits = rest[3..].iter().take_while(|b| b.is_ascii_digit()).count();
                    self.at += 3 + digits;
                }
                b'/' if rest.starts_with(b"/*") => {
                    self.at += 2;
                    self.skip_until(|rest| rest.starts_with(b"*/").then_some(2));
                }
                b'*' if rest.starts_with(b"*/") => self.at += 2,
                _ => return,
            }
        }
    }

    /// The next token; at the end of a statement [`Token::End`], behind which the next statement begins.
    pub(super) fn next(&mut self) -> Token<'a> {
        self.skip_blank();
        let Some(&byte) = self.text.get(self.at) else { return Token::End };
        self.line_is_blank = false;
        let start = self.at;
        self.at += 1;
        match byte {
            b';' => Token::End,
            b'`' | b'"' => {
                let end = self.skip_until(|rest| (rest[0] == byte).then_some(1));
                Token::Name(&self.text[start + 1..end])
            }
            b'\'' => {
                let mut escaped = false;
                self.skip_until(|rest| {
                    let ends = !escaped && rest[0] == b'\'';
                    escaped = !escaped && rest[0] == b'\\';
                    ends.then_some(1)
                });
                Token::Text
            }
            _ if is_word(byte) => {
                let length = self.text[start..].iter().take_while(|b| is_word(**b)).count();
                self.at = start + length;
                Token::Word(&self.text[start..self.at])
            }
            _ => Token::Mark(byte),
        }
    }

    /// Moves behind what `found` recognises and returns where that began. Stops in front of a `;` that ends a line.
    fn skip_until(&mut self, mut found: impl FnMut(&[u8]) -> Option<usize>) -> usize {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            if let Some(length) = found(rest) {
                self.at += length;
                return self.at - length;
            }
            let after = rest[1..].iter().find(|b| **b == b'\n' || !b.is_ascii_whitespace());
            if rest[0] == b';' && after.is_none_or(|b| *b == b'\n') {
                return self.at;
            }
            self.at += 1;
        }
        self.at
    }

    fn skip_line(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
    }

    /// Dolibarr drops what `/^\s*--/` and `/([,;ERLT0\)])\s*--.*$/i` find, without asking for a space behind `--`; elsewhere
    /// MySQL asks for it.
    fn is_line_comment(&self, rest: &[u8]) -> bool {
        let words = self.text[..self.at].trim_ascii_end();
        let dropped = words.last().is_some_and(|byte| b",;ERLT0)".contains(&byte.to_ascii_uppercase()));
        self.line_is_blank || dropped || rest.get(2).is_none_or(|b| b.is_ascii_whitespace() || *b == b'-')
    }

    /// The length of `-- VMYSQL4.1` at the very start of a line.
    fn version_mark(&self, rest: &[u8]) -> Option<usize> {
        let starts_line = self.at == 0 || self.text[self.at - 1] == b'\n';
        let [_, _, space, v, name @ ..] = rest.get(..9)? else { return None };
        let named = name.eq_ignore_ascii_case(b"MYSQL") || name.eq_ignore_ascii_case(b"PGSQL");
        let marked = starts_line && space.is_ascii_whitespace() && v.eq_ignore_ascii_case(&b'V') && named;
        marked.then(|| 9 + rest[9..].iter().take_while(|b| !b.is_ascii_whitespace()).count())
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}
