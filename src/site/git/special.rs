//! Finds what libgit2 would wait on for ever, or read without bound: FIFOs, devices and endless files where it opens them.
//! Looks at names, kinds and configurations only.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{join, slashed};

/// Largest configuration, list of alternates or link that is looked through; real ones have a few kB.
const TEXT_LIMIT: u64 = 1 << 20;
/// Largest list of references; a million of them have 64 MB, and libgit2 reads it as a whole.
const PACKED_LIMIT: u64 = 128 << 20;
/// How many files a repository may have, with those that it borrows from; Git packs objects long before that.
const ENTRY_LIMIT: usize = 1_000_000;
/// How many other files and directories a repository names; Git itself follows 10 includes and 5 alternates in a row.
const NAMED_LIMIT: usize = 64;
/// Files of a work tree that are opened for what they say of others.
const OPENED: [&str; 3] = [".gitignore", ".gitattributes", ".gitmodules"];

/// What becomes of configurations that include others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Includes {
    /// What they name is looked at.
    Follow,
    /// They are refused.
    Refuse,
}

/// Why a repository's own directory is not opened: something in it, or named by it, is no regular file or has no end.
pub(super) fn in_repository(git_dir: &str, includes: Includes) -> Option<String> {
    let mut search = Search { includes, entries: 0, named: 0 };
    let refused = search.repository(git_dir).or_else(|| {
        let common = text(&Path::new(git_dir).join("commondir"), TEXT_LIMIT).ok()?;
        let common = slashed(&Path::new(git_dir).join(common.trim()))?;
        search.repository(&common)
    });
    refused.map(|refusal| match refusal {
        Refusal::Special(path) => format!("`{}` is neither a file nor a directory", path.display()),
        Refusal::Large(path, limit) => format!("`{}` has more than the {limit} bytes that are read", path.display()),
        Refusal::Include(path) => format!("`{}` includes other configurations, which are not read", path.display()),
        Refusal::Many => format!("more than {ENTRY_LIMIT} files, or {NAMED_LIMIT} others that they name"),
    })
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

enum Refusal {
    Special(PathBuf),
    Large(PathBuf, u64),
    Include(PathBuf),
    Many,
}

/// How much was looked at.
struct Search {
    includes: Includes,
    entries: usize,
    named: usize,
}

impl Search {
    fn repository(&mut self, git_dir: &str) -> Option<Refusal> {
        let git_dir = Path::new(git_dir);
        let found = self.below(git_dir).or_else(|| {
            let limits = [("packed-refs", PACKED_LIMIT), ("HEAD", TEXT_LIMIT), ("shallow", PACKED_LIMIT), ("commondir", TEXT_LIMIT)];
            let too_large = |(name, limit): &(&str, u64)| fs::metadata(git_dir.join(name)).is_ok_and(|meta| meta.len() > *limit);
            limits.into_iter().find(too_large).map(|(name, limit)| Refusal::Large(git_dir.join(name), limit))
        });
        let found = found.or_else(|| ["config", "config.worktree"].iter().find_map(|name| self.config(&git_dir.join(name))));
        found.or_else(|| self.alternates(&git_dir.join("objects")))
    }

    /// Something special below a directory. Links to directories are followed, as libgit2 does.
    fn below(&mut self, dir: &Path) -> Option<Refusal> {
        for entry in WalkDir::new(dir).follow_links(true).into_iter().flatten() {
            self.entries += 1;
            if self.entries > ENTRY_LIMIT {
                return Some(Refusal::Many);
            }
            if is_special(&entry) {
                return Some(Refusal::Special(entry.into_path()));
            }
        }
        None
    }

    /// What is wrong with the directories that objects are borrowed from.
    fn alternates(&mut self, objects: &Path) -> Option<Refusal> {
        let list = objects.join("info/alternates");
        let text = match text(&list, TEXT_LIMIT) {
            Ok(text) => text,
            Err(refusal) => return refusal,
        };
        for line in text.split(['\r', '\n']).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            self.named += 1;
            if self.named > NAMED_LIMIT {
                return Some(Refusal::Many);
            }
            // libgit2 takes only those that begin with a dot for relative to the list, others for relative to where it runs.
            for dir in [objects.join(line), PathBuf::from(line)].into_iter().take(if line.starts_with('/') { 1 } else { 2 }) {
                if is_special_at(&dir) {
                    return Some(Refusal::Special(dir));
                }
                let found = if dir.is_dir() { self.below(&dir).or_else(|| self.alternates(&dir)) } else { None };
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// What is wrong with a configuration and those that it names, for example to include them.
    fn config(&mut self, path: &Path) -> Option<Refusal> {
        self.named += 1;
        if self.named > NAMED_LIMIT {
            return Some(Refusal::Many);
        }
        let text = match text(path, TEXT_LIMIT) {
            Ok(text) => text,
            Err(refusal) => return refusal,
        };
        if self.includes == Includes::Refuse && has_include(&text) {
            return Some(Refusal::Include(path.to_owned()));
        }
        for (key, value) in values(&text) {
            let named = match value.strip_prefix("~/") {
                Some(rest) => std::env::home_dir()?.join(rest),
                None => path.parent()?.join(&value),
            };
            if is_special_at(&named) {
                return Some(Refusal::Special(named));
            }
            if key.eq_ignore_ascii_case("path")
                && named.is_file()
                && let Some(found) = self.config(&named)
            {
                return Some(found);
            }
        }
        None
    }
}

/// The text of a regular file; `Err(None)` when there is none to be read.
fn text(path: &Path, limit: u64) -> Result<String, Option<Refusal>> {
    let meta = fs::metadata(path).map_err(|_| None)?;
    if waits(meta.file_type()) {
        return Err(Some(Refusal::Special(path.to_owned())));
    }
    if meta.len() > limit {
        return Err(Some(Refusal::Large(path.to_owned(), limit)));
    }
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(|_| None)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a section includes other files: `[include]`, `[includeIf "…"]`, however it is spaced.
fn has_include(config: &str) -> bool {
    let text: String = config.chars().filter(|c| !c.is_whitespace() && *c != '\\').collect();
    text.to_ascii_lowercase().contains("[include")
}

/// Every `key = value` of a configuration, as Git unquotes it: quotes, escapes, comments and lines that go on.
fn values(config: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = config;
    while let Some((key, after)) = rest.split_once(['=', '\n']) {
        let is_value = rest.as_bytes().get(key.len()) == Some(&b'=');
        // A section may stand in front of its first key.
        let key = key.rsplit(']').next().unwrap_or(key).trim();
        rest = after;
        if is_value && !key.starts_with(['#', ';']) {
            let (value, used) = value(after);
            found.push((key.to_owned(), value));
            rest = &after[used..];
        }
    }
    found
}

/// A value, and how many bytes of the text it takes.
fn value(text: &str) -> (String, usize) {
    let (mut value, mut quoted) = (String::new(), false);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' => return (value.trim().to_owned(), at),
            '"' => quoted = !quoted,
            '#' | ';' if !quoted => {
                let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
                return (value.trim().to_owned(), end);
            }
            '\\' => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 't')) => value.push('\t'),
                // The line goes on in the next one.
                Some((_, '\n')) | None => {}
                Some((_, escaped)) => value.push(escaped),
            },
            '\r' => {}
            _ => value.push(c),
        }
    }
    (value.trim().to_owned(), text.len())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_git_reads_them() {
        let config = "[core] a = x # y\n\tb = \"x # y\" ; z\n# c = no\n[include] path = \"a\\\"b\" \nd\ne = one\\\ntwo\nf=\\\\\n[s \"=]\"]\n g = 'h'";
        let values = values(config);
        let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        for expected in [("a", "x"), ("b", "x # y"), ("path", "a\"b"), ("e", "onetwo"), ("f", "\\")] {
            assert!(values.contains(&expected), "{expected:?} in {values:?}");
        }
        assert!(has_include("[core]\n[ InClude ]") && has_include("[includeIf \"x\"]") && !has_include("[core]\ninclude = x"));
    }
}
