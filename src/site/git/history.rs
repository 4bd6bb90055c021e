//! What the repository around a core knows of the core's release.

use std::fs;

use git2::Repository;

use super::super::paths::slashed;
use super::tree;
use crate::site::{Around, Located};

/// How many commits are counted.
const COMMITS: usize = 100_000;

/// The repository around a directory, at the tag of the release if it has one, else at what is checked out.
pub(in crate::site) fn around(dir: &str, release: &str) -> Option<Around> {
    let real = slashed(&fs::canonicalize(dir).ok()?)?;
    let top = super::top(&real, &mut std::collections::BTreeMap::new())?;
    let repo = tree::open(std::path::Path::new(&top)).ok()?;
    let names = [release.to_owned(), format!("v{release}"), format!("dolibarr-{release}")];
    let tag = names.into_iter().find(|name| repo.find_reference(&format!("refs/tags/{name}")).is_ok());
    let reference = tag.clone().map_or_else(|| "HEAD".to_owned(), |tag| format!("refs/tags/{tag}"));
    let commits = tag.as_ref().and_then(|_| commits(&repo, &reference));
    let name = tag.clone().map_or_else(|| "what is checked out".to_owned(), |tag| format!("tag {tag}"));
    Some(Around { located: Located::Repository { path: top.into(), reference }, name, is_tag: tag.is_some(), commits })
}

/// How many commits of the checked out history the tag does not have.
fn commits(repo: &Repository, tag: &str) -> Option<usize> {
    let tag = repo.find_reference(tag).ok()?.peel_to_commit().ok()?.id();
    let mut walk = repo.revwalk().ok()?;
    walk.push_head().ok()?;
    walk.hide(tag).ok()?;
    Some(walk.take(COMMITS).count())
}
