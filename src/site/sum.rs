//! Checksums of files, of each kind that a pristine state can be known by.

use std::borrow::Cow;
use std::io::{self, Read};

use md5::Digest as _;
use memchr::{memchr, memmem};

use super::{checksum, hexadecimal};

/// The checksum of a file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sum {
    Md5([u8; 16]),
    Sha256([u8; 32]),
    /// The name that Git gives to the content.
    #[cfg(feature = "git")]
    Blob(git2::Oid),
}

/// What is known of a file of a pristine state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub sum: Sum,
    /// In bytes, where it is known.
    pub size: Option<u64>,
}

impl Listed {
    /// Whether it is what is known of these bytes. Most that is not shows by its size.
    pub(crate) fn is_of(&self, content: &[u8]) -> bool {
        self.size.is_none_or(|size| size == content.len() as u64) && self.sum.is_of(content)
    }
}

impl Sum {
    /// The SHA-256 of some bytes.
    pub(crate) fn sha256(content: &[u8]) -> Self {
        Self::Sha256(sha2::Sha256::digest(content).into())
    }

    /// The name that Git gives to a content.
    #[cfg(feature = "git")]
    pub(super) fn blob(id: git2::Oid) -> Self {
        Self::Blob(id)
    }

    /// Reads the hexadecimal digits of an MD5 or SHA-256.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Vec<u8> = text.as_bytes().chunks(2).map(byte).collect::<Option<_>>()?;
        let md5 = <[u8; 16]>::try_from(bytes.as_slice()).map(Self::Md5);
        md5.or_else(|_| <[u8; 32]>::try_from(bytes.as_slice()).map(Self::Sha256)).ok()
    }

    /// Whether it is the checksum of these bytes.
    fn is_of(&self, content: &[u8]) -> bool {
        match self {
            Self::Md5(sum) => md5::Md5::digest(content).as_slice() == sum,
            Self::Sha256(sum) => sha2::Sha256::digest(content).as_slice() == sum,
            #[cfg(feature = "git")]
            Self::Blob(id) => git2::Oid::hash_object(git2::ObjectType::Blob, content).is_ok_and(|own| own == *id),
        }
    }
}

/// The SHA-256 of a content, and of the same with every CRLF taken for LF where it is a text that has one.
pub(super) fn content_digest(bytes: &[u8]) -> (String, Option<String>) {
    // Other line ends are no more than that in texts alone.
    let unix = match unix(bytes) {
        Cow::Owned(unix) if memchr(0, bytes).is_none() => Some(checksum(&unix)),
        _ => None,
    };
    (checksum(bytes), unix)
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

/// The size and SHA-256 of a file that is larger than what is read at once: no text of a module is. Its start was read already.
pub(super) fn large_digest(start: &[u8], rest: &mut impl Read) -> io::Result<(u64, String)> {
    let mut sum = sha2::Sha256::new_with_prefix(start);
    let mut buffer = vec![0; 1 << 16];
    let mut size = start.len() as u64;
    loop {
        match rest.read(&mut buffer)? {
            0 => return Ok((size, hexadecimal(&sum.finalize()))),
            length => {
                sum.update(&buffer[..length]);
                size += length as u64;
            }
        }
    }
}
