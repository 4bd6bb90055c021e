//! Files of a core that lies in an archive or a repository, held in memory within limits. Never writes anything to a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use super::archive::Takes;
use super::intake::{Bounds, Intake};
use super::paths::{join, name};
use super::release;
use super::sum::{Listed, Sum};
use crate::model::place::{Place, Problem, ProblemKind};
use crate::php::loader::{Loader, Source};

/// How much is held at most; the files wanted of a core are about 100 MB.
const HELD_LIMIT: u64 = 512 << 20;
/// How many entries are looked at; a core with its tests has about 25,000.
const ENTRY_LIMIT: usize = 200_000;
/// How much is unpacked in vain; a healthy archive has nothing that is thrown away.
const WASTE_LIMIT: u64 = 128 << 20;
/// How much is summed up; a core has about 280 MB.
const SUMMED_LIMIT: u64 = 2 << 30;
/// How much of a stream is unpacked; an archive of the whole project is about 400 MB.
const STREAM_LIMIT: u64 = 1 << 30;
/// How many bytes all paths have together; those of a core have 2 MB, and each is kept about ten times over.
const NAMES_LIMIT: usize = 16 << 20;
/// What paths in memory begin with, so that they are absolute as those of a disk are.
const ROOT: &str = "/core";

/// What is kept of the files of a core.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted<'w> {
    /// The content of those that facts are read from.
    Facts,
    /// The checksum of each, and the content of those that tell the release.
    Sums,
    /// The content of these, named from the core's root.
    These(&'w BTreeSet<String>),
}

/// What was found so far.
#[derive(Debug)]
pub(super) struct Holding<'w> {
    wanted: Wanted<'w>,
    /// Every file by its path; content for those that are read.
    files: BTreeMap<String, Option<Vec<u8>>>,
    sums: BTreeMap<String, Listed>,
    pub(super) intake: Intake,
    held: u64,
    /// Bytes that were unpacked and thrown away.
    wasted: u64,
    summed: u64,
}

/// The files below a core's root.
#[derive(Debug)]
pub(super) struct Held {
    files: BTreeMap<String, Option<Vec<u8>>>,
    /// Checksums, when they were wanted.
    pub(super) sums: BTreeMap<String, Listed>,
    pub(super) problems: Vec<Problem>,
}

impl<'w> Holding<'w> {
    /// Largest file that is read, as for files on a disk.
    pub(super) const FILE_LIMIT: u64 = 16 << 20;

    pub(super) fn new(wanted: Wanted<'w>) -> Self {
        let (files, sums) = (BTreeMap::new(), BTreeMap::new());
        let intake = Intake::new(Bounds { entries: ENTRY_LIMIT, names: NAMES_LIMIT });
        Self { wanted, files, sums, intake, held: 0, wasted: 0, summed: 0 }
    }

    /// Whether anything but the name of a file is wanted.
    pub(super) fn wants(&self, path: &str) -> bool {
        matches!(self.wanted, Wanted::Sums) || self.holds(path)
    }

    /// Whether the content of a file is kept. While the root is not known, a name that fits from some directory on is enough.
    pub(super) fn holds(&self, path: &str) -> bool {
        match self.wanted {
            Wanted::Facts => is_wanted(path),
            Wanted::Sums => release::SOURCES.contains(&name(path)),
            Wanted::These(paths) => {
                let tails = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
                std::iter::once(path).chain(tails).any(|tail| paths.contains(tail))
            }
        }
    }

    /// Whether contents are still taken in.
    pub(super) fn has_room(&self) -> bool {
        self.held < HELD_LIMIT && self.wasted < WASTE_LIMIT && self.summed < SUMMED_LIMIT
    }

    /// Takes in a file whose content is not read.
    pub(super) fn name(&mut self, path: String) {
        self.files.entry(path).or_default();
    }

    /// Takes in a file that is said to be larger than what is read.
    pub(super) fn too_large(&mut self, path: String) {
        self.problem(&path, ProblemKind::Limit, &format!("more than the {} bytes that are read", Self::FILE_LIMIT));
        self.name(path);
    }

    /// Takes in a file whose checksum is known already.
    #[cfg(feature = "git")]
    pub(super) fn sum(&mut self, path: String, sum: Sum) {
        self.sums.insert(path.clone(), Listed { sum, size: None });
        self.name(path);
    }

