//! Code that says nothing, taken out before the parser reads a file: nobody looks at what the parser makes of it. Only what is surely
//! understood goes; what is left means the same, though not at the same place.

use std::ops::Range;

use super::marks;
use super::tokens::{GivenUp, Read, Token, Tokens};

/// A file's text without such code.
pub(super) struct Shortened {
    pub text: Vec<u8>,
    /// The marks of [`marks::bodies`] in it.
    pub bodies: Vec<u32>,
}

/// Takes such code out; `None` where there is none.
pub(super) fn without(text: &[u8]) -> Option<Shortened> {
    let (bodies, includes) = (marks::bodies(text), marks::includes(text));
    let mut reader = Reader {
        tokens: Tokens::new(text),
        bodies: &bodies,
        includes: &includes,
        in_function: false,
        is_alone: false,
        idle: Vec::new(),
        apart: Vec::new(),
    };
    // What ends the reading early does not change what was understood before.
    _ = reader.tokens.html().and_then(|()| reader.statements());
    // A mark outside of functions and classes keeps the code around it.
    let is_apart = |mark: &u32| {
        let at = *mark as usize;
        let behind = reader.apart.partition_point(|range| range.start <= at);
        reader.apart[..behind].last().is_some_and(|range| at < range.end)
    };
    if !bodies.iter().all(is_apart) {
        reader.idle.retain(|idle| idle.in_function);
    }
    let idle = reader.idle;
    if idle.is_empty() {
        return None;
    }
    let mut left = Shortened { text: Vec::with_capacity(text.len()), bodies: Vec::new() };
    let (mut at, mut marks) = (0, bodies.iter().peekable());
    let end = Idle { range: text.len()..text.len(), is_value: false, in_function: false };
    for Idle { range, is_value, .. } in idle.iter().chain([&end]) {
        // Marks keep the code around them, so that none goes.
        while let Some(mark) = marks.next_if(|mark| (**mark as usize) < range.end) {
            left.bodies.extend(u32::try_from(left.text.len() + *mark as usize - at));
        }
        left.text.extend_from_slice(&text[at..range.start]);
        left.text.extend(is_value.then_some(b'0'));
        at = range.end;
    }
    Some(left)
}

/// Code that says nothing.
struct Idle {
    range: Range<usize>,
    /// Whether some value has to stand in its place.
    is_value: bool,
    in_function: bool,
}

struct Reader<'t> {
    tokens: Tokens<'t>,
    /// The marks of [`marks::bodies`] and [`marks::includes`].
    bodies: &'t [u32],
    includes: &'t [u32],
    in_function: bool,
    /// Whether the statement that is read stands where there need not be one.
    is_alone: bool,
    /// In order.
    idle: Vec<Idle>,
    /// Functions and classes that stand in nothing else, in order.
    apart: Vec<Range<usize>>,
}

