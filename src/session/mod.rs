//! The pipeline from a path to findings, one screen.

mod beside;
mod cache;
mod code;
mod cores;
mod excerpts;
mod fix;
mod kept;
mod manifest;
mod patches;
mod plain_files;
mod policy;
mod sbom;
mod settings;
mod targets;
mod verdicts;

use std::collections::BTreeMap;
use std::env;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::base::{PhpSet, Version};
use crate::core_facts::{self, Built, Known};
use crate::error::Error;
use crate::graph::{self, Graph};
#[cfg(test)]
use crate::model::fact::Fact;
use crate::model::finding::Finding;
use crate::model::inventory::{Aims, Beside, Inventory};
use crate::model::module::Module;
use crate::model::place::{Place, Problem};
use crate::model::site::{Layout, ModuleDir, SiteKind};
use crate::model::verdict::{Column, Judged};
use crate::php::{Arena, eval};
use crate::resolve::Target;
use crate::site::{CoreTree, Files, Located};
use crate::triage::{self, Key};
use crate::{config, inventory, resolve, rules, site};

pub(crate) use crate::core_facts::NAMED;
pub(crate) use crate::site::is_archive;
pub(crate) use cores::{Core, core, shipped_cores, symbols};
pub(crate) use fix::{Repairs, repairs};
pub(crate) use manifest::{Told, manifest};
pub(crate) use patches::patches;
pub(crate) use plain_files::{bounded, replace};
pub(crate) use sbom::sbom;
pub(crate) use settings::{Found, NamedBy, baseline, baseline_path, directory, settings, write_baseline};
pub(crate) use verdicts::matrix;

pub(crate) use crate::triage::{Baseline, Heed, Policy};

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
    /// Whether to read what is staged for the next commit.
    pub staged: Staged,
    /// Whether what is read of code and cores is kept for the next run, and taken from the one before.
    pub keep: bool,
    /// Hears what the run is at.
    pub stage: fn(Stage),
}

#[cfg(test)]
impl Options {
    /// Reads without Git, and keeps nothing.
    pub(crate) fn plain(threads: usize) -> Self {
        Self { threads, with_git: false, labels: false, staged: Staged::No, keep: false, stage: |_| {} }
    }
}

/// Whether what is staged for the next commit is read in place of the work tree, and what of it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Staged {
    No,
    /// Findings in files that the commit changes.
    Files,
    /// Findings in lines that it changes, and those about changed files as a whole.
    Lines,
}

/// Everything that a check knows.
#[derive(Debug)]
pub(crate) struct Checked {
    /// What was read.
    pub inventory: Inventory,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Whether each external module works on the target; empty without one.
    pub verdicts: Vec<Judged>,
    /// What a baseline of these findings would hold.
    pub counted: BTreeMap<Key, usize>,
    /// Properties that have only another name on every release that their module declares, by the place of the old one.
    renames: BTreeMap<Place, String>,
    /// The gate to what was opened.
    files: Files,
}

impl Checked {
    /// How many files were read, and how many bytes of them.
    pub(crate) fn amount(&self) -> (usize, u64) {
        self.files.amount()
    }
}

/// What a run is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Reading,
    /// The files of the core are held against their official list.
    Comparing,
    /// What code uses is looked up.
    Resolving,
}

/// Reads all modules of a site and how they hang together.
pub(crate) fn read(path: &Path, options: Options) -> Result<(Inventory, Graph), Error> {
    threads(path, options)?.install(|| read_files(path, options, false, Code::Nothing, &[])).map(|(_, inventory, graph)| (inventory, graph))
}

/// Which code of modules is read, besides what every inventory reads.
#[derive(Debug, Clone, Copy)]
enum Code<'k> {
    Nothing,
    /// Descriptors, for what they change that is not theirs.
    Descriptors,
    /// Every file, for what it uses of the core too, and for what PHP refuses: the newest version, or this one.
    Everything(&'k Known, Option<(u32, u32)>),
}

