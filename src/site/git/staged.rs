//! What is staged for the next commit: which files it changes, and what they hold where the work tree has something else. Only reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use git2::{Repository, Status, StatusOptions};

use super::special::{self, Includes};
use crate::site::files::TEXT_LIMIT;
use crate::site::paths::{join, lies_in, relative, slashed};
use crate::site::staged::Staged;

/// How many bytes of files are held that the work tree has otherwise.
const HELD_LIMIT: usize = 64 << 20;

/// What is staged below a directory.
pub(in crate::site) fn staged(base: &str) -> Result<Staged, String> {
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
    read(&repo, base, &inner).map_err(told)?
}

fn read(repo: &Repository, base: &str, inner: &str) -> Result<Result<Staged, String>, git2::Error> {
    let mut options = StatusOptions::new();
    options.include_untracked(false).include_ignored(false).exclude_submodules(true).update_index(false).disable_pathspec_match(true);
    if !inner.is_empty() {
        options.pathspec(inner);
    }
    let index = repo.index()?;
    let (mut changed, mut texts, mut held) = (BTreeSet::new(), BTreeMap::new(), 0);
    for entry in repo.statuses(Some(&mut options))?.iter() {
        let Some(path) = entry.path().ok().filter(|path| inner.is_empty() || lies_in(path, inner)) else { continue };
        let here = join(base, path[inner.len()..].trim_start_matches('/'));
        let status = entry.status();
        if status.intersects(Status::INDEX_NEW | Status::INDEX_MODIFIED | Status::INDEX_RENAMED | Status::INDEX_TYPECHANGE) {
            changed.insert(here.clone());
        }
        let Some(blob) = index.get_path(std::path::Path::new(path), 0) else { continue };
        if !status.intersects(Status::WT_MODIFIED | Status::WT_DELETED | Status::WT_TYPECHANGE) {
            continue;
        }
        let size = repo.odb()?.read_header(blob.id)?.0;
        held += size;
        if held > HELD_LIMIT || size as u64 > TEXT_LIMIT {
            return Ok(Err(format!("`{path}` and others that are not staged as they are have more bytes than are read")));
        }
        texts.insert(here, repo.find_blob(blob.id)?.content().to_vec());
    }
    Ok(Ok(Staged { changed: Some(changed), texts }))
}
