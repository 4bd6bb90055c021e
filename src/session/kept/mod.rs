//! What was read of a module's code before, by the content of each file, so that a run over a few changed files parses those alone. A file
//! that is not there, or not as it was written, is read again; nothing is told of what is kept.

mod coded;
mod uses;

use std::collections::HashMap;
use std::env;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use self::coded::{Coded, Given, Made};
use super::cache::Slot;
use crate::model::place::Problem;
use crate::model::uses::Uses;
use crate::php::loader::Source;
use crate::site::checksum;

/// The code below an opened path.
pub(super) struct Kept {
    slot: Slot,
    /// The program that reads, since another one may read otherwise.
    reader: String,
    bytes: Vec<u8>,
    entries: HashMap<String, Range<usize>>,
}

/// One file's entry as it is kept from now on; of a file that cannot be kept without what it says.
pub(super) struct Entry {
    key: String,
    new: Option<Vec<u8>>,
}

/// What one file says, and what is wrong with it.
pub(super) type Said = (Uses, Option<Problem>);

impl Kept {
    /// What there is; `None` where nothing can be kept.
    pub(super) fn of(opened: &Path) -> Option<Self> {
        let (slot, reader) = (Slot::of_code(opened)?, reader()?);
        let bytes = slot.read().unwrap_or_default();
        let entries = entries(&bytes, &reader).unwrap_or_default();
        Some(Self { slot, reader, bytes, entries })
    }

    /// The name of a file with this content at this place. Libraries are read otherwise than a module's own files, and these for the
    /// version of PHP that may refuse them.
    pub(super) fn key(source: &Source, is_foreign: bool, php: Option<(u32, u32)>) -> String {
        let php = php.filter(|_| !is_foreign).map_or_else(String::new, |(major, minor)| format!("{major}.{minor}"));
        format!("{} {is_foreign} {php} {}", checksum(&source.bytes), source.shown)
    }

    /// What a file said before.
    pub(super) fn said(&self, key: &str, shown: &Arc<str>) -> Option<Said> {
        let mut given = Given::new(self.bytes.get(self.entries.get(key)?.clone())?, shown.clone());
        let said = Said::take(&mut given)?;
        (given.is_done() && uses::are_sound(&said.0)).then_some(said)
    }

    /// Keeps these files and no others, where some are new.
    pub(super) fn save(&self, files: &[Entry]) {
        let is_known = |entry: &Entry| entry.new.is_none();
        if files.iter().all(is_known) {
            return;
        }
        let mut made = Made::new(Arc::default());
        self.reader.put(&mut made);
        for Entry { key, new } in files {
            let old = || self.entries.get(key).and_then(|range| self.bytes.get(range.clone()));
            if let Some(bytes) = new.as_deref().or_else(old) {
                key.put(&mut made);
                made.bytes(bytes);
            }
        }
        made.finish().into_iter().for_each(|kept| self.slot.write_code(&kept));
    }
}

impl Entry {
    /// The entry of a file that was kept before.
    pub(super) fn old(key: String) -> Self {
        Self { key, new: None }
    }

    /// The entry of a file that was read.
    pub(super) fn new(key: String, said: &Said, shown: &Arc<str>) -> Self {
        let mut made = Made::new(shown.clone());
        said.put(&mut made);
        Self { key, new: made.finish() }
    }
}

/// Where each entry is that this program has written.
fn entries(bytes: &[u8], reader: &str) -> Option<HashMap<String, Range<usize>>> {
    let mut given = Given::new(bytes, Arc::default());
    if String::take(&mut given)? != reader {
        return None;
    }
    let mut entries = HashMap::new();
    while !given.is_done() {
        let key = String::take(&mut given)?;
        let length = given.bytes()?.len();
        let end = bytes.len() - given.left();
        entries.insert(key, end - length..end);
    }
    Some(entries)
}

/// This program, as its file tells: a version that is being worked on changes without its number.
fn reader() -> Option<String> {
    let path = env::current_exe().ok()?;
    let meta = path.metadata().ok()?;
    let written = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    Some(format!("{} {} {written} {}", env!("CARGO_PKG_VERSION"), meta.len(), path.display()))
}

#[cfg(test)]
mod tests;
