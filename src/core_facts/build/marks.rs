//! Where a file may say something that [`scan`](super::scan) reads, found in its bytes alone: comments and strings count too, and
//! so does whatever is not understood. What is not found says nothing for certain, so that it need not be lowered.

use std::ops::Range;

use memchr::memmem;

use super::scan::looks_like_code;
use crate::php::Marks;

/// Methods whose first argument is a name that may have to be put together.
const NAMED: [&[u8]; 4] = [b"inithooks", b"executehooks", b"call_trigger", b"run_triggers"];

/// What else matters when it is called; of methods those that others call for what they share.
const CALLED: [&[u8]; 2] = [b"define", b"common"];

/// Its code is a table of names, which is read as a whole.
const TABLE: &[u8] = b"deprecatedproperties";

/// Where rare pairs of letters stand in these words: `ks`, `gg` and `dp`.
const PAIRS_OF_NAMED: [usize; 4] = [7, 10, 8, 7];
const PAIR_OF_TABLE: usize = 9;

/// How many bytes are looked at in one go.
const PORTION: usize = 128;

/// Pairs of bytes that something may begin with, as sets: each bit is one kind, which a pair has when both bytes have it.
const PAIRS: [[u8; 256]; 2] = {
    let kinds: [[&[u8]; 2]; 7] = [
        // Where a call's arguments begin: the last letter of its name, or space.
        [b"sSrReEnN \t\r\n/", b"("],
        // Words that look like codes.
        [b"'\"", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\\"],
        [b"cC", b"lL"],
        [b"qQ", b"uU"],
        // A string without escapes is the only heredoc that is one.
        [b"<", b"<"],
        // Closures and classes in expressions may hold anything.
        [b"{", b""],
        // An assignment inside of an expression.
        [b"=", b""],
    ];
    let mut pairs = [[0; 256]; 2];
    let mut kind = 0;
    while kind < kinds.len() {
        let mut side = 0;
        while side < 2 {
            let mut i = 0;
            while i < kinds[kind][side].len() {
                pairs[side][kinds[kind][side][i] as usize] |= 1 << kind;
                i += 1;
            }
            side += 1;
        }
        kind += 1;
    }
    // Whatever follows a brace, and what `=` is not part of an operator with.
    let mut byte = 0;
    while byte < 256 {
        pairs[1][byte] |= if byte == b'=' as usize || byte == b'>' as usize { 1 << 5 } else { 1 << 5 | 1 << 6 };
        byte += 1;
    }
    pairs
};

/// What stands before a place.
enum Before {
    /// The end of what precedes it, white space left out.
    End(usize),
    /// A comment may lie between.
    Comment,
}

/// What to look for in a file's text.
pub(super) fn marks(text: &[u8]) -> Marks {
    with(bodies(text))
}

/// The same, where [`bodies`] are known.
pub(super) fn with(bodies: Vec<u32>) -> Marks {
    Marks { bodies, expression, assignments: true }
}

/// Whether an expression may say something.
fn expression(text: &[u8], range: Range<usize>) -> bool {
    // One byte more, since a pair may begin with the last one.
    let within = text.get(range.start..text.len().min(range.end + 1)).unwrap_or_default();
    let pairs = within.iter().zip(within.get(1..).unwrap_or_default()).enumerate();
    pairs.filter(|(_, (a, b))| may_begin(**a, **b)).any(|(at, _)| begins(text, range.start + at))
}

/// Whether something that says something begins with the pair of bytes here, a call with what stands before its parenthesis.
pub(super) fn is_mark(text: &[u8], at: usize) -> bool {
    matches!(text[at..], [a, b, ..] if may_begin(a, b)) && begins(text, at)
}

/// Whether a pair of bytes is one of [`PAIRS`].
fn may_begin(a: u8, b: u8) -> bool {
    PAIRS[0][usize::from(a)] & PAIRS[1][usize::from(b)] != 0
}

fn begins(text: &[u8], at: usize) -> bool {
    match text[at] {
        b'\'' | b'"' => is_passed_code(text, at),
        b'c' | b'C' => is_within(text, at, b"in", b"clude"),
        b'q' | b'Q' => is_within(text, at, b"re", b"quire"),
        b'<' => text[at..].starts_with(b"<<<"),
        b'{' => true,
        b'=' => is_assignment(text, at),
        _ => is_called(text, at + 1),
    }
}

/// Whether the `=` here may assign something: a variable or member stands before it, or what may end with one.
fn is_assignment(text: &[u8], at: usize) -> bool {
    let operator = match text[..at] {
        [.., b'*', b'*'] | [.., b'?', b'?'] | [.., b'<', b'<'] | [.., b'>', b'>'] => 2,
        [.., b'=' | b'!' | b'<' | b'>'] => return false,
        [.., b'.' | b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^'] => 1,
        _ => 0,
    };
    let Before::End(end) = before(text, at - operator) else { return true };
    let is_name = |c: &u8| c.is_ascii_alphanumeric() || *c == b'_' || !c.is_ascii();
    match text[..end] {
        [.., b']' | b'}' | b')'] => true,
        [.., last] if is_name(&last) => {
            let start = text[..end].iter().rposition(|c| !is_name(c)).map_or(0, |last| last + 1);
            let Before::End(end) = before(text, start) else { return true };
            matches!(text[..end], [.., b'$'] | [.., b'-', b'>'])
        }
        _ => false,
    }
}

/// Whether a call matters whose arguments begin here.
fn is_called(text: &[u8], at: usize) -> bool {
    let Before::End(end) = before(text, at) else { return true };
    let name = &text[..end];
    matches!(name.last().map(u8::to_ascii_lowercase), Some(b's' | b'r' | b'e' | b'n'))
        && NAMED.iter().chain(&CALLED).any(|word| ends_with(name, word))
}

/// Calls of [`NAMED`] whose argument may follow from the code around them, and [`TABLE`], in order.
pub(super) fn bodies(text: &[u8]) -> Vec<u32> {
    let mut found = Vec::new();
    let pair = |a: u8, b: u8| {
        let (a, b) = (a | 0x20, b | 0x20);
        ((a == b'k') & (b == b's')) | ((a == b'g') & (b == b'g')) | ((a == b'd') & (b == b'p'))
    };
    for start in (0..text.len()).step_by(PORTION) {
        let portion = &text[start..text.len().min(start + PORTION)];
        let next = text.get(start + 1..).unwrap_or_default();
        // Without branches many bytes are looked at in one go, and most portions hold nothing.
        if portion.iter().zip(next).fold(0, |any, (a, b)| any | u8::from(pair(*a, *b))) == 0 {
            continue;
        }
        let pairs = portion.iter().zip(next).enumerate().filter(|(_, (a, b))| pair(**a, **b)).map(|(at, _)| start + at);
        found.extend(pairs.filter(|at| is_body_mark(text, *at)).filter_map(|at| u32::try_from(at).ok()));
    }
    found
}

/// Where `include` and `require` stand, as anybody writes them, in order.
pub(super) fn includes(text: &[u8]) -> Vec<u32> {
    let words: [&[u8]; 4] = [b"nclude", b"equire", b"NCLUDE", b"EQUIRE"];
    let places = words.iter().flat_map(|word| memmem::find_iter(text, word)).filter_map(|at| u32::try_from(at).ok());
    let mut found: Vec<u32> = places.collect();
    found.sort_unstable();
    found
}

/// Whether a word that keeps the code around it lies over the pair of letters here.
fn is_body_mark(text: &[u8], at: usize) -> bool {
    let whole = |word: &[u8], pair: usize| {
        let start = at.checked_sub(pair)?;
        text.get(start..start + word.len()).filter(|found| found.eq_ignore_ascii_case(word)).map(|_| start + word.len())
    };
    let mut words = NAMED.iter().zip(PAIRS_OF_NAMED);
    let (end, is_table) = match words.find_map(|(word, pair)| whole(word, pair)) {
        Some(end) => (end, false),
        None => match whole(TABLE, PAIR_OF_TABLE) {
            Some(end) => (end, true),
            None => return false,
        },
    };
    let open = skip_space(text, end);
    match text.get(open) {
        Some(b'(') => is_table || !is_plain(text, open + 1),
        // A comment may lie between.
        Some(b'/' | b'#') => true,
        _ => false,
    }
}

/// Skips white space backwards.
fn before(text: &[u8], at: usize) -> Before {
    let end = text[..at].iter().rposition(|c| !c.is_ascii_whitespace()).map_or(0, |last| last + 1);
    let head = &text[..end];
    let line = || &head[head.iter().rposition(|c| *c == b'\n').map_or(0, |last| last + 1)..];
    let ends_line = || text[end..at].iter().any(|c| matches!(c, b'\n' | b'\r')) && (line().contains(&b'#') || line().contains(&b'/'));
    if head.ends_with(b"*/") || ends_line() { Before::Comment } else { Before::End(end) }
}

fn ends_with(text: &[u8], word: &[u8]) -> bool {
    text.len().checked_sub(word.len()).is_some_and(|start| text[start..].eq_ignore_ascii_case(word))
}

/// Whether the word `start` + `end` stands around a place, its second part from there on.
fn is_within(text: &[u8], at: usize, start: &[u8], end: &[u8]) -> bool {
    text.get(at..at + end.len()).is_some_and(|word| word.eq_ignore_ascii_case(end)) && ends_with(&text[..at], start)
}

/// Whether the argument that begins here is a string without variables, or an array of such.
fn is_plain(text: &[u8], at: usize) -> bool {
    let at = skip_space(text, at);
    let rest = text.get(at..).unwrap_or_default();
    let (mut at, close) = match rest {
        [b'\'' | b'"', ..] => {
            let end = string_end(text, at).map(|end| skip_space(text, end));
            return end.is_some_and(|end| matches!(text.get(end), Some(b',' | b')')));
        }
        [b'[', ..] => (at + 1, b']'),
        [b'a', b'r', b'r', b'a', b'y', b'(', ..] => (at + 6, b')'),
        _ => return false,
    };
    loop {
        match text.get(at) {
            Some(b'\'' | b'"') => match string_end(text, at) {
                Some(end) => at = end,
                None => return false,
            },
            Some(c) if c.is_ascii_whitespace() || c.is_ascii_digit() || matches!(c, b',' | b'=' | b'>') => at += 1,
            Some(c) if *c == close => break,
            _ => return false,
        }
    }
    matches!(text.get(skip_space(text, at + 1)), Some(b',' | b')'))
}

fn skip_space(text: &[u8], at: usize) -> usize {
    text.get(at..).unwrap_or_default().iter().position(|c| !c.is_ascii_whitespace()).map_or(text.len(), |more| at + more)
}

/// Behind the string that begins here; `None` when it has variables or no end.
fn string_end(text: &[u8], start: usize) -> Option<usize> {
    let quote = *text.get(start)?;
    let mut at = start + 1;
    loop {
        match *text.get(at)? {
            c if c == quote => return Some(at + 1),
            b'$' if quote == b'"' => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Whether the quote opens a word that looks like a trigger's code and may be given to a method.
fn is_passed_code(text: &[u8], at: usize) -> bool {
    let rest = &text[at + 1..];
    if !rest.first().is_some_and(|c| c.is_ascii_uppercase() || *c == b'\\') {
        return false;
    }
    let length = rest.iter().position(|c| !(c.is_ascii_uppercase() || c.is_ascii_digit() || *c == b'_')).unwrap_or(rest.len());
    let is_code = match rest.get(length) {
        // Escapes may stand for letters.
        Some(b'\\') => true,
        Some(c) => *c == text[at] && looks_like_code(&rest[..length]),
        None => false,
    };
    is_code && may_be_given_to_method(text, at)
}

/// Whether what begins here may be an argument of a method's call.
fn may_be_given_to_method(text: &[u8], at: usize) -> bool {
    let Before::End(end) = before(text, at) else { return true };
    match text[..end] {
        [.., b'.', b'.'] => true,
        [.., b'.' | b'[' | b'=' | b'>' | b'?'] => false,
        [.., b'('] => is_methods(text, end - 1),
        _ => true,
    }
}

/// Whether the parenthesis may open a method's arguments: there is no name before it, or `->` or `::` before that.
fn is_methods(text: &[u8], at: usize) -> bool {
    let Before::End(end) = before(text, at) else { return true };
    let is_name = |c: &u8| c.is_ascii_alphanumeric() || *c == b'_' || !c.is_ascii();
    let start = text[..end].iter().rposition(|c| !is_name(c)).map_or(0, |last| last + 1);
    let Before::End(end_before) = before(text, start) else { return true };
    start == end || matches!(text[..end_before], [.., b'-', b'>'] | [.., b':', b':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the code may matter as an expression, and how many of its words keep the code around them.
    fn found(code: &str) -> (bool, usize) {
        let marks = marks(code.as_bytes());
        ((marks.expression)(code.as_bytes(), 0..code.len()), marks.bodies.len())
    }

    #[test]
    fn what_may_say_something_is_found() {
        for code in [
            "$h->initHooks(array('a', \"b\" => 'c'))",
            "$h->EXECUTEHOOKS ( 'a' , $b)",
            "$o->call_trigger(['A'], $u)",
            "\\Define('A', 1)",
            "$this->createFromCommon($u)",
            "parent::delCommon()",
            "include 'a'",
            "REQUIRE_ONCE 'b'",
            "f(function () { g(); })",
            "new class {}",
            "f(<<<'A'\nA_BC\nA)",
            "($this->a = 1)",
            "$a\n=\n&$b",
            "f($a['x']['y']=1)",
            "[$a, $b] /* c */ = $c",
            "$a->b .= 'c'",
            "$a **= 2",
            "$a ??= 2",
            "$a >>= 2",
            "A::$b = 1",
            "$é = 1",
        ] {
            assert_eq!(found(code), (true, 0), "{code}");
        }
        for code in [
            "f($b) . $c->d('x', \"y\") << 1",
            "inclined() || requisites()",
            "defined('A')",
            "commonly()",
            "'call_trigger'",
            "",
            "$a == $b || $a === 1 || $a != 2 || $a !== 3 || $a <= 4 || $a >= 5 || $a <=> 6 || ['a' => $b]",
            "' WHERE t.rowid = '.$id.' AND b=1 <a href=\"x\">'",
        ] {
            assert_eq!(found(code), (false, 0), "{code}");
        }
    }

    #[test]
    fn only_the_given_range_counts() {
        let text = b"include('a'); f(1); include('b');";
        assert!(expression(text, 0..12) && !expression(text, 14..18) && expression(text, 20..33));
        assert!(expression(text, 14..900) && !expression(text, 900..901));
    }

    #[test]
    fn names_that_may_be_put_together_keep_the_code_around_them() {
        for argument in ["$a", "'A'.$b", "\"A$b\"", "['A', $b]", "array('A', B)", "self::A", "[['A']]", "a: 'A'", "'A", "", "['A']['x']"] {
            for word in NAMED {
                let code = format!("$o->{}({argument}", String::from_utf8_lossy(word));
                assert_eq!(found(&code), (true, 1), "{code}");
            }
        }
        for code in ["initHooks // c\n ('a')", "x(); call_Trigger /* c */ ('b')", "run_triggers#\n('b')"] {
            assert_eq!(found(code), (true, 1), "{code}");
        }
        assert_eq!(found(&format!("{}function DeprecatedProperties ()", " ".repeat(PORTION - 18))).1, 1);
        assert_eq!(found("call_trigger\n('a')"), (true, 0));
    }

    #[test]
    fn words_that_look_like_codes_are_found_where_methods_may_get_them() {
        for code in [
            "$a->f('A_BC')",
            "A::f(\"A_BC\")",
            "f($a, 'A_BC')",
            "$a-> // x\n f('A_BC')",
            "f(n: 'A_BC')",
            "f(...'A_BC')",
            "$a->f(b'A_BC')",
            "$a->f(('A_BC'))",
            "$a->f(\"\\x41_BC\")",
            "$a->f(\"A\\x5fBC\")",
            "$a->f( # x\n'A_BC')",
            "$a /**/ -> /**/ f('A_BC')",
        ] {
            assert!(found(code).0, "{code}");
        }
        for code in ["f('A_BC')", "new F('A_BC')", "if ('A_BC' == $a)", "A = 'A_BC'", "$a['A_BC']", "$a . 'A_BC'", "$a->f('A_bc', 'A_B')"] {
            assert!(!found(code).0, "{code}");
        }
    }

    #[test]
    fn text_that_breaks_off_is_no_trouble() {
        let code = "<?php $a->call_trigger(array('A' => \"B\\\"\"), 'A_BC\\', <<< (c q{ deprecatedProperties";
        for length in 0..code.len() {
            found(&code[..length]);
            found(&code[length..]);
        }
    }
}
