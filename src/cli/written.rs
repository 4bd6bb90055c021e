//! Documents that describe a site and are written to a file beside it: manifests and bills of materials.

use std::fs;
use std::path::Path;

use super::advice::Failure;
use super::output::Output;
use super::{CLEAN, NOT_DONE};
use crate::error::Error;
use crate::model::place::{Problem, ProblemKind};
use crate::report::visible;

/// Writes a document of JSON to a file, or to standard output. The text as it was written.
pub(super) fn write(path: Option<&Path>, text: String, output: &Output) -> Result<String, Failure> {
    let text = visible(text);
    match path {
        Some(path) => fs::write(path, &text).map_err(|source| Error::Write { path: path.to_owned(), source })?,
        None => output.print(&text)?,
    }
    Ok(text)
}

/// Tells what could not be read, and the exit code of a document that lacks it. What a link leads to outside is left out on purpose.
pub(super) fn tell_unread(unread: &[Problem], output: &Output) -> u8 {
    output.warn(unread, "");
    if unread.iter().any(|problem| problem.kind != ProblemKind::Link) { NOT_DONE } else { CLEAN }
}

/// Refuses a file that would lie in the code that it describes.
pub(super) fn refuse_inside(file: Option<&Path>, site: &Path, advice: &str) -> Result<(), Failure> {
    match file.filter(|file| lies_inside(file, site)) {
        Some(file) => Err(Failure {
            message: format!("`{}` would become a part of what it describes", file.display()),
            advice: vec![advice.to_owned()],
        }),
        None => Ok(()),
    }
}

/// Whether a file to be written would lie in the code that is read.
fn lies_inside(file: &Path, site: &Path) -> bool {
    let htdocs = site.join("htdocs");
    let code = fs::canonicalize(if htdocs.is_dir() { &htdocs } else { site });
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    code.is_ok_and(|code| fs::canonicalize(dir).is_ok_and(|dir| dir.starts_with(code)))
}

/// Seconds since 1970: <https://reproducible-builds.org/specs/source-date-epoch>.
pub(super) fn now() -> Result<u64, Failure> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        return Ok(since.map_or(0, |since| since.as_secs()));
    };
    text.to_str().and_then(|text| text.parse().ok()).ok_or_else(|| Failure {
        message: "SOURCE_DATE_EPOCH is no number".to_owned(),
        advice: vec!["it holds seconds since 1970; unset it to take the time of now".to_owned()],
    })
}
