//! Paths as text with `/`. Pure: never looks at the disk.

use std::path::Path;

/// A path with `/`, without Windows' `\\?\`; `None` when it is not UTF-8.
pub(super) fn slashed(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    if cfg!(windows) { Some(text.trim_start_matches(r"\\?\").replace('\\', "/")) } else { Some(text.to_owned()) }
}

/// The directory that a path lies in, `/` for the top.
pub(super) fn parent(path: &str) -> &str {
    match path.trim_end_matches('/').rsplit_once('/') {
        None | Some(("", _)) => "/",
        Some((dir, _)) => dir,
    }
}

/// The last part of a path.
pub(super) fn name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// `dir/name` without a double slash.
pub(super) fn join(dir: &str, name: &str) -> String {
    format!("{}/{name}", dir.trim_end_matches('/'))
}

/// `path` seen from the directory `base`, empty for `base` itself. Absolute when they share no directory.
pub(super) fn relative(base: &str, path: &str) -> String {
    let parts = |text| str::split(text, '/').filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let (from, to) = (parts(base), parts(path));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if common == 0 && !from.is_empty() {
        return path.to_owned();
    }
    let mut shown = vec![".."; from.len() - common];
    shown.extend(&to[common..]);
    shown.join("/")
}

/// A path of any system with `/` and without `.`, `..`, double and trailing slashes.
pub(super) fn normal(path: &str) -> String {
    tidy(&path.replace('\\', "/"))
}

/// A path without `.`, `..`, double and trailing slashes.
pub(crate) fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("{}{}", if path.starts_with('/') { "/" } else { "" }, parts.join("/"))
}

/// Whether `path` is `dir` or lies in it.
pub(crate) fn lies_in(path: &str, dir: &str) -> bool {
    path.strip_prefix(dir.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_opened_directory() {
        assert_eq!(relative("/a/b", "/a/b"), "");
        assert_eq!(relative("/a/b", "/a/b/c/d"), "c/d");
        assert_eq!(relative("/a/b", "/a/conf/x.php"), "../conf/x.php");
        assert_eq!(relative("/a/b", "/c"), "/c");
        assert_eq!(relative("/", "/c"), "c");
    }

    #[test]
    fn paths_of_any_system_become_plain() {
        assert_eq!(normal(r"C:\web\x\..\htdocs\"), "C:/web/htdocs");
        assert_eq!(normal("/a//b/./c/../"), "/a/b");
        assert_eq!(normal("/a/htdocs/conf/../.."), "/a");
        assert!(lies_in("/a/b", "/a/") && !lies_in("/ab", "/a"));
    }
}
