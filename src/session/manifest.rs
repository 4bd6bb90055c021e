//! From a site to its manifest.

use std::collections::BTreeMap;
use std::path::Path;

use super::patches::names;
use super::{Code, Options, read_files, threads, verdicts};
use crate::base::Version;
use crate::core_facts::Known;
use crate::error::Error;
use crate::manifest::{self, Core, Manifest, Parts};
use crate::model::content::FileDigest;
use crate::model::site::{Layout, ModuleDir, SiteKind};
use crate::rules::{self, Rule};
use crate::site::{self, CoreTree, Files};

/// What a manifest tells besides what lies there.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Whether the code is read for the releases that it works on.
    pub judged: bool,
    /// Releases whose verdicts are told.
    pub targets: Vec<Version>,
    /// Seconds since 1970.
    pub created: Option<u64>,
}

/// The manifest of a site.
pub(crate) fn manifest(path: &Path, told: &Told, options: Options) -> Result<Manifest, Error> {
    let known = Known::shipped();
    for target in &told.targets {
        super::shipped(target)?;
    }
    threads(path, options)?.install(|| {
        let code = if told.judged { Code::Everything(known, None) } else { Code::Nothing };
        let (files, mut inventory, _) = read_files(path, options, true, code, &[])?;
        // A backup is told what there is, whatever anybody thinks of it.
        let judge = |rules: &[Rule]| verdicts::judged(&inventory, known, rules, &verdicts::columns(known, &[]), &|_| None);
        let judged = if told.judged { judge(rules::all()?) } else { Vec::new() };
        // What the code uses takes more room than anything else here.
        inventory.uses = Vec::new();
        let contents = contents(&files, &inventory.layout.modules);
        let others = others(&inventory.layout);
        let is_core = |path: &str| !others.iter().any(|start| path.starts_with(start));
        let core = core(&files, &inventory.layout);
        let state = core.as_ref().and_then(|core| names(core, &inventory.layout, options));
        let core_contents = core.as_ref().map(|core| core.digests(is_core));
        // Reading contents meets what is unreadable too.
        inventory.add_problems(files.problems().into_iter().chain(core.iter().flat_map(|core| core.problems())));
        let bit = inventory.layout.installed().and_then(|release| known.release(release));
        let php = |word: &str| Some(known.header(bit?, word)?.to_owned());
        let targets: Vec<Version> = told.targets.iter().filter_map(|target| known.version(known.release(target)?).cloned()).collect();
        Ok(manifest::create(&Parts {
            inventory: &inventory,
            contents: &contents,
            core: core_contents.as_ref().map(|contents| Core { state: state.as_ref(), contents, others: &others }),
            php: (php("php-min"), php("php-max")),
            judged: &judged,
            targets: &targets,
            created: told.created,
        }))
    })
}

/// The core of an installation; what lies around modules that were opened alone does not belong to them.
fn core(files: &Files, layout: &Layout) -> Option<CoreTree> {
    let main = layout.roots.iter().find(|root| root.main && layout.kind == SiteKind::Installation);
    main.map(|root| CoreTree::installed(files, &root.path))
}

/// What lies below the main root and is not the core's: modules, other roots, and documents. Starts of paths.
fn others(layout: &Layout) -> Vec<String> {
    let Some(main) = layout.roots.iter().find(|root| root.main) else { return Vec::new() };
    let modules = layout.modules.iter().filter(|dir| layout.roots[dir.root].main && !dir.name.is_empty()).map(|dir| dir.name.clone());
    let roots = layout.roots.iter().filter_map(|root| Some(root.path.strip_prefix(&main.path)?.strip_prefix('/')?.to_owned()));
    // `conf.php` has paths of the machine that it was written for.
    let conf = layout.conf.as_ref();
    let documents = conf.and_then(|conf| conf.data_root.as_ref()?.strip_prefix(conf.document_root.as_ref()?)?.strip_prefix('/'));
    modules
        .chain(roots)
        .chain(documents.map(str::to_owned))
        .filter(|dir| !dir.is_empty())
        .map(|dir| format!("{}/", dir.trim_end_matches('/')))
        .collect()
}

/// The contents of each external module's files, by the module's directory as shown.
fn contents(files: &Files, dirs: &[ModuleDir]) -> BTreeMap<String, Vec<FileDigest>> {
    let of = |dir: &ModuleDir| {
        let paths: Vec<String> = dir.files.iter().map(|file| file.path.clone()).collect();
        (dir.shown.clone(), site::digests(files, &dir.path, &paths))
    };
    dirs.iter().filter(|dir| !dir.files.is_empty()).map(of).collect()
}
