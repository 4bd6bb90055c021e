//! What files hold, by their checksums.

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileDigest {
    /// Path relative to what the file belongs to, with `/`.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// The same with every CRLF taken for LF, where the file has one.
    pub unix: Option<String>,
}
