//! Finds the pristine state of a core: the official list beside it, a tree that was named, or the repository around it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Asked, Depth};
use crate::error::Error;
use crate::model::core_state::{Pristine, Source};
use crate::model::place::Problem;
use crate::site::{CoreTree, FileList, Listed, Located, around};

/// A core that was named.
#[derive(Debug)]
pub(crate) struct Given {
    pub located: Located,
    /// As it was named.
    pub name: String,
    /// Its release.
    pub release: String,
}

/// The files that should be there.
pub(super) struct Baseline<'a> {
    pub(super) files: Cow<'a, BTreeMap<String, Listed>>,
    pub(super) scripts: BTreeMap<String, Listed>,
    /// Files that are there and could not be read.
    pub(super) unread: BTreeSet<String>,
    /// Whether the state could be read as a whole.
    pub(super) is_whole: bool,
    pub(super) problems: Vec<Problem>,
    list: Option<Cow<'a, FileList>>,
    source: Source,
    name: String,
    commits: Option<usize>,
    /// The tree that the checksums come from, or one that may hold the texts of a list.
    pub(super) texts: Option<(Located, String)>,
}

impl Given {
    /// A core by what a person names: a directory, an archive, or `repository@ref`.
    pub(crate) fn find(named: &str) -> Result<Self, Error> {
        let path = Path::new(named);
        let located = Located::find(path)?;
        let release = located.release()?.ok_or_else(|| Error::NoRelease { path: path.to_owned() })?;
        Ok(Self { located, name: named.to_owned(), release: release.as_str().to_owned() })
    }
}

impl<'a> Baseline<'a> {
    pub(super) fn find(core: &'a CoreTree, asked: &'a Asked) -> Result<Self, Error> {
        let against = asked.against.as_ref();
        let around = |release: &str| if asked.without_git || !core.is_on_disk() { None } else { around(&core.root, release) };
        let release = core.release.as_ref().map(|release| release.value.as_str());
        if let Some((given, installed)) = against.zip(release).filter(|(given, installed)| given.release != *installed) {
            let path = Path::new(&given.name).to_owned();
            return Err(Error::OtherRelease { path, release: given.release.clone(), installed: installed.to_owned() });
        }
        if let Some((given, release)) = against.zip(release) {
            // What a person names is believed, not a list that whoever changed the core could change too.
            let texts = Some((given.located.clone(), given.name.clone()));
            return match official(&given.located, release)? {
                Some(list) => {
                    let name = format!("install/filelist-{release}.xml of {}", given.name);
                    Ok(Self::of_list(Cow::Owned(list), name, texts))
                }
                None => Self::of_tree(given.located.clone(), Source::Tree, given.name.clone(), None),
            };
        }
        if let Some((list, release)) = core.list.as_ref().zip(release) {
            // Only who looks into files needs their texts.
            let own = if asked.depth == Depth::Changes { around(release).filter(|around| around.is_tag) } else { None };
            let texts = own.map(|around| (around.located, around.name));
            return Ok(Self::of_list(Cow::Borrowed(list), format!("install/filelist-{release}.xml"), texts));
        }
        if let Some(given) = against {
            return Self::of_tree(given.located.clone(), Source::Tree, given.name.clone(), None);
        }
        let around = release.and_then(around);
        if let Some(around) = around {
            let source = if around.is_tag { Source::Tag } else { Source::Checkout };
            if let Ok(baseline) = Self::of_tree(around.located, source, around.name, around.commits) {
                return Ok(baseline);
            }
        }
        let (release, broken) = (release.map(str::to_owned), core.list_problem.as_ref().map(|problem| problem.message.clone()));
        Err(Error::NoPristine { path: Path::new(&core.root).to_owned(), release, broken })
    }

    fn of_list(list: Cow<'a, FileList>, name: String, texts: Option<(Located, String)>) -> Self {
        let files = match &list {
            Cow::Borrowed(list) => Cow::Borrowed(&list.files),
            Cow::Owned(list) => Cow::Owned(list.files.clone()),
        };
        let (scripts, unread, problems) = (list.scripts.clone(), BTreeSet::new(), Vec::new());
        Self { files, scripts, unread, is_whole: true, problems, list: Some(list), source: Source::List, name, commits: None, texts }
    }

    fn of_tree(located: Located, source: Source, name: String, commits: Option<usize>) -> Result<Self, Error> {
        let sums = located.sums()?;
        let texts = Some((located, name.clone()));
        // A file that could not be read has a place; what ended the reading has none.
        let is_whole = sums.problems.iter().all(|problem| !problem.place.file.is_empty());
        let (files, unread, problems) = (Cow::Owned(sums.files), sums.unread, sums.problems);
        Ok(Self { files, scripts: BTreeMap::new(), unread, is_whole, problems, list: None, source, name, commits, texts })
    }

    /// Whether a file that is not among those of the release would be, if it were Dolibarr's.
    pub(super) fn covers(&self, path: &str) -> bool {
        self.list.as_ref().is_none_or(|list| list.covers(path))
    }

    /// Whether a file of the release lies below a directory.
    pub(super) fn has_below(&self, dir: &str) -> bool {
        let below = format!("{dir}/");
        self.files.range(below.clone()..).next().is_some_and(|(path, _)| path.starts_with(&below))
    }

    pub(super) fn is_unalterable(&self, path: &str) -> bool {
        self.list.as_ref().is_some_and(|list| list.unalterable.contains(path))
    }

    /// Paths in lists of other releases that lie beside the own one, each with the last release that lists it.
    pub(super) fn other_lists(&self, core: &CoreTree) -> BTreeMap<String, String> {
        let mut known = BTreeMap::new();
        for list in core.other_lists() {
            for path in list.files.into_keys().filter(|path| !self.files.contains_key(path)) {
                known.insert(path, list.version.clone());
            }
        }
        known
    }

    /// The texts of some files, as far as they are pristine.
    pub(super) fn read(&self, paths: &BTreeSet<String>) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        let Some((located, _)) = &self.texts else { return Ok(BTreeMap::new()) };
        let mut texts = located.texts(paths)?.texts;
        texts.retain(|path, text| self.files.get(path).is_some_and(|listed| listed.is_of(text)));
        Ok(texts)
    }

    pub(super) fn told(&self, core: &CoreTree) -> Pristine {
        let uncovered: &[&str] = match self.source {
            Source::List if !self.scripts.is_empty() && !core.has_scripts() => &["conf", "custom", "documents", "install", "../scripts"],
            Source::List => &["conf", "custom", "documents", "install"],
            _ => &["conf/conf.php", "custom", "documents"],
        };
        Pristine {
            source: self.source,
            name: self.name.clone(),
            uncovered: uncovered.iter().map(|dir| (*dir).to_owned()).collect(),
            texts: self.texts.as_ref().map(|(_, name)| name.clone()),
            commits: self.commits,
        }
    }
}

/// The official list that a core brings along; an error says what is wrong with it.
fn official(located: &Located, release: &str) -> Result<Option<FileList>, Error> {
    let path = format!("install/filelist-{release}.xml");
    let texts = located.texts(&BTreeSet::from([path.clone()]))?.texts;
    let list = texts.get(&path).and_then(|xml| FileList::read(xml).ok());
    Ok(list.filter(|list| list.version == release))
}
