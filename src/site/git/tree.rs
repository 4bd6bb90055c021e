//! The files of one commit, straight from the repository: nothing is checked out, no filter runs.

use std::path::Path;

use git2::{ErrorCode, ObjectType, Odb, Oid, Repository, RepositoryOpenFlags};

use super::special::{self, Includes};
use super::{join, slashed};
use crate::model::place::ProblemKind;
use crate::site::held::{Holding, Wanted};
use crate::site::sum::Sum;

/// How deep directories are followed.
const DEPTH_LIMIT: usize = 64;
/// Modes of links and of other repositories' commits.
const LINK: i32 = 0o120_000;
const COMMIT: i32 = 0o160_000;

/// Largest commit, tag or directory that is loaded; the largest directory of the project has 30 kB.
const OBJECT_LIMIT: usize = 16 << 20;
/// How many tags may stand for one another.
const TAG_LIMIT: usize = 16;

/// The commit's tree that `reference` names in the repository at `path`, a bare one or a work tree.
fn find(repo: &Repository, reference: &str) -> Result<Oid, String> {
    let odb = repo.odb().map_err(|error| error.message().to_owned())?;
    let none = || format!("there is no `{reference}`");
    let whole = Oid::from_str(reference).ok().filter(|_| reference.len() == 40);
    let named = whole.or_else(|| repo.resolve_reference_from_short_name(reference).ok()?.resolve().ok()?.target());
    // Only what is more than a name or a whole number is left to libgit2, which loads what it finds on its way.
    let mut id = match named {
        Some(id) => id,
        None => repo.revparse_single(reference).map_err(|_| none())?.id(),
    };
    for _ in 0..TAG_LIMIT {
        let (size, kind) = odb.read_header(id).map_err(|_| none())?;
        if size > OBJECT_LIMIT {
            return Err(format!("`{reference}` is an object of {size} bytes, more than the {OBJECT_LIMIT} that are read"));
        }
        id = match kind {
            ObjectType::Tree => return Ok(id),
            ObjectType::Commit => repo.find_commit(id).map(|commit| commit.tree_id()),
            ObjectType::Tag => repo.find_tag(id).map(|tag| tag.target_id()),
            _ => return Err(format!("`{reference}` has no files")),
        }
        .map_err(|error| error.message().to_owned())?;
    }
    Err(format!("`{reference}` has no files"))
}

pub(super) fn open(path: &Path) -> Result<Repository, String> {
    let none: [&Path; 0] = [];
    let work_tree = slashed(path).filter(|top| std::fs::symlink_metadata(join(top, ".git")).is_ok());
    let git_dir = match work_tree {
        Some(top) => super::git_dir(&top)?,
        None => slashed(path).ok_or("its path is not UTF-8")?,
    };
    if let Some(refused) = special::in_repository(&git_dir, Includes::Refuse) {
        return Err(refused);
    }
    match Repository::open_ext(path, RepositoryOpenFlags::NO_SEARCH, none) {
        // As for work trees: a repository of another user is read, since nothing of its configuration is run.
        Err(error) if error.code() == ErrorCode::Owner => Repository::open_bare(git_dir),
        opened => opened,
    }
    .map_err(|error| error.message().to_owned())
}

/// A name for the content of a commit's tree, the same wherever that is found.
pub(in crate::site) fn id(path: &Path, reference: &str) -> Result<String, String> {
    let repo = open(path)?;
    Ok(find(&repo, reference)?.to_string())
}

/// The files of a commit's tree; of those below the core's root what is wanted.
pub(in crate::site) fn read<'w>(path: &Path, reference: &str, wanted: Wanted<'w>) -> Result<Holding<'w>, String> {
    let repo = open(path)?;
    let top = find(&repo, reference)?;
    let odb = repo.odb().map_err(|error| error.message().to_owned())?;
    let mut holding = Holding::new(wanted);
    let mut blobs: Vec<(String, Oid)> = Vec::new();
    let mut todo: Vec<(Oid, Vec<u8>, usize)> = vec![(top, Vec::new(), 0)];
    'trees: while let Some((id, prefix, depth)) = todo.pop() {
        if let Ok((size, _)) = odb.read_header(id)
            && size > OBJECT_LIMIT
        {
            let message = format!("a directory of {size} bytes, more than the {OBJECT_LIMIT} that are read");
            holding.problem(&String::from_utf8_lossy(&prefix), ProblemKind::Limit, &message);
            continue;
        }
        let Ok(tree) = repo.find_tree(id) else {
            holding.problem(&String::from_utf8_lossy(&prefix), ProblemKind::Git, "the repository lacks this directory");
            continue;
        };
        for entry in &tree {
            if !holding.intake.goes_on() {
                break 'trees;
            }
            let name = [prefix.as_slice(), entry.name_bytes()].concat();
            let is_file = entry.kind() != Some(ObjectType::Tree) && entry.filemode() != LINK;
            // The names of files are counted when they enter.
            if !is_file && !holding.intake.takes(&name) {
                continue;
            }
            match (entry.kind(), entry.filemode()) {
                (_, COMMIT) => {}
                (Some(ObjectType::Tree), _) if depth == DEPTH_LIMIT => {
                    let message = format!("more than {DEPTH_LIMIT} levels deep; the rest is left out");
                    holding.problem(&String::from_utf8_lossy(&name), ProblemKind::Limit, &message);
                }
                (Some(ObjectType::Tree), _) => todo.push((entry.id(), [name.as_slice(), b"/"].concat(), depth + 1)),
                (_, LINK) => holding.problem(&String::from_utf8_lossy(&name), ProblemKind::Link, "a link; it is not followed"),
                _ => {
                    if let Some(path) = holding.intake.enter(&name) {
                        blobs.push((path.clone(), entry.id()));
                        holding.name(path);
                    }
                }
            }
        }
    }
    if let Some(root) = holding.root() {
        blobs.retain(|(path, _)| path.starts_with(&root));
        if matches!(wanted, Wanted::Sums) {
            blobs.iter().for_each(|(path, id)| holding.sum(path.clone(), Sum::blob(*id)));
        }
        blobs.retain(|(path, _)| holding.holds(path));
        contents(&repo, &odb, blobs, &mut holding);
    }
    Ok(holding)
}

/// Takes in the contents of files.
fn contents(repo: &Repository, odb: &Odb<'_>, blobs: Vec<(String, Oid)>, holding: &mut Holding<'_>) {
    for (path, id) in blobs {
        if !holding.has_room() {
            break;
        }
        let size = odb.read_header(id).map(|(size, _)| size as u64);
        match size {
            Ok(size) if size > Holding::FILE_LIMIT => holding.too_large(path),
            Ok(_) => match repo.find_blob(id) {
                Ok(blob) => holding.hold(path, blob.content()),
                Err(error) => holding.problem(&path, ProblemKind::Git, error.message()),
            },
            Err(_) => holding.problem(&path, ProblemKind::Git, "the repository lacks the content of this file"),
        }
    }
}
