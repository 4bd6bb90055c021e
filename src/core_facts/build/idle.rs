//! Code that says nothing, taken out before the parser reads a file: nobody looks at what the parser makes of it. Only what is surely
//! understood goes; what is left means the same, though not at the same place.

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
    /// What strings, comments and HTML may begin with.
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
            b'\'' | b'"' | b'`' | b'#' | b'/' | b'<' | b'?' => Byte::Special,
            _ => Byte::Operator,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    bytes
};

/// A file's text without such code; `None` where there is none. `bodies` are the marks of [`marks::bodies`] in it.
pub(super) fn without(text: &[u8], bodies: &[u32]) -> Option<Vec<u8>> {
    let mut reader = Reader { text, at: 0, bodies, depth: 0, in_function: false, idle: Vec::new(), apart: Vec::new() };
    // What ends the reading early does not change what was understood before.
    _ = reader.html().and_then(|()| reader.statements());
    // A mark outside of functions and classes keeps the code around it.
    let is_apart = |mark: &u32| {
        let at = *mark as usize;
        let behind = reader.apart.partition_point(|range| range.start <= at);
        reader.apart[..behind].last().is_some_and(|range| at < range.end)
    };
    if !bodies.iter().all(is_apart) {
        reader.idle.retain(|idle| idle.in_function);
    }
    if reader.idle.is_empty() {
        return None;
    }
    let (mut left, mut at) = (Vec::with_capacity(text.len()), 0);
    for Idle { range, is_value, .. } in reader.idle {
        left.extend_from_slice(&text[at..range.start]);
        left.extend(is_value.then_some(b'0'));
        at = range.end;
    }
    left.extend_from_slice(&text[at..]);
    Some(left)
}

/// Code that says nothing.
struct Idle {
    range: Range<usize>,
    /// Whether some value has to stand in its place.
    is_value: bool,
    in_function: bool,
}

/// Something is not understood; whatever follows stays as it is.
struct GivenUp;

type Read<T> = Result<T, GivenUp>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
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

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    bodies: &'t [u32],
    depth: u8,
    in_function: bool,
    /// In order.
    idle: Vec<Idle>,
    /// Functions and classes that stand in nothing else, in order.
    apart: Vec<Range<usize>>,
}