/// Reads a site, and what its code uses and changes; with checksums of the files in an archive where they are wanted.
fn read_files(
    path: &Path,
    options: Options,
    with_sums: bool,
    code: Code<'_>,
    roots: &[config::Root],
) -> Result<(Files, Inventory, Graph), Error> {
    (options.stage)(Stage::Reading);
    let kept = || if let Code::Everything(known, _) = code { code::kept(path, options, known) } else { None };
    let open = || site::open(path, site::Options { with_git: options.with_git, with_strays: true, with_sums });
    let (opened, kept) = rayon::join(open, kept);
    let (mut files, layout) = opened?;
    if options.staged != Staged::No {
        site::stage(&mut files, env::var_os("GIT_INDEX_FILE").as_deref().map(Path::new))?;
    }
    // Of an archive for deployment one wants to know whether it is whole, for whatever release.
    let is_package = layout.package.is_some() && matches!(code, Code::Descriptors);
    let against = match if is_package { Code::Everything(Known::shipped(), None) } else { code } {
        Code::Everything(known, php) => Some((known, php)),
        Code::Nothing | Code::Descriptors => None,
    };
    let said = || if let Code::Nothing = code { Vec::new() } else { code::read(&files, &layout, against, kept.as_ref()) };
    let ((modules, problems), said) = rayon::join(|| modules(&files, &layout, options), said);
    let mut inventory = Inventory { layout, modules, problems, uses: Vec::new(), beside: Beside::default(), core: None };
    inventory.uses = code::uses(&mut inventory, said, against);
    let known = if let Code::Everything(known, _) = code { Some(known) } else { None };
    inventory.beside = beside::read(roots, &inventory.layout, known, options)?;
    // Reading code meets unreadable files too, so the site is asked again.
    inventory.add_problems(files.problems());
    let graph = graph::build(&inventory);
    Ok((files, inventory, graph))
}

/// The modules of a site, external ones first, and what of their descriptors could not be read.
fn modules(files: &Files, layout: &Layout, options: Options) -> (Vec<Module>, Vec<Problem>) {
    let found: Vec<(&ModuleDir, &String)> = layout.modules.iter().flat_map(|dir| dir.descriptors.iter().map(move |d| (dir, d))).collect();
    let arena = Arena::new();
    let base = eval::Base::load(&arena, files).with_labels(options.labels);
    // `collect` keeps the order of the directories, however the threads share the work.
    let read: Vec<(Module, Vec<Problem>)> = found.into_par_iter().map(|(dir, path)| module(files, &base, dir, path)).collect();
    let (mut modules, problems): (Vec<Module>, Vec<Vec<Problem>>) = read.into_iter().unzip();
    modules.sort_by_key(|module| module.core);
    (modules, problems.into_iter().flatten().collect())
}

