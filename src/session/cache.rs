//! Facts of cores that were read before, kept by the content of what they were read from. Whatever goes wrong here only costs time.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::plain_files::bounded;
use crate::core_facts::{FILE_LIMIT, FactsFile, REVISION};
use crate::site::{Located, checksum};

/// Where the facts of a core are kept, if anywhere.
pub(super) struct Slot {
    path: PathBuf,
}

impl Slot {
    /// `None` when there is no directory for caches, or the content has no name.
    pub(super) fn of(located: &Located) -> Option<Self> {
        let dir = directory(|name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute()))?;
        let name = format!("{}-{}-{REVISION}.facts", located.key().ok()?, env!("CARGO_PKG_VERSION"));
        Some(Self { path: dir.join("facts").join(name) })
    }

    /// What was kept, if it is as it was written: a line with the checksum of all that follows, then the facts.
    pub(super) fn read(&self) -> Option<String> {
        // Neither a link nor something that is read for ever.
        let is_file = fs::symlink_metadata(&self.path).ok()?.is_file();
        let text = String::from_utf8(is_file.then(|| bounded(&self.path, FILE_LIMIT).ok()).flatten()??).ok()?;
        let (sum, facts) = text.split_once('\n')?;
        (checksum(facts.as_bytes()) == sum && FactsFile::parse(facts).is_ok()).then(|| facts.to_owned())
    }

    /// Keeps facts. Others that read at the same time see all of it or nothing.
    pub(super) fn write(&self, text: &str) {
        let Some(dir) = self.path.parent() else { return };
        let part = self.path.with_extension(format!("{}.part", process::id()));
        let entry = format!("{}\n{text}", checksum(text.as_bytes()));
        let create = || fs::OpenOptions::new().write(true).create_new(true).open(&part);
        let written = fs::create_dir_all(dir)
            // What another process of this number left behind, or put there, is not written to.
            .and_then(|()| create().or_else(|_| fs::remove_file(&part).and_then(|()| create())))
            .and_then(|mut file| file.write_all(entry.as_bytes()))
            .and_then(|()| fs::rename(&part, &self.path));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
    }
}

/// The directory for what dolivet keeps: `DOLIVET_CACHE_DIR`, else the one that the system has for such things.
fn directory(path: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let of_system = || path("XDG_CACHE_HOME").or_else(|| path("LOCALAPPDATA")).or_else(|| path("HOME").map(|home| home.join(".cache")));
    path("DOLIVET_CACHE_DIR").or_else(|| Some(of_system()?.join("dolivet")))
}

/// A text from a facts file that a person named; an error says what is wrong, with the line.
pub(super) fn text(path: &Path) -> Result<String, String> {
    let told = |error: io::Error| error.kind().to_string();
    let meta = fs::metadata(path).map_err(told)?;
    if !meta.is_file() {
        return Err("not a file".to_owned());
    }
    let bytes = bounded(path, FILE_LIMIT).map_err(told)?.ok_or_else(|| format!("more than the {FILE_LIMIT} bytes that are read"))?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        format!("line {}: not UTF-8", before.iter().filter(|byte| **byte == b'\n').count() + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_is_the_nearest_one_named() {
        let among = |set: &'static [&'static str]| directory(move |name| set.contains(&name).then(|| PathBuf::from(format!("/{name}"))));
        assert_eq!(among(&["DOLIVET_CACHE_DIR", "HOME"]), Some(PathBuf::from("/DOLIVET_CACHE_DIR")));
        assert_eq!(among(&["XDG_CACHE_HOME", "HOME"]), Some(PathBuf::from("/XDG_CACHE_HOME/dolivet")));
        assert_eq!(among(&["HOME"]), Some(PathBuf::from("/HOME/.cache/dolivet")));
        assert_eq!(among(&[]), None);
    }

    #[test]
    fn what_is_kept_is_read_back_and_what_is_broken_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let slot = Slot { path: dir.path().join("a/b.facts") };
        assert!(slot.read().is_none());
        let facts = "dolivet-facts 1\nrelease 25.0.0\n\n";
        slot.write(facts);
        assert_eq!(slot.read().as_deref(), Some(facts));
        let entry = fs::read_to_string(&slot.path).unwrap();
        for spoilt in [&entry[..entry.len() - 2], facts, "", &entry.replace("25", "26")] {
            fs::write(&slot.path, spoilt).unwrap();
            assert!(slot.read().is_none(), "{spoilt}");
        }
        slot.write(facts);
        assert!(slot.read().is_some());
        Slot { path: dir.path().join("a/b.facts/c.facts") }.write(facts);
        assert_eq!(fs::read_dir(dir.path().join("a")).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_neither_read_nor_written_to() {
        let dir = tempfile::tempdir().unwrap();
        let slot = Slot { path: dir.path().join("a.facts") };
        let facts = "dolivet-facts 1\nrelease 25.0.0\n\n";
        for make in ["mkfifo a.facts", "ln -s /dev/zero a.facts"] {
            assert!(std::process::Command::new("sh").args(["-c", make]).current_dir(dir.path()).status().unwrap().success());
            assert!(slot.read().is_none() && text(&slot.path).is_err());
            fs::remove_file(&slot.path).unwrap();
        }
        let other = dir.path().join("other");
        fs::write(&other, "mine").unwrap();
        std::os::unix::fs::symlink(&other, slot.path.with_extension(format!("{}.part", process::id()))).unwrap();
        slot.write(facts);
        assert_eq!((slot.read().as_deref(), fs::read_to_string(&other).unwrap().as_str()), (Some(facts), "mine"));
    }
}
