//! The files of one commit, straight from the repository: nothing is checked out, no filter runs.

use std::path::Path;

use git2::{ErrorCode, ObjectType, Oid, Repository, RepositoryOpenFlags, Tree};

use super::{slashed, special};
use crate::model::place::ProblemKind;
use crate::site::core_tree::Holding;

/// How deep directories are followed.
const DEPTH_LIMIT: usize = 64;
/// Modes of links and of other repositories' commits.
const LINK: i32 = 0o120_000;
const COMMIT: i32 = 0o160_000;

/// The commit's tree that `reference` names in the repository at `path`, a bare one or a work tree.
fn find<'r>(repo: &'r Repository, reference: &str) -> Result<Tree<'r>, String> {
    let object = repo.revparse_single(reference).map_err(|_| format!("there is no `{reference}`"))?;
    let tree = object.peel(ObjectType::Tree).map_err(|_| format!("`{reference}` has no files"))?;
    tree.into_tree().map_err(|_| format!("`{reference}` has no files"))
}

fn open(path: &Path) -> Result<Repository, String> {
    let none: [&Path; 0] = [];
    let inner = path.join(".git");
    let git_dir = if inner.is_dir() { inner } else { path.to_owned() };
    if let Some(special) = slashed(&git_dir).and_then(|dir| special::in_repository(&dir)) {
        return Err(format!("`{special}` is neither a file nor a directory"));
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
    Ok(find(&repo, reference)?.id().to_string())
}

/// The files of a commit's tree; contents of those below the core's root.
pub(in crate::site) fn read(path: &Path, reference: &str) -> Result<Holding, String> {
    let repo = open(path)?;
    let top = find(&repo, reference)?.id();
    let mut holding = Holding::default();
    let mut blobs: Vec<(String, Oid)> = Vec::new();
    let mut todo: Vec<(Oid, Vec<u8>, usize)> = vec![(top, Vec::new(), 0)];
    'trees: while let Some((id, prefix, depth)) = todo.pop() {
        let Ok(tree) = repo.find_tree(id) else {
            holding.problem(&String::from_utf8_lossy(&prefix), ProblemKind::Git, "the repository lacks this directory");
            continue;
        };
        for entry in &tree {
            if !holding.goes_on() {
                break 'trees;
            }
            let name = [prefix.as_slice(), entry.name_bytes()].concat();
            match (entry.kind(), entry.filemode()) {
                (_, COMMIT) => {}
                (Some(ObjectType::Tree), _) if depth == DEPTH_LIMIT => {
                    let message = format!("more than {DEPTH_LIMIT} levels deep; the rest is left out");
                    holding.problem(&String::from_utf8_lossy(&name), ProblemKind::Limit, &message);
                }
                (Some(ObjectType::Tree), _) => todo.push((entry.id(), [name.as_slice(), b"/"].concat(), depth + 1)),
                (_, LINK) => holding.problem(&String::from_utf8_lossy(&name), ProblemKind::Link, "a link; it is not followed"),
                _ => {
                    if let Some(path) = holding.enter(&name) {
                        blobs.push((path.clone(), entry.id()));
                        holding.name(path);
                    }
                }
            }
        }
    }
    let Some(root) = holding.root() else { return Ok(holding) };
    let wanted = holding.to_read(&root);
    blobs.retain(|(path, _)| wanted.binary_search(path).is_ok());
    let odb = repo.odb().map_err(|error| error.message().to_owned())?;
    for (path, id) in blobs {
        let size = odb.read_header(id).map(|(size, _)| size as u64);
        match size {
            Ok(size) if size > Holding::FILE_LIMIT => holding.hold(path, std::io::repeat(0)),
            Ok(_) => match repo.find_blob(id) {
                Ok(blob) => holding.hold(path, blob.content()),
                Err(error) => holding.problem(&path, ProblemKind::Git, error.message()),
            },
            Err(_) => holding.problem(&path, ProblemKind::Git, "the repository lacks the content of this file"),
        }
    }
    Ok(holding)
}