impl Reader<'_> {
    /// Reads statements up to the end of the file, or of the function that they stand in.
    fn statements(&mut self) -> Read<()> {
        let mut open = 0_usize;
        loop {
            self.is_alone = matches!(self.tokens.text[..self.tokens.at], [.., b';' | b'{' | b'}']);
            let (token, range) = self.tokens.next()?;
            match token {
                Token::End if !self.in_function => return Ok(()),
                Token::Mark(b'}') if open == 0 && self.in_function => return Ok(()),
                Token::Mark(b'}') => open = open.checked_sub(1).ok_or(GivenUp)?,
                Token::Mark(b'{') => open += 1,
                Token::Mark(b';') | Token::Colon => {}
                Token::CloseTag => self.tokens.html()?,
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
        word.copy_from_slice(&self.tokens.text[range.clone()]);
        word.make_ascii_lowercase();
        match &*word {
            b"if" | b"elseif" | b"while" | b"switch" => {
                let start = self.opened()?;
                self.tokens.skip(1)?;
                self.leave_out(start..self.tokens.at - 1, true);
            }
            b"for" | b"foreach" | b"catch" | b"declare" => {
                self.opened()?;
                self.tokens.skip(1)?;
            }
            b"else" | b"do" | b"try" | b"finally" | b"default" | b"abstract" | b"final" | b"readonly" => {}
            b"endif" | b"endfor" | b"endforeach" | b"endwhile" | b"endswitch" => {}
            b"case" | b"break" | b"continue" | b"goto" | b"use" | b"const" | b"namespace" => self.label()?,
            b"function" | b"class" | b"trait" | b"interface" | b"enum" => {
                if &*word == b"function" { self.function(range.start) } else { self.class() }?;
                if is_apart && !self.in_function {
                    self.apart.push(range.start..self.tokens.at);
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
            match self.tokens.next()?.0 {
                Token::Mark(b'(') if is_named => self.tokens.skip(1)?,
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
        if read.is_err() || has_any(self.bodies, start..self.tokens.at) {
            self.idle.truncate(known);
        }
        read
    }

    /// Reads a class, interface, trait or enumeration, behind its keyword. But for code in its methods all of it stays.
    fn class(&mut self) -> Read<()> {
        loop {
            match self.tokens.next()?.0 {
                Token::Mark(b'{') => break,
                Token::Word | Token::Operator | Token::Colon => {}
                _ => return Err(GivenUp),
            }
        }
        let (mut open, mut before) = (1_usize, Token::End);
        while open > 0 {
            let (token, range) = self.tokens.next()?;
            match token {
                Token::Mark(b'{') => open += 1,
                Token::Mark(b'}') => open -= 1,
                Token::Word if before != Token::Access && self.tokens.text[range.clone()].eq_ignore_ascii_case(b"function") => {
                    self.deeper(|reader| reader.function(range.start))?;
                }
                Token::CloseTag | Token::End => return Err(GivenUp),
                _ => {}
            }
            before = token;
        }
        Ok(())
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Read<()>) -> Read<()> {
        self.tokens.enter()?;
        let read = read(self);
        self.tokens.leave();
        read
    }

    /// The parenthesis that has to come next; behind it.
    fn opened(&mut self) -> Read<usize> {
        match self.tokens.next()? {
            (Token::Mark(b'('), range) => Ok(range.end),
            _ => Err(GivenUp),
        }
    }

    /// Goes on behind the `:` or `;` that ends something that stays.
    fn label(&mut self) -> Read<()> {
        loop {
            let (token, range) = self.tokens.next()?;
            match token {
                Token::Colon | Token::Mark(b';') => return Ok(()),
                Token::CloseTag => return self.tokens.html(),
                Token::Mark(b'(' | b'[' | b'{') => self.tokens.skip(1)?,
                Token::Mark(_) | Token::End => return Err(GivenUp),
                // The next colon is that of a choice.
                Token::Operator if self.tokens.text[range.start] == b'?' => return Err(GivenUp),
                _ => {}
            }
        }
    }

    /// Reads a statement up to its end, some brackets of which are open already. In functions what it assigns to stays.
    fn simple(&mut self, start: usize, open: usize) -> Read<()> {
        self.tokens.skip(open)?;
        // Whether it assigns somewhere inside, so that what follows is more than the value.
        let mut is_inner = false;
        let end = loop {
            let (token, range) = self.tokens.next()?;
            match token {
                Token::Mark(b';') | Token::CloseTag => {
                    self.leave_out_whole(start..range.start);
                    break token;
                }
                Token::Mark(b'(' | b'[' | b'{') => self.tokens.skip(1)?,
                Token::Mark(_) | Token::End => return Err(GivenUp),
                Token::Assign => break self.assigned(start, range, is_inner)?,
                Token::Operator | Token::Colon => is_inner = true,
                Token::Word | Token::Value | Token::Access => {}
            }
        };
        if end == Token::CloseTag { self.tokens.html() } else { Ok(()) }
    }

    /// Reads what an operator assigns, and the end of the statement, which is returned.
    fn assigned(&mut self, start: usize, operator: Range<usize>, is_inner: bool) -> Read<Token> {
        let is_target = !is_inner && !self.says(start..operator.start);
        let (token, range) = self.tokens.next()?;
        let is_new = token == Token::Word && self.tokens.text[range.clone()].eq_ignore_ascii_case(b"new");
        self.tokens.at = range.start;
        let end = loop {
            match self.tokens.next_mark()? {
                b'(' | b'[' | b'{' => self.tokens.skip(1)?,
                b';' => break self.tokens.at - 1,
                b'?' => break self.tokens.at - 2,
                _ => return Err(GivenUp),
            }
        };
        if is_target && !self.says(operator.end..end) {
            match (self.in_function, is_new) {
                (false, _) => self.leave_out_whole(start..end),
                (true, false) => self.leave_out(operator.end..end, true),
                (true, true) => {}
            }
        }
        Ok(if self.tokens.text[end] == b';' { Token::Mark(b';') } else { Token::CloseTag })
    }

    /// Leaves out the statement that was read last, with its `;` where none has to be left, unless it may say something.
    fn leave_out_whole(&mut self, range: Range<usize>) {
        let end = range.end + usize::from(self.is_alone && self.tokens.text.get(range.end) == Some(&b';'));
        self.leave_out(range.start..end, false);
    }

    /// Leaves out what was read last, unless it may say something.
    fn leave_out(&mut self, range: Range<usize>, is_value: bool) {
        if range.len() > 1 && !self.says(range.clone()) {
            self.idle.push(Idle { range, is_value, in_function: self.in_function });
        }
    }

    /// Whether what was read last may say something, from the start of a range on.
    fn says(&self, range: Range<usize>) -> bool {
        self.tokens.said > range.start || has_any(self.includes, range)
    }
}

/// Whether one of some places, which are in order, lies in a range.
fn has_any(places: &[u32], range: Range<usize>) -> bool {
    let from = places.partition_point(|at| (*at as usize) < range.start);
    places.get(from).is_some_and(|at| (*at as usize) < range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of the code after `<?php`.
    fn left(code: &str) -> String {
        let code = format!("<?php {code}");
        let Some(left) = without(code.as_bytes()) else { return code["<?php ".len()..].to_owned() };
        assert_eq!(left.bodies, marks::bodies(&left.text), "{code}");
        String::from_utf8_lossy(&left.text["<?php ".len()..]).into_owned()
    }

    #[test]
    fn what_says_nothing_goes() {
        for (code, expected) in [
            ("f(); function a($b = ')') { g(1); return h(); }", "; function a($b = ')') {   }"),
            (
                "class A { public function &b(): ?C { g('}'); /* { */ echo \"{$x[\"}\"]}\", ';'; h(); } }",
                "class A { public function &b(): ?C {  /* { */   } }",
            ),
            ("function a() { if (b()) c(); elseif (d()) { e(); } else f(); g(); }", "function a() { if (0) ; elseif (0) {  } else ;  }"),
            (
                "function a() { foreach (b() as $k => $v) { c(); } for (d(); e(); f()) { } }",
                "function a() { foreach (b() as $k => $v) {  } for (d(); e(); f()) { } }",
            ),
            (
                "function a() { switch (b()) { case C::D: e(); break; default: f(); } while (g()): h(); i(); endwhile; }",
                "function a() { switch (0) { case C::D: ; break; default: ; } while (0): ;  endwhile; }",
            ),
            (
                "function a() { $b->c = d(\n'e'); $b[f()] .= g(); $h = new I(j()); }",
                "function a() { $b->c =0; $b[f()] .=0; $h = new I(j()); }",
            ),
            ("$a = b(); c() ?> d <?= e('?>'); f() ?><?php $g[h()] .= i() ?>", "; ?> d <?= e('?>'); f() ?><?php ?>"),
            ("function a() { if (b()) { ?> c <?php d(); } $e = f() ?> <?php }", "function a() { if (0) { ?> c <?php ; } $e =0?> <?php }"),
            (
                "use A\\{B, C}; const D = 1; abstract class E { use F; const G = [1]; abstract function h(); function i() { j(); } } k();",
                "use A\\{B, C}; const D = 1; abstract class E { use F; const G = [1]; abstract function h(); function i() {  } } ",
            ),
            ("function a() { b(\"\\${\"); c(\"\\${$d('}')}\"); } e('}');", "function a() {   } "),
            (
                "a(); function b() { c(); $d->call_trigger($e); } f(); function g() { h(); }",
                "; function b() { c(); $d->call_trigger($e); }  function g() {  }",
            ),
            (
                "function a() { try { b(); } catch (C $d) { e(); } do f(); while (g()); function f() { g(); } // h();\n i(); }",
                "function a() { try {  } catch (C $d) {  } do ; while (0); function f() {  } // h();\n  }",
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
            assert!(left(&format!("function c() {{ d(); }} {code}")).starts_with("function c() {  }"), "{code}");
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
