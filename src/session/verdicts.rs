//! Verdicts on modules: all releases from one reading of the code.

use std::path::Path;

use super::{Code as Reads, Options, read_with, threads};
use crate::base::Version;
use crate::core_facts::Known;
use crate::error::Error;
use crate::model::fact::ModuleRef;
use crate::model::finding::Finding;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::place::{Problem, ProblemKind};
use crate::model::verdict::{Judged, Reading};
use crate::resolve::{self, Code, Made};
use crate::rules::{self, Rule};

/// Everything that a matrix shows.
#[derive(Debug)]
pub(crate) struct Matrix {
    pub inventory: Inventory,
    /// The releases that stand for their majors, oldest first.
    pub releases: Vec<Version>,
    /// External modules in the inventory's order.
    pub modules: Vec<Judged>,
}

/// Holds every external module against one release of each major.
pub(crate) fn matrix(path: &Path, options: Options) -> Result<Matrix, Error> {
    let rules = rules::all()?;
    let known = Known::shipped();
    let (inventory, _) = threads(path, options)?.install(|| read_with(path, options, Reads::Everything(known)))?;
    let columns = known.majors();
    let modules = judged(&inventory, known, &rules, &columns);
    Ok(Matrix { inventory, releases: columns.into_iter().map(|(_, version)| version).collect(), modules })
}

fn judged(inventory: &Inventory, known: &Known, rules: &[Rule], columns: &[(u32, Version)]) -> Vec<Judged> {
    let made = Made::by(inventory);
    let mut code = Code::new(inventory, known, &made, None);
    let found: Vec<Vec<Finding>> =
        columns.iter().map(|(bit, release)| rules::run(rules, &resolve::on_release(inventory, &mut code, *bit, release))).collect();
    let judge = |(index, module): (usize, &Module)| {
        let (name, unread) = (ModuleRef::of(module), unread(inventory, module));
        let cells = columns.iter().zip(&found).map(|((_, release), findings)| {
            let own = findings.iter().filter(|finding| finding.module.as_ref() == Some(&name)).cloned();
            rules::judge(release, own, !unread.is_empty())
        });
        Judged { cells: cells.collect(), module: name.clone(), index, unread, reading: code.reading(index) }
    };
    external(inventory).map(judge).collect()
}

/// Kinds of facts that tell whether a module works on a release.
const ABOUT_RELEASES: [&str; 5] = ["bound", "call", "name.taken", "override", "use"];

/// Verdicts on one release from the findings of a check, which know what was broken before.
pub(super) fn of_check(inventory: &Inventory, rules: &[Rule], findings: &[Finding], release: &Version) -> Vec<Judged> {
    let decides = |finding: &Finding| rules.iter().any(|rule| rule.id == finding.rule && ABOUT_RELEASES.contains(&rule.fact.name));
    let judge = |(index, module): (usize, &Module)| {
        let (name, unread) = (ModuleRef::of(module), unread(inventory, module));
        let own = findings.iter().filter(|finding| finding.module.as_ref() == Some(&name) && decides(finding)).cloned();
        let cells = vec![rules::judge(release, own, !unread.is_empty())];
        Judged { cells, module: name, index, unread, reading: Reading::default() }
    };
    external(inventory).map(judge).collect()
}

fn external(inventory: &Inventory) -> impl Iterator<Item = (usize, &Module)> {
    inventory.modules.iter().enumerate().filter(|(_, module)| !module.core)
}

/// The files of a module that could not be read as code.
fn unread(inventory: &Inventory, module: &Module) -> Vec<Problem> {
    let is_in = |file: &str| module.shown.is_empty() || file.strip_prefix(module.shown.as_str()).is_some_and(|rest| rest.starts_with('/'));
    inventory.problems.iter().filter(|problem| is_code(problem) && is_in(&problem.place.file)).cloned().collect()
}

/// Whether a problem leaves code unread. A patch is none.
fn is_code(problem: &Problem) -> bool {
    let file = problem.place.file.trim_end_matches(".txt");
    !(file.ends_with(".patch") || file.ends_with(".diff"))
        && matches!(problem.kind, ProblemKind::Unreadable | ProblemKind::Syntax | ProblemKind::Limit)
}