impl Reader<'_> {
    /// Goes on where PHP begins again, past `<?= … ?>`.
    fn html(&mut self) -> Read<()> {
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

    /// Reads statements up to the end of the file, or of the function that they stand in.
    fn statements(&mut self) -> Read<()> {
        let mut open = 0_usize;
        loop {
            let (token, range) = self.next()?;
            match token {
                Token::End if !self.in_function => return Ok(()),
                Token::Mark(b'}') if open == 0 && self.in_function => return Ok(()),
                Token::Mark(b'}') => open = open.checked_sub(1).ok_or(GivenUp)?,
                Token::Mark(b'{') => open += 1,
                Token::Mark(b';') | Token::Colon => {}
                Token::CloseTag => self.html()?,
                Token::Word => self.worded(range, open == 0)?,
                Token::Mark(b'(' | b'[') => self.simple(range.start, 1)?,
                Token::Value | Token::Operator => self.simple(range.start, 0)?,
                _ => return Err(GivenUp),
            }
        }
    }

    /// Reads a statement that begins with a word, or the head of one that holds others. `is_apart`: it stands in no other.
    fn worded(&mut self, range: Range<usize>, is_apart: bool) -> Read<()> {
        let mut word = [0; 10];
        let Some(word) = word.get_mut(..range.len()) else { return self.simple(range.start, 0) };
        word.copy_from_slice(&self.text[range.clone()]);
        word.make_ascii_lowercase();
        match &*word {
            b"if" | b"elseif" | b"while" | b"switch" => {
                let start = self.opened()?;
                self.skip(1)?;
                self.leave_out(start..self.at - 1, true);
            }
            b"for" | b"foreach" | b"catch" | b"declare" => {
                self.opened()?;
                self.skip(1)?;
            }
            b"else" | b"do" | b"try" | b"finally" | b"default" | b"abstract" | b"final" | b"readonly" => {}
            b"endif" | b"endfor" | b"endforeach" | b"endwhile" | b"endswitch" => {}
            b"case" | b"break" | b"continue" | b"goto" | b"use" | b"const" | b"namespace" => self.label()?,
            b"function" | b"class" | b"trait" | b"interface" | b"enum" => {
                if &*word == b"function" { self.function(range.start) } else { self.class() }?;
                if is_apart && !self.in_function {
                    self.apart.push(range.start..self.at);
                }
            }
            _ => self.simple(range.start, 0)?,
        }
        Ok(())
    }

    /// Reads a function with a name, behind its keyword.
    fn function(&mut self, start: usize) -> Read<()> {
        let mut is_named = false;
        loop {
            match self.next()?.0 {
                Token::Mark(b'(') if is_named => self.skip(1)?,
                Token::Mark(b'{') if is_named => break,
                Token::Mark(b';') => return Ok(()),
                Token::Word => is_named = true,
                Token::Operator | Token::Colon => {}
                _ => return Err(GivenUp),
            }
        }
        let (known, around) = (self.idle.len(), std::mem::replace(&mut self.in_function, true));
        let read = self.deeper(Self::statements);
        self.in_function = around;
        let from = self.bodies.partition_point(|mark| (*mark as usize) < start);
        let is_kept = self.bodies.get(from).is_some_and(|mark| (*mark as usize) < self.at);
        if read.is_err() || is_kept {
            self.idle.truncate(known);
        }
        read
    }

    /// Reads a class, interface, trait or enumeration, behind its keyword. But for code in its methods all of it stays.
    fn class(&mut self) -> Read<()> {
        loop {
            match self.next()?.0 {
                Token::Mark(b'{') => break,
                Token::Word | Token::Operator | Token::Colon => {}
                _ => return Err(GivenUp),
            }
        }
        let (mut open, mut before) = (1_usize, Token::End);
        while open > 0 {
            let (token, range) = self.next()?;
            match token {
                Token::Mark(b'{') => open += 1,
                Token::Mark(b'}') => open -= 1,
                Token::Word if before != Token::Access && self.text[range.clone()].eq_ignore_ascii_case(b"function") => {
                    self.deeper(|reader| reader.function(range.start))?;
                }
                Token::CloseTag | Token::End => return Err(GivenUp),
                _ => {}
            }
            before = token;
        }
        Ok(())
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth == DEEPEST {
            return Err(GivenUp);
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// The parenthesis that has to come next; behind it.
    fn opened(&mut self) -> Read<usize> {
        match self.next()? {
            (Token::Mark(b'('), range) => Ok(range.end),
            _ => Err(GivenUp),
        }
    }

    /// Goes on behind the `:` or `;` that ends something that stays.
    fn label(&mut self) -> Read<()> {
        loop {
            let (token, range) = self.next()?;
            match token {
                Token::Colon | Token::Mark(b';') => return Ok(()),
                Token::CloseTag => return self.html(),
                Token::Mark(b'(' | b'[' | b'{') => self.skip(1)?,
                Token::Mark(_) | Token::End => return Err(GivenUp),
                // The next colon is that of a choice.
                Token::Operator if self.text[range.start] == b'?' => return Err(GivenUp),
                _ => {}
            }
        }
    }

    /// Goes on behind the bracket that closes the last one of those that are open.
    fn skip(&mut self, mut open: usize) -> Read<()> {
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

    /// Reads a statement up to its end, some brackets of which are open already. In functions what it assigns to stays.
    fn simple(&mut self, start: usize, open: usize) -> Read<()> {
        self.skip(open)?;
        // Whether it assigns somewhere inside, so that what follows is more than the value.
        let mut is_inner = false;
        let end = loop {
            let (token, range) = self.next()?;
            match token {
                Token::Mark(b';') | Token::CloseTag => {
                    self.leave_out(start..range.start, false);
                    break token;
                }
                Token::Mark(b'(' | b'[' | b'{') => self.skip(1)?,
                Token::Mark(_) | Token::End => return Err(GivenUp),
                Token::Assign => break self.assigned(start, range, is_inner)?,
                Token::Operator | Token::Colon => is_inner = true,
                Token::Word | Token::Value | Token::Access => {}
            }
        };
        if end == Token::CloseTag { self.html() } else { Ok(()) }
    }

    /// Reads what an operator assigns, and the end of the statement, which is returned.
    fn assigned(&mut self, start: usize, operator: Range<usize>, is_inner: bool) -> Read<Token> {
        let (token, range) = self.next()?;
        let is_new = token == Token::Word && self.text[range.clone()].eq_ignore_ascii_case(b"new");
        self.at = range.start;
        let end = loop {
            match self.next_mark()? {
                b'(' | b'[' | b'{' => self.skip(1)?,
                b';' => break self.at - 1,
                b'?' => break self.at - 2,
                _ => return Err(GivenUp),
            }
        };
        if !is_inner && !marks::expression(self.text, start..operator.start) {
            if !self.in_function && !marks::expression(self.text, operator.end..end) {
                self.idle.push(Idle { range: start..end, is_value: false, in_function: false });
            } else if self.in_function && !is_new {
                self.leave_out(operator.end..end, true);
            }
        }
        Ok(if self.text[end] == b';' { Token::Mark(b';') } else { Token::CloseTag })
    }

    fn leave_out(&mut self, range: Range<usize>, is_value: bool) {
        if range.len() > 1 && !marks::expression(self.text, range.clone()) {
            self.idle.push(Idle { range, is_value, in_function: self.in_function });
        }
    }

    /// The next token, past space and comments.
    fn next(&mut self) -> Read<(Token, Range<usize>)> {
        self.space()?;
        let start = self.at;
        let rest = &self.text[start..];
        let Some(first) = rest.first() else { return Ok((Token::End, start..start)) };
        let (token, length) = match (BYTES[usize::from(*first)], rest) {
            (Byte::Letter, _) => (Token::Word, name(rest)),
            (Byte::Digit, _) => (Token::Value, name(rest)),
            (Byte::Mark, _) => (Token::Mark(*first), 1),
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
    fn next_mark(&mut self) -> Read<u8> {
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
                [b'<' | b'?' | b'/', ..] => self.at += 1,
                [mark, ..] => {
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
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let found = if quote == b'"' { memchr3(b'"', b'\\', b'{', rest) } else { memchr2(b'\'', b'\\', rest) };
            self.at += found.ok_or(GivenUp)?;
            match &self.text[self.at - 1..] {
                [b'$', b'{', ..] | [_, b'{', b'$', ..] => {
                    self.at += 1;
                    self.deeper(|reader| reader.skip(1))?;
                }
                [_, b'{', ..] => self.at += 1,
                [_, b'\\', _, ..] => self.at += 2,
                [_, b'\\'] => return Err(GivenUp),
                _ => {
                    self.at += 1;
                    return Ok(());
                }
            }
        }
    }
}

/// How long the name is that begins here.
fn name(text: &[u8]) -> usize {
    text.iter().position(|byte| !matches!(BYTES[usize::from(*byte)], Byte::Letter | Byte::Digit)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of the code after `<?php`.
    fn left(code: &str) -> String {
        let code = format!("<?php {code}");
        let text = without(code.as_bytes(), &marks::bodies(code.as_bytes()));
        let text = String::from_utf8_lossy(&text.unwrap_or_else(|| code.clone().into_bytes())).into_owned();
        text["<?php ".len().min(text.len())..].to_owned()
    }

    #[test]
    fn what_says_nothing_goes() {
        for (code, expected) in [
            ("f(); function a($b = ')') { g(1); return h(); }", "; function a($b = ')') { ; ; }"),
            (
                "class A { public function &b(): ?C { g('}'); /* { */ echo \"{$x[\"}\"]}\", ';'; h(); } }",
                "class A { public function &b(): ?C { ; /* { */ echo \"{$x[\"}\"]}\", ';'; ; } }",
            ),
            ("function a() { if (b()) c(); elseif (d()) { e(); } else f(); }", "function a() { if (0) ; elseif (0) { ; } else ; }"),
            (
                "function a() { foreach (b() as $k => $v) { c(); } for (d(); e(); f()) { } }",
                "function a() { foreach (b() as $k => $v) { ; } for (d(); e(); f()) { } }",
            ),
            (
                "function a() { switch (b()) { case C::D: e(); break; default: f(); } while (g()): h(); endwhile; }",
                "function a() { switch (0) { case C::D: ; break; default: ; } while (0): ; endwhile; }",
            ),
            (
                "function a() { $b->c = d(\n'e'); $b[f()] .= g(); $h = new I(j()); }",
                "function a() { $b->c =0; $b[f()] .=0; $h = new I(j()); }",
            ),
            ("$a = b(); c() ?> d <?= e('?>'); f() ?><?php $g[h()] .= i() ?>", "; ?> d <?= e('?>'); f() ?><?php ?>"),
            ("function a() { if (b()) { ?> c <?php d(); } $e = f() ?> <?php }", "function a() { if (0) { ?> c <?php ; } $e =0?> <?php }"),
            (
                "use A\\{B, C}; const D = 1; abstract class E { use F; const G = [1]; abstract function h(); function i() { j(); } } k();",
                "use A\\{B, C}; const D = 1; abstract class E { use F; const G = [1]; abstract function h(); function i() { ; } } ;",
            ),
            (
                "function a() { try { b(); } catch (C $d) { e(); } function f() { g(); } // h();\n i(); }",
                "function a() { try { ; } catch (C $d) { ; } function f() { ; } // h();\n ; }",
            ),
        ] {
            assert_eq!(left(code), expected, "{code}");
        }
    }

    #[test]
    fn what_may_say_something_stays() {
        for code in [
            "$a = function () { b(); };",
            "$a = b(); $hookmanager->initHooks(array($a)); c();",
            "if (1) { function a() { $b->call_trigger($c); } } d();",
            "function a() { define('B', c()); include 'd'; $e = ($f = g()); h(function () { i(); }); }",
            "function a() { if ($b = c()) { } $d->f('A_BC'); $e = $g->h('A_BC'); $i[$j = 1] = 2; }",
            "function a() { b(); $c->call_trigger($d, 1); }",
            "abstract class A { abstract function b(); } interface B { function c(); } namespace A { b(); }",
            "function a() { b() ? $c = d() : e(); }",
            "use function a; class A { const B = C::function; }",
        ] {
            assert_eq!(left(code), code, "{code}");
        }
    }

    #[test]
    fn behind_what_is_not_understood_all_stays() {
        for end in ["<<<A\nA;", "`b`;", "b() ?>", "function () { b(); };", ")", "'", "\"", "/*", "if b", "b("] {
            let code = format!("function a() {{ b(); {end} }} function c() {{ d(); }}");
            assert_eq!(left(&code), code);
            assert!(left(&format!("function c() {{ d(); }} {code}")).starts_with("function c() { ; }"), "{code}");
        }
        let deep = format!("function a() {{ b({}); }}", "\"{$a[".repeat(5000));
        assert_eq!(left(&deep), deep);
        let deep = "function a() {".repeat(5000);
        assert_eq!(left(&deep), deep);
    }

    #[test]
    fn text_that_breaks_off_is_no_trouble() {
        let code = "?> <? <?PHP class A { function b() { if ($a) { $b = \"{$c['d']}\\\"\"; // e\n echo 'f\\''; } } # g\n }";
        for length in 0..=code.len() {
            left(&code[..length]);
            left(&code[length..]);
        }
    }
}
