//! The Git state of directories, through libgit2. Only reads: runs no hook, no filter and no other program, and writes nothing.
//!
//! libgit2 knows no filter drivers of the configuration (`filter.*.clean`), no `core.fsmonitor` and no `core.sshCommand` unless the
//! program registers or fetches; a status applies no filter but its own for line ends and `$Id$`.

pub(super) mod history;
mod special;
pub(super) mod staged;
pub(super) mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use git2::{DescribeOptions, ErrorCode, Repository, RepositoryOpenFlags, Status, StatusOptions};
use rayon::prelude::*;

use self::special::Includes;
use super::files::Files;
use super::paths::{join, lies_in, parent, relative, slashed};
use crate::model::place::{Place, Problem, ProblemKind};
use crate::model::site::{Git, GitState};

/// Longest `.git` file that is read.
const LINK_LIMIT: u64 = 4_096;

/// The state of each directory. Each repository is opened once, however many of the directories it holds.
///
/// A repository that ignores a directory does not hold it. One that tracks nothing in it has `.` as the only untracked path.
pub(super) fn states(files: &Files, dirs: &[&str]) -> Vec<Git> {
    let real: Vec<Option<String>> = dirs.iter().map(|dir| fs::canonicalize(dir).ok().and_then(|real| slashed(&real))).collect();
    let mut known = BTreeMap::new();
    let tops: Vec<Option<String>> = real.iter().map(|dir| top(dir.as_deref()?, &mut known)).collect();
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, top) in tops.iter().enumerate() {
        if let Some(top) = top {
            groups.entry(top).or_default().push(i);
        }
    }
    let read = |(top, members): (&&str, &Vec<usize>)| {
        let paths: Vec<&str> = members.iter().filter_map(|i| real[*i].as_deref()).collect();
        let states = match repository(files, top, &paths) {
            Ok(states) => states,
            Err(reason) => {
                let place = Place::file(files.shown_real(top));
                files.report(Problem { place, kind: ProblemKind::Git, message: reason.clone() });
                vec![Git::Broken(reason); members.len()]
            }
        };
        members.iter().copied().zip(states).collect::<Vec<_>>()
    };
    let mut all = vec![Git::None; dirs.len()];
    for (i, state) in groups.par_iter().flat_map_iter(read).collect::<Vec<_>>() {
        all[i] = state;
    }
    all
}

/// The nearest directory above that has a `.git`.
fn top(dir: &str, known: &mut BTreeMap<String, Option<String>>) -> Option<String> {
    if let Some(top) = known.get(dir) {
        return top.clone();
    }
    let found = if fs::symlink_metadata(join(dir, ".git")).is_ok() {
        Some(dir.to_owned())
    } else if dir == "/" || parent(dir) == dir || parent(dir) == "/" && !dir.starts_with('/') {
        None
    } else {
        top(parent(dir), known)
    };
    known.insert(dir.to_owned(), found.clone());
    found
}

/// The states of some directories of one work tree.
fn repository(files: &Files, top: &str, dirs: &[&str]) -> Result<Vec<Git>, String> {
    let git_dir = git_dir(top)?;
    let inner: Vec<String> = dirs.iter().map(|dir| relative(top, dir)).collect();
    let read = match special::in_repository(&git_dir, Includes::Follow) {
        Some(refused) => Err(refused),
        None => read(files, top, &git_dir, &inner),
    };
    // One line that does not tell where this machine keeps the site.
    let plain = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ").replace(&git_dir, ".git");
    read.map_err(|text| if top.len() > 1 { plain(text).replace(top, ".") } else { plain(text) })
}

fn read(files: &Files, top: &str, git_dir: &str, dirs: &[String]) -> Result<Vec<Git>, String> {
    let told = |error: git2::Error| error.message().to_owned();
    let repo = open(top, git_dir).map_err(told)?;
    let state = head(&repo, files, top, git_dir).map_err(told)?;
    let index = repo.index().map_err(told)?;
    let tracks = |dir: &&String| dir.is_empty() || index.find_prefix(format!("{dir}/")).is_ok();
    // The top stands for every directory.
    let whole = dirs.iter().find(|dir| dir.is_empty());
    let tracked: Vec<&String> = whole.map_or_else(|| dirs.iter().filter(tracks).collect(), |top| vec![top]);
    if let Some(special) = special::in_work_tree(top, &tracked) {
        return Err(format!("`{special}` is neither a file nor a directory"));
    }
    let changes = if tracked.is_empty() { Vec::new() } else { changes(&repo, &tracked).map_err(told)? };
    let git = |dir: &String| {
        let mut state = GitState { own: dir.is_empty(), ..state.clone() };
        if !tracks(&dir) {
            // To list what lies there could take long, and would say no more.
            if repo.is_path_ignored(format!("{dir}/")).unwrap_or(false) {
                return Git::None;
            }
            state.untracked.push(".".to_owned());
            return Git::Repository(Box::new(state));
        }
        for (path, untracked) in changes.iter().filter(|(path, _)| dir.is_empty() || lies_in(path, dir)) {
            let path = path[dir.len()..].trim_start_matches('/').to_owned();
            if *untracked { state.untracked.push(path) } else { state.dirty.push(path) }
        }
        state.dirty.sort();
        state.untracked.sort();
        Git::Repository(Box::new(state))
    };
    Ok(dirs.iter().map(git).collect())
}

