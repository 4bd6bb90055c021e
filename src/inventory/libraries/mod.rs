//! Libraries of others in a module's directory, and its licences. Opens only files whose path says that they tell of one. Never says
//! which library PHP would load.

mod bundled;
mod composer;
mod declared;
mod known;
mod licence;
mod manifests;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::de::DeserializeOwned;

use super::facts_of_classes::{owns_files, shown};
use crate::model::library::Library;
use crate::model::module::Descriptor;
use crate::model::place::{Place, Placed, Problem, ProblemKind};
use crate::model::site::{FileEntry, ModuleDir};
use crate::php::loader::{Loader, Source};

/// Largest file that is read, in bytes: what Composer writes of hundreds of packages has about one million.
const SIZE_LIMIT: u64 = 4 << 20;
/// How much of such files is read in one module.
const ALL_LIMIT: u64 = 64 << 20;
/// More than any module brings along; files made to waste time do not get further.
const MAX_LIBRARIES: usize = 2_000;
/// Places of one library that are told besides the first.
const MAX_PLACES: usize = 50;

/// What a module brings along that is not its own.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    pub libraries: Vec<Library>,
    pub licences: Vec<Placed<String>>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// The libraries in a module's directory, each once with each version.
pub(crate) fn brought(loader: &dyn Loader, dir: &ModuleDir, descriptor: &Descriptor) -> Brought {
    if dir.name.is_empty() {
        return Brought::default();
    }
    let mut reader = Reader::new(loader, dir);
    let libraries = if owns_files(dir, descriptor) { libraries(&mut reader) } else { Vec::new() };
    let licences = licence::of_module(&mut reader, descriptor);
    Brought { libraries, licences, problems: reader.problems }
}

/// The libraries in a directory that is no module's.
pub(crate) fn libraries_in(loader: &dyn Loader, dir: &ModuleDir) -> Brought {
    let mut reader = Reader::new(loader, dir);
    Brought { libraries: libraries(&mut reader), licences: Vec::new(), problems: reader.problems }
}

fn libraries(reader: &mut Reader<'_>) -> Vec<Library> {
    let mut found = Found::default();
    let vendors = composer::installed(reader, &mut found);
    manifests::packages(reader, &mut found);
    composer::locked(reader, &vendors, &mut found);
    bundled::libraries(reader, &mut found);
    found.once()
}

/// Libraries as they are found, the surest first.
#[derive(Debug, Default)]
struct Found {
    list: Vec<Library>,
    /// Directories of libraries that are there, with their place in `list`.
    dirs: BTreeMap<String, usize>,
}

impl Found {
    /// `dir` is the library's own directory, without a slash at its end.
    fn push(&mut self, dir: Option<String>, library: Library) {
        if self.list.len() >= MAX_LIBRARIES {
            return;
        }
        if let Some(dir) = dir.filter(|_| library.shipped) {
            self.dirs.entry(dir).or_insert(self.list.len());
        }
        self.list.push(library);
    }

    /// The library in whose directory a file lies, the innermost.
    fn around(&self, path: &str) -> Option<usize> {
        let ends = path.rmatch_indices('/').map(|(at, _)| &path[..at]);
        ends.filter_map(|dir| self.dirs.get(dir)).next().copied()
    }

    /// One of each name and version. Of those without a version only what nothing else tells of is kept.
    fn once(self) -> Vec<Library> {
        let mut kept: BTreeMap<(_, String, bool, Option<String>), Library> = BTreeMap::new();
        for library in self.list {
            let key = (library.ecosystem, library.name.to_lowercase(), !library.shipped, library.version.clone());
            match kept.entry(key) {
                Entry::Vacant(free) => drop(free.insert(library)),
                // The first is the surest.
                Entry::Occupied(mut known) if known.get().more.len() < MAX_PLACES => known.get_mut().more.push(library.place),
                Entry::Occupied(_) => {}
            }
        }
        let has_version: BTreeSet<_> = kept.keys().filter(|key| key.3.is_some()).map(|key| (key.0, key.1.clone())).collect();
        kept.retain(|key, _| key.3.is_some() || !has_version.contains(&(key.0, key.1.clone())));
        kept.into_values().collect()
    }
}