    /// Takes in a file with its content, unless that is too large.
    pub(super) fn hold(&mut self, path: String, content: impl Read) {
        if !self.has_room() {
            return self.name(path);
        }
        let mut bytes = Vec::new();
        let read = content.take(Self::FILE_LIMIT + 1).read_to_end(&mut bytes);
        let size = bytes.len() as u64;
        match read {
            Ok(_) if size <= Self::FILE_LIMIT => {
                if matches!(self.wanted, Wanted::Sums) {
                    self.summed += size;
                    if !self.has_room() {
                        self.problem("", ProblemKind::Limit, &format!("more than {SUMMED_LIMIT} bytes of files; the rest is left out"));
                    }
                    self.sums.insert(path.clone(), Listed { sum: Sum::sha256(&bytes), size: Some(size) });
                    if !self.holds(&path) {
                        return self.name(path);
                    }
                }
                self.held += size;
                if !self.has_room() {
                    self.problem("", ProblemKind::Limit, &format!("more than {HELD_LIMIT} bytes of files; the rest is left out"));
                }
                // As with a disk the last of several files of one name is the one that is there.
                let before = self.files.insert(path, Some(bytes)).flatten();
                self.wasted += before.map_or(0, |bytes| bytes.len() as u64);
                return;
            }
            Ok(_) => self.too_large(path),
            Err(error) => {
                self.problem(&path, ProblemKind::Unreadable, &error.to_string());
                self.name(path);
            }
        }
        self.wasted += size;
        if !self.has_room() {
            self.problem("", ProblemKind::Limit, &format!("more than {WASTE_LIMIT} bytes were unpacked in vain; no more is read"));
        }
    }

    pub(super) fn problem(&mut self, path: &str, kind: ProblemKind, message: &str) {
        self.intake.problem(path, kind, message);
    }

    /// Where the core's root is: the highest directory with `main.inc.php` and `core/modules/`; empty or with a `/` at its end.
    pub(super) fn root(&self) -> Option<String> {
        let main = self.files.keys().filter_map(|path| path.strip_suffix("main.inc.php"));
        let tops = main.filter(|top| top.is_empty() || top.ends_with('/'));
        let roots = tops.filter(|top| {
            let modules = format!("{top}core/modules/");
            self.files.range(modules.clone()..).next().is_some_and(|(path, _)| path.starts_with(&modules))
        });
        roots.min_by_key(|top| (top.matches('/').count(), (*top).to_owned())).map(str::to_owned)
    }

    /// What is wrong so far.
    #[cfg(all(test, feature = "git"))]
    pub(super) fn told(&self) -> Vec<String> {
        self.intake.problems.iter().map(|problem| format!("{}: {}", problem.place.file, problem.message)).collect()
    }

    /// Why there is no root.
    pub(super) fn reason(&self) -> String {
        let first = self.intake.problems.first().map(|problem| format!("; {}", problem.message)).unwrap_or_default();
        format!("there is no `main.inc.php` with `core/modules/` beside it{first}")
    }

    /// The names of what is read.
    #[cfg(test)]
    pub(super) fn wanted(&self) -> Vec<&String> {
        self.files.keys().filter(|path| self.wants(path)).collect()
    }

    /// Keeps what lies below the root.
    pub(super) fn below(self, root: &str) -> Held {
        let files = self.files.into_iter().filter_map(|(path, content)| Some((path.strip_prefix(root)?.to_owned(), content)));
        let problems = self.intake.problems.into_iter().filter_map(|problem| {
            let file = if problem.place.file.is_empty() { "" } else { problem.place.file.strip_prefix(root)? };
            Some(Problem { place: Place::file(file), ..problem })
        });
        let sums = self.sums.into_iter().filter_map(|(path, sum)| Some((path.strip_prefix(root)?.to_owned(), sum)));
        Held { files: files.collect(), sums: sums.collect(), problems: problems.collect() }
    }
}

impl Takes for Holding<'_> {
    fn intake(&mut self) -> &mut Intake {
        &mut self.intake
    }

    fn stream_limit(&self, _: u64) -> u64 {
        STREAM_LIMIT
    }

    fn has_room(&self) -> bool {
        Self::has_room(self)
    }

    fn wants(&self, path: &str) -> bool {
        Self::wants(self, path)
    }

    fn name(&mut self, path: String) {
        Self::name(self, path);
    }

    fn hold(&mut self, path: String, size: u64, content: impl Read) {
        if size > Self::FILE_LIMIT { self.too_large(path) } else { Self::hold(self, path, content) }
    }

    fn start(&self) -> Option<String> {
        self.root()
    }
}

/// Whether facts are read from a file: PHP but that of libraries, SQL, and official lists.
pub(super) fn is_wanted(path: &str) -> bool {
    let name = name(path);
    let is_library = path.starts_with("includes/") || path.contains("/includes/");
    (name.ends_with(".php") && !is_library) || name.ends_with(".sql") || (name.starts_with("filelist-") && name.ends_with(".xml"))
}

impl Held {
    pub(super) fn root() -> String {
        ROOT.to_owned()
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }

