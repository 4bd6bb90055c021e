//! Archives, told apart by how they begin. A bomb ends at a limit, a broken one with what could be read before.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::held::{Holding, is_wanted};
use crate::model::place::ProblemKind;

/// How much of a stream is unpacked; an archive of the whole project is about 400 MB.
const STREAM_LIMIT: u64 = 1 << 30;

/// The files of an archive; an error says why nothing of it can be read.
pub(super) fn read(path: &Path) -> Result<Holding, String> {
    let told = |error: io::Error| error.kind().to_string();
    let mut file = File::open(path).map_err(told)?;
    let mut start = Vec::new();
    Read::by_ref(&mut file).take(512).read_to_end(&mut start).map_err(told)?;
    file.rewind().map_err(told)?;
    let file = BufReader::new(file);
    match start.as_slice() {
        [b'P', b'K', ..] => zip(file),
        [0x1f, 0x8b, ..] => Ok(tar(MultiGzDecoder::new(file))),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            Ok(tar(ruzstd::decoding::StreamingDecoder::new(file).map_err(|error| format!("not to be unpacked: {error}"))?))
        }
        other if other.get(257..262) == Some(b"ustar") => Ok(tar(file)),
        _ => Err("neither a zip nor a tar archive (`.tar`, `.tar.gz`, `.tar.zst`)".to_owned()),
    }
}

fn tar(stream: impl Read) -> Holding {
    let mut holding = Holding::default();
    let mut archive = tar::Archive::new(stream.take(STREAM_LIMIT));
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => {
            holding.problem("", ProblemKind::Unreadable, &error.to_string());
            return holding;
        }
    };
    for entry in entries {
        if !holding.goes_on() {
            break;
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let message = format!("the archive is broken or larger than {STREAM_LIMIT} bytes: {error}; what follows is left out");
                holding.problem("", ProblemKind::Unreadable, &message);
                break;
            }
        };
        let (name, kind) = (entry.path_bytes().into_owned(), entry.header().entry_type());
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        let Some(path) = holding.enter(&name) else { continue };
        if !kind.is_file() && !kind.is_contiguous() {
            holding.problem(&path, ProblemKind::Link, "a link or a special file; it is left out");
        } else if is_wanted(&path) {
            holding.hold(path, entry);
        } else {
            holding.name(path);
        }
    }
    holding
}

fn zip(file: impl Read + Seek) -> Result<Holding, String> {
    let mut archive = zip::ZipArchive::new(file).map_err(|error| format!("a broken zip archive: {error}"))?;
    let mut holding = Holding::default();
    let mut places = Vec::new();
    for i in 0..archive.len() {
        if !holding.goes_on() {
            break;
        }
        // Raw: a file that cannot be unpacked has a name all the same.
        let entry = match archive.by_index_raw(i) {
            Ok(entry) => entry,
            Err(error) => {
                holding.problem("", ProblemKind::Unreadable, &format!("entry {i}: {error}"));
                continue;
            }
        };
        if entry.is_dir() {
            continue;
        }
        let (name, is_link) = (entry.name_raw().to_vec(), entry.is_symlink());
        drop(entry);
        let Some(path) = holding.enter(&name) else { continue };
        if is_link {
            holding.problem(&path, ProblemKind::Link, "a link or a special file; it is left out");
            continue;
        }
        places.push((path.clone(), i));
        holding.name(path);
    }
    let Some(root) = holding.root() else { return Ok(holding) };
    for (path, i) in places.into_iter().filter(|(path, _)| path.starts_with(&root) && is_wanted(path)) {
        match archive.by_index(i) {
            Ok(entry) => holding.hold(path, entry),
            Err(error) => holding.problem(&path, ProblemKind::Unreadable, &error.to_string()),
        }
    }
    Ok(holding)
}
