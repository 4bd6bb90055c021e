//! Patch files that a module ships: which files they change, from their headers alone. Never judges whose files those are.

use std::collections::HashMap;

use super::facts_of_classes::owns_files;
use crate::model::module::{Descriptor, PatchTarget};
use crate::model::place::Place;
use crate::model::site::ModuleDir;
use crate::php::loader::Loader;
use crate::site;

/// More than any module ships; files made to waste time do not get further.
const MAX_FILES: usize = 200;
const MAX_TARGETS: usize = 1_000;
/// Longest path that is taken for one, in bytes.
const LONGEST: usize = 1_024;

const ENDINGS: [&str; 4] = [".patch", ".diff", ".patch.txt", ".diff.txt"];

/// What the patches of a module change; those of libraries that it brings along are left out.
pub(super) fn patches(loader: &dyn Loader, dir: &ModuleDir, descriptor: &Descriptor) -> Vec<PatchTarget> {
    if !owns_files(dir, descriptor) {
        return Vec::new();
    }
    let is_patch = |path: &str| ENDINGS.iter().any(|end| path.to_ascii_lowercase().ends_with(end)) && !site::is_library(path);
    let mut found = Vec::new();
    for file in dir.files.iter().filter(|file| is_patch(&file.path)).take(MAX_FILES) {
        if let Some(source) = loader.read(&format!("{}/{}", dir.path, file.path)) {
            let mut patch = Patch::default();
            patch.read(&source.bytes);
            let place = |line| Place { file: source.shown.clone(), line, column: 1 };
            found.extend(patch.found.into_iter().map(|(line, target)| PatchTarget { place: place(line), ..target }));
        }
    }
    found.truncate(MAX_TARGETS);
    found
}

/// A patch as it is read: the lines of its hunks are counted, so that what they hold is never taken for a header.
#[derive(Default)]
struct Patch {
    /// With the line of the first header.
    found: Vec<(u32, PatchTarget)>,
    /// Where each path stands in `found`: a series of patches changes a file more than once.
    known: HashMap<String, usize>,
    /// The file that hunks belong to.
    current: Option<usize>,
    /// The header line before this one: the old file, and whether the diff is one with context (`***`).
    old: Option<(String, bool)>,
    /// A file that only `diff --git` or `Index:` named so far, with its line.
    named: Option<(u32, String)>,
    /// How many lines of the old and of the new file the hunk still has.
    left: (u64, u64),
}

impl Patch {
    fn read(&mut self, text: &[u8]) {
        for (line, number) in text.split(|byte| *byte == b'\n').zip(1_u32..) {
            if self.found.len() >= MAX_TARGETS {
                return;
            }
            if !self.in_hunk(line) {
                self.header(line, number);
            }
        }
        self.flush();
    }

    /// Whether a line belongs to a hunk. One that no hunk can have ends it.
    fn in_hunk(&mut self, line: &[u8]) -> bool {
        let (old, new) = self.left;
        if (old, new) == (0, 0) {
            return false;
        }
        self.left = match line.first() {
            Some(b'-') => (old.saturating_sub(1), new),
            Some(b'+') => (old, new.saturating_sub(1)),
            // Editors take the space off empty lines.
            Some(b' ' | b'\t' | b'\r') | None => (old.saturating_sub(1), new.saturating_sub(1)),
            Some(b'\\') => (old, new),
            Some(_) => (0, 0),
        };
        !matches!(line.first(), Some(first) if !b"-+ \t\r\\".contains(first))
    }

    fn header(&mut self, line: &[u8], number: u32) {
        let old = self.old.take();
        if let Some(rest) = line.strip_prefix(b"@@ -") {
            self.hunk();
            self.left = ranges(rest).unwrap_or((0, 0));
        } else if line.starts_with(b"***************") {
            self.hunk();
        } else if let Some(rest) = line.strip_prefix(b"*** ") {
            self.old = Some((path(rest), true)).filter(|(path, _)| !path.ends_with("****"));
        } else if let Some(rest) = line.strip_prefix(b"--- ") {
            match old {
                Some((old, true)) => self.target(number, &old, &path(rest)),
                _ => self.old = Some((path(rest), false)),
            }
        } else if let (Some(rest), Some((old, false))) = (line.strip_prefix(b"+++ "), old) {
            self.target(number, &old, &path(rest));
        } else if let Some(rest) = line.strip_prefix(b"Index: ") {
            self.flush();
            self.named = Some((number, path(rest)));
        } else if let Some(rest) = line.strip_prefix(b"diff --git ") {
            self.flush();
            let text = path(rest);
            // Both names are the same but for what stands in front; without that they are not told apart.
            let new = text.rsplit_once(" b/").map(|(_, new)| new.to_owned());
            self.named = new.map(|new| (number, format!("b/{new}")));
        }
    }

    /// A file that is changed without lines: it is binary, or only renamed.
    fn flush(&mut self) {
        if let Some((line, name)) = self.named.take() {
            self.push(line, &name, "changes");
        }
    }

