//! Archives, told apart by how they begin. A bomb ends at a limit, a broken one with what could be read before.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::intake::Intake;
use crate::model::place::ProblemKind;

/// Largest archive that is opened; one of the whole project with its history has less than 1 GiB.
const ARCHIVE_LIMIT: u64 = 8 << 30;
/// How much of a zip archive is read to find its directory, of which every entry takes ten times as much memory; that of a core
/// with its tests has 4 MB.
const DIRECTORY_LIMIT: u64 = 32 << 20;
/// How much of the headers that only describe the next entry of a tar archive is read; they hold a name, seldom attributes.
const DESCRIPTION_LIMIT: u64 = 1 << 20;
/// Longest target of a link.
const TARGET_LIMIT: u64 = 4096;

/// Kinds of archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Zip,
    Gzip,
    Zstd,
    Tar,
}

/// What takes in the entries of an archive, one after the other.
pub(super) trait Takes {
    /// The names that came in so far.
    fn intake(&mut self) -> &mut Intake;
    /// How many bytes may be unpacked of an archive of this size.
    fn stream_limit(&self, packed: u64) -> u64;
    /// Whether contents are still taken in.
    fn has_room(&self) -> bool;
    /// Whether anything but the name of a file is wanted.
    fn wants(&self, path: &str) -> bool;
    /// Takes in a file whose content is not read.
    fn name(&mut self, path: String);
    /// Takes in a file with its content, which is said to have this size.
    fn hold(&mut self, path: String, size: u64, content: impl Read);
    /// Once all names are known: the start of the paths whose contents are wanted; `None` when there are none.
    fn start(&self) -> Option<String>;
    /// Takes in a directory.
    fn directory(&mut self, _path: String) {}
    /// Takes in a link; `hard` is a second name of a file, told from the top of the archive.
    fn link(&mut self, path: String, _target: &[u8], _hard: bool) {
        self.intake().problem(&path, ProblemKind::Link, "a link or a special file; it is left out");
    }
}

/// Takes in the entries of an archive, and tells whether it is a zip archive; an error says why nothing of it can be read.
pub(super) fn read(path: &Path, into: &mut impl Takes) -> Result<bool, String> {
    let (file, kind) = open(path)?;
    let limit = into.stream_limit(file.metadata().map_or(0, |meta| meta.len()));
    match kind {
        Kind::Zip => zip(file, limit, into)?,
        Kind::Gzip => tar(MultiGzDecoder::new(BufReader::new(file)), limit, into),
        Kind::Zstd => {
            let stream = ruzstd::decoding::StreamingDecoder::new(BufReader::new(file));
            tar(stream.map_err(|error| format!("not to be unpacked: {error}"))?, limit, into);
        }
        Kind::Tar => tar(BufReader::new(file), limit, into),
    }
    Ok(kind == Kind::Zip)
}

/// Whether a file is an archive of a kind that is read.
pub(crate) fn is_archive(path: &Path) -> bool {
    // What is no plain file gives its bytes only once.
    path.metadata().is_ok_and(|meta| meta.is_file()) && open(path).is_ok()
}

/// The file of an archive that is worth to be read as a whole.
pub(super) fn file(path: &Path) -> Result<File, String> {
    Ok(open(path)?.0)
}

fn open(path: &Path) -> Result<(File, Kind), String> {
    let told = |error: io::Error| error.kind().to_string();
    let mut file = File::open(path).map_err(told)?;
    let mut start = Vec::new();
    Read::by_ref(&mut file).take(512).read_to_end(&mut start).map_err(told)?;
    file.rewind().map_err(told)?;
    let kind = match start.as_slice() {
        [b'P', b'K', ..] => Kind::Zip,
        [0x1f, 0x8b, ..] => Kind::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Kind::Zstd,
        other if other.get(257..262) == Some(b"ustar") => Kind::Tar,
        _ => return Err("neither a zip nor a tar archive (`.tar`, `.tar.gz`, `.tar.zst`)".to_owned()),
    };
    let size = file.metadata().map_err(told)?.len();
    if size > ARCHIVE_LIMIT {
        return Err(format!("{size} bytes are more than the {ARCHIVE_LIMIT} of an archive that are read"));
    }
    Ok((file, kind))
}