/// Reads a site with its core, when that was opened.
fn read_whole(path: &Path, options: Options, code: Code<'_>, roots: &[config::Root]) -> Result<(Files, Inventory, Graph), Error> {
    let (files, mut inventory, graph) = read_files(path, options, false, code, roots)?;
    if inventory.layout.kind == SiteKind::Installation {
        (options.stage)(Stage::Comparing);
        let (core, problems) = patches::glance(&files, &inventory.layout);
        inventory.core = core;
        inventory.add_problems(problems);
    }
    Ok((files, inventory, graph))
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

/// Holds a site against every rule, and against a core that is not among the shipped ones where one is given.
pub(crate) fn check(path: &Path, aims: &Aims, core: Option<&Core>, policy: Policy<'_>, options: Options) -> Result<Checked, Error> {
    // A core that is shipped is there already.
    let beside = core.filter(|core| core.source.is_some()).map(|core| Known::with(&[core.side()]));
    let each: Vec<(Aims, Option<Target<'_>>)> = targets::each(aims)
        .into_iter()
        .map(|aims| target(&aims, beside.as_ref()).map(|target| (aims, target)))
        .collect::<Result<_, _>>()?;
    let code = code(&each);
    let roots = policy.settings.map_or(&[][..], |settings| &settings.roots);
    threads(path, options)?.install(|| {
        let (rules, read) = rayon::join(rules::all, || read_whole(path, options, code, roots));
        let (rules, (files, mut inventory, graph)) = (rules?, read?);
        (options.stage)(Stage::Resolving);
        let mut renames = BTreeMap::new();
        let mut one = |(aims, target): (Aims, Option<Target<'_>>)| {
            let ground = policy::Ground { files: &files, graph: &graph, rules, target, aims: &aims };
            let outcome = policy::hold(&mut inventory, &ground, policy);
            let release = target.and_then(|target| target.known.version(target.bit)).cloned();
            let column = release.map(|release| Column { release, core: aims.core.clone() });
            let verdicts = column.map_or_else(Vec::new, |column| verdicts::of_check(&inventory, rules, &outcome.held.findings, &column));
            renames.extend(fix::renames(&outcome.facts));
            let held = outcome.told(&ground, policy, options.staged);
            targets::Found { aims, held, verdicts }
        };
        let found = each.into_iter().map(&mut one).collect();
        let (mut findings, verdicts, counted) = targets::together(found);
        if let Some(settings) = policy.settings {
            triage::level(&mut findings, settings);
        }
        Ok(Checked { inventory, findings, verdicts, counted, renames, files })
    })
}

/// What modules are held against: the core that was named beside the shipped ones, else the release that was; refuses a release that
/// nothing is known of.
fn target<'k>(aims: &Aims, beside: Option<&'k Known>) -> Result<Option<Target<'k>>, Error> {
    let target = match (beside, &aims.target) {
        (Some(known), _) => Target { known, bit: Known::named(0) },
        (None, Some(release)) => shipped(release)?,
        (None, None) => return Ok(None),
    };
    aims.from.as_ref().map(shipped).transpose()?;
    Ok(Some(target))
}

/// The code that is read for these aims, with the version of PHP that all of them have.
fn code<'k>(each: &[(Aims, Option<Target<'k>>)]) -> Code<'k> {
    let php = each.iter().filter_map(|(aims, target)| resolve::php_versions(*target, aims)).reduce(PhpSet::or).unwrap_or_default();
    match each.first().and_then(|(_, target)| *target) {
        Some(target) => Code::Everything(target.known, php.single()),
        None if !php.is_empty() => Code::Everything(Known::shipped(), php.single()),
        None => Code::Descriptors,
    }
}

/// A shipped release as a target.
fn shipped(release: &Version) -> Result<Target<'static>, Error> {
    let known = Known::shipped();
    let held = || known.majors().iter().map(|(_, version)| version.to_string()).collect();
    let bit = known.release(release).ok_or_else(|| Error::UnknownRelease { release: release.to_string(), held: held() })?;
    Ok(Target { known, bit })
}

/// What rules see of a site.
#[cfg(test)]
pub(crate) fn facts(path: &Path, aims: &Aims) -> Result<Vec<Fact>, Error> {
    let options = Options { with_git: true, ..Options::plain(0) };
    let target = target(aims, None)?;
    threads(path, options)?.install(|| {
        let (files, mut inventory, graph) = read_whole(path, options, code(&[(aims.clone(), target)]), &[])?;
        let ground = policy::Ground { files: &files, graph: &graph, rules: rules::all()?, target, aims };
        Ok(policy::hold(&mut inventory, &ground, Policy::default()).facts)
    })
}

/// One descriptor and everything that belongs to it.
fn module(files: &Files, base: &eval::Base<'_>, dir: &ModuleDir, path: &str) -> (Module, Vec<Problem>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    // Dolibarr takes the file's name for the class (`admin/modules.php`).
    let class = name.strip_suffix(".class.php").unwrap_or(name);
    let (descriptor, mut problems) = eval::descriptor(files, base, path, class);
    let (module, unread) = inventory::module(files, dir, descriptor);
    problems.extend(unread);
    (module, problems)
}
