//! Finds what libgit2 would wait on for ever: FIFOs and devices where it opens files. Looks at names and kinds only.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use super::join;

/// Largest configuration that is looked through.
const CONFIG_LIMIT: u64 = 1 << 20;
/// Files of a work tree that are opened for what they say of others.
const OPENED: [&str; 3] = [".gitignore", ".gitattributes", ".gitmodules"];

/// Something in a repository's own directory, or named by its configuration, that is no regular file.
pub(super) fn in_repository(git_dir: &str) -> Option<String> {
    let found = WalkDir::new(git_dir).min_depth(1).into_iter().flatten().find(is_special);
    let found = found.map(|entry| entry.path().to_string_lossy().into_owned());
    found.or_else(|| in_config(git_dir))
}

/// The same in those parts of a work tree that a status goes through.
pub(super) fn in_work_tree(top: &str, dirs: &[&String]) -> Option<String> {
    let above = OPENED.iter().map(|name| join(top, name)).filter(|path| is_special_at(Path::new(path)));
    let below = dirs.iter().flat_map(|dir| {
        let walk = WalkDir::new(join(top, dir)).into_iter().filter_entry(|entry| entry.file_name() != ".git");
        let opened = walk.flatten().filter(|entry| OPENED.iter().any(|name| entry.file_name() == *name) && is_special(entry));
        opened.map(|entry| entry.path().to_string_lossy().into_owned())
    });
    above.chain(below).next()
}

/// A special file that the configuration names, for example to include it.
fn in_config(git_dir: &str) -> Option<String> {
    let path = join(git_dir, "config");
    if !fs::metadata(&path).is_ok_and(|m| m.len() <= CONFIG_LIMIT) {
        return None;
    }
    let text = String::from_utf8_lossy(&fs::read(&path).ok()?).into_owned();
    let values = text.lines().filter_map(|line| Some(line.split_once('=')?.1.trim().trim_matches('"')));
    values.map(|value| Path::new(git_dir).join(value)).find(|p| is_special_at(p)).map(|p| p.to_string_lossy().into_owned())
}

fn is_special(entry: &walkdir::DirEntry) -> bool {
    let kind = entry.file_type();
    if kind.is_symlink() { is_special_at(entry.path()) } else { waits(kind) }
}

fn is_special_at(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|m| waits(m.file_type()))
}

/// Whether opening or reading could last for ever. A socket, which Git's own monitor leaves behind, refuses at once.
#[cfg(unix)]
fn waits(kind: fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo() || kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn waits(_: fs::FileType) -> bool {
    false
}
