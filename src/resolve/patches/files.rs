//! Patch files of modules and what of the core they are aimed at.

use super::super::row::row;
use super::{Core, Standing, View};
use crate::core_facts::Kind;
use crate::model::fact::Fact;
use crate::model::module::{Module, PatchTarget};
use crate::model::site::ModuleDir;

/// How many leading directories of a path are tried to be those of somebody's checkout.
const MOST_LEADING: usize = 4;

pub(super) fn facts(view: &View<'_>, module: &Module, dir: &ModuleDir, out: &mut Vec<Fact>) {
    for target in module.patches.iter().filter(|target| !is_own(view, dir, &target.path)) {
        let Some((path, standing)) = aim(&view.core, target) else { continue };
        let (state, seen) = standing.as_ref().map_or(("unknown", String::new()), Standing::words);
        // A file that the patch makes need not be there.
        let state = if target.deed == "adds" { "unknown" } else { state };
        let fact = row("patch.file", module, &target.place)
            .with("path", path)
            .with("deed", target.deed)
            .with("hunks", hunks(target.hunks))
            .with("state", state)
            .with("seen", seen)
            .with("target", view.core.shown());
        out.push(fact.sure(standing.is_some() || target.below_htdocs));
    }
}

/// Whether a path leads into the module itself, or into another one.
fn is_own(view: &View<'_>, dir: &ModuleDir, path: &str) -> bool {
    let mut parts: Vec<&str> = path.split('/').collect();
    if let Some(custom) = parts.iter().position(|part| *part == "custom") {
        return view.core.standing(Kind::Path, "", path).is_none() || custom == 0;
    }
    // A checkout of the module may lie in a directory of any name.
    let has = |path: &str| dir.files.binary_search_by(|file| file.path.as_str().cmp(path)).is_ok();
    if has(path) {
        return true;
    }
    if parts.len() > 1 && (parts[0].eq_ignore_ascii_case(&dir.name) || view.is_module(parts[0])) {
        return true;
    }
    parts.remove(0);
    has(&parts.join("/")) && view.core.standing(Kind::Path, "", path).is_none()
}

/// The file of the core that a target means, with where it is when that is known.
fn aim(core: &Core<'_>, target: &PatchTarget) -> Option<(String, Option<Standing>)> {
    let parts: Vec<&str> = target.path.split('/').collect();
    let most = if target.below_htdocs { 0 } else { MOST_LEADING };
    for leading in 0..=most.min(parts.len().saturating_sub(2)) {
        let path = parts[leading..].join("/");
        if let Some(standing) = core.standing(Kind::Path, "", &path) {
            return Some((path, Some(standing)));
        }
    }
    // Of files that are no PHP the facts of a core know nothing; the directory tells whose they are.
    let is_known = target.below_htdocs || !target.path.ends_with(".php");
    (is_known && parts.len() > 1 && core.has_dir(parts[0])).then(|| (target.path.clone(), None))
}

fn hunks(count: usize) -> String {
    if count == 1 { "1 hunk".to_owned() } else { format!("{count} hunks") }
}
