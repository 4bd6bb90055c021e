//! Files that a person names or that dolivet keeps: read up to a limit, and replaced at once.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

/// What is in a file; `None` when that is more than so many bytes.
pub(crate) fn bounded(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= limit))
}

/// Writes a file anew, or one in the place of a plain file, whose permissions it keeps. What a link leads to is not overwritten.
/// Whoever reads the file meanwhile gets either the one or the other.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let before = fs::symlink_metadata(path).ok();
    if before.as_ref().is_some_and(|meta| !meta.is_file()) {
        return Err(io::Error::other("it is a link or no file"));
    }
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    // What lies there under that name is somebody else's.
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&part)?;
    let written = file
        .write_all(text)
        .and_then(|()| before.map_or(Ok(()), |meta| file.set_permissions(meta.permissions())))
        .and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}
