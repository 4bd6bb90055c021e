//! The checksums of files, read one by one and dropped.

use std::borrow::Cow;
use std::fs::File;
use std::io;

use memchr::{memchr, memmem};
use rayon::prelude::*;
use sha2::Digest;

use super::files::Files;
use super::paths::join;
use super::{checksum, hexadecimal};
use crate::model::content::FileDigest;
use crate::model::place::ProblemKind;
use crate::php::loader::Loader;

/// How many files a thread takes at once: large ones lie together, and long pieces would leave all but one thread waiting.
pub(crate) const PIECE: usize = 64;

/// The checksums of the files below a directory, in the order of `paths`. What cannot be read is a problem of the gate.
pub(crate) fn digests<'p>(
    files: &Files,
    dir: &str,
    paths: impl IntoParallelIterator<Item = &'p String, Iter: IndexedParallelIterator>,
) -> Vec<FileDigest> {
    let read: Vec<Option<FileDigest>> = paths.into_par_iter().with_max_len(PIECE).map(|path| digest(files, dir, path)).collect();
    read.into_iter().flatten().collect()
}

fn digest(files: &Files, dir: &str, path: &str) -> Option<FileDigest> {
    let full = join(dir, path);
    if files.is_large(&full) {
        return large(files, &full, path);
    }
    let bytes = files.read(&full)?.bytes;
    // Other line ends are no more than that in texts alone.
    let unix = match unix(&bytes) {
        Cow::Owned(unix) if memchr(0, &bytes).is_none() => Some(checksum(&unix)),
        _ => None,
    };
    Some(FileDigest { path: path.to_owned(), size: bytes.len() as u64, sha256: checksum(&bytes), unix })
}

/// A text with every CRLF taken for LF.
pub(crate) fn unix(bytes: &[u8]) -> Cow<'_, [u8]> {
    let (mut out, mut from) = (Vec::new(), 0);
    for at in memmem::find_iter(bytes, b"\r\n") {
        out.extend_from_slice(&bytes[from..at]);
        from = at + 1;
    }
    if from == 0 {
        return Cow::Borrowed(bytes);
    }
    out.extend_from_slice(&bytes[from..]);
    Cow::Owned(out)
}

/// A file that is larger than what is read at once: no text of a module is.
fn large(files: &Files, full: &str, path: &str) -> Option<FileDigest> {
    let mut sum = sha2::Sha256::new();
    let copied = File::open(full).and_then(|mut file| {
        let mut buffer = vec![0; 1 << 16];
        let mut size = 0;
        loop {
            match io::Read::read(&mut file, &mut buffer)? {
                0 => return Ok(size),
                length => {
                    sum.update(&buffer[..length]);
                    size += length as u64;
                }
            }
        }
    });
    match copied {
        Ok(size) => Some(FileDigest { path: path.to_owned(), size, sha256: hexadecimal(&sum.finalize()), unix: None }),
        Err(error) => {
            files.problem(full, ProblemKind::Unreadable, error.kind().to_string());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_summed_whatever_their_size() {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().canonicalize().unwrap().to_str().unwrap().to_owned();
        let large = vec![b'x'; (16 << 20) + 1];
        for (name, content) in [("a.php", &b"a\r\nb\r"[..]), ("b.png", b"\0\r\n"), ("c.bin", &large), ("d.php", b"a\nb\r")] {
            std::fs::write(dir.path().join(name), content).unwrap();
        }
        let paths: Vec<String> = ["a.php", "b.png", "c.bin", "d.php", "none"].map(str::to_owned).to_vec();
        let found = digests(&Files::new(base.clone()), &base, &paths);
        assert_eq!(found.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["a.php", "b.png", "c.bin", "d.php"]);
        assert_eq!(found[0].unix.as_deref(), Some(found[3].sha256.as_str()));
        assert!(found[1..].iter().all(|file| file.unix.is_none()));
        assert_eq!((found[2].size, found[2].sha256.as_str()), (large.len() as u64, checksum(&large).as_str()));
    }
}
