//! The text that a function prints or builds, put together from pieces of PHP and HTML, with where each piece stands. Never knows what the
//! text means.

use super::super::pieces::Pieces;
use crate::base::Span;
use crate::php::eval::release::Assigned;
use crate::php::tree::{BinaryOp, Cast, Expr, ExprKind, Part};

/// Stands for a piece of PHP whose value is not known.
pub(super) const HOLE: u8 = 2;
/// Stands between texts that do not follow each other in the page.
pub(super) const SEAM: u8 = 3;

/// Longest text of one function, in bytes and in pieces.
const LONGEST: (usize, usize) = (1 << 20, 65_536);
/// How deep expressions nest.
const DEEPEST: u8 = 24;

/// The text of one function.
#[derive(Debug, Default)]
pub(super) struct Text {
    pieces: Pieces,
}

/// What reading of an expression needs to know.
#[derive(Clone, Copy)]
struct Around<'s, 'a> {
    file: &'s [u8],
    assigned: Assigned<'s, 'a>,
    at: Option<usize>,
}

impl Text {
    /// What it says, unless it grew too long.
    pub(super) fn bytes(&self) -> &[u8] {
        if self.pieces.is_full { &[] } else { &self.pieces.bytes }
    }

    /// Whether a place lies in a comment of HTML.
    pub(super) fn is_commented(&self, at: usize) -> bool {
        let before = &self.pieces.bytes[..at];
        memchr::memmem::rfind(before, b"<!--").is_some_and(|open| memchr::memmem::find(&before[open..], b"-->").is_none())
    }

    /// Adds what is printed.
    pub(super) fn add<'a>(&mut self, expr: &Expr<'a>, file: &[u8], assigned: Assigned<'_, 'a>, at: Option<usize>) {
        self.expr(expr, Around { file, assigned, at }, DEEPEST);
    }

    /// Adds what stands outside of PHP.
    pub(super) fn html(&mut self, span: Span, file: &[u8], at: Option<usize>) {
        if let Some(text) = file.get(span.start as usize..span.end as usize) {
            self.literal(text, span, at);
        }
    }

    /// Adds a text that may be printed elsewhere, or not at all.
    pub(super) fn holds<'a>(&mut self, expr: &Expr<'a>, file: &[u8], assigned: Assigned<'_, 'a>, at: Option<usize>) {
        self.push(&[SEAM], expr.span, at);
        self.expr(expr, Around { file, assigned, at }, DEEPEST);
        self.push(&[SEAM], Span { start: expr.span.end, end: expr.span.end }, at);
    }

    /// Adds an address that a function makes a link of.
    pub(super) fn link<'a>(&mut self, expr: &Expr<'a>, file: &[u8], assigned: Assigned<'_, 'a>, at: Option<usize>) {
        self.push(b"\x03 href=\"", expr.span, at);
        self.expr(expr, Around { file, assigned, at }, DEEPEST);
        self.push(b"\"\x03", Span { start: expr.span.end, end: expr.span.end }, at);
    }

    /// Where a word of the text stands in the source, and behind which test. Escapes make the source longer than its text, so it is looked
    /// for from where it would stand without any.
    pub(super) fn place(&self, at: usize, word: &[u8], file: &[u8]) -> (Span, Option<usize>) {
        let Some(piece) = self.pieces.piece(at) else { return (Span::default(), None) };
        let from = piece.source_of(at);
        let rest = file.get(from as usize..piece.source.end as usize).unwrap_or_default();
        let more = rest.windows(word.len().max(1)).position(|window| window.eq_ignore_ascii_case(word)).unwrap_or(0);
        let start = from.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        let end = start.saturating_add(u32::try_from(word.len()).unwrap_or(u32::MAX));
        (Span { start: start.min(piece.source.end), end: end.min(piece.source.end) }, piece.at)
    }

    /// The code in a hole.
    pub(super) fn code<'f>(&self, at: usize, file: &'f [u8]) -> &'f [u8] {
        let source = self.pieces.piece(at).map_or(Span::default(), |piece| piece.source);
        file.get(source.start as usize..source.end as usize).unwrap_or_default()
    }

    fn expr<'a>(&mut self, expr: &Expr<'a>, around: Around<'_, 'a>, depth: u8) {
        let Some(depth) = depth.checked_sub(1) else { return self.hole(expr.span, around) };
        match &expr.kind {
            ExprKind::Str(bytes) => self.literal(bytes, Span { start: expr.span.start.saturating_add(1), end: expr.span.end }, around.at),
            ExprKind::Interpolated(parts) => self.parts(expr.span, parts, around, depth),
            ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == BinaryOp::Concat) => {
                self.expr(first, around, depth);
                rest.iter().for_each(|(_, operand)| self.expr(operand, around, depth));
            }
            ExprKind::Silence(inner) | ExprKind::Cast(Cast::String, inner) => self.expr(inner, around, depth),
            // Of an address in a variable one wants to know what it is.
            ExprKind::Var(name) if [&b"href=\""[..], b"href='"].iter().any(|start| self.pieces.bytes.ends_with(start)) => {
                match (around.assigned)(name).filter(|value| matches!(value.kind, ExprKind::Str(_) | ExprKind::Chain(..))) {
                    // One step is enough, and ends.
                    Some(value) => self.expr(value, Around { assigned: &|_| None, ..around }, depth),
                    None => self.hole(expr.span, around),
                }
            }
            _ => self.hole(expr.span, around),
        }
    }

    /// The pieces of `"a $b"`: a text begins where the expression before it ends, or behind its `}`.
    fn parts<'a>(&mut self, whole: Span, parts: &[Part<'a>], around: Around<'_, 'a>, depth: u8) {
        let mut start = whole.start.saturating_add(1);
        for part in parts {
            match part {
                Part::Text(text) => self.literal(text, Span { start, end: whole.end }, around.at),
                Part::Expr(expr) => {
                    self.expr(expr, around, depth);
                    start = expr.span.end.saturating_add(u32::from(around.file.get(expr.span.end as usize) == Some(&b'}')));
                }
            }
        }
    }

    fn hole(&mut self, span: Span, around: Around<'_, '_>) {
        self.push(&[HOLE], span, around.at);
    }

    fn literal(&mut self, text: &[u8], source: Span, at: Option<usize>) {
        let start = self.pieces.bytes.len();
        self.push(text, source, at);
        // What means something here means nothing in a literal.
        self.pieces.bytes.iter_mut().skip(start).filter(|byte| matches!(**byte, HOLE | SEAM)).for_each(|byte| *byte = b' ');
    }

    fn push(&mut self, bytes: &[u8], source: Span, at: Option<usize>) {
        self.pieces.is_full |= self.pieces.would_exceed(bytes.len(), LONGEST);
        if !bytes.is_empty() && !self.pieces.is_full {
            self.pieces.push(bytes, source, at);
        }
    }
}
