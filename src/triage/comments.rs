//! Comments that set findings aside: `dolivet-ignore RULE: REASON`, with `-next-line` or `-file` behind the first word. Never reads the
//! disk; what is a comment, the parser says.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::base::{LineIndex, Span};
use crate::model::fact::ModuleRef;
use crate::model::finding::SetAside;
use crate::model::place::Place;
use crate::php::{self, Arena};

/// The word that every such comment has. Files without it hold none.
const MARK: &str = "dolivet-ignore";

/// How many rules the comments of one file may name.
pub(crate) const MOST: usize = 1_000;
/// How many characters of a reason are kept, since each finding that is set aside has it.
const REASON: usize = 500;

/// A comment that sets findings aside, if it names rules and gives a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    /// Where its word stands.
    pub place: Place,
    pub module: Option<ModuleRef>,
    pub rules: Vec<String>,
    pub reason: String,
    /// The line that it is about; `None` for the whole file.
    line: Option<u32>,
}

/// The comments of all files, found by file and line.
#[derive(Debug, Default)]
pub(crate) struct Comments {
    list: Vec<Comment>,
    by_line: HashMap<(Arc<str>, Option<u32>), Vec<usize>>,
}

impl Comments {
    pub(crate) fn new(list: Vec<Comment>) -> Self {
        let mut by_line: HashMap<_, Vec<usize>> = HashMap::new();
        for (number, comment) in list.iter().enumerate().filter(|(_, comment)| !comment.reason.is_empty()) {
            by_line.entry((comment.place.file.clone(), comment.line)).or_default().push(number);
        }
        Self { list, by_line }
    }

    pub(crate) fn list(&self) -> &[Comment] {
        &self.list
    }

    /// The comment that sets a finding of a rule aside at a place: the one about its line before one about its file.
    pub(crate) fn aside(&self, rule: &str, place: &Place) -> Option<SetAside> {
        if self.by_line.is_empty() {
            return None;
        }
        let line = Some(place.line).filter(|line| *line > 0);
        let about = [line, None].into_iter().filter_map(|line| self.by_line.get(&(place.file.clone(), line))).flatten();
        let found = about.map(|number| &self.list[*number]).find(|comment| comment.rules.iter().any(|named| named == rule))?;
        Some(SetAside::Comment { place: found.place.clone(), reason: found.reason.clone() })
    }
}

/// Whether a file can hold such a comment at all.
pub(crate) fn may_hold(text: &[u8]) -> bool {
    memchr::memmem::find(text, MARK.as_bytes()).is_some()
}

/// The comments of a PHP file, and whether there are more than are heeded.
pub(crate) fn in_php(arena: &Arena, shown: &Arc<str>, text: &[u8]) -> (Vec<Comment>, bool) {
    read(shown, text, &php::comments(arena, text))
}

/// The same of a migration file: lines that start with `--`, which Dolibarr drops.
pub(crate) fn in_sql(shown: &Arc<str>, text: &[u8]) -> (Vec<Comment>, bool) {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let blank = line.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if line[blank..].starts_with(b"--")
            && let (Ok(start), Ok(end)) = (u32::try_from(start + blank), u32::try_from(start + line.len()))
        {
            spans.push(Span { start, end });
        }
        start += line.len();
    }
    read(shown, text, &spans)
}

/// What the comments in `spans`, in source order, say.
fn read(shown: &Arc<str>, text: &[u8], spans: &[Span]) -> (Vec<Comment>, bool) {
    let lines = LineIndex::new(text);
    let line = |offset: usize| lines.line_column(text, u32::try_from(offset).unwrap_or(u32::MAX));
    let (mut found, mut named) = (Vec::new(), 0);
    for (number, span) in spans.iter().enumerate() {
        let range = trimmed(text, *span);
        for (offset, words) in words(text, range.clone()) {
            let Some((reach, rules, reason)) = directive(words) else { continue };
            named += rules.len().max(1);
            if named > MOST {
                return (found, true);
            }
            let (own, column) = line(offset);
            let about = match reach {
                Reach::Line => Some(own),
                Reach::Next => Some(next(text, &spans[number + 1..], line(range.end).0 + 1, &|offset| line(offset).0)),
                Reach::File => None,
            };
            let place = Place { file: shown.clone(), line: own, column };
            found.push(Comment { place, module: None, rules, reason, line: about });
        }
    }
    (found, false)
}

#[derive(Debug, PartialEq, Eq)]
enum Reach {
    Line,
    Next,
    File,
}

/// A comment without the white space and the line end behind it.
fn trimmed(text: &[u8], span: Span) -> Range<usize> {
    let (start, end) = (span.start as usize, (span.end as usize).min(text.len()));
    let bytes = text.get(start..end).unwrap_or_default();
    start..start + bytes.trim_ascii_end().len()
}

/// The lines of a comment that start with the mark, each with the mark's offset, without what begins and ends comments.
fn words(text: &[u8], range: Range<usize>) -> Vec<(usize, &[u8])> {
    let comment = text.get(range.clone()).unwrap_or_default();
    if !may_hold(comment) {
        return Vec::new();
    }
    let comment = comment.strip_suffix(b"*/").unwrap_or(comment);
    let mut found = Vec::new();
    let mut offset = range.start;
    for line in comment.split_inclusive(|byte| *byte == b'\n') {
        let lead = line.iter().take_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'*' | b'#' | b'-')).count();
        if line[lead..].starts_with(MARK.as_bytes()) {
            found.push((offset + lead, line[lead..].trim_ascii_end()));
        }
        offset += line.len();
    }
    found
}