fn tar(stream: impl Read, limit: u64, into: &mut impl Takes) {
    let mut archive = tar::Archive::new(stream.take(limit));
    // Raw: otherwise headers that describe an entry are taken in whatever their size.
    let entries = match archive.entries() {
        Ok(entries) => entries.raw(true),
        Err(error) => return into.intake().problem("", ProblemKind::Unreadable, &error.to_string()),
    };
    let mut described = Described::default();
    for entry in entries {
        if !into.intake().goes_on() {
            break;
        }
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let message = format!("the archive is broken or larger than {limit} bytes: {error}; what follows is left out");
                into.intake().problem("", ProblemKind::Unreadable, &message);
                break;
            }
        };
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() {
            described.long_name = description(&mut entry, into);
        } else if kind.is_gnu_longlink() {
            described.long_link = description(&mut entry, into);
        } else if kind.is_pax_local_extensions() {
            described.pax = description(&mut entry, into);
        }
        if kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions() || kind.is_pax_global_extensions() {
            continue;
        }
        if entry.header().as_gnu().is_some_and(|header| kind.is_gnu_sparse() && header.is_extended()) {
            into.intake().problem("", ProblemKind::Unreadable, "a file with many holes; what follows it is left out");
            break;
        }
        member(entry, std::mem::take(&mut described), into);
    }
}

/// Takes in an entry that is no description of another one.
fn member(entry: tar::Entry<'_, impl Read>, described: Described, into: &mut impl Takes) {
    let kind = entry.header().entry_type();
    let name = described.name().unwrap_or_else(|| entry.path_bytes().into_owned());
    if kind.is_dir() {
        return directory(&name, into);
    }
    let Some(path) = into.intake().enter(&name) else { return };
    if kind.is_symlink() || kind.is_hard_link() {
        let target = described.target().or_else(|| entry.link_name_bytes().map(std::borrow::Cow::into_owned));
        into.link(path, &target.unwrap_or_default(), kind.is_hard_link());
    } else if !kind.is_file() && !kind.is_contiguous() {
        into.intake().problem(&path, ProblemKind::Link, "a link or a special file; it is left out");
    } else if !into.wants(&path) {
        into.name(path);
    } else {
        let size = entry.size();
        into.hold(path, size, entry);
    }
}

fn directory(name: &[u8], into: &mut impl Takes) {
    let name = name.strip_suffix(b"/").unwrap_or(name);
    // The top of the archive is no entry of it.
    if name.is_empty() || name == b"." {
        return;
    }
    if let Some(path) = into.intake().enter(name) {
        into.directory(path);
    }
}

/// What headers say of the entry behind them.
#[derive(Default)]
struct Described {
    long_name: Option<Vec<u8>>,
    long_link: Option<Vec<u8>>,
    pax: Option<Vec<u8>>,
}

impl Described {
    fn name(&self) -> Option<Vec<u8>> {
        self.said(self.long_name.as_deref(), b"path")
    }

    /// Where a link leads.
    fn target(&self) -> Option<Vec<u8>> {
        self.said(self.long_link.as_deref(), b"linkpath")
    }

    fn said(&self, long: Option<&[u8]>, key: &[u8]) -> Option<Vec<u8>> {
        if let Some(long) = long {
            return Some(long.strip_suffix(b"\0").unwrap_or(long).to_vec());
        }
        let pax = self.pax.as_ref()?;
        tar::PaxExtensions::new(pax).flatten().find(|said| said.key_bytes() == key).map(|said| said.value_bytes().to_vec())
    }
}

