//! Paths as text, with `/` on every system.

/// Whether a path ends with another one, by whole names.
pub(crate) fn is_path_end(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|head| head.is_empty() || head.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_end_with_whole_names() {
        assert!(is_path_end("a/b", "b") && is_path_end("a/b", "a/b"));
        assert!(!is_path_end("a/bb", "b") && !is_path_end("b", "a/b"));
    }
}
