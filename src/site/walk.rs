//! Walks through directories on a disk, behind the gate of [`Files`]: tells what it leaves out, and never follows a link out.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use super::files::{Files, OUT_OF_TREE, reason};
use super::paths::slashed;
use super::plain::{DEPTH_LIMIT, ENTRY_LIMIT, NAMES_LIMIT, plain_names};
use crate::model::place::ProblemKind;
use crate::model::site::FileEntry;

/// How far a walk goes.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    depth: usize,
    entries: usize,
    aim: Aim,
}

/// What a walk is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aim {
    /// All files with their sizes, links followed; what is left out is a problem.
    Whole,
    /// Names only. What is left out is a problem, and so are links, which are not followed.
    Names,
    /// Names only, and no word about the rest.
    Glance,
}

impl Files {
    /// All files of a module, sorted by path. `.git` is left out, and so is everything that lies outside the module.
    pub(super) fn walk(&self, dir: &str) -> Vec<FileEntry> {
        if let Some(packed) = self.packed() {
            return packed.below(dir).collect();
        }
        self.walk_within(dir, Bounds { depth: DEPTH_LIMIT, entries: ENTRY_LIMIT, aim: Aim::Whole }, &|_| true)
    }

    /// The files of the first few levels of a directory that is no module, without links and sizes.
    pub(super) fn glance(&self, dir: &str, depth: usize) -> Vec<FileEntry> {
        if let Some(packed) = self.packed() {
            return packed.below(dir).filter(|file| file.path.split('/').count() <= depth).collect();
        }
        self.walk_within(dir, Bounds { depth, entries: 20_000, aim: Aim::Glance }, &|_| true)
    }

    /// The names of all files below a directory, without links. Of its entries only those whose paths are wanted are looked at.
    pub(super) fn names_below(&self, dir: &str, is_wanted: impl Fn(&str) -> bool + Sync) -> Vec<String> {
        if let Some(packed) = self.packed() {
            return packed.below(dir).map(|file| file.path).filter(|path| is_wanted(path)).collect();
        }
        if let Some(names) = self.holds(dir).then(|| plain_names(dir, &is_wanted)).flatten() {
            return names;
        }
        let bounds = Bounds { depth: DEPTH_LIMIT, entries: ENTRY_LIMIT, aim: Aim::Names };
        let wanted = |path: &Path| path.strip_prefix(dir).ok().and_then(slashed).is_none_or(|path| is_wanted(&path));
        self.walk_within(dir, bounds, &wanted).into_iter().map(|file| file.path).collect()
    }

    fn walk_within(&self, dir: &str, bounds: Bounds, is_wanted: &dyn Fn(&Path) -> bool) -> Vec<FileEntry> {
        let Some(real) = self.holds(dir).then(|| fs::canonicalize(dir).ok()).flatten() else {
            return Vec::new();
        };
        let (whole, silent) = (bounds.aim == Aim::Whole, bounds.aim == Aim::Glance);
        let walk = WalkDir::new(dir).follow_links(whole).min_depth(1).max_depth(bounds.depth);
        let looks_at = |entry: &walkdir::DirEntry| entry.file_name() != ".git" && is_wanted(entry.path());
        let walk = walk.into_iter().filter_entry(|entry| looks_at(entry) && (!whole || self.stays(entry, &real)));
        let (mut files, mut names) = (Vec::new(), 0);
        for (count, entry) in walk.enumerate() {
            if count == bounds.entries {
                if !silent {
                    self.problem(dir, ProblemKind::Limit, format!("more than {} entries; the rest is left out", bounds.entries));
                }
                break;
            }
            names += entry.as_ref().map_or(0, |entry| entry.path().as_os_str().len().saturating_sub(dir.len()));
            if names > NAMES_LIMIT && bounds.aim == Aim::Names {
                self.problem(dir, ProblemKind::Limit, format!("more than {NAMES_LIMIT} bytes of names; the rest is left out"));
                break;
            }
            match entry {
                Ok(entry) => files.extend(self.file_entry(dir, &entry, bounds)),
                Err(error) => self.walk_error(dir, &error),
            }
        }
        files.sort();
        files
    }

    /// Whether a walk may go on at an entry: a link leads to a file of the site or to a directory of the same module.
    fn stays(&self, entry: &walkdir::DirEntry, module: &Path) -> bool {
        if entry.depth() == 0 || !entry.path_is_symlink() {
            return true;
        }
        let inside = fs::canonicalize(entry.path())
            .is_ok_and(|real| if entry.file_type().is_dir() { real.starts_with(module) } else { self.is_inside(&real) });
        if !inside {
            let message = if entry.file_type().is_dir() { "a link out of the module; it is not followed" } else { OUT_OF_TREE };
            self.problem(&entry.path().to_string_lossy(), ProblemKind::Link, message);
        }
        inside
    }

    fn file_entry(&self, dir: &str, entry: &walkdir::DirEntry, bounds: Bounds) -> Option<FileEntry> {
        if entry.file_type().is_dir() {
            if entry.depth() == bounds.depth && bounds.aim != Aim::Glance {
                let path = entry.path().to_string_lossy();
                self.problem(&path, ProblemKind::Limit, format!("more than {} levels deep; the rest is left out", bounds.depth));
            }
            return None;
        }
        let Some(path) = slashed(entry.path()) else {
            self.not_utf8(entry.path());
            return None;
        };
        if !entry.file_type().is_file() {
            match bounds.aim {
                Aim::Glance => {}
                Aim::Names if entry.file_type().is_symlink() => self.problem(&path, ProblemKind::Link, "a link; it is not followed"),
                _ => self.problem(&path, ProblemKind::Unreadable, "neither a file nor a directory"),
            }
            return None;
        }
        let path = path.strip_prefix(dir)?.trim_start_matches('/').to_owned();
        // Sizes cost a look at each file, and only those of modules are of use.
        let size = if bounds.aim == Aim::Whole { entry.metadata().map_or(0, |m| m.len()) } else { 0 };
        Some(FileEntry { path, size })
    }

    fn walk_error(&self, dir: &str, error: &walkdir::Error) {
        let path = error.path().map_or_else(|| dir.to_owned(), |p| p.to_string_lossy().into_owned());
        if error.loop_ancestor().is_some() {
            self.problem(&path, ProblemKind::Link, "a link that leads in a circle");
        } else if fs::symlink_metadata(&path).is_ok_and(|m| m.is_symlink()) {
            self.problem(&path, ProblemKind::Link, "a link that leads nowhere");
        } else {
            self.problem(&path, ProblemKind::Unreadable, error.io_error().map_or_else(|| "not readable".to_owned(), reason));
        }
    }
}
