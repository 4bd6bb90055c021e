//! What the repository around a core knows of the core's release.

use std::fs;

use git2::Repository;

use super::super::paths::{relative, slashed};
use super::tree;
use crate::site::{Around, Located};

/// How many commits are counted.
const COMMITS: usize = 100_000;

/// The repository around a directory, at the tag of the release if it has one, else at what is checked out.
pub(in crate::site) fn around(dir: &str, release: &str) -> Option<Around> {
    let real = slashed(&fs::canonicalize(dir).ok()?)?;
    let top = super::top(&real, &mut std::collections::BTreeMap::new())?;
    let repo = tree::open(std::path::Path::new(&top)).ok()?;
    let inner = relative(&top, &real);
    let at = |reference: &str| if inner.is_empty() { reference.to_owned() } else { format!("{reference}:{inner}") };
    let holds = |reference: &str| {
        let main = if inner.is_empty() { "main.inc.php".to_owned() } else { format!("{inner}/main.inc.php") };
        repo.revparse_single(&format!("{reference}:{main}")).is_ok()
    };
    let names = [release.to_owned(), format!("v{release}"), format!("dolibarr-{release}")];
    let tag = names.into_iter().find(|name| repo.find_reference(&format!("refs/tags/{name}")).is_ok());
    let Some(tag) = tag else {
        let located = Located::Repository { path: top.into(), reference: at("HEAD") };
        return holds("HEAD").then(|| Around { located, name: "what is checked out".to_owned(), is_tag: false, commits: None });
    };
    let reference = format!("refs/tags/{tag}");
    let commits = commits(&repo, &reference);
    // A repository may keep the core elsewhere now than it did at its release.
    let reference = if holds(&reference) { at(&reference) } else { reference };
    Some(Around { located: Located::Repository { path: top.into(), reference }, name: format!("tag {tag}"), is_tag: true, commits })
}

/// How many commits of the checked out history the tag does not have.
fn commits(repo: &Repository, tag: &str) -> Option<usize> {
    let tag = repo.find_reference(tag).ok()?.peel_to_commit().ok()?.id();
    let mut walk = repo.revwalk().ok()?;
    walk.push_head().ok()?;
    walk.hide(tag).ok()?;
    Some(walk.take(COMMITS).count())
}
