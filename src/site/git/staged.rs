//! What is staged for the next commit: which files it changes, and what they hold where the work tree has something else. Only reads.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use git2::{Delta, DiffDelta, DiffHunk, DiffOptions, ErrorCode, Index, Repository, Status, StatusOptions};

use super::special::{self, Includes};
use crate::site::entry::TEXT_LIMIT;
use crate::site::paths::{join, lies_in, relative, slashed};
use crate::site::staged::Staged;

/// How many bytes of files are held that the work tree has otherwise.
const HELD_LIMIT: usize = 64 << 20;

/// What is staged below a directory. `git commit -a` gives its hooks another index by name, which counts if it is one of this repository.
pub(in crate::site) fn staged(base: &str, index: Option<&Path>) -> Result<Staged, String> {
    let real = fs::canonicalize(base).ok().and_then(|real| slashed(&real)).ok_or("its path cannot be followed")?;
    let top = super::top(&real, &mut BTreeMap::new()).ok_or("there is no Git repository around it")?;
    let git_dir = super::git_dir(&top)?;
    if let Some(refused) = special::in_repository(&git_dir, Includes::Follow) {
        return Err(refused);
    }
    let inner = relative(&top, &real);
    if let Some(special) = special::in_work_tree(&top, &[&inner]) {
        return Err(format!("`{special}` is neither a file nor a directory"));
    }
    let told = |error: git2::Error| error.message().to_owned();
    let repo = super::open(&top, &git_dir).map_err(told)?;
    let index = index.and_then(|index| fs::canonicalize(index).ok()).filter(|index| is_in(index, &git_dir));
    if let Some(index) = index {
        Index::open(&index).and_then(|mut index| repo.set_index(&mut index)).map_err(told)?;
    }
    read(&repo, base, &inner).map_err(told)?
}

fn is_in(file: &Path, git_dir: &str) -> bool {
    file.is_file() && file.parent().zip(fs::canonicalize(git_dir).ok()).is_some_and(|(dir, git_dir)| dir == git_dir)
}

fn read(repo: &Repository, base: &str, inner: &str) -> Result<Result<Staged, String>, git2::Error> {
    let mut options = StatusOptions::new();
    options.include_untracked(false).include_ignored(false).exclude_submodules(true).update_index(false).disable_pathspec_match(true);
    if !inner.is_empty() {
        options.pathspec(inner);
    }
    let here = |path: &str| join(base, path[inner.len()..].trim_start_matches('/'));
    let index = repo.index()?;
    let (mut texts, mut held) = (BTreeMap::new(), 0);
    for entry in repo.statuses(Some(&mut options))?.iter() {
        let Some(path) = entry.path().ok().filter(|path| inner.is_empty() || lies_in(path, inner)) else { continue };
        let Some(blob) = index.get_path(Path::new(path), 0) else { continue };
        if !entry.status().intersects(Status::WT_MODIFIED | Status::WT_DELETED | Status::WT_TYPECHANGE) {
            continue;
        }
        let size = repo.odb()?.read_header(blob.id)?.0;
        held += size;
        if held > HELD_LIMIT || size as u64 > TEXT_LIMIT {
            return Ok(Err(format!("`{path}` and others that are not staged as they are have more bytes than are read")));
        }
        texts.insert(here(path), repo.find_blob(blob.id)?.content().to_vec());
    }
    let changed = changed(repo, &index, inner)?.into_iter().map(|(path, lines)| (here(&path), lines)).collect();
    Ok(Ok(Staged { changed: Some(changed), texts }))
}

/// The files below a directory that the index has otherwise than the last commit, with the lines that it gives them.
fn changed(repo: &Repository, index: &Index, inner: &str) -> Result<BTreeMap<String, Vec<Range<u32>>>, git2::Error> {
    let last = match repo.head() {
        Ok(head) => Some(head.peel_to_tree()?),
        Err(error) if error.code() == ErrorCode::UnbornBranch => None,
        Err(error) => return Err(error),
    };
    let mut options = DiffOptions::new();
    options.context_lines(0).ignore_submodules(true).disable_pathspec_match(true).max_size(TEXT_LIMIT.cast_signed());
    if !inner.is_empty() {
        options.pathspec(inner);
    }
    let diff = repo.diff_tree_to_index(last.as_ref(), Some(index), Some(&mut options))?;
    let found: RefCell<BTreeMap<String, Vec<Range<u32>>>> = RefCell::default();
    let name = |delta: &DiffDelta<'_>| {
        let path = (delta.status() != Delta::Deleted).then(|| delta.new_file().path()).flatten()?.to_str()?;
        (inner.is_empty() || lies_in(path, inner)).then(|| path.to_owned())
    };
    let mut file = |delta: DiffDelta<'_>, _: f32| {
        found.borrow_mut().extend(name(&delta).map(|path| (path, Vec::new())));
        true
    };
    let mut hunk = |delta: DiffDelta<'_>, hunk: DiffHunk<'_>| {
        let lines = hunk.new_start()..hunk.new_start() + hunk.new_lines();
        let mut found = found.borrow_mut();
        name(&delta).and_then(|path| found.get_mut(&path)).into_iter().for_each(|list| list.push(lines.clone()));
        true
    };
    diff.foreach(&mut file, None, Some(&mut hunk), None)?;
    Ok(found.into_inner())
}
