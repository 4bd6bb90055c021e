//! Settings and baselines on the disk: finds, reads and writes them. What stands in them is known elsewhere.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::plain_files::{bounded, replace};
use crate::config::{self, Settings};
use crate::error::Error;
use crate::rules;
use crate::triage::Baseline;

/// The largest file of settings and the largest baseline that are read.
const SETTINGS_LIMIT: u64 = 1 << 20;
const BASELINE_LIMIT: u64 = 64 << 20;

/// The name of a baseline where none is given.
const BASELINE: &str = "dolivet-baseline.json";

/// A file of settings, and where it is.
#[derive(Debug)]
pub(crate) struct Found {
    /// As shown to people.
    pub path: PathBuf,
    pub settings: Settings,
}

/// Who named a file: a person, or something that may come from strangers, which must not lead anywhere else by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamedBy {
    Person,
    Site,
}

/// The settings in a file that a person named, else in the opened directory, if there are any. Those of modules inside of a site are
/// never looked at: what counts there is not for their authors to say.
pub(crate) fn settings(opened: &Path, named: Option<&Path>) -> Result<Option<Found>, Error> {
    let (path, by) = match (named, directory(opened)) {
        (Some(path), _) => (path.to_owned(), NamedBy::Person),
        (None, Some(dir)) => (dir.join(config::FILE), NamedBy::Site),
        (None, None) => return Ok(None),
    };
    if by == NamedBy::Site && fs::symlink_metadata(&path).is_err() {
        return Ok(None);
    }
    let shown = path.display().to_string();
    let told = |message: String| Error::Settings { file: shown.clone(), line: 1, column: 1, message };
    let text = read(&path, SETTINGS_LIMIT, by).map_err(|message| told(format!("it cannot be read: {message}")))?;
    let rules = rules::all()?;
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    let mut settings = config::settings(&shown, &text, &ids)?;
    let beside = path.parent().unwrap_or(Path::new(""));
    settings.roots.iter_mut().for_each(|root| root.path = beside.join(&root.path));
    Ok(Some(Found { path, settings }))
}

/// The directory that a path opens: itself, or the module around a descriptor. An archive has none.
pub(crate) fn directory(opened: &Path) -> Option<PathBuf> {
    if opened.is_dir() {
        return Some(opened.to_owned());
    }
    let real = fs::canonicalize(opened).ok()?;
    let modules = real.parent().filter(|dir| dir.ends_with("core/modules"))?;
    modules.ancestors().nth(2).map(Path::to_owned)
}

/// Where the baseline is that settings name, or where one is written to.
pub(crate) fn baseline_path(opened: &Path, found: Option<&Found>) -> PathBuf {
    let beside = found.and_then(|found| found.path.parent().map(Path::to_owned)).or_else(|| directory(opened));
    let name = found.and_then(|found| found.settings.baseline.as_deref()).unwrap_or(BASELINE);
    beside.or_else(|| opened.parent().map(Path::to_owned)).unwrap_or_default().join(name)
}

/// Reads a baseline.
pub(crate) fn baseline(path: &Path, by: NamedBy) -> Result<Baseline, Error> {
    let told = |(line, message)| Error::Baseline { path: path.to_owned(), line, message };
    let text = read(path, BASELINE_LIMIT, by).map_err(|message| told((0, format!("it cannot be read: {message}"))))?;
    Baseline::parse(&text).map_err(told)
}

/// Writes a new file, or in place of a baseline; nothing else is overwritten.
pub(crate) fn write_baseline(path: &Path, text: &str) -> Result<(), Error> {
    if fs::symlink_metadata(path).is_ok() {
        baseline(path, NamedBy::Site)?;
    }
    replace(path, text.as_bytes()).map_err(|source| Error::Write { path: path.to_owned(), source })
}

/// A regular file's text.
fn read(path: &Path, limit: u64, by: NamedBy) -> Result<String, String> {
    let told = |error: io::Error| error.kind().to_string();
    let meta = if by == NamedBy::Person { fs::metadata(path) } else { fs::symlink_metadata(path) };
    if !meta.map_err(told)?.is_file() {
        return Err("it is no file".to_owned());
    }
    let bytes = bounded(path, limit).map_err(told)?.ok_or_else(|| format!("it has more than the {limit} bytes that are read"))?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}
