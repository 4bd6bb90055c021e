//! The comments of a file, which the tree does not keep. Doc comments are left out: they are documentation, and the tree has them.

use php_ast::ast::CommentKind;
use php_rs_parser::{ParseOptions, parse_arena_with};

use super::Arena;
use super::parse::refusal;
use super::source::Text;
use crate::base::Span;

/// Comments with their delimiters, in source order.
pub(crate) fn comments(arena: &Arena, bytes: &[u8]) -> Vec<Span> {
    let text = Text::new(arena, bytes, false);
    if refusal(text.parsed.as_bytes()).is_some() {
        return Vec::new();
    }
    let result = parse_arena_with(&arena.bump, text.parsed, &ParseOptions::default().source_map(false));
    let plain = result.comments.iter().filter(|comment| comment.kind != CommentKind::Doc);
    let mut spans: Vec<Span> = plain.map(|comment| text.span(comment.span)).collect();
    // Where the parser reads something twice, it may meet a comment twice.
    spans.sort_unstable();
    spans.dedup();
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_comments_are_comments() {
        let text = b"\xef\xbb\xbf<?php // a\n# b\n$x = '// no'; $y = \"# no\"; /* c\xe9\n */ /** doc */\n$z = <<<X\n// no\nX;\n?>// no\n<?php //d ?> // no";
        let arena = Arena::new();
        let found = comments(&arena, text);
        let shown: Vec<_> = found.iter().map(|span| String::from_utf8_lossy(&text[span.start as usize..span.end as usize])).collect();
        assert_eq!(shown.iter().map(|text| text.trim()).collect::<Vec<_>>(), ["// a", "# b", "/* c\u{fffd}\n */", "//d"]);
    }
}
