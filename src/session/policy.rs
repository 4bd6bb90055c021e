//! What a person said of findings, brought together with the findings: reads the comments of the files that the run reads or finds something in.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Staged;
use crate::core_facts::Known;
use crate::graph::Graph;
use crate::model::fact::{Fact, ModuleRef};
use crate::model::finding::{Finding, SetAside};
use crate::model::inventory::{Aims, Inventory};
use crate::model::place::{Place, Problem, ProblemKind};
use crate::model::site::{Layout, ModuleDir, SiteKind};
use crate::php::Arena;
use crate::php::loader::Loader;
use crate::resolve::{self, Code, Made, Target};
use crate::rules::{self, Rule};
use crate::site::{self, Files};
use crate::triage::{self, Comment, Comments, Heed, Held, Open, Policy};

/// What findings are made of.
pub(super) struct Ground<'a> {
    pub files: &'a Files,
    pub graph: &'a Graph,
    pub rules: &'a [Rule],
    pub target: Option<Target<'a>>,
    pub aims: &'a Aims,
}

/// The findings on a site, those that do not count marked, and what they come from.
pub(super) struct Outcome {
    pub held: Held,
    pub facts: Vec<Fact>,
    comments: Comments,
}

/// Holds a site against rules, settings, comments and baseline. Adds to the inventory's problems.
pub(super) fn hold(inventory: &mut Inventory, ground: &Ground<'_>, policy: Policy<'_>) -> Outcome {
    let mut facts = resolve::facts(inventory, ground.graph, ground.target, ground.aims);
    let found = || rules::run(ground.rules, &facts);
    let comments = heeded(ground.files, inventory, policy, &found, ground.target.is_some());
    facts.extend(about(&comments, inventory, ground, &facts));
    Outcome { held: triage::hold(ground.rules, &facts, policy, &comments), facts, comments }
}

impl Outcome {
    /// The findings to tell: all, or those in what the next commit changes.
    pub(super) fn told(self, ground: &Ground<'_>, policy: Policy<'_>, staged: Staged) -> Held {
        let Some(changed) = ground.files.changed() else { return self.held };
        let is_changed = |place: &Place| {
            let lines = changed.get(&*place.file);
            lines.is_some_and(|lines| staged != Staged::Lines || place.line == 0 || lines.iter().any(|lines| lines.contains(&place.line)))
        };
        let facts = triage::within(&self.facts, is_changed);
        let findings = triage::again(ground.rules, &facts, policy, &self.comments, &self.held.counted);
        Held { findings, counted: self.held.counted }
    }
}

/// The comments that count, if any do, from files that have findings, and from all code where that was read. Adds to the inventory's problems.
pub(super) fn heeded(
    files: &Files,
    inventory: &mut Inventory,
    policy: Policy<'_>,
    found: &dyn Fn() -> Vec<Finding>,
    with_code: bool,
) -> Comments {
    if !heeds(&inventory.layout, files, policy.comments) {
        return Comments::default();
    }
    let (list, problems) = read(files, inventory, &found(), with_code);
    inventory.add_problems(problems);
    Comments::new(list)
}

/// Whether comments in the code of modules count. Whoever checks an installation is told of everything that breaks it, whatever the authors
/// of its modules think of that, and so is who looks into an archive before it becomes part of one.
fn heeds(layout: &Layout, files: &Files, heed: Heed) -> bool {
    match heed {
        Heed::Always => true,
        Heed::Never => false,
        Heed::OfAuthors => !files.is_archive() && (layout.kind == SiteKind::Module || !layout.roots.iter().any(|root| root.main)),
    }
}

