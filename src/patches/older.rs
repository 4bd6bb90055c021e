//! What other releases had: tells a file that was left behind from one that never was Dolibarr's.

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

use crate::base::Version;
use crate::core_facts::{Kind, Table};
use crate::site::{Listed, is_run};

/// Paths of other releases than the installed one.
pub(super) struct Others {
    table: Table,
    /// The installed release, and its bit where facts of it are held.
    release: Option<Version>,
    installed: Option<u32>,
    /// Releases before the installed one, and those after it, from the oldest on.
    older: Vec<(u32, String)>,
    newer: Vec<(u32, String)>,
    /// Paths in lists of other releases that lie beside the own one, with the release.
    listed: BTreeMap<String, String>,
    /// Directories that older releases had and this one has not, with the last release that had them.
    gone: OnceLock<BTreeMap<String, String>>,
}

/// Where else a path is known from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    /// In an older release, the last one named.
    Before(String),
    /// In a newer release, the first one named.
    After(String),
    /// In this one, by what is known of it.
    Now,
}

impl Others {
    /// `listed` are paths of lists that lie beside the own one.
    pub(super) fn of(installed: Option<&Version>, listed: BTreeMap<String, String>) -> Self {
        let table = Table::embedded();
        let calendar: Vec<(u32, String)> = table.calendar().into_iter().map(|(bit, name)| (bit, name.to_owned())).collect();
        let is_older = |name: &str| Version::parse(name).zip(installed).is_some_and(|(held, installed)| held < *installed);
        let is_newer = |name: &str| Version::parse(name).zip(installed).is_some_and(|(held, installed)| held > *installed);
        let older = calendar.iter().filter(|(_, name)| is_older(name)).cloned().collect();
        let newer = calendar.iter().filter(|(_, name)| is_newer(name)).cloned().collect();
        let is_same = |name: &str| Version::parse(name).zip(installed).is_some_and(|(held, installed)| held == *installed);
        let same = calendar.iter().find(|(_, name)| is_same(name)).map(|(bit, _)| *bit);
        Self { table, release: installed.cloned(), installed: same, older, newer, listed, gone: OnceLock::new() }
    }

    /// Where a file that is not of this release is known from; `here` are the files of this release.
    pub(super) fn seen(&self, path: &str, here: &BTreeMap<String, Listed>) -> Option<Seen> {
        let releases = self.table.find(Kind::Path, "", path).map_or(0, |entry| entry.releases());
        if self.installed.is_some_and(|bit| releases & (1 << bit) != 0) {
            return Some(Seen::Now);
        }
        let has = |(bit, _): &&(u32, String)| releases & (1 << bit) != 0;
        if let Some((_, release)) = self.older.iter().rfind(has) {
            return Some(Seen::Before(release.clone()));
        }
        if let Some(release) = self.listed.get(path).filter(|release| !release.is_empty()) {
            let is_newer = Version::parse(release).zip(self.release.as_ref()).is_some_and(|(listed, installed)| listed > *installed);
            return Some(if is_newer { Seen::After(release.clone()) } else { Seen::Before(release.clone()) });
        }
        if let Some((_, release)) = self.newer.iter().find(has) {
            return Some(Seen::After(release.clone()));
        }
        // Facts name every PHP file, and nothing else; images and scripts lie beside them.
        if is_run(path) {
            return None;
        }
        let gone = self.gone.get_or_init(|| self.gone(here));
        let above = path.match_indices('/').map(|(at, _)| &path[..at]);
        above.filter_map(|dir| gone.get(dir)).next().map(|release| Seen::Before(release.clone()))
    }

    fn gone(&self, here: &BTreeMap<String, Listed>) -> BTreeMap<String, String> {
        fn dirs(path: &str) -> impl Iterator<Item = &str> {
            path.match_indices('/').map(|(at, _)| &path[..at])
        }
        let mut present: HashSet<&str> = here.keys().flat_map(|path| dirs(path)).collect();
        // No list names what lies there.
        present.extend(["install", "conf", "custom", "documents"]);
        let mut gone: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for entry in self.table.all(Kind::Path) {
            let releases = entry.releases();
            let last = self.older.iter().enumerate().rfind(|(_, (bit, _))| releases & (1 << bit) != 0);
            let Some((age, (_, release))) = last else { continue };
            for dir in dirs(entry.name()).filter(|dir| !present.contains(dir)) {
                let known = gone.entry(dir.to_owned()).or_insert_with(|| (age, release.clone()));
                if known.0 < age {
                    *known = (age, release.clone());
                }
            }
        }
        gone.into_iter().map(|(dir, (_, release))| (dir, release)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Sum;

    #[test]
    fn what_was_left_behind_is_told_from_what_never_was_there() {
        let installed = Version::parse("24.0.0-beta").unwrap();
        let listed = BTreeMap::from([("theme/old.css".to_owned(), "9.0.0".to_owned())]);
        let others = Others::of(Some(&installed), listed);
        let here = BTreeMap::from([("core/lib/a.php".to_owned(), Listed { sum: Sum::sha256(b""), size: None })]);
        let before = |release: &str| Some(Seen::Before(release.to_owned()));
        assert_eq!(others.seen("paybox/lib/paybox.lib.php", &here), before("23.0.1"));
        assert_eq!(others.seen("paybox/img/logo.png", &here), before("23.0.1"));
        assert_eq!(others.seen("theme/old.css", &here), before("9.0.0"));
        assert_eq!(others.seen("core/lib/mine.php", &here), None);
        assert_eq!(others.seen("paybox/lib/mine.php", &here), None);
        let old = Others::of(Version::parse("10.0.1").as_ref(), BTreeMap::new());
        assert!(matches!(old.seen("recruitment/index.php", &here), Some(Seen::After(release)) if release == "17.0.0"));
    }
}
