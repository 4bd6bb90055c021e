//! The installation, strays, Git states and problems.

use serde::Serialize;

use super::common::{Place, Placed, place, version};
use crate::model::inventory::Inventory;
use crate::model::place as model;
use crate::model::site::{self, SiteKind};

#[derive(Serialize)]
pub(super) struct Site<'a> {
    kind: &'static str,
    release: Option<Placed<'a, &'a str>>,
    roots: Vec<Root<'a>>,
    conf: Option<Conf<'a>>,
    git: Git<'a>,
    strays: Vec<Stray<'a>>,
}

#[derive(Serialize)]
struct Root<'a> {
    directory: &'a str,
    main: bool,
}

#[derive(Serialize)]
struct Conf<'a> {
    file: &'a str,
    document_root: Option<&'a str>,
    document_root_alt: &'a [String],
    data_root: Option<&'a str>,
    db_prefix: Option<&'a str>,
    db_type: Option<&'a str>,
}

#[derive(Serialize)]
struct Stray<'a> {
    kind: &'static str,
    place: Place<'a>,
    note: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Problem<'a> {
    /// `unreadable`, `link`, `limit`, `syntax`, `git` or `configuration`.
    kind: &'static str,
    place: Place<'a>,
    message: &'a str,
}

/// A Git state; `state` says which of the others is there.
#[derive(Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(super) enum Git<'a> {
    None,
    NotBuilt,
    Broken { reason: &'a str },
    Repository(Repository<'a>),
}

#[derive(Serialize)]
pub(super) struct Repository<'a> {
    worktree: &'a str,
    own: bool,
    commit: Option<&'a str>,
    time: Option<i64>,
    describe: Option<&'a str>,
    tag: Option<&'a str>,
    branch: Option<&'a str>,
    remote: Option<&'a str>,
    shallow: bool,
    linked: bool,
    submodule: bool,
    dirty: &'a [String],
    untracked: &'a [String],
}

pub(super) fn site(inventory: &Inventory) -> Site<'_> {
    let layout = &inventory.layout;
    let kind = match layout.kind {
        SiteKind::Installation => "installation",
        SiteKind::CustomRoot => "custom-root",
        SiteKind::Module => "module",
    };
    Site {
        kind,
        release: layout.release.as_ref().map(version),
        roots: layout.roots.iter().map(|root| Root { directory: &root.shown, main: root.main }).collect(),
        conf: layout.conf.as_ref().map(conf),
        git: git(&layout.git),
        strays: layout.strays.iter().map(stray).collect(),
    }
}

fn stray(s: &site::Stray) -> Stray<'_> {
    Stray { kind: s.kind.as_str(), place: place(&s.place), note: &s.note }
}

fn conf(conf: &site::Conf) -> Conf<'_> {
    Conf {
        file: &conf.file,
        document_root: conf.document_root.as_deref(),
        document_root_alt: &conf.document_root_alt,
        data_root: conf.data_root.as_deref(),
        db_prefix: conf.db_prefix.as_deref(),
        db_type: conf.db_type.as_deref(),
    }
}

pub(super) fn problems(problems: &[model::Problem]) -> Vec<Problem<'_>> {
    problems.iter().map(|p| Problem { kind: p.kind.as_str(), place: place(&p.place), message: &p.message }).collect()
}

pub(super) fn git(git: &site::Git) -> Git<'_> {
    match git {
        site::Git::None => Git::None,
        site::Git::NotBuilt => Git::NotBuilt,
        site::Git::Broken(reason) => Git::Broken { reason },
        site::Git::Repository(state) => Git::Repository(repository(state)),
    }
}

fn repository(state: &site::GitState) -> Repository<'_> {
    Repository {
        worktree: &state.worktree,
        own: state.own,
        commit: state.commit.as_deref(),
        time: state.time,
        describe: state.describe.as_deref(),
        tag: state.tag.as_deref(),
        branch: state.branch.as_deref(),
        remote: state.remote.as_deref(),
        shallow: state.shallow,
        linked: state.linked,
        submodule: state.submodule,
        dirty: &state.dirty,
        untracked: &state.untracked,
    }
}
