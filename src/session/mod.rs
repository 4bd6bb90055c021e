//! The pipeline from a path to findings, one screen.

mod cache;
mod cores;

use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::core_facts::{self, Built, Known};
use crate::error::Error;
use crate::graph::{self, Graph};
#[cfg(test)]
use crate::model::fact::Fact;
use crate::model::finding::Finding;
use crate::model::inventory::{Aims, Inventory};
use crate::model::module::Module;
use crate::model::place::Problem;
use crate::model::site::ModuleDir;
use crate::model::uses::Uses;
use crate::php::loader::Loader;
use crate::php::{Arena, eval, parse};
use crate::site::{CoreTree, Files, Located};
use crate::{inventory, resolve, rules, site, symbols};

pub(crate) use cores::{Core, core, shipped_cores, symbols};

/// The parser's stack grows with the nesting of what it reads.
const STACK: usize = 64 << 20;

/// How to read a site.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Number of threads; 0 for one on each core.
    pub threads: usize,
    /// Whether to read Git states.
    pub with_git: bool,
    /// Whether to look translated texts up in the modules' own English labels.
    pub labels: bool,
    /// Whether to read what the code of modules uses of the core.
    pub uses: bool,
}

/// Everything that a check knows.
#[derive(Debug)]
pub(crate) struct Checked {
    /// What was read.
    pub inventory: Inventory,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// Reads all modules of a site and how they hang together.
pub(crate) fn read(path: &Path, options: Options) -> Result<(Inventory, Graph), Error> {
    threads(path, options)?.install(|| {
        let (files, layout) = site::open(path, site::Options { with_git: options.with_git })?;
        let found: Vec<(&ModuleDir, &String)> =
            layout.modules.iter().flat_map(|dir| dir.descriptors.iter().map(move |d| (dir, d))).collect();
        let arena = Arena::new();
        let base = eval::Base::load(&arena, &files).with_labels(options.labels);
        // `collect` keeps the order of the directories, however the threads share the work.
        let read: Vec<(Module, Vec<Problem>)> = found.into_par_iter().map(|(dir, path)| module(&files, &base, dir, path)).collect();
        let (mut modules, problems): (Vec<Module>, Vec<Vec<Problem>>) = read.into_iter().unzip();
        modules.sort_by_key(|module| module.core);
        // Reading descriptors meets unreadable files too, so the site is asked again.
        let mut problems: Vec<Problem> = problems.into_iter().flatten().chain(files.problems()).collect();
        problems.sort();
        problems.dedup();
        let mut inventory = Inventory { layout, modules, problems, uses: Vec::new() };
        if options.uses {
            inventory.uses = uses(&files, &inventory, &Known::shipped());
        }
        let graph = graph::build(&inventory);
        Ok((inventory, graph))
    })
}

/// Reads the facts of a core.
pub(crate) fn build_facts(path: &Path, unverified: bool, options: Options) -> Result<Built, Error> {
    threads(path, options)?.install(|| facts_of(&Located::find(path)?.open()?, path, unverified))
}

fn facts_of(tree: &CoreTree, path: &Path, unverified: bool) -> Result<Built, Error> {
    let release = tree.release.as_ref().ok_or_else(|| Error::NoRelease { path: path.to_owned() })?;
    Ok(core_facts::build(tree, release.value.as_str(), core_facts::Options { unverified }))
}

fn threads(path: &Path, options: Options) -> Result<rayon::ThreadPool, Error> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(options.threads).stack_size(STACK).build();
    threads.map_err(|error| Error::Unreadable { path: path.to_owned(), source: io::Error::other(error) })
}

/// Holds a site against every rule.
pub(crate) fn check(path: &Path, aims: &Aims, options: Options) -> Result<Checked, Error> {
    let rules = rules::all()?;
    let (inventory, graph) = read(path, Options { uses: aims.target.is_some(), ..options })?;
    let findings = rules::run(&rules, &resolve::facts(&inventory, &graph, &Known::shipped(), aims));
    Ok(Checked { inventory, findings })
}

/// What rules see of a site.
#[cfg(test)]
pub(crate) fn facts(path: &Path, aims: &Aims) -> Result<Vec<Fact>, Error> {
    let (inventory, graph) = read(path, Options { threads: 0, with_git: true, labels: false, uses: aims.target.is_some() })?;
    Ok(resolve::facts(&inventory, &graph, &Known::shipped(), aims))
}

/// What the code of external modules uses of the core. Libraries that a module brings along are read for what they declare alone.
fn uses(files: &Files, inventory: &Inventory, known: &Known) -> Vec<(usize, Vec<Uses>)> {
    let dirs = inventory.layout.modules.iter().filter(|dir| !dir.name.is_empty() || !dir.files.is_empty());
    let owners = dirs.filter_map(|dir| Some((inventory.modules.iter().position(|module| !module.core && module.shown == dir.shown)?, dir)));
    let owners: Vec<(usize, &ModuleDir)> = owners.collect();
    let read = |(index, dir): (usize, &ModuleDir)| {
        let php = dir.files.par_iter().filter(|file| file.path.ends_with(".php"));
        let uses = php.filter_map(|file| {
            let source = files.read(&format!("{}/{}", dir.path, file.path))?;
            let arena = Arena::new();
            let foreign = site::is_library(&file.path);
            Some(symbols::read(&parse(&arena, &source.shown, &source.bytes), &known.releases, &|thing| !foreign && known.changes(thing)))
        });
        (index, uses.filter(|uses| !uses.uses.is_empty() || !uses.declares.is_empty()).collect())
    };
    owners.into_par_iter().map(read).collect()
}

/// One descriptor and everything that belongs to it.
fn module(files: &Files, base: &eval::Base<'_>, dir: &ModuleDir, path: &str) -> (Module, Vec<Problem>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    // Dolibarr takes the file's name for the class (`admin/modules.php`).
    let class = name.strip_suffix(".class.php").unwrap_or(name);
    let (descriptor, problems) = eval::descriptor(files, base, path, class);
    (inventory::module(files, dir, descriptor), problems)
}
