//! Verdicts on modules: all releases from one reading of the code.

use std::path::Path;

use rayon::prelude::*;

use super::{Code as Reads, Core, Options, Stage, policy, read_files, threads};
use crate::core_facts::{Known, Side};
use crate::error::Error;
use crate::model::fact::ModuleRef;
use crate::model::finding::{Finding, SetAside};
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::model::place::{Problem, ProblemKind};
use crate::model::site::inside;
use crate::model::verdict::{Column, Judged, Reading};
use crate::resolve::{self, Code, Made};
use crate::rules::{self, Asked, Rule};
use crate::triage::{self, Policy};

/// Everything that a matrix shows.
#[derive(Debug)]
pub(crate) struct Matrix {
    pub inventory: Inventory,
    /// The releases that stand for their majors, and the cores that were named, oldest first.
    pub columns: Vec<Column>,
    /// External modules in the inventory's order.
    pub modules: Vec<Judged>,
}

/// Holds every external module against one release of each major, and against the cores that were named.
pub(crate) fn matrix(path: &Path, cores: &[Core], policy: Policy<'_>, options: Options) -> Result<Matrix, Error> {
    let rules = rules::all()?;
    let trees: Vec<Side<'_>> = cores.iter().filter(|core| core.source.is_some()).map(Core::side).collect();
    let beside = (!trees.is_empty()).then(|| Known::with(&trees));
    let known = beside.as_ref().unwrap_or_else(|| Known::shipped());
    let roots = policy.settings.map_or(&[][..], |settings| &settings.roots);
    let columns = columns(known, cores);
    let (inventory, modules) = threads(path, options)?.install(|| {
        let (files, mut inventory, _) = read_files(path, options, false, Reads::Everything(known, None), roots)?;
        (options.stage)(Stage::Resolving);
        let comments = policy::heeded(&files, &mut inventory, policy, &Vec::new, true);
        let modules = judged(&inventory, known, rules, &columns, &|asked| triage::aside(policy, &comments, asked));
        Ok::<_, Error>((inventory, modules))
    })?;
    Ok(Matrix { inventory, columns: columns.into_iter().map(|(_, column)| column).collect(), modules })
}

/// The columns in the order of releases; a core stands behind the shipped release of its version.
pub(super) fn columns(known: &Known, cores: &[Core]) -> Vec<(u32, Column)> {
    let mut columns: Vec<(u32, Column)> = known.majors().into_iter().map(|(bit, release)| (bit, Column { release, core: None })).collect();
    let mut bits = (0..).map(Known::named);
    for core in cores {
        let bit = if core.source.is_some() { bits.next() } else { Some(core.side().bit) };
        columns.extend(bit.map(|bit| (bit, Column { release: core.release.clone(), core: Some(core.shown()) })));
    }
    columns.sort_by(|a, b| a.1.release.cmp(&b.1.release));
    columns
}

/// The verdicts on each external module, one for each column. What is set aside does not count.
pub(super) fn judged(
    inventory: &Inventory,
    known: &Known,
    rules: &[Rule],
    columns: &[(u32, Column)],
    aside: &(dyn Fn(&Asked<'_>) -> Option<SetAside> + Sync),
) -> Vec<Judged> {
    let made = Made::by(inventory);
    let code = Code::new(inventory, known, &made, None);
    let on = |(bit, column): &(u32, Column)| rules::run_but(rules, &resolve::on_release(inventory, &code, *bit, &column.release), aside);
    let found: Vec<Vec<Finding>> = columns.par_iter().map(on).collect();
    let judge = |(index, module): (usize, &Module)| {
        let (name, unread) = (ModuleRef::of(module), unread(inventory, module));
        let cells = columns.iter().zip(&found).map(|((_, column), findings)| {
            let own = findings.iter().filter(|finding| finding.set_aside.is_none() && finding.module.as_ref() == Some(&name)).cloned();
            rules::judge(column, own, !unread.is_empty())
        });
        Judged { cells: cells.collect(), module: name.clone(), index, unread, reading: code.reading(index) }
    };
    external(inventory).map(judge).collect()
}

/// Kinds of facts that tell whether a module works on a release.
const ABOUT_RELEASES: [&str; 6] = ["bound", "call", "name.taken", "override", "trigger.unheard", "use"];

/// Verdicts on one core from the findings of a check, which know what was broken before.
pub(super) fn of_check(inventory: &Inventory, rules: &[Rule], findings: &[Finding], column: &Column) -> Vec<Judged> {
    // That a thing was missing before, as a baseline says, does not make it work.
    let stands = |finding: &Finding| matches!(finding.set_aside, None | Some(SetAside::Baseline));
    let is_about = |finding: &Finding| rules.iter().any(|rule| rule.id == finding.rule && ABOUT_RELEASES.contains(&rule.fact.name));
    let decides = |finding: &Finding| stands(finding) && is_about(finding);
    let judge = |(index, module): (usize, &Module)| {
        let (name, unread) = (ModuleRef::of(module), unread(inventory, module));
        let own = findings.iter().filter(|finding| finding.module.as_ref() == Some(&name) && decides(finding)).cloned();
        let cells = vec![rules::judge(column, own, !unread.is_empty())];
        Judged { cells, module: name, index, unread, reading: Reading::default() }
    };
    external(inventory).map(judge).collect()
}

fn external(inventory: &Inventory) -> impl Iterator<Item = (usize, &Module)> {
    inventory.modules.iter().enumerate().filter(|(_, module)| !module.core)
}

/// The files of a module that could not be read as code.
fn unread(inventory: &Inventory, module: &Module) -> Vec<Problem> {
    let is_in = |problem: &Problem| inside(&module.shown, &problem.place.file).is_some();
    inventory.problems.iter().filter(|problem| is_code(problem) && is_in(problem)).cloned().collect()
}

/// Whether a problem leaves code unread. Patches and what tells of libraries are none.
fn is_code(problem: &Problem) -> bool {
    let file = problem.place.file.trim_end_matches(".txt");
    let is_other = [".patch", ".diff", ".json", ".lock", ".js", ".mjs", ".css"].iter().any(|end| file.ends_with(end));
    !is_other && matches!(problem.kind, ProblemKind::Unreadable | ProblemKind::Syntax | ProblemKind::Limit)
}