    fn relative<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(ROOT)?.strip_prefix('/')
    }
}

impl Loader for Held {
    fn read(&self, path: &str) -> Option<Source> {
        let path = self.relative(path)?;
        let bytes = self.files.get(path)?.clone()?;
        Some(Source { shown: path.into(), bytes })
    }

    fn is_file(&self, path: &str) -> bool {
        self.relative(path).is_some_and(|path| self.files.contains_key(path))
    }

    fn shown(&self, path: &str) -> String {
        self.relative(path).unwrap_or(path).to_owned()
    }

    fn list(&self, path: &str) -> Vec<String> {
        let dir = join(path, "");
        let Some(dir) = self.relative(&dir) else { return Vec::new() };
        let below = self.files.range(dir.to_owned()..).map_while(|(path, _)| path.strip_prefix(dir));
        let mut names: Vec<String> = below.map(|rest| rest.split('/').next().unwrap_or(rest).to_owned()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn main_root(&self) -> Option<&str> {
        Some(ROOT)
    }

    fn roots(&self) -> Vec<&str> {
        vec![ROOT]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(names: &[&str]) -> Option<Held> {
        let mut holding = Holding::new(Wanted::Facts);
        for name in names {
            if let Some(path) = holding.intake.enter(name.as_bytes()) {
                holding.hold(path, name.as_bytes());
            }
        }
        let root = holding.root()?;
        Some(holding.below(&root))
    }

    #[test]
    fn the_highest_core_is_the_root() {
        let held =
            held(&["a/README", "a/htdocs/main.inc.php", "a/htdocs/core/modules/x.php", "b/c/d/main.inc.php", "b/c/d/core/modules/y"]);
        let held = held.unwrap();
        assert_eq!(held.names(), ["core/modules/x.php", "main.inc.php"]);
        assert_eq!(
            (held.list("/core"), held.list("/core/core")),
            (vec!["core".to_owned(), "main.inc.php".to_owned()], vec!["modules".to_owned()])
        );
        assert_eq!(held.read("/core/main.inc.php").unwrap().shown.as_ref(), "main.inc.php");
        assert!(held.read("/core/none.php").is_none() && held.read("/etc/passwd").is_none() && !held.is_file("/core"));
        assert!(super::Holding::new(Wanted::Facts).root().is_none());
    }

    #[test]
    fn paths_that_lead_out_are_left_out() {
        let bad = ["/etc/x.php", "../x.php", "htdocs/../../x.php", "htdocs//x.php", "..\\x.php", "a\0b.php"];
        let names: Vec<&str> = bad.into_iter().chain(["./main.inc.php", "core/modules/a.php"]).collect();
        let held = held(&names).unwrap();
        assert_eq!((held.names().len(), held.problems.len()), (2, bad.len()));
    }

    #[test]
    fn what_is_too_much_is_said() {
        let mut holding = Holding::new(Wanted::Facts);
        holding.hold("main.inc.php".to_owned(), std::io::repeat(b' '));
        holding.name("core/modules/a.php".to_owned());
        while holding.intake.goes_on() {}
        let held = holding.below("");
        assert!(held.read("/core/main.inc.php").is_none() && held.is_file("/core/main.inc.php"));
        assert_eq!(held.problems.len(), 2);
    }

    #[test]
    fn what_is_thrown_away_is_counted() {
        let mut holding = Holding::new(Wanted::Facts);
        let mut read = 0_u64;
        for i in 0..1_000 {
            struct Counted<'c>(&'c mut u64);
            impl Read for Counted<'_> {
                fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                    *self.0 += buffer.len() as u64;
                    Ok(buffer.len())
                }
            }
            holding.hold(format!("a{i}.php"), Counted(&mut read));
        }
        assert!(read < 2 * WASTE_LIMIT, "{read}");
        assert!(holding.intake.problems.iter().any(|problem| problem.message.contains("unpacked in vain")));
        assert_eq!(holding.files.len(), 1_000);
    }

    #[test]
    fn names_are_bounded_each_and_together() {
        let mut holding = Holding::new(Wanted::Facts);
        assert!(holding.intake.enter("a".repeat(4096 + 1).as_bytes()).is_none());
        assert!(holding.intake.problems[0].place.file.len() < 100, "{:?}", holding.intake.problems[0]);
        let mut entered = 0;
        while holding.intake.goes_on() {
            entered += 1;
            let name = format!("{entered:04000}");
            holding.intake.enter(name.as_bytes()).unwrap();
        }
        assert!((1..=NAMES_LIMIT / 4000 + 1).contains(&entered), "{entered}");
        assert!(holding.intake.problems[1].message.contains("bytes of names"), "{:?}", holding.intake.problems[1]);
    }
}
