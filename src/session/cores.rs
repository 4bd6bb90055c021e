//! From what a person names to the facts of one core: a release, a facts file, or a tree wherever it lies.

use std::path::{Path, PathBuf};

use super::Options;
use super::cache::{self, Slot};
use crate::base::Version;
use crate::core_facts::{self, FactsFile, Side, Story, Table};
use crate::error::Error;
use crate::model::place::Problem;
use crate::site::Located;

/// The facts of one core.
#[derive(Debug)]
pub(crate) struct Core {
    table: Table,
    bit: u32,
    pub release: Version,
    /// Where they come from, as given; `None` for the shipped ones.
    pub source: Option<PathBuf>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Core {
    /// A value from the header of its facts.
    pub(crate) fn header(&self, word: &str) -> Option<&str> {
        self.table.header(self.bit, word)
    }

    /// What it is called: where its facts come from as given, else its release.
    pub(crate) fn shown(&self) -> String {
        self.source.as_ref().map_or_else(|| self.release.to_string(), |source| source.display().to_string())
    }

    /// For comparisons.
    pub(crate) fn side(&self) -> Side<'_> {
        Side { table: &self.table, bit: self.bit }
    }
}

/// The facts of a core: of a shipped release (`22`, `22.0.4`), in a file (`22.0.4.facts`), or of a tree, see
/// [`Located::find`].
pub(crate) fn core(named: &str, options: Options) -> Result<Core, Error> {
    let path = Path::new(named);
    if is_release(named) {
        return shipped(named);
    }
    if path.extension().is_some_and(|ending| ending == "facts") {
        let text = cache::text(path).map_err(|fault| Error::Facts { path: path.to_owned(), fault })?;
        return of(&text, path, Vec::new());
    }
    super::threads(path, options)?.install(|| {
        let located = Located::find(path)?;
        let slot = options.keep.then(|| Slot::of(&located)).flatten();
        if let Some(text) = slot.as_ref().and_then(Slot::facts) {
            return of(&text, path, Vec::new());
        }
        // The core that a person names is taken as it is.
        let built = super::facts_of(&located.open()?, path, true)?;
        if let Some(slot) = slot.filter(|_| built.problems.is_empty()) {
            slot.write(built.text.as_bytes());
        }
        of(&built.text, path, built.problems)
    })
}

/// The facts of all shipped releases; taken as one core it is the newest.
pub(crate) fn shipped_cores() -> Core {
    let table = Table::embedded();
    let releases = table.releases().into_iter().filter_map(|(bit, release)| Some((Version::parse(release)?, bit)));
    let (release, bit) = releases.max().expect("the binary was built with the facts of a release");
    Core { table, bit, release, source: None, problems: Vec::new() }
}

/// Every symbol of a core's table that is meant by a name.
pub(crate) fn symbols<'c>(core: &'c Core, name: &str) -> Result<Vec<Story<'c>>, Error> {
    let stories = core_facts::find(&core.table, name);
    if stories.is_empty() {
        let (releases, near) = (core.table.releases().len(), core_facts::near(&core.table, name));
        return Err(Error::UnknownSymbol { name: name.to_owned(), releases, near });
    }
    Ok(stories)
}

/// Whether a name is that of a release: `22`, `22.0.4`, `24.0.0-beta`. It never means what lies in the directory; `./22` does.
fn is_release(named: &str) -> bool {
    let (numbers, word) = named.split_once('-').map_or((named, None), |(numbers, word)| (numbers, Some(word)));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_');
    numbers.split('.').all(is_number) && word.is_none_or(is_word)
}

/// The newest shipped release that starts with what was given.
fn shipped(named: &str) -> Result<Core, Error> {
    let table = Table::embedded();
    let is_meant = |release: &str| release == named || release.strip_prefix(named).is_some_and(|rest| rest.starts_with(['.', '-']));
    let releases = table.releases();
    // Bits of older patch levels lie behind those of the best release of each major.
    let found = releases.iter().find(|(_, release)| is_meant(release)).and_then(|(bit, release)| Some((*bit, Version::parse(release)?)));
    let Some((bit, release)) = found else {
        let held = table.calendar().into_iter().map(|(_, release)| release.to_owned()).collect();
        return Err(Error::UnknownRelease { release: named.to_owned(), held });
    };
    Ok(Core { table, bit, release, source: None, problems: Vec::new() })
}

fn of(text: &str, path: &Path, problems: Vec<Problem>) -> Result<Core, Error> {
    let wrong = |fault: String| Error::Facts { path: path.to_owned(), fault };
    let file = FactsFile::parse(text).map_err(|fault| wrong(fault.to_string()))?;
    let release = file.header("release").and_then(Version::parse);
    let release = release.ok_or_else(|| wrong("line 1: the header names a `release` that is no version".to_owned()))?;
    Ok(Core { table: Table::of(&[(0, file)]), bit: 0, release, source: Some(path.to_owned()), problems })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_told_from_paths() {
        for named in ["22", "22.0", "22.0.4", "24.0.0-beta", "9"] {
            assert!(is_release(named), "{named}");
        }
        for named in ["", "./22", "22/", "22.", ".22", "22.zip", "22.0.4.facts", "22.0.4-", "22@main", "22-a-b", "x22"] {
            assert!(!is_release(named), "{named}");
        }
    }
}