fn description(entry: &mut impl Read, into: &mut impl Takes) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let told = match entry.take(DESCRIPTION_LIMIT + 1).read_to_end(&mut text) {
        Ok(_) if text.len() as u64 <= DESCRIPTION_LIMIT => return Some(text),
        Ok(_) => format!("a name or attributes of more than {DESCRIPTION_LIMIT} bytes; they are left out"),
        Err(error) => error.to_string(),
    };
    into.intake().problem("", ProblemKind::Limit, &told);
    None
}

/// A file of which only so much is read.
struct Bounded<'l> {
    file: File,
    left: &'l Cell<u64>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.file.read(buffer)?;
        let left = self.left.get().checked_sub(size as u64);
        self.left.set(left.unwrap_or(0));
        left.map(|_| size).ok_or_else(|| io::Error::other(format!("its directory has more than the {DIRECTORY_LIMIT} bytes that are read")))
    }
}

impl Seek for Bounded<'_> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

fn zip(file: File, limit: u64, into: &mut impl Takes) -> Result<(), String> {
    let left = Cell::new(DIRECTORY_LIMIT);
    let file = BufReader::new(Bounded { file, left: &left });
    let archive = zip::ZipArchive::new(file);
    let mut archive = archive.map_err(|error| match left.replace(u64::MAX) {
        0 => format!("a zip archive whose directory has more than the {DIRECTORY_LIMIT} bytes that are read"),
        _ => format!("a broken zip archive: {error}"),
    })?;
    left.set(u64::MAX);
    let places = names(&mut archive, into);
    let Some(start) = into.start() else { return Ok(()) };
    let mut room = limit;
    for (path, i) in places {
        if !into.has_room() {
            break;
        }
        if !path.starts_with(&start) || !into.wants(&path) {
            continue;
        }
        match archive.by_index(i) {
            Ok(entry) if entry.is_symlink() => {
                let mut target = Vec::new();
                let _ = entry.take(TARGET_LIMIT).read_to_end(&mut target);
                into.link(path, &target, false);
            }
            // What an entry says of its size is not believed.
            Ok(entry) => {
                let size = entry.size();
                into.hold(path, size, Counted { inner: entry, left: &mut room });
            }
            Err(error) => into.intake().problem(&path, ProblemKind::Unreadable, &error.to_string()),
        }
        if room == 0 {
            let message = format!("the archive unpacks to more than {limit} bytes; the rest is left out");
            into.intake().problem("", ProblemKind::Limit, &message);
            break;
        }
    }
    Ok(())
}

/// Takes in the names of a zip archive: those of files and links are told with their numbers.
fn names(archive: &mut zip::ZipArchive<impl Read + Seek>, into: &mut impl Takes) -> Vec<(String, usize)> {
    let mut places = Vec::new();
    for i in 0..archive.len() {
        if !into.intake().goes_on() {
            break;
        }
        // Raw: a file that cannot be unpacked has a name all the same.
        let entry = match archive.by_index_raw(i) {
            Ok(entry) => entry,
            Err(error) => {
                into.intake().problem("", ProblemKind::Unreadable, &format!("entry {i}: {error}"));
                continue;
            }
        };
        let (name, is_dir, is_link) = (entry.name_raw().to_vec(), entry.is_dir(), entry.is_symlink());
        drop(entry);
        if is_dir {
            directory(&name, into);
            continue;
        }
        let Some(path) = into.intake().enter(&name) else { continue };
        places.push((path.clone(), i));
        if !is_link {
            into.name(path);
        }
    }
    places
}

