//! What is kept from run to run, each thing by the content that it was made of. Whatever goes wrong here only costs time.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::plain_files::bounded;
use crate::core_facts::{FILE_LIMIT, FactsFile, REVISION};
use crate::site::{Located, checksum};

/// The most bytes that are kept of the code below one opened path, and of all code.
const CODE_LIMIT: u64 = 64 << 20;
const CODE_MOST: u64 = 512 << 20;

/// Where something is kept, if anywhere.
pub(super) struct Slot {
    path: PathBuf,
    limit: u64,
}

impl Slot {
    /// For the facts of a core; `None` when there is no directory for caches, or the content has no name.
    pub(super) fn of(located: &Located) -> Option<Self> {
        let name = format!("{}-{}-{REVISION}.facts", located.key().ok()?, env!("CARGO_PKG_VERSION"));
        Some(Self { path: directory(variable)?.join("facts").join(name), limit: FILE_LIMIT })
    }

    /// For the code below an opened path.
    pub(super) fn of_code(opened: &Path) -> Option<Self> {
        let real = fs::canonicalize(opened).ok()?;
        let name = format!("{}.code", checksum(real.as_os_str().as_encoded_bytes()));
        Some(Self { path: directory(variable)?.join("code").join(name), limit: CODE_LIMIT })
    }

    /// The facts that were kept, if they are as they were written.
    pub(super) fn facts(&self) -> Option<String> {
        String::from_utf8(self.read()?).ok().filter(|facts| FactsFile::parse(facts).is_ok())
    }

    /// What was kept, if it is as it was written: a line with the checksum of all that follows.
    pub(super) fn read(&self) -> Option<Vec<u8>> {
        // Neither a link nor something that is read for ever.
        let is_file = fs::symlink_metadata(&self.path).ok()?.is_file();
        let mut entry = is_file.then(|| bounded(&self.path, self.limit).ok()).flatten()??;
        let head = entry.iter().position(|byte| *byte == b'\n')?;
        let kept = entry.split_off(head + 1);
        (checksum(&kept).as_bytes() == &entry[..head]).then_some(kept)
    }

    /// Keeps something. Others that read at the same time see all of it or nothing.
    pub(super) fn write(&self, kept: &[u8]) {
        let Some(dir) = self.path.parent() else { return };
        let head = format!("{}\n", checksum(kept));
        if (head.len() + kept.len()) as u64 > self.limit {
            return;
        }
        let part = self.path.with_extension(format!("{}.part", process::id()));
        let create = || fs::OpenOptions::new().write(true).create_new(true).open(&part);
        let written = fs::create_dir_all(dir)
            // What another process of this number left behind, or put there, is not written to.
            .and_then(|()| create().or_else(|_| fs::remove_file(&part).and_then(|()| create())))
            .and_then(|mut file| file.write_all(head.as_bytes()).and_then(|()| file.write_all(kept)))
            .and_then(|()| fs::rename(&part, &self.path));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
    }

    /// The same for code, of which the oldest goes where there is much.
    pub(super) fn write_code(&self, kept: &[u8]) {
        self.write(kept);
        self.path.parent().into_iter().for_each(|dir| clear(dir, CODE_MOST));
    }
}

/// Removes the oldest files of a directory until the others come to no more than `most` bytes.
fn clear(dir: &Path, most: u64) {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let entries =
        entries.filter_map(|entry| entry.metadata().ok().and_then(|meta| Some((meta.modified().ok()?, entry.path(), meta.len()))));
    let mut files: Vec<_> = entries.collect();
    files.sort();
    let mut total = 0_u64;
    for (_, path, length) in files.iter().rev() {
        total = total.saturating_add(*length);
        if total > most {
            let _ = fs::remove_file(path);
        }
    }
}

/// A directory that the environment names.
fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
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

    fn slot(path: PathBuf) -> Slot {
        Slot { path, limit: FILE_LIMIT }
    }

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
        let slot = slot(dir.path().join("a/b.facts"));
        assert!(slot.facts().is_none());
        let facts = "dolivet-facts 1\nrelease 25.0.0\n\n";
        slot.write(facts.as_bytes());
        assert_eq!(slot.facts().as_deref(), Some(facts));
        let entry = fs::read_to_string(&slot.path).unwrap();
        for spoilt in [&entry[..entry.len() - 2], facts, "", &entry.replace("25", "26")] {
            fs::write(&slot.path, spoilt).unwrap();
            assert!(slot.facts().is_none(), "{spoilt}");
        }
        slot.write(facts.as_bytes());
        assert!(slot.facts().is_some());
        Slot { path: dir.path().join("a/b.facts/c.facts"), limit: FILE_LIMIT }.write(facts.as_bytes());
        assert_eq!(fs::read_dir(dir.path().join("a")).unwrap().count(), 1);
    }

    #[test]
    fn of_code_only_the_newest_is_kept_and_nothing_that_is_too_large() {
        let dir = tempfile::tempdir().unwrap();
        let slot = |name: u64| Slot { path: dir.path().join(format!("{name}.code")), limit: 100 };
        for name in 0..5 {
            slot(name).write_code(b"code");
            let written = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(name);
            fs::File::options().write(true).open(&slot(name).path).unwrap().set_modified(written).unwrap();
        }
        slot(0).write_code(b"again");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 5);
        let of = |name| fs::metadata(&slot(name).path).unwrap().len();
        clear(dir.path(), of(0) + 2 * of(4));
        let left: Vec<_> = (0..5).filter(|name| slot(*name).read().is_some()).collect();
        assert_eq!(left, [0, 3, 4]);
        assert_eq!(slot(0).read().as_deref(), Some(&b"again"[..]));
        slot(0).write_code(&[b'x'; 100]);
        assert_eq!(slot(0).read().as_deref(), Some(&b"again"[..]));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_neither_read_nor_written_to() {
        let dir = tempfile::tempdir().unwrap();
        let slot = slot(dir.path().join("a.facts"));
        let facts = "dolivet-facts 1\nrelease 25.0.0\n\n";
        for make in ["mkfifo a.facts", "ln -s /dev/zero a.facts"] {
            assert!(std::process::Command::new("sh").args(["-c", make]).current_dir(dir.path()).status().unwrap().success());
            assert!(slot.facts().is_none() && text(&slot.path).is_err());
            fs::remove_file(&slot.path).unwrap();
        }
        let other = dir.path().join("other");
        fs::write(&other, "mine").unwrap();
        std::os::unix::fs::symlink(&other, slot.path.with_extension(format!("{}.part", process::id()))).unwrap();
        slot.write(facts.as_bytes());
        assert_eq!((slot.facts().as_deref(), fs::read_to_string(&other).unwrap().as_str()), (Some(facts), "mine"));
    }
}
