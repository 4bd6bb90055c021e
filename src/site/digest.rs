//! The checksums of files, read one by one and dropped.

use std::fs::File;

use rayon::prelude::*;

use super::files::Files;
use super::paths::join;
use super::sum::{content_digest, large_digest};
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
    if let Some(packed) = files.packed() {
        return packed.digest(&full, path);
    }
    if files.is_large(&full) {
        let summed = File::open(&full).and_then(|mut file| large_digest(&[], &mut file));
        return match summed {
            Ok((size, sha256)) => Some(FileDigest { path: path.to_owned(), size, sha256, unix: None }),
            Err(error) => {
                files.problem(&full, ProblemKind::Unreadable, error.kind().to_string());
                None
            }
        };
    }
    let bytes = files.read(&full)?.bytes;
    let (sha256, unix) = content_digest(&bytes);
    Some(FileDigest { path: path.to_owned(), size: bytes.len() as u64, sha256, unix })
}

#[cfg(test)]
mod tests {
    use super::super::checksum;
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
