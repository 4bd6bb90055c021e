//! The names of what comes in from an archive or a commit: counted, and kept inside of the tree. Holds no contents.

use crate::model::place::{Place, Problem, ProblemKind};

/// Longest path in bytes; no system opens longer ones.
const NAME_LIMIT: usize = 4096;

/// How much comes in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// How many entries are looked at.
    pub(super) entries: usize,
    /// How many bytes all paths have together.
    pub(super) names: usize,
}

/// What came in so far.
#[derive(Debug)]
pub(super) struct Intake {
    bounds: Bounds,
    entries: usize,
    names: usize,
    pub(super) problems: Vec<Problem>,
}

impl Intake {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self { bounds, entries: 0, names: 0, problems: Vec::new() }
    }

    /// Counts a name, and tells of one that is too long.
    pub(super) fn takes(&mut self, name: &[u8]) -> bool {
        self.names += name.len().min(NAME_LIMIT);
        let fits = name.len() <= NAME_LIMIT;
        if !fits {
            let start = String::from_utf8_lossy(&name[..64]).into_owned();
            self.problem(&start, ProblemKind::Limit, &format!("a name of more than {NAME_LIMIT} bytes; it is left out"));
        }
        fits
    }

    /// Counts bytes of names that follow from one that came in.
    pub(super) fn counts(&mut self, bytes: usize) {
        self.names += bytes;
    }

    /// Takes the next entry's name in. `None` when it is no path in the tree.
    pub(super) fn enter(&mut self, name: &[u8]) -> Option<String> {
        if !self.takes(name) {
            return None;
        }
        let Ok(name) = std::str::from_utf8(name) else {
            self.problem(&String::from_utf8_lossy(name), ProblemKind::Unreadable, "a name that is not UTF-8; it is left out");
            return None;
        };
        let path = name.replace('\\', "/");
        let path = path.trim_start_matches("./");
        if path.starts_with('/') || path.contains('\0') || path.split('/').any(|part| part.is_empty() || part == ".." || part == ".") {
            self.problem(name, ProblemKind::Link, "a path that leads out of the tree; it is left out");
            return None;
        }
        Some(path.to_owned())
    }

    /// Whether one more entry may be looked at.
    pub(super) fn goes_on(&mut self) -> bool {
        self.entries += 1;
        let told = if self.entries > self.bounds.entries {
            format!("more than {} entries; the rest is left out", self.bounds.entries)
        } else if self.names > self.bounds.names {
            format!("more than {} bytes of names; the rest is left out", self.bounds.names)
        } else {
            return true;
        };
        self.problem("", ProblemKind::Limit, &told);
        false
    }

    pub(super) fn problem(&mut self, path: &str, kind: ProblemKind, message: &str) {
        self.problems.push(Problem { place: Place::file(path), kind, message: message.to_owned() });
    }
}
