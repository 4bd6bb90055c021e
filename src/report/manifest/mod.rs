//! Two manifests beside each other, for people and for programs that show test results.

mod human;
mod junit;
mod markdown;

use std::cmp::Ordering;

use super::text::count;
use crate::model::deviation::{Comparison, Deviation, Files, What};
use crate::model::fact::ModuleRef;
use crate::model::place::Problem;

/// In what a later state deviates from an earlier one.
#[derive(Debug)]
pub(crate) struct Deviations<'a> {
    pub comparison: &'a Comparison,
    /// What the two states are called.
    pub names: [&'a str; 2],
    /// Whether the later state should be the earlier one: a restored site rather than the next backup.
    pub restored: bool,
    /// The day to print, as given.
    pub date: Option<&'a str>,
    /// Who vouches for the earlier state.
    pub signed: Option<&'a Signed>,
    /// What could not be read of the later state.
    pub problems: &'a [Problem],
}

/// A valid signature.
#[derive(Debug)]
pub(crate) struct Signed {
    /// The public key.
    pub key: String,
    /// What it vouches for besides the manifest.
    pub comment: String,
}

impl Signed {
    /// The signature in words. Not escaped.
    fn told(&self) -> String {
        format!("signed with {}: {}", self.key, self.comment.replace('\t', " "))
    }
}

impl Deviations<'_> {
    /// Those to show: what a module brings along matters between backups alone.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Deviation> {
        self.comparison.deviations.iter().filter(|deviation| !self.restored || deviation.what.counts())
    }

    fn of(&self, module: Option<&ModuleRef>) -> Vec<&Deviation> {
        self.shown().filter(|deviation| deviation.module.as_ref() == module).collect()
    }

    /// The result in one sentence.
    fn result(&self) -> String {
        let compared = format!("{} and {} compared", count(self.comparison.modules.len(), "module"), count(self.comparison.files, "file"));
        let found = self.shown().filter(|deviation| deviation.what.counts()).count();
        let unread =
            if self.problems.is_empty() { String::new() } else { format!("; {} could not be read", count(self.problems.len(), "place")) };
        match (found, self.restored) {
            (0, true) => format!("matches: {compared}{unread}"),
            (0, false) => format!("the same: {compared}{unread}"),
            (found, true) => format!("differs in {}: {compared}{unread}", count(found, "point")),
            (found, false) => format!("{}: {compared}{unread}", count(found, "change")),
        }
    }
}

/// What deviates, as the end of a sentence about the module or the site. Not escaped.
pub(super) fn told(what: &What) -> String {
    let version = |version: &Option<String>| version.as_deref().filter(|text| !text.is_empty()).unwrap_or("unknown").to_owned();
    match what {
        What::Release { was, is } => format!("the core is Dolibarr {}, and was {}", version(is), version(was)),
        What::Core(files) => format!("the core has other files{}", sums(files)),
        What::Missing(was) => format!("is missing; it was version {}", version(was)),
        What::Extra(is) => format!("was not there before; it is version {}", version(is)),
        What::Moved(was) => format!("lay in `{was}` before"),
        What::Version { was, is, order } => {
            let order = match order {
                Some(Ordering::Greater) => ", which is newer",
                Some(Ordering::Less) => ", which is older",
                _ => "",
            };
            format!("is version {}, and was {}{order}", version(is), version(was))
        }
        What::Content(files) => format!("has other files under the same version{}", sums(files)),
        What::LineEnds(files) => format!("differs in nothing but line ends, in {}", count(files.len(), "file")),
        What::Commit { was, is } => format!("comes from commit {}, and came from {}; the files are the same", version(is), version(was)),
        What::Unmet(class) => format!("needs `{class}`, which was there and is not any more"),
        What::Facet { facet, added, removed } => {
            let list = |sign: &str, names: &[String]| names.iter().map(|name| format!("{sign} {name}")).collect::<Vec<_>>();
            let names = [list("+", added), list("-", removed)].concat();
            format!("{facet}: {}", names.join(", "))
        }
    }
}

fn sums(files: &Files) -> String {
    let parts =
        [("changed", &files.changed), ("added", &files.added), ("removed", &files.removed), ("with other line ends", &files.line_ends)];
    let told: Vec<String> =
        parts.iter().filter(|(_, files)| !files.is_empty()).map(|(word, files)| format!("{} {word}", files.len())).collect();
    if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) }
}

/// The files that a deviation is about, each with a word for what happened to it.
pub(super) fn files(what: &What) -> Vec<(&'static str, &String)> {
    match what {
        What::Core(files) | What::Content(files) => {
            let lists =
                [("changed", &files.changed), ("added", &files.added), ("removed", &files.removed), ("line ends", &files.line_ends)];
            lists.into_iter().flat_map(|(word, files)| files.iter().map(move |file| (word, file))).collect()
        }
        What::LineEnds(files) => files.iter().map(|file| ("line ends", file)).collect(),
        _ => Vec::new(),
    }
}

/// What to do about it, so that a restored site is the one that was backed up. Not escaped.
fn action(what: &What) -> String {
    match what {
        What::Release { was, .. } => format!("install Dolibarr {} before the data is used", was.as_deref().unwrap_or("of the backup")),
        What::Core(_) => "restore the core from the backup, or find out with `dolivet patches` which changes are meant".to_owned(),
        What::Missing(_) => "restore the module from the backup".to_owned(),
        What::Extra(_) => "remove the module, or have it approved".to_owned(),
        What::Moved(was) => format!("move the module back to `{was}`, or have its place approved"),
        What::Version { was, .. } => format!("install version {} of the module", was.as_deref().unwrap_or("of the backup")),
        What::Content(_) => "restore the module's files from the backup".to_owned(),
        What::LineEnds(_) => "nothing: PHP takes both; restore the files where checksums matter".to_owned(),
        What::Commit { .. } => "nothing: the files are the same".to_owned(),
        What::Unmet(class) => format!("restore `{class}` too"),
        What::Facet { .. } => "see the module's change log".to_owned(),
    }
}