/// The comments of files that have findings, and with a target those of all code, which was read before.
fn read(files: &Files, inventory: &Inventory, found: &[Finding], with_code: bool) -> (Vec<Comment>, Vec<Problem>) {
    let places = |finding: &Finding| {
        finding.related.iter().map(|(place, _)| place.file.clone()).chain([finding.place.file.clone()]).collect::<Vec<_>>()
    };
    let hit: BTreeSet<Arc<str>> = found.iter().flat_map(places).collect();
    let mute = inventory.uses.iter().flat_map(|(_, files)| files).filter(|file| !file.comments);
    let mute: HashSet<&str> = mute.map(|file| &*file.file).collect();
    let dirs = inventory.layout.modules.iter().filter(|dir| !dir.name.is_empty() || !dir.files.is_empty());
    let all = dirs.flat_map(|dir| dir.files.iter().map(move |file| (dir, file.path.as_str())));
    let wanted = all.filter_map(|(dir, inner)| {
        let is_php = inner.ends_with(".php");
        let path = format!("{}/{inner}", dir.path);
        let is_read = is_php && ((with_code && !site::is_library(inner) && !site::is_test(inner)) || dir.descriptors.contains(&path));
        let shown = files.shown(&path);
        let is_wanted = is_read || ((is_php || inner.ends_with(".sql")) && hit.contains(shown.as_str()));
        (is_wanted && !mute.contains(shown.as_str())).then_some((dir, path))
    });
    let wanted: Vec<(&ModuleDir, String)> = wanted.collect();
    let one = |arena: &mut Arena, (dir, path): &(&ModuleDir, String)| -> Option<(Vec<Comment>, Option<Problem>)> {
        let source = files.read(path).filter(|source| triage::may_hold(&source.bytes))?;
        arena.reset();
        let shown = &source.shown;
        let (mut found, is_cut) =
            if path.ends_with(".php") { triage::in_php(arena, shown, &source.bytes) } else { triage::in_sql(shown, &source.bytes) };
        let module = inventory.modules.iter().find(|module| !module.core && module.shown == dir.shown).map(ModuleRef::of);
        let message = || format!("comments that set findings aside name more than {} rules; the rest is not heeded", triage::MOST);
        let problem = is_cut.then(|| Problem { place: Place::file(shown.clone()), kind: ProblemKind::Limit, message: message() });
        found.iter_mut().for_each(|comment| comment.module.clone_from(&module));
        Some((found, problem))
    };
    let read: Vec<Option<(Vec<Comment>, Option<Problem>)>> = wanted.par_iter().map_init(Arena::new, one).collect();
    let (comments, problems): (Vec<Vec<Comment>>, Vec<Option<Problem>>) = read.into_iter().flatten().unzip();
    (comments.into_iter().flatten().collect(), problems.into_iter().flatten().collect())
}

/// Facts about the comments themselves.
fn about(comments: &Comments, inventory: &Inventory, ground: &Ground<'_>, facts: &[Fact]) -> Vec<Fact> {
    if comments.list().is_empty() {
        return Vec::new();
    }
    let findings = rules::run_but(ground.rules, facts, &|asked| comments.aside(&asked.rule.id, asked.place));
    let is_whole = |file: &str| !inventory.problems.iter().any(|problem| *problem.place.file == *file);
    let (mut told, open) = triage::told(comments, ground.rules, &findings, ground.target.is_some(), is_whole);
    let (asked, sure): (Vec<Open<'_>>, Vec<Open<'_>>) = open.into_iter().partition(Open::needs_releases);
    told.extend(sure.iter().map(Open::fact));
    if let Some(Target { known, .. }) = ground.target.filter(|_| !asked.is_empty()) {
        let used = used(comments, &asked, inventory, known, ground.aims);
        told.extend(asked.iter().filter(|open| !used.contains(&(open.comment.place.clone(), open.rule.id.clone()))).map(Open::fact));
    }
    told
}

/// The comments and rules of these that set something aside on any release, from wherever modules come.
fn used(comments: &Comments, open: &[Open<'_>], inventory: &Inventory, known: &Known, aims: &Aims) -> BTreeSet<(Place, String)> {
    let ids: BTreeSet<&str> = open.iter().map(|open| open.rule.id.as_str()).collect();
    let rules: Vec<Rule> =
        ids.iter().filter_map(|id| open.iter().find(|open| open.rule.id == **id)).map(|open| open.rule.clone()).collect();
    let from = aims.source(&inventory.layout).and_then(|release| known.release(release));
    let made = Made::by(inventory);
    let code = Code::new(inventory, known, &made, aims.php.clone());
    let mut used = BTreeSet::new();
    for (bit, _) in known.majors() {
        for from in BTreeSet::from([None, from]) {
            let mut facts = Vec::new();
            code.facts(from, bit, &mut facts);
            let found = rules::run_but(&rules, &facts, &|asked| comments.aside(&asked.rule.id, asked.place));
            used.extend(found.into_iter().filter_map(|finding| match finding.set_aside {
                Some(SetAside::Comment { place, .. }) => Some((place, finding.rule)),
                _ => None,
            }));
        }
    }
    used
}
