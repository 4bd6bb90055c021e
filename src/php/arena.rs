//! The memory that sources and their trees live in; dropped as a whole.

use php_rs_parser::bumpalo::Bump;

/// Holds sources and their trees until it is dropped. Destructors never run, so only plain data may be moved in.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    pub(super) bump: Bump,
}

impl Arena {
    /// An empty arena.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Empties the arena; its memory serves again.
    pub(crate) fn reset(&mut self) {
        self.bump.reset();
    }

    /// Moves a value in.
    pub(crate) fn one<T: Copy>(&self, value: T) -> &T {
        self.bump.alloc(value)
    }

    /// Copies a list in.
    pub(crate) fn list<T: Copy>(&self, values: &[T]) -> &[T] {
        self.bump.alloc_slice_copy(values)
    }

    /// Moves in what an iterator gives; while it runs, it may use the arena itself.
    pub(crate) fn fill<T: Copy>(&self, values: impl ExactSizeIterator<Item = T>) -> &[T] {
        self.bump.alloc_slice_fill_iter(values)
    }

    /// Copies bytes in.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> &[u8] {
        self.bump.alloc_slice_copy(bytes)
    }

    /// Copies text in.
    pub(crate) fn text(&self, text: &str) -> &str {
        self.bump.alloc_str(text)
    }
}