/// What a line that starts with the mark says; `None` where it goes on as another word.
fn directive(line: &[u8]) -> Option<(Reach, Vec<String>, String)> {
    let line = String::from_utf8_lossy(line);
    let rest = line.strip_prefix(MARK)?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    let reach = match &rest[..end] {
        "" => Reach::Line,
        "-next-line" => Reach::Next,
        "-file" => Reach::File,
        _ => return None,
    };
    let (rules, reason) = rest[end..].split_once(':').unwrap_or((&rest[end..], ""));
    let rules = rules.split(',').map(str::trim).filter(|rule| !rule.is_empty()).take(MOST + 1).map(str::to_owned);
    Some((reach, rules.collect(), reason.trim().chars().take(REASON).collect()))
}

/// The first line from `line` on that is more than a comment.
fn next(text: &[u8], behind: &[Span], mut line: u32, line_of: &dyn Fn(usize) -> u32) -> u32 {
    for span in behind {
        let range = trimmed(text, *span);
        let before = text[..range.start].rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let after = text[range.end..].split(|byte| *byte == b'\n').next().unwrap_or_default();
        let is_alone = before.iter().chain(after).all(u8::is_ascii_whitespace);
        if line_of(range.start) != line || !is_alone {
            break;
        }
        line = line_of(range.end) + 1;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn php(text: &str) -> Vec<(u32, Option<u32>, String, String)> {
        let (found, _) = in_php(&Arena::new(), &"a.php".into(), text.as_bytes());
        found.into_iter().map(|c| (c.place.line, c.line, c.rules.join("+"), c.reason)).collect()
    }

    fn one(line: u32, about: impl Into<Option<u32>>, rules: &str, reason: &str) -> (u32, Option<u32>, String, String) {
        (line, about.into(), rules.to_owned(), reason.to_owned())
    }

    #[test]
    fn comments_say_what_they_are_about() {
        assert_eq!(php("<?php\nfoo(); // dolivet-ignore a-b, c: only on 12: see #4\n"), [one(2, 2, "a-b+c", "only on 12: see #4")]);
        assert_eq!(php("<?php\n# dolivet-ignore-next-line a: b\n\nfoo();"), [one(2, 3, "a", "b")]);
        assert_eq!(php("<?php /* dolivet-ignore-file a: b */ foo();"), [one(1, None, "a", "b")]);
        assert_eq!(php("<?php\n/*\n * dolivet-ignore-next-line a: b\n */\nfoo();"), [one(3, 5, "a", "b")]);
        let stacked = "<?php\n// dolivet-ignore-next-line a: b\n// dolivet-ignore-next-line c: d\n/* words\n */\nfoo();";
        assert_eq!(php(stacked), [one(2, 6, "a", "b"), one(3, 6, "c", "d")]);
        assert_eq!(
            php("<?php // dolivet-ignore a\n// dolivet-ignore: why\n// dolivet-ignore"),
            [one(1, 1, "a", ""), one(2, 2, "", "why"), one(3, 3, "", "")]
        );
    }

    #[test]
    fn what_is_no_comment_or_another_word_says_nothing() {
        for text in [
            "<?php $a = '// dolivet-ignore a: b';",
            "<?php $a = <<<X\n// dolivet-ignore a: b\nX;",
            "// dolivet-ignore a: b <?php ",
            "<?php // dolivet-ignored a: b",
            "<?php // see dolivet-ignore a: b",
            "<?php /** dolivet-ignore a: b */ function f() {}",
        ] {
            assert!(php(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn migrations_have_comments_too() {
        let text = b"-- dolivet-ignore-next-line a: b\n-- words\nALTER TABLE x; -- dolivet-ignore c: d\n";
        let (found, _) = in_sql(&"a.sql".into(), text);
        assert_eq!(found.iter().map(|c| (c.line, c.rules.join("+"))).collect::<Vec<_>>(), [(Some(3), "a".to_owned())]);
    }

    #[test]
    fn a_file_may_not_name_rules_without_end() {
        let many = format!("<?php // dolivet-ignore {}: b\n", "a,".repeat(1 << 20));
        assert!(php(&many).is_empty());
        let many = format!("<?php\n{}", "// dolivet-ignore a: b\n".repeat(MOST + 9));
        assert_eq!(php(&many).len(), MOST);
        assert_eq!(php(&format!("<?php // dolivet-ignore a: {}", "é".repeat(9_999)))[0].3.chars().count(), REASON);
    }

    #[test]
    fn only_the_rule_and_the_line_that_are_named_are_set_aside() {
        let text = b"<?php\nfoo(); // dolivet-ignore a: b\n// dolivet-ignore-file c: d\n// dolivet-ignore e\n";
        let comments = Comments::new(in_php(&Arena::new(), &"a.php".into(), text).0);
        let at = |rule: &str, file: &str, line: u32| comments.aside(rule, &Place { file: file.into(), line, column: 1 }).is_some();
        assert!(at("a", "a.php", 2) && at("c", "a.php", 9) && at("c", "a.php", 0));
        assert!(!at("a", "a.php", 3) && !at("b", "a.php", 2) && !at("a", "b.php", 2) && !at("e", "a.php", 4) && !at("a", "a.php", 0));
    }
}
