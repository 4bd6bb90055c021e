//! Finds the pristine state of a core: the official list beside it, a tree that was named, or the repository around it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

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
    pub(super) files: std::borrow::Cow<'a, BTreeMap<String, Listed>>,
    pub(super) scripts: BTreeMap<String, Listed>,
    pub(super) problems: Vec<Problem>,
    list: Option<&'a FileList>,
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
    pub(super) fn find(core: &'a CoreTree, against: Option<&'a Given>) -> Result<Self, Error> {
        let release = core.release.as_ref().map(|release| release.value.as_str());
        if let Some((given, installed)) = against.zip(release).filter(|(given, installed)| given.release != *installed) {
            let path = Path::new(&given.name).to_owned();
            return Err(Error::OtherRelease { path, release: given.release.clone(), installed: installed.to_owned() });
        }
        if let Some((list, release)) = core.list.as_ref().zip(release) {
            let name = format!("install/filelist-{release}.xml");
            let files = std::borrow::Cow::Borrowed(&list.files);
            let own = || around(&core.root, release).filter(|around| around.is_tag);
            let texts = match against {
                Some(given) => Some((given.located.clone(), given.name.clone())),
                None => own().map(|around| (around.located, around.name)),
            };
            let (scripts, problems) = (list.scripts.clone(), Vec::new());
            return Ok(Self { files, scripts, problems, list: Some(list), source: Source::List, name, commits: None, texts });
        }
        if let Some(given) = against {
            return Self::of_tree(given.located.clone(), Source::Tree, given.name.clone(), None);
        }
        let around = release.and_then(|release| around(&core.root, release));
        if let Some(around) = around {
            let source = if around.is_tag { Source::Tag } else { Source::Checkout };
            if let Ok(baseline) = Self::of_tree(around.located, source, around.name, around.commits) {
                return Ok(baseline);
            }
        }
        let (release, broken) = (release.map(str::to_owned), core.list_problem.as_ref().map(|problem| problem.message.clone()));
        Err(Error::NoPristine { path: Path::new(&core.root).to_owned(), release, broken })
    }

    fn of_tree(located: Located, source: Source, name: String, commits: Option<usize>) -> Result<Self, Error> {
        let sums = located.sums()?;
        let files = std::borrow::Cow::Owned(sums.files);
        let texts = Some((located, name.clone()));
        Ok(Self { files, scripts: BTreeMap::new(), problems: sums.problems, list: None, source, name, commits, texts })
    }

    /// Whether a file that is not among those of the release would be, if it were Dolibarr's.
    pub(super) fn covers(&self, path: &str) -> bool {
        self.list.is_none_or(|list| list.covers(path))
    }

    pub(super) fn is_unalterable(&self, path: &str) -> bool {
        self.list.is_some_and(|list| list.unalterable.contains(path))
    }

    /// Paths in lists of other releases that lie beside the own one, each with the last release that lists it.
    pub(super) fn older_lists(&self, core: &CoreTree) -> BTreeMap<String, String> {
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
        let mut texts = located.texts(paths)?;
        texts.retain(|path, text| self.files.get(path).is_some_and(|listed| listed.sum.is_of(text)));
        Ok(texts)
    }

    pub(super) fn told(&self) -> Pristine {
        let uncovered: &[&str] = match self.source {
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
