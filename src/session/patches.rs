//! The core of an installation beside its pristine state.

use std::path::Path;

use super::{Options, threads};
use crate::error::Error;
use crate::model::core_state::CoreState;
use crate::model::place::{Place, Problem, ProblemKind};
use crate::model::site::Layout;
use crate::patches::{self, Asked, Depth, Given, Neighbour};
use crate::site::{self, CoreTree, Files, Located};

/// A core, and what could not be read of it and of what it was held against.
#[derive(Debug)]
pub(crate) struct Patched {
    pub state: CoreState,
    pub problems: Vec<Problem>,
}

/// Compares the core of an installation with its pristine state, and its changes with a target; both as [`Located::find`] takes them.
pub(crate) fn patches(path: &Path, against: Option<&str>, target: Option<&str>, options: Options) -> Result<Patched, Error> {
    threads(path, options)?.install(|| {
        let open = || Located::Directory(path.to_owned()).open();
        let (core, layout) =
            rayon::join(open, || site::open(path, site::Options { with_git: false, with_strays: false, with_sums: false }));
        let (core, (_, layout)) = (core?, layout?);
        let asked = Asked { against: given(against)?, target: given(target)?, without_git: !options.with_git, ..asked(&layout) };
        let (state, problems) = patches::compare(&core, &asked)?;
        Ok(Patched { state, problems })
    })
}

/// The same for the files that PHP runs, without looking into them, when an official list lies beside the core; and what is wrong
/// with that list.
pub(super) fn glance(files: &Files, layout: &Layout) -> (Option<CoreState>, Vec<Problem>) {
    let Some(main) = layout.roots.iter().find(|root| root.main) else { return (None, Vec::new()) };
    let core = CoreTree::installed(files, &main.path);
    let shown = |problem: Problem| {
        let file = if main.shown.is_empty() { problem.place.file } else { format!("{}/{}", main.shown, problem.place.file).into() };
        Problem { place: Place { file, ..problem.place }, ..problem }
    };
    if core.list.is_none() {
        return (None, core.list_problem.into_iter().map(shown).collect());
    }
    let Ok((state, problems)) = patches::compare(&core, &Asked { depth: Depth::Glance, ..asked(layout) }) else {
        return (None, Vec::new());
    };
    // Links are told as changes where they are any.
    let unread = problems.into_iter().filter(|problem| problem.kind == ProblemKind::Unreadable);
    (Some(state), unread.map(shown).collect())
}

/// The same for every file, without looking into them; `None` where nothing says what the files should be.
pub(super) fn names(core: &CoreTree, layout: &Layout, options: Options) -> Option<CoreState> {
    patches::compare(core, &Asked { depth: Depth::Names, without_git: !options.with_git, ..asked(layout) }).ok().map(|(state, _)| state)
}

fn given(named: Option<&str>) -> Result<Option<Given>, Error> {
    named.map(Given::find).transpose()
}

/// What the layout of a site says of the modules in and around its core.
fn asked(layout: &Layout) -> Asked {
    let main = layout.roots.iter().find(|root| root.main);
    let inside = |path: &str| main.and_then(|main| path.strip_prefix(&main.path)?.strip_prefix('/')).map(str::to_owned);
    let external = layout.modules.iter().filter(|dir| !dir.name.is_empty());
    let neighbours = external.flat_map(|dir| {
        let is_beside = layout.roots[dir.root].main;
        dir.descriptors.iter().map(move |file| {
            let file = file.rsplit('/').next().unwrap_or(file);
            let class = file.strip_suffix(".class.php").unwrap_or(file).to_owned();
            Neighbour { class, name: dir.name.clone(), beside: is_beside.then(|| dir.name.clone()) }
        })
    });
    let roots = layout.roots.iter().filter(|root| !root.main).filter_map(|root| inside(&root.path)).collect();
    Asked { neighbours: neighbours.collect(), roots, ..Asked::default() }
}
