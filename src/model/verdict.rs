//! What can be said of a module on a release: three answers, each with what it rests on.

use super::fact::ModuleRef;
use super::finding::Finding;
use super::place::Problem;
use crate::base::Version;

/// Whether a module works on a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// Nothing that it uses is missing there.
    Compatible,
    /// Something is certainly missing there.
    Incompatible,
    /// It cannot be told.
    Unknown,
}

impl Verdict {
    /// The word used in every output.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Incompatible => "incompatible",
            Self::Unknown => "unknown",
        }
    }
}

/// What modules are held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub release: Version,
    /// The core that a person named, as given; `None` for the shipped release that stands for its major.
    pub core: Option<String>,
}

/// The verdict on one release.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub column: Column,
    pub verdict: Verdict,
    /// What it rests on, worst first.
    pub evidence: Vec<Finding>,
}

/// The verdicts on one module.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub module: ModuleRef,
    /// Its index in the inventory.
    pub index: usize,
    /// From the oldest release on.
    pub cells: Vec<Cell>,
    /// Files that could not be read, which leave every verdict open that nothing else settles.
    pub unread: Vec<Problem>,
    pub reading: Reading,
}

/// How much of a module's code was understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Calls of methods.
    pub calls: usize,
    /// Those whose object's class is known.
    pub resolved: usize,
}

impl Judged {
    /// The verdicts that make the range: those on the releases that stand for their majors, whatever cores a person names beside
    /// them; all where there are no others.
    pub(crate) fn counted(&self) -> Vec<&Cell> {
        let shipped: Vec<&Cell> = self.cells.iter().filter(|cell| cell.column.core.is_none()).collect();
        if shipped.is_empty() { self.cells.iter().collect() } else { shipped }
    }

    /// The verdicts on the cores that a person named.
    pub(crate) fn named(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.column.core.is_some())
    }

    /// The oldest and the newest release of the longest run without `Incompatible`, as places in [`Judged::counted`].
    pub(crate) fn range(&self) -> Option<(usize, usize)> {
        let mut best: Option<(usize, usize)> = None;
        let mut start = None;
        for (at, cell) in self.counted().into_iter().enumerate() {
            if cell.verdict == Verdict::Incompatible {
                start = None;
                continue;
            }
            let from = *start.get_or_insert(at);
            // Of equal runs the newer one counts.
            if best.is_none_or(|(a, b)| at - from >= b - a) {
                best = Some((from, at));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_the_longest_run_and_the_newer_of_two() {
        let column = |core: Option<&str>| Column { release: Version::parse("1").expect("a version"), core: core.map(str::to_owned) };
        let judged = |verdicts: &str| Judged {
            module: ModuleRef { dir: String::new(), class: String::new() },
            index: 0,
            cells: verdicts
                .chars()
                .map(|c| Cell {
                    column: column(c.is_ascii_digit().then_some("core")),
                    verdict: match c {
                        '+' => Verdict::Compatible,
                        '-' | '0' => Verdict::Incompatible,
                        _ => Verdict::Unknown,
                    },
                    evidence: Vec::new(),
                })
                .collect(),
            unread: Vec::new(),
            reading: Reading::default(),
        };
        assert_eq!(judged("--+?+--").range(), Some((2, 4)));
        assert_eq!(judged("++-++").range(), Some((3, 4)));
        assert_eq!(judged("-++0+0-").range(), Some((1, 3)));
        assert_eq!((judged("1").range(), judged("0").range()), (Some((0, 0)), None));
        assert_eq!((judged("---").range(), judged("").range()), (None, None));
    }
}