/// Reads files of one module.
struct Reader<'a> {
    loader: &'a dyn Loader,
    dir: &'a ModuleDir,
    problems: Vec<Problem>,
    /// How many bytes of data are still read.
    left: u64,
    /// The namespaces of directories: packages may be said to lie in one and the same.
    namespaces: HashMap<String, Option<String>>,
}

impl<'a> Reader<'a> {
    fn new(loader: &'a dyn Loader, dir: &'a ModuleDir) -> Self {
        Self { loader, dir, problems: Vec::new(), left: ALL_LIMIT, namespaces: HashMap::new() }
    }

    /// The files whose path is wanted, in their order.
    fn paths(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        self.dir.files.iter().map(|file| &file.path).filter(|path| is_wanted(path)).cloned().collect()
    }

    /// The files below a directory, which is named without a slash at its end.
    fn below(&self, dir: &str) -> &'a [FileEntry] {
        let files = &self.dir.files;
        if dir.is_empty() {
            return files;
        }
        let (start, end) = (format!("{dir}/"), format!("{dir}0"));
        // `0` comes next after `/`.
        &files[files.partition_point(|file| file.path < start)..files.partition_point(|file| file.path < end)]
    }

    fn has(&self, path: &str) -> bool {
        self.dir.file(path).is_some()
    }

    /// A file that is not too large; `None` without a word otherwise.
    fn text(&self, path: &str) -> Option<Source> {
        self.dir.file(path).filter(|file| file.size <= SIZE_LIMIT)?;
        self.loader.read(&format!("{}/{path}", self.dir.path))
    }

    /// The first bytes of a file that is not too large.
    fn head(&self, path: &str, length: usize) -> Option<Source> {
        self.dir.file(path).filter(|file| file.size <= SIZE_LIMIT)?;
        self.loader.head(&format!("{}/{path}", self.dir.path), length)
    }

    /// A whole file; that it is too large is a problem.
    fn data(&mut self, path: &str) -> Option<Source> {
        let size = self.dir.file(path)?.size;
        if size > SIZE_LIMIT {
            self.problem(path, ProblemKind::Limit, format!("more than the {SIZE_LIMIT} bytes that are read of such a file"));
        } else if size > self.left && self.left > 0 {
            // From here on nothing more is read, and that is told once.
            self.left = 0;
            self.problem(path, ProblemKind::Limit, format!("more than the {ALL_LIMIT} bytes that are read of all such files of a module"));
        }
        self.left = self.left.checked_sub(size)?;
        self.text(path)
    }

    /// What a file of JSON says. That it cannot be told is a problem.
    fn json<T: DeserializeOwned>(&mut self, path: &str, source: &Source) -> Option<T> {
        let bytes = source.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&source.bytes);
        match serde_json::from_slice(bytes) {
            Ok(read) => Some(read),
            Err(error) => {
                let what = if error.is_data() { "is not as Composer and npm write it" } else { "does not parse" };
                self.problem(path, ProblemKind::Data, format!("{what}: line {}, column {}", error.line(), error.column()));
                None
            }
        }
    }

    fn problem(&mut self, path: &str, kind: ProblemKind, message: String) {
        self.problems.push(Problem { place: self.shown(path), kind, message });
    }

    fn shown(&self, path: &str) -> Place {
        shown(self.dir, path)
    }
}

/// The directory of a path and the name in it.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn join(dir: &str, name: &str) -> String {
    if dir.is_empty() { name.to_owned() } else { format!("{dir}/{name}") }
}

/// A text of a module that is shown: none that is empty or longer than any name.
fn word(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty() && text.len() <= 200)
}

#[cfg(test)]
mod tests;
