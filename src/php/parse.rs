//! From bytes to the lean tree, with the errors that the parser met.

use std::sync::Arc;

use super::Arena;
use super::tree::{Class, Stmt};
use crate::base::{LineIndex, Span};
use crate::model::place::Place;

/// A parsed file.
#[derive(Debug)]
pub(crate) struct File<'a> {
    /// The file as shown to people.
    pub shown: Arc<str>,
    /// The original bytes.
    pub text: &'a [u8],
    /// Top-level statements.
    pub stmts: &'a [Stmt<'a>],
    /// Errors, in source order.
    pub errors: Vec<SyntaxError>,
    /// Where the first error that breaks the text lies: what comes behind may be invented.
    pub broken_from: Option<u32>,
    lines: LineIndex,
}

/// An error of the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub span: Span,
    /// The parser's message.
    pub message: String,
    /// Whether the text itself is broken, rather than refused by a later check of PHP.
    pub broken: bool,
}

impl File<'_> {
    /// The place of a span's start.
    pub(crate) fn place(&self, span: Span) -> Place {
        let (line, column) = self.lines.line_column(self.text, span.start);
        Place { file: self.shown.clone(), line, column }
    }

    /// Every class-like declaration at top level, in namespaces and in conditions, in source order.
    pub(crate) fn classes(&self) -> Vec<&Class<'_>> {
        todo!()
    }
}

/// Parses a file. Text that is not UTF-8 keeps its bytes in strings, and every offset is one of the file.
pub(crate) fn parse<'a>(arena: &'a Arena, shown: &Arc<str>, bytes: &[u8]) -> File<'a> {
    let _ = (arena, shown, bytes);
    todo!()
}
