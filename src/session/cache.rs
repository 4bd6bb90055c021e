//! Facts of cores that were read before, kept by the content of what they were read from. Whatever goes wrong here only costs time.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use crate::core_facts::{FactsFile, REVISION};
use crate::site::Located;

/// Largest facts file that is read; those of a core have about 2 MB.
pub(super) const LIMIT: u64 = 256 << 20;

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

    /// What was kept, if it is sound.
    pub(super) fn read(&self) -> Option<String> {
        let size = fs::metadata(&self.path).ok()?.len();
        let text = (size <= LIMIT).then(|| fs::read_to_string(&self.path).ok()).flatten()?;
        FactsFile::parse(&text).is_ok().then_some(text)
    }

    /// Keeps facts. Others that read at the same time see all of it or nothing.
    pub(super) fn write(&self, text: &str) {
        let Some(dir) = self.path.parent() else { return };
        let part = self.path.with_extension(format!("{}.part", process::id()));
        let written = fs::create_dir_all(dir).and_then(|()| fs::write(&part, text)).and_then(|()| fs::rename(&part, &self.path));
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
    let told = |error: std::io::Error| error.kind().to_string();
    let meta = fs::metadata(path).map_err(told)?;
    if !meta.is_file() {
        return Err("not a file".to_owned());
    }
    if meta.len() > LIMIT {
        return Err(format!("{} bytes are more than the {LIMIT} that are read", meta.len()));
    }
    String::from_utf8(fs::read(path).map_err(told)?).map_err(|error| {
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
        fs::write(&slot.path, &facts[..20]).unwrap();
        assert!(slot.read().is_none());
        Slot { path: dir.path().join("a/b.facts/c.facts") }.write(facts);
        assert_eq!(fs::read_dir(dir.path().join("a")).unwrap().count(), 1);
    }
}
