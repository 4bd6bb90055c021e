//! A text put together from pieces of a file, with where each piece stands. Never knows what the text means.

use crate::base::Span;

/// The text as it grows.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub bytes: Vec<u8>,
    list: Vec<Piece>,
    /// Whether it grew too long, so that nothing can be said of it.
    pub is_full: bool,
}

/// Where a part of the text stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    start: usize,
    pub source: Span,
    pub at: Option<usize>,
}

impl Pieces {
    /// Whether so many more bytes, as another piece, go beyond the longest text, in bytes and in pieces.
    pub(super) fn would_exceed(&self, more: usize, (bytes, pieces): (usize, usize)) -> bool {
        self.bytes.len() + more > bytes || self.list.len() >= pieces
    }

    pub(super) fn push(&mut self, bytes: &[u8], source: Span, at: Option<usize>) {
        self.list.push(Piece { start: self.bytes.len(), source, at });
        self.bytes.extend_from_slice(bytes);
    }

    /// The lengths in bytes and pieces, to come back to.
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.bytes.len(), self.list.len())
    }

    pub(super) fn back(&mut self, (bytes, pieces): (usize, usize)) {
        self.bytes.truncate(bytes);
        self.list.truncate(pieces);
    }

    /// The piece that a place of the text lies in.
    pub(super) fn piece(&self, at: usize) -> Option<&Piece> {
        self.list.get(self.list.partition_point(|piece| piece.start <= at).checked_sub(1)?)
    }
}

impl Piece {
    /// Where a place of the text would stand in the source if no escapes were in front of it, which make the source longer, never shorter.
    pub(super) fn source_of(&self, at: usize) -> u32 {
        let offset = u32::try_from(at.saturating_sub(self.start)).unwrap_or(u32::MAX);
        self.source.start.saturating_add(offset).min(self.source.end)
    }
}
