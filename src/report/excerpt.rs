//! A line of code with a mark below the place. Reads no file: the line is handed in.

use unicode_width::UnicodeWidthStr;

use super::Look;
use super::escape::terminal;
use super::style::Ink;
use crate::model::place::Excerpt;

/// How wide the code is where nothing says how wide the terminal is.
const WIDTH: usize = 100;
/// The least width of the code.
const LEAST: usize = 20;
/// What a tab is shown as.
const TAB: &str = "    ";

/// The two lines, without line ends; the second holds the mark.
pub(super) fn lines(excerpt: &Excerpt, line: u32, look: Look, indent: usize) -> [String; 2] {
    let number = line.to_string();
    let width = look.width.map_or(WIDTH, |width| usize::from(width).saturating_sub(indent + number.len() + 4).max(LEAST));
    let code: Vec<char> = excerpt.text.chars().collect();
    let before = excerpt.before.min(code.len());
    let marked = length(&code[before..]);
    let indented = if excerpt.cut { 0 } else { code.iter().take(before).take_while(|c| c.is_whitespace()).count() };
    // As much of the line as there is room for, with the marked word in it.
    let shown = |from: usize| {
        code[from..]
            .iter()
            .scan(0, |used, c| {
                *used += columns(&piece(*c));
                (*used <= width).then_some(())
            })
            .count()
            + from
    };
    let mut from = indented;
    while shown(from) < (before + marked).min(code.len()) && from < before {
        from += 1;
    }
    let end = shown(from);
    let text = |part: &[char]| part.iter().map(|c| piece(*c)).collect::<String>();
    let dots = |is_cut| if is_cut { "…" } else { "" };
    let front = dots(excerpt.cut || from > indented);
    let gap = columns(&text(&code[from..before])) + columns(front);
    let mark = columns(&text(&code[before..(before + marked).min(end.max(before))])).max(1);
    let bar = |number: &str| look.paint(Ink::Dim, &format!("{number} |"));
    let blank = " ".repeat(number.len());
    let mark = look.paint(Ink::Green, &"^".repeat(mark));
    let code = format!("{} {front}{}{}", bar(&number), text(&code[from..end]), dots(end < code.len()));
    [code.trim_end().to_owned(), format!("{} {}{mark}", bar(&blank), " ".repeat(gap))]
}

/// A character as it is shown.
fn piece(c: char) -> String {
    if c == '\t' { TAB.to_owned() } else { terminal(c.encode_utf8(&mut [0; 4])) }
}

fn columns(text: &str) -> usize {
    text.width()
}

/// How many characters the word, the variable or the string has that starts here.
fn length(code: &[char]) -> usize {
    let is_word = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '$' | '\\');
    match code.first() {
        Some(quote @ ('\'' | '"' | '`')) => code[1..].iter().position(|c| c == quote).map_or(1, |end| end + 2),
        Some(c) if is_word(c) => code.iter().take_while(|c| is_word(c)).count(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, before: usize, width: Option<u16>) -> String {
        lines(&Excerpt { text: text.to_owned(), before, cut: false }, 17, Look { width, ..Look::default() }, 0).join("\n")
    }

    #[test]
    fn the_mark_stands_below_the_word() {
        assert_eq!(shown("\t\tfoo($bar);", 6, None), "17 | foo($bar);\n   |     ^^^^");
        assert_eq!(shown("x = 'a b';", 4, None), "17 | x = 'a b';\n   |     ^^^^^");
        assert_eq!(shown("日本\t\u{1b}foo", 4, None), "17 | 日本    \\u{1b}foo\n   |               ^^^");
        assert_eq!(shown("", 0, None), "17 |\n   | ^");
        assert_eq!(shown("ab", 9, None), "17 | ab\n   |   ^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{}foo{}", "a, ".repeat(40), " b".repeat(100));
        let lines = shown(&text, 120, Some(40));
        assert_eq!(lines, "17 | … a, a, a, a, a, a, a, a, a, a, foo…\n   |                                 ^^^");
        assert!(shown(&"x".repeat(400), 0, Some(40)).lines().all(|line| line.chars().count() <= 41));
    }
}