/// The directory that `.git` is or names.
fn git_dir(top: &str) -> Result<String, String> {
    let link = join(top, ".git");
    let meta = fs::metadata(&link).map_err(|_| "`.git` is a link that leads nowhere".to_owned())?;
    let dir = if meta.is_dir() {
        link
    } else if meta.is_file() && meta.len() <= LINK_LIMIT {
        let text = fs::read_to_string(&link).map_err(|e| format!("`.git` cannot be read: {}", e.kind()))?;
        let target = text.trim().strip_prefix("gitdir:").ok_or("`.git` is a file that names no directory")?.trim();
        let target = if Path::new(target).is_absolute() { PathBuf::from(target) } else { Path::new(top).join(target) };
        let real = fs::canonicalize(target).map_err(|_| "`.git` names a directory that is not there".to_owned())?;
        slashed(&real).ok_or("`.git` names a directory whose name is not UTF-8")?
    } else {
        return Err("`.git` is neither a directory nor a short file".to_owned());
    };
    Ok(dir)
}

/// Opens a repository, also one of another user: libgit2 refuses those because of what their configuration could have run, and
/// nothing is run here. The switch for that check is unsafe, but a repository opened as a bare one is not checked.
fn open(top: &str, git_dir: &str) -> Result<Repository, git2::Error> {
    let none: [&Path; 0] = [];
    let repo = match Repository::open_ext(top, RepositoryOpenFlags::NO_SEARCH, none) {
        Err(error) if error.code() == ErrorCode::Owner => Repository::open_bare(git_dir)?,
        opened => opened?,
    };
    // Whatever `core.worktree` and `core.bare` say, the work tree that is looked at is this one.
    repo.set_workdir(Path::new(top), false)?;
    Ok(repo)
}

/// What a repository says of itself, without changes.
fn head(repo: &Repository, files: &Files, top: &str, git_dir: &str) -> Result<GitState, git2::Error> {
    let head = match repo.head() {
        Ok(head) => Some(head),
        Err(error) if matches!(error.code(), ErrorCode::UnbornBranch) => None,
        Err(error) => return Err(error),
    };
    let commit = head.as_ref().map(git2::Reference::peel_to_commit).transpose()?;
    let linked = Path::new(&join(git_dir, "commondir")).is_file();
    let is_link = Path::new(&join(top, ".git")).is_file();
    Ok(GitState {
        worktree: files.shown_real(top),
        commit: commit.as_ref().map(|c| c.id().to_string()),
        time: commit.as_ref().map(|c| c.time().seconds()),
        describe: commit.as_ref().and_then(|_| describe(repo)),
        tag: commit.as_ref().and_then(|c| exact_tag(repo, c.id())),
        branch: branch(repo),
        remote: remote(repo),
        // A linked work tree shares its history.
        shallow: repo.is_shallow() || fs::metadata(repo.commondir().join("shallow")).is_ok_and(|m| m.len() > 0),
        linked,
        submodule: is_link && !linked && git_dir.split('/').any(|part| part == "modules"),
        ..GitState::default()
    })
}

/// The branch that is checked out, also before its first commit.
fn branch(repo: &Repository) -> Option<String> {
    let head = repo.find_reference("HEAD").ok()?;
    let target = String::from_utf8_lossy(head.symbolic_target_bytes()?).into_owned();
    target.strip_prefix("refs/heads/").map(str::to_owned)
}

fn describe(repo: &Repository) -> Option<String> {
    repo.describe(DescribeOptions::new().describe_tags()).ok()?.format(None).ok()
}

/// The first tag by name that points at a commit, straight or as an object of its own.
fn exact_tag(repo: &Repository, commit: git2::Oid) -> Option<String> {
    let tags = repo.references_glob("refs/tags/*").ok()?.flatten();
    let exact = tags.filter(|tag| tag.peel_to_commit().is_ok_and(|c| c.id() == commit));
    exact.filter_map(|tag| Some(String::from_utf8_lossy(tag.name_bytes().strip_prefix(b"refs/tags/")?).into_owned())).min()
}

fn remote(repo: &Repository) -> Option<String> {
    let origin = repo.find_remote("origin").ok();
    let remote = origin.or_else(|| {
        let names = repo.remotes().ok()?;
        let mut names: Vec<&str> = names.iter().flatten().flatten().collect();
        names.sort_unstable();
        repo.find_remote(names.first()?).ok()
    })?;
    Some(stripped(&String::from_utf8_lossy(remote.url_bytes()))).filter(|url| !url.is_empty())
}

/// An address without user, password, query and fragment. A token hides in any of them.
fn stripped(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default().trim();
    if let Some((scheme, rest)) = url.split_once("://") {
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        return format!("{scheme}://{}{path}", host.rsplit('@').next().unwrap_or_default());
    }
    // `user@host:path`, as scp has it; a path of this machine has its `/` first.
    match url.split_once(':') {
        Some((host, path)) if !host.contains('/') => format!("{}:{path}", host.rsplit('@').next().unwrap_or_default()),
        _ => url.to_owned(),
    }
}

/// Changed and untracked files below some directories, relative to the top; `true` for untracked ones.
fn changes(repo: &Repository, dirs: &[&String]) -> Result<Vec<(String, bool)>, git2::Error> {
    let mut options = StatusOptions::new();
    options.include_untracked(true).recurse_untracked_dirs(true).exclude_submodules(true);
    options.include_ignored(false).include_unreadable(true).update_index(false).disable_pathspec_match(true);
    for dir in dirs.iter().filter(|dir| !dir.is_empty()) {
        options.pathspec(dir);
    }
    let statuses = repo.statuses(Some(&mut options))?;
    let entries = statuses.iter().filter(|e| !e.status().intersects(Status::IGNORED | Status::WT_UNREADABLE));
    Ok(entries.map(|e| (String::from_utf8_lossy(e.path_bytes()).into_owned(), e.status() == Status::WT_NEW)).collect())
}

#[cfg(test)]
mod tests;
