//! Checksums of files, of each kind that a pristine state can be known by.

use md5::Digest as _;

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