    fn target(&mut self, line: u32, old: &str, new: &str) {
        self.named = None;
        let (name, deed) = match (old, new) {
            ("/dev/null", _) => (new, "adds"),
            (_, "/dev/null") => (old, "deletes"),
            _ => (new, "changes"),
        };
        self.push(line, name, deed);
    }

    fn push(&mut self, line: u32, name: &str, deed: &'static str) {
        let Some((path, below_htdocs)) = cleaned(name) else {
            self.current = None;
            return;
        };
        let at = *self.known.entry(path.clone()).or_insert(self.found.len());
        if at == self.found.len() {
            let target = PatchTarget { path, below_htdocs, hunks: 0, deed, place: Place::file("") };
            self.found.push((line, target));
        }
        self.current = Some(at);
    }

    fn hunk(&mut self) {
        if let Some((_, target)) = self.current.and_then(|at| self.found.get_mut(at)) {
            target.hunks += 1;
        }
    }
}

/// The numbers of lines in `12,3 +12,4 @@`.
fn ranges(text: &[u8]) -> Option<(u64, u64)> {
    let text = std::str::from_utf8(text.get(..text.len().min(80))?).ok()?;
    let (old, rest) = text.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let count = |range: &str| range.split_once(',').map_or(Some(1), |(_, count)| count.parse().ok());
    Some((count(old)?, count(new)?))
}

/// The path of a header without its date.
fn path(text: &[u8]) -> String {
    let text = text.get(..text.len().min(LONGEST)).unwrap_or_default();
    let text = String::from_utf8_lossy(text);
    let name = text.split('\t').next().unwrap_or_default().trim();
    name.trim_matches('"').replace('\\', "/")
}

/// A path without what tools put in front, and whether it names `htdocs`, so that it is known to lie below that. Steps upward lead
/// nowhere here: nothing is ever opened by this path.
fn cleaned(name: &str) -> Option<(String, bool)> {
    let name = match name.as_bytes() {
        [letter, b'/', _, ..] if letter.is_ascii_lowercase() => &name[2..],
        _ => name,
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let htdocs = parts.iter().position(|part| *part == "htdocs");
    let path = parts[htdocs.map_or(0, |at| at + 1)..].join("/");
    (!path.is_empty()).then_some((path, htdocs.is_some()))
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    fn read(patch: &str) -> Vec<String> {
        let site = Memory::new("sample", "", &[("core_patch/a.patch", patch), ("vendor/x/b.patch", patch)]);
        let found = patches(&site, &site.dir, &site.descriptor());
        let mark = |target: &PatchTarget| if target.below_htdocs { "htdocs/" } else { "" };
        found.iter().map(|t| format!("{}: {} {}{} {}", t.place.line, t.deed, mark(t), t.path, t.hunks)).collect()
    }

    #[test]
    fn headers_of_every_kind_name_their_targets() {
        let unified = "From x\n--- a/htdocs/core/a.php\t2020-01-01\n+++ b/htdocs/core/a.php\t2020\n@@ -1,3 +1,4 @@ f\n-- x\n+++ y\n+z\n a\n b\n@@ -9 +9 @@\n-a\n+b\n";
        assert_eq!(read(unified), ["3: changes htdocs/core/a.php 2"]);
        let svn = "Index: htdocs/b.php\n=====\n--- htdocs/b.php\t(revision 1)\n+++ htdocs/b.php\t(working copy)\n@@ -0,0 +1 @@\n+x\n";
        assert_eq!(read(svn), ["4: changes htdocs/b.php 1"]);
        let git = "diff --git a/x/logo.png b/x/logo.png\nBinary files differ\ndiff --git a/c.php b/c.php\n--- a/c.php\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";
        assert_eq!(read(git), ["1: changes x/logo.png 0", "5: deletes c.php 1"]);
        let context = "*** /var/www/dolibarr/htdocs/d.php\tdate\n--- d.php.new\tdate\n***************\n*** 1,2 ****\n--- 1,2 ----\n";
        assert_eq!(read(context), ["2: changes d.php.new 1"]);
        let windows = "--- C:\\web\\htdocs\\core\\e.php\r\n+++ C:\\web\\htdocs\\core\\e.php\r\n";
        assert_eq!(read(windows), ["2: changes htdocs/core/e.php 0"]);
        assert_eq!(read("--- /dev/null\n+++ b/../../etc/passwd\n@@ -0,0 +1,99999999999999999999 @@\n"), ["2: adds etc/passwd 1"]);
        assert_eq!(read("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"), ["2: changes x 2"]);
        assert_eq!(read("--- a list\n- of things\n+++ more\nIndex: \n"), [] as [&str; 0]);
    }

    #[test]
    fn hostile_patches_are_read_in_linear_time() {
        for piece in [
            "--- a\n",
            "+++ a\n",
            "--- a/b\n+++ a/b\n",
            "@@ -1,9 +1,9 @@\n",
            "../",
            "diff --git a/a b/a\n",
            "*** a\n--- a\n",
            "\0",
            "\u{1b}",
        ] {
            assert!(read(&piece.repeat(500_000)).len() <= MAX_TARGETS, "{piece}");
        }
    }
}
