//! The names in a tree that holds nothing but files and directories, listed on all threads. Says nothing of any other tree: what
//! is wrong with that is told by a walk of [`Files`](super::Files), one entry after the other.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

/// How deep the directories of a module or core are followed.
pub(super) const DEPTH_LIMIT: usize = 64;
/// How many entries of one are looked at.
pub(super) const ENTRY_LIMIT: usize = 200_000;
/// How many bytes their names have together; those of a core have 2 MB, and each is kept about ten times over.
pub(super) const NAMES_LIMIT: usize = 16 << 20;

/// What was met so far, by all threads.
#[derive(Default)]
struct Met {
    entries: AtomicUsize,
    bytes: AtomicUsize,
}

/// The names of all files below a directory but those of Git, sorted. `None` when there is a link or anything else that is not
/// plain, something that cannot be read, or too much.
pub(super) fn plain_names(dir: &str, is_wanted: &(impl Fn(&str) -> bool + Sync)) -> Option<Vec<String>> {
    let mut names = below(dir, "", 1, is_wanted, &Met::default())?;
    names.par_sort_unstable();
    Some(names)
}

fn below(dir: &str, inner: &str, depth: usize, is_wanted: &(impl Fn(&str) -> bool + Sync), met: &Met) -> Option<Vec<String>> {
    let (mut names, mut dirs) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(Path::new(dir).join(inner)).ok()? {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        let path = if inner.is_empty() { name } else { format!("{inner}/{name}") };
        if entry.file_name() == ".git" || !is_wanted(&path) {
            continue;
        }
        let entries = met.entries.fetch_add(1, Ordering::Relaxed);
        let bytes = met.bytes.fetch_add(path.len() + 1, Ordering::Relaxed) + path.len() + 1;
        let kind = entry.file_type().ok()?;
        let is_plain = kind.is_file() || (kind.is_dir() && depth < DEPTH_LIMIT);
        if !is_plain || entries >= ENTRY_LIMIT || bytes > NAMES_LIMIT {
            return None;
        }
        if kind.is_dir() { dirs.push(path) } else { names.push(path) }
    }
    let inner: Option<Vec<Vec<String>>> = dirs.par_iter().map(|inner| below(dir, inner, depth + 1, is_wanted, met)).collect();
    names.extend(inner?.into_iter().flatten());
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_trees_are_listed() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().to_str().unwrap();
        for path in ["b/c/d.php", "b/a", "a.php", ".git/config", "custom/x.php", "b/custom/y.php"] {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let listed = || plain_names(root, &|path: &str| path != "custom");
        assert_eq!(listed().unwrap(), ["a.php", "b/a", "b/c/d.php", "b/custom/y.php"]);
        let deep = "d/".repeat(DEPTH_LIMIT);
        fs::create_dir_all(dir.path().join(&deep)).unwrap();
        assert_eq!(listed(), None);
        fs::remove_dir_all(dir.path().join("d")).unwrap();
        assert!(listed().is_some());
        #[cfg(unix)]
        std::os::unix::fs::symlink("a.php", dir.path().join("b/link.php")).unwrap();
        #[cfg(unix)]
        assert_eq!(listed(), None);
        assert_eq!(plain_names(&format!("{root}/nothing"), &|_: &str| true), None);
    }
}
