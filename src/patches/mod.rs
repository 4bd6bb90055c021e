//! Holds the core of an installation against its pristine state: which files differ, in which way, what was changed in them, and
//! what an update makes of that. Says nothing in sentences and changes nothing.

mod change;
mod compared;
mod diff;
mod fate;
mod older;
mod packaging;
mod pristine;
mod spelling;

use crate::error::Error;
use crate::model::core_state::CoreState;
use crate::model::place::Problem;
use crate::site::CoreTree;
use compared::Compared;
use older::Others;
use pristine::Baseline;
pub(crate) use pristine::Given;

/// An external module of the installation.
#[derive(Debug, Clone)]
pub(crate) struct Neighbour {
    /// The descriptor's class.
    pub class: String,
    /// Its directory's name.
    pub name: String,
    /// Its directory from `htdocs`, when it lies there beside the core's own.
    pub beside: Option<String>,
}

/// The difference between two texts as `git apply` takes it.
pub(crate) fn unified(path: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    diff::Diff::of(before, after).unified(path)
}

/// What is asked of a comparison.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// The pristine state; found beside or around the installation when not given.
    pub against: Option<Given>,
    /// The core of an update.
    pub target: Option<Given>,
    /// External modules.
    pub neighbours: Vec<Neighbour>,
    /// Roots of modules inside of `htdocs`, from there.
    pub roots: Vec<String>,
    pub depth: Depth,
    /// Whether the Git repository around the core is left alone.
    pub without_git: bool,
}

/// How closely a core is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Depth {
    /// Every file, and into the modified ones.
    #[default]
    Changes,
    /// Every file, and not into them.
    Names,
    /// Only files that PHP runs, and not into them.
    Glance,
}

/// Compares a core. The problems are those of every tree that was read.
pub(crate) fn compare(core: &CoreTree, asked: &Asked) -> Result<(CoreState, Vec<Problem>), Error> {
    let baseline = Baseline::find(core, asked)?;
    let listed = if asked.depth == Depth::Glance { Default::default() } else { baseline.other_lists(core) };
    let others = Others::of(core.release.as_ref().map(|release| &release.value), listed);
    let compared = Compared::new(core, asked, &baseline, &others);
    let mut told = compared.files();
    let mut problems = baseline.problems.clone();
    if asked.depth == Depth::Changes {
        problems.extend(compared.changes(&mut told.files)?);
    }
    problems.extend(core.problems());
    problems.sort();
    problems.dedup();
    let release = core.release.as_ref().map(|release| release.value.as_str().to_owned()).unwrap_or_default();
    let target = asked.target.as_ref().map(|given| (given.release.clone(), given.name.clone()));
    let state = CoreState {
        release,
        pristine: baseline.told(core),
        target,
        same: told.same,
        uncovered: told.uncovered,
        unread: told.unread,
        files: told.files,
    };
    Ok((state, problems))
}
