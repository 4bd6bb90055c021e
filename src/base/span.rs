//! Byte ranges and their lines. Never knows which file they lie in.

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Where each line of a text starts, so that a byte offset becomes a line and a column.
#[derive(Debug, Clone)]
pub(crate) struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads the line starts of `text`; only `\n` ends a line, so CRLF files count right too.
    pub(crate) fn new(text: &[u8]) -> Self {
        let ends = memchr::memchr_iter(b'\n', text);
        Self { starts: std::iter::once(0).chain(ends.map(|i| u32::try_from(i + 1).unwrap_or(u32::MAX))).collect() }
    }

    /// Line and column of `offset`, both from 1. Columns count characters, or bytes where the line is not UTF-8.
    pub(crate) fn line_column(&self, text: &[u8], offset: u32) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts[line - 1] as usize;
        let end = (offset as usize).min(text.len()).max(start);
        let before = &text[start.min(text.len())..end];
        let column = std::str::from_utf8(before).map_or(before.len(), |s| s.chars().count());
        let cast = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        (cast(line), cast(column + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let text = "a\r\né=b\n".as_bytes();
        let index = LineIndex::new(text);
        assert_eq!(index.line_column(text, 0), (1, 1));
        assert_eq!(index.line_column(text, 3), (2, 1));
        assert_eq!(index.line_column(text, 6), (2, 3));
        assert_eq!(index.line_column(text, 900), (3, 1));
    }
}
