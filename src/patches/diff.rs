//! Two texts line by line. Bytes stay as they are, whatever the encoding.

use std::ops::Range;

use imara_diff::{Algorithm, Diff as Edits, InternedInput};

use crate::model::core_state::Hunk;

/// Lines around a hunk in a unified diff.
const CONTEXT: usize = 3;

/// From how many lines on a text is long.
const LONG: usize = 10_000;

/// The difference between two texts.
pub(super) struct Diff<'t> {
    before: Vec<&'t [u8]>,
    after: Vec<&'t [u8]>,
    /// Ranges of lines that differ, in order; between two of them is at least one line that does not.
    edits: Vec<Edit>,
}

/// Lines of the one text in place of lines of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) before: Range<usize>,
    pub(super) after: Range<usize>,
}

impl<'t> Diff<'t> {
    pub(super) fn of(before: &'t [u8], after: &'t [u8]) -> Self {
        let input = InternedInput::new(before, after);
        // The histogram reads better, and takes for ever on long texts.
        let is_long = input.before.len().max(input.after.len()) > LONG;
        let mut edits = Edits::compute(if is_long { Algorithm::Myers } else { Algorithm::Histogram }, &input);
        edits.postprocess_lines(&input);
        let range = |range: &Range<u32>| range.start as usize..range.end as usize;
        let edits = edits.hunks().map(|hunk| Edit { before: range(&hunk.before), after: range(&hunk.after) }).collect();
        let lines = |tokens: &[imara_diff::Token]| tokens.iter().map(|token| input.interner[*token]).collect();
        Self { before: lines(&input.before), after: lines(&input.after), edits }
    }

    pub(super) fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The lines that an edit puts in.
    pub(super) fn added(&self, edit: &Edit) -> &[&'t [u8]] {
        &self.after[edit.after.clone()]
    }

    pub(super) fn hunks(&self) -> Vec<Hunk> {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let hunk =
            |edit: &Edit| Hunk { line: number(edit.after.start + 1), added: number(edit.after.len()), removed: number(edit.before.len()) };
        self.edits.iter().map(hunk).collect()
    }

    /// As `git apply` takes it; `path` is that of both files.
    pub(super) fn unified(&self, path: &str) -> Vec<u8> {
        let [before, after] = ["a", "b"].map(|side| quoted(&format!("{side}/{path}")));
        let mut out = format!("diff --git {before} {after}\n--- {before}\n+++ {after}\n").into_bytes();
        let mut rest = self.edits.as_slice();
        while let Some(first) = rest.first() {
            let near = |pair: &[Edit]| pair[1].before.start - pair[0].before.end <= 2 * CONTEXT;
            let count = 1 + rest.windows(2).take_while(|pair| near(pair)).count();
            let (group, behind) = rest.split_at(count);
            rest = behind;
            let last = &group[count - 1];
            let lead = first.before.start.min(CONTEXT);
            let tail = (self.before.len() - last.before.end).min(CONTEXT);
            let before = first.before.start - lead..last.before.end + tail;
            let after = first.after.start - lead..last.after.end + tail;
            out.extend(format!("@@ -{} +{} @@\n", numbers(&before), numbers(&after)).bytes());
            let mut at = before.start;
            for edit in group {
                self.before[at..edit.before.start].iter().for_each(|line| push(&mut out, b' ', line));
                self.before[edit.before.clone()].iter().for_each(|line| push(&mut out, b'-', line));
                self.after[edit.after.clone()].iter().for_each(|line| push(&mut out, b'+', line));
                at = edit.before.end;
            }
            self.before[at..before.end].iter().for_each(|line| push(&mut out, b' ', line));
        }
        out
    }
}

/// A path as Git writes it: between quotes when it holds what would end it or a line.
fn quoted(path: &str) -> String {
    if !path.contains(|c: char| c.is_control() || matches!(c, '"' | '\\')) {
        return path.to_owned();
    }
    let mut out = String::from("\"");
    for byte in path.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out += &format!("\\{byte:03o}"),
        }
    }
    out + "\""
}

/// First line and number of lines; an empty range is named by the line before it.
fn numbers(range: &Range<usize>) -> String {
    match range.len() {
        0 => format!("{},0", range.start),
        1 => (range.start + 1).to_string(),
        length => format!("{},{length}", range.start + 1),
    }
}

fn push(out: &mut Vec<u8>, sign: u8, line: &[u8]) {
    out.push(sign);
    out.extend_from_slice(line);
    if !line.ends_with(b"\n") {
        out.extend_from_slice(b"\n\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unified(before: &str, after: &str) -> String {
        String::from_utf8(Diff::of(before.as_bytes(), after.as_bytes()).unified("x.php")).unwrap()
    }

    #[test]
    fn a_diff_is_as_git_writes_it() {
        let before = "1\n2\n3\n4\n5\n6\n7\n7\n8\n9\n10\n11\n12\n";
        let after = "1\n2\n3\n4\nnew\n5\n6\n7\n7\n8\n9\n10\n11";
        let expected = "diff --git a/x.php b/x.php\n--- a/x.php\n+++ b/x.php\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n\
            @@ -9,5 +10,4 @@\n 8\n 9\n 10\n-11\n-12\n+11\n\\ No newline at end of file\n";
        assert_eq!(unified(before, after), expected);
        assert_eq!(unified("", "a\n"), "diff --git a/x.php b/x.php\n--- a/x.php\n+++ b/x.php\n@@ -0,0 +1 @@\n+a\n");
        assert_eq!(unified("a\n", ""), "diff --git a/x.php b/x.php\n--- a/x.php\n+++ b/x.php\n@@ -1 +0,0 @@\n-a\n");
    }

    #[test]
    fn names_cannot_end_a_header() {
        let diff = String::from_utf8(Diff::of(b"a\n", b"b\n").unified("x\n+++ b/../y\"é")).unwrap();
        assert!(diff.starts_with("diff --git \"a/x\\012+++ b/../y\\\"\\303\\251\" \"b/x"), "{diff}");
    }

    #[test]
    fn hunks_tell_the_installed_line() {
        let diff = Diff::of(b"a\nb\nc\nd\n", b"a\nB\nb2\nc\n");
        assert_eq!(diff.hunks(), [Hunk { line: 2, added: 2, removed: 1 }, Hunk { line: 5, added: 0, removed: 1 }]);
    }
}
