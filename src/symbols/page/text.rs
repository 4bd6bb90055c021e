//! The text that a function prints or builds, put together from pieces of PHP and HTML, with where each piece stands. Never knows what the
//! text means.

use crate::base::Span;
use crate::php::tree::{BinaryOp, Cast, Expr, ExprKind, Part};

/// Stands for a piece of PHP whose value is not known.
pub(super) const HOLE: u8 = 2;
/// Stands between texts that do not follow each other in the page.
pub(super) const SEAM: u8 = 3;

/// Longest text of one function, in bytes and in pieces.
const LONGEST: usize = 1 << 20;
const MOST_PIECES: usize = 65_536;
/// How deep expressions nest.
const DEEPEST: u8 = 24;

/// What a variable was assigned, where that happens once.
pub(super) type Assigned<'s, 'a> = &'s dyn Fn(&str) -> Option<&'a Expr<'a>>;

/// The text of one function.
#[derive(Debug, Default)]
pub(super) struct Text {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
    /// Whether it grew too long, so that nothing can be said of it.
    is_full: bool,
}

/// Where a part of the text stands.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: usize,
    source: Span,
    at: Option<usize>,
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
        if self.is_full { &[] } else { &self.bytes }
    }

    /// Whether a place lies in a comment of HTML.
    pub(super) fn is_commented(&self, at: usize) -> bool {
        let before = &self.bytes[..at];
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
        let Some(piece) = self.piece(at) else { return (Span::default(), None) };
        let from = self.source(at);
        let rest = file.get(from as usize..piece.source.end as usize).unwrap_or_default();
        let more = rest.windows(word.len().max(1)).position(|window| window.eq_ignore_ascii_case(word)).unwrap_or(0);
        let start = from.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        let end = start.saturating_add(u32::try_from(word.len()).unwrap_or(u32::MAX));
        (Span { start: start.min(piece.source.end), end: end.min(piece.source.end) }, piece.at)
    }

    /// Where a part of the text would stand in the source if no escapes were in front of it.
    fn source(&self, at: usize) -> u32 {
        let Some(piece) = self.piece(at) else { return 0 };
        let offset = u32::try_from(at.saturating_sub(piece.start)).unwrap_or(u32::MAX);
        piece.source.start.saturating_add(offset).min(piece.source.end)
    }

    /// The code in a hole.
    pub(super) fn code<'f>(&self, at: usize, file: &'f [u8]) -> &'f [u8] {
        let source = self.piece(at).map_or(Span::default(), |piece| piece.source);
        file.get(source.start as usize..source.end as usize).unwrap_or_default()
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        self.pieces.get(self.pieces.partition_point(|piece| piece.start <= at).checked_sub(1)?)
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
            ExprKind::Var(name) if self.bytes.ends_with(b"href=\"") || self.bytes.ends_with(b"href='") => {
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
        let start = self.bytes.len();
        self.push(text, source, at);
        // What means something here means nothing in a literal.
        self.bytes.iter_mut().skip(start).filter(|byte| matches!(**byte, HOLE | SEAM)).for_each(|byte| *byte = b' ');
    }

    fn push(&mut self, bytes: &[u8], source: Span, at: Option<usize>) {
        self.is_full |= self.bytes.len() + bytes.len() > LONGEST || self.pieces.len() >= MOST_PIECES;
        if !bytes.is_empty() && !self.is_full {
            self.pieces.push(Piece { start: self.bytes.len(), source, at });
            self.bytes.extend_from_slice(bytes);
        }
    }
}