/// A stream of which only so much is read, over all of them.
struct Counted<'l, R> {
    inner: R,
    left: &'l mut u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A file that is cut off must not pass for a whole one.
        if *self.left == 0 && !buffer.is_empty() {
            return Err(io::Error::other("too much was unpacked before"));
        }
        let wanted = buffer.len().min(usize::try_from(*self.left).unwrap_or(usize::MAX));
        let size = self.inner.read(&mut buffer[..wanted])?;
        *self.left -= size as u64;
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, Instant};

    use super::super::held::{Holding, Wanted};
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn read_of(bytes: &[u8]) -> Result<Holding<'static>, String> {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a"), bytes).unwrap();
        let start = Instant::now();
        let mut holding = Holding::new(Wanted::Facts);
        let read = read(&dir.path().join("a"), &mut holding);
        assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
        read.map(|_| holding)
    }

    fn header(name: &str, kind: tar::EntryType, size: u64) -> tar::Header {
        let mut header = tar::Header::new_gnu();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(kind);
        header.set_size(size);
        header.set_cksum();
        header
    }

    #[test]
    fn long_names_are_read_and_endless_ones_are_not() {
        let long = format!("{}/main.inc.php", "d".repeat(150));
        for kind in [tar::EntryType::GNULongName, tar::EntryType::XHeader] {
            let text = match kind {
                tar::EntryType::XHeader => format!("{} path={long}\n", long.len() + 10),
                _ => format!("{long}\0"),
            };
            let mut tar = tar::Builder::new(Vec::new());
            tar.append(&header("x", kind, text.len() as u64), text.as_bytes()).unwrap();
            tar.append(&header("short", tar::EntryType::Regular, 2), &b"hi"[..]).unwrap();
            let endless = vec![b'e'; 300 << 20];
            tar.append(&header("x", kind, endless.len() as u64), endless.as_slice()).unwrap();
            drop(endless);
            tar.append(&header("b.php", tar::EntryType::Regular, 2), &b"hi"[..]).unwrap();
            let holding = read_of(&tar.into_inner().unwrap()).unwrap();
            let names = holding.wanted();
            assert_eq!(names, ["b.php", long.as_str()]);
            let problems = holding.below("").problems;
            assert!(problems.len() == 1 && problems[0].message.contains("a name or attributes of more than"), "{problems:?}");
        }
    }

    /// A zip archive with many entries in its directory that all stand for one file of zeros.
    fn zip_of(entries: u64, size: u64) -> Vec<u8> {
        let mut content = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        content.start_file("00000000.php", zip::write::SimpleFileOptions::default()).unwrap();
        io::copy(&mut io::repeat(0).take(size), &mut content).unwrap();
        let bytes = content.finish().unwrap().into_inner();
        let directory = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
        let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap();
        let mut zip = bytes[..directory].to_vec();
        for i in 0..entries {
            let at = zip.len();
            zip.extend_from_slice(&bytes[directory..end]);
            zip[at + 46..at + 54].copy_from_slice(format!("{i:08}").as_bytes());
        }
        let (start, length) = (directory as u64, zip.len() as u64 - directory as u64);
        let large = zip.len() as u64;
        zip.extend_from_slice(b"PK\x06\x06");
        zip.extend_from_slice(&44_u64.to_le_bytes());
        zip.extend_from_slice(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        [entries, entries, length, start].iter().for_each(|number| zip.extend_from_slice(&number.to_le_bytes()));
        zip.extend_from_slice(b"PK\x06\x07\0\0\0\0");
        zip.extend_from_slice(&large.to_le_bytes());
        zip.extend_from_slice(&1_u32.to_le_bytes());
        zip.extend_from_slice(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
        zip
    }

    #[test]
    fn a_directory_without_end_is_refused() {
        let reason = read_of(&zip_of(800_000, 1)).unwrap_err();
        assert!(reason.contains("directory has more than"), "{reason}");
        let holding = read_of(&zip_of(30_000, 1)).unwrap();
        assert_eq!(holding.wanted().len(), 30_000);
    }

    #[test]
    fn many_names_of_one_large_file_are_not_unpacked() {
        for size in [17 << 20, (16 << 20) - 1] {
            let mut zip = zip::ZipWriter::new_append(io::Cursor::new(zip_of(2_000, size))).unwrap();
            for name in ["main.inc.php", "core/modules/a.php"] {
                zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            }
            let holding = read_of(&zip.finish().unwrap().into_inner()).unwrap();
            assert_eq!(holding.wanted().len(), 2_002);
            assert!(!holding.below("").problems.is_empty());
        }
    }
}
