//! Holds a later manifest against an earlier one.

use std::collections::{BTreeMap, BTreeSet};

use super::INSTALLATION;
use super::v1::{Changed, Core, File, Manifest, Module};
use crate::base::Version;
use crate::model::deviation::{Compared, Comparison, Deviation, Files, What};
use crate::model::fact::ModuleRef;

/// In what `is` deviates from `was`. What one of them could not read is no deviation.
pub(crate) fn compare(was: &Manifest, is: &Manifest) -> Comparison {
    let mut found = Comparison { releases: [was.site.release.clone(), is.site.release.clone()], ..Comparison::default() };
    let mut site = |what| found.deviations.push(Deviation { module: None, what });
    // Modules that were opened alone say nothing of what lies around them.
    let whole = was.site.opened == INSTALLATION && is.site.opened == INSTALLATION;
    if whole && was.site.release != is.site.release {
        site(What::Release { was: was.site.release.clone(), is: is.site.release.clone() });
    }
    let unread = [Unread::of(was), Unread::of(is)];
    if let Some((before, after)) = was.site.core.as_ref().zip(is.site.core.as_ref()) {
        let files = core(before, after);
        let same = (&before.tree, before.files) == (&after.tree, after.files);
        let is_known = same || !files.is_empty() || !unread.iter().any(Unread::has_core);
        found.core = is_known.then_some(same);
        if is_known && !same && was.site.release == is.site.release {
            site(What::Core(files));
        }
    }
    for (before, after) in pairs(was, is) {
        module(before, after, &unread, &mut found);
    }
    unmet(was, is, &unread[1], &mut found);
    let sums: BTreeMap<&String, usize> = was.modules.iter().map(|module| (&module.directory, module.files.len())).collect();
    found.files = sums.values().sum();
    found.modules.sort();
    found.deviations.sort_by(|a, b| a.module.cmp(&b.module));
    found
}

/// What a state could not read.
struct Unread<'m> {
    manifest: &'m Manifest,
    paths: Vec<&'m str>,
}

impl<'m> Unread<'m> {
    fn of(manifest: &'m Manifest) -> Self {
        let paths = manifest.problems.iter().filter(|problem| problem.unread).map(|problem| problem.file.as_str());
        Self { manifest, paths: paths.collect() }
    }

    /// Whether it may hold a file of a module.
    fn hides(&self, directory: &str, file: &str) -> bool {
        let path = if directory.is_empty() { file.to_owned() } else { format!("{directory}/{file}") };
        self.paths.iter().any(|unread| lies_in(&path, unread))
    }

    /// Whether it may hold a descriptor of a module: the directory itself, what lies above, or what leads to descriptors.
    fn hides_module(&self, directory: &str) -> bool {
        let descriptors = if directory.is_empty() { "core/modules".to_owned() } else { format!("{directory}/core/modules") };
        self.paths.iter().any(|unread| lies_in(&descriptors, unread) || lies_in(unread, &descriptors))
    }

    /// Whether there is something that is no module's, which may be the core's.
    fn has_core(&self) -> bool {
        let modules = &self.manifest.modules;
        self.paths.iter().any(|unread| !modules.iter().any(|module| lies_in(unread, &module.directory)))
    }
}

fn lies_in(path: &str, directory: &str) -> bool {
    directory.is_empty() || path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The modules of both sides: those of one class and directory belong together, then those of one class.
fn pairs<'m>(was: &'m Manifest, is: &'m Manifest) -> Vec<(Option<&'m Module>, Option<&'m Module>)> {
    let mut open: Vec<&Module> = is.modules.iter().collect();
    let mut pairs: Vec<(Option<&Module>, Option<&Module>)> = Vec::new();
    let mut alone: Vec<&Module> = Vec::new();
    let mut take = |wanted: &dyn Fn(&Module) -> bool| open.iter().position(|module| wanted(module)).map(|at| open.remove(at));
    for before in &was.modules {
        match take(&|after| after.class == before.class && after.directory == before.directory) {
            Some(after) => pairs.push((Some(before), Some(after))),
            None => alone.push(before),
        }
    }
    for before in alone {
        let after = take(&|after| after.class.eq_ignore_ascii_case(&before.class));
        pairs.push((Some(before), after));
    }
    pairs.extend(open.into_iter().map(|after| (None, Some(after))));
    pairs
}

fn module(was: Option<&Module>, is: Option<&Module>, unread: &[Unread<'_>; 2], found: &mut Comparison) {
    let Some(named) = is.or(was) else { return };
    let name = ModuleRef { dir: named.directory.clone(), class: named.class.clone() };
    let version = |module: Option<&Module>| module.map(|module| module.version.clone().unwrap_or_default());
    let commit = |module: Option<&Module>| module.and_then(|module| module.git.as_ref()?.commit.clone());
    found.modules.push(Compared { module: name.clone(), versions: [version(was), version(is)], commits: [commit(was), commit(is)] });
    let mut tell = |what| found.deviations.push(Deviation { module: Some(name.clone()), what });
    let (before, after) = match (was, is) {
        (Some(before), Some(after)) => (before, after),
        (Some(before), None) if unread[1].hides_module(&before.directory) => return,
        (Some(before), None) => return tell(What::Missing(before.version.clone())),
        (None, Some(after)) if unread[0].hides_module(&after.directory) => return,
        (None, Some(after)) => return tell(What::Extra(after.version.clone())),
        (None, None) => return,
    };
    // A module that was opened alone bears no directory.
    if before.directory != after.directory && !before.directory.is_empty() && !after.directory.is_empty() {
        tell(What::Moved(before.directory.clone()));
    }
    let mut files = files(&before.files, &after.files);
    files.removed.retain(|file| !unread[1].hides(&after.directory, file));
    files.added.retain(|file| !unread[0].hides(&before.directory, file));
    // A descriptor that is damaged has no version: its files say more.
    let is_known = before.version.is_some() && after.version.is_some();
    if before.version != after.version && (is_known || files.is_empty()) {
        let parsed = |version: &Option<String>| Version::parse(version.as_deref()?);
        let order = parsed(&after.version).zip(parsed(&before.version)).map(|(after, before)| after.compare(&before).cmp(&0));
        tell(What::Version { was: before.version.clone(), is: after.version.clone(), order });
    } else if before.tree_unix == after.tree_unix && !files.line_ends.is_empty() {
        tell(What::LineEnds(files.line_ends.clone()));
    } else if !files.is_empty() {
        tell(What::Content(files.clone()));
    } else if commit(was).is_some() && commit(is).is_some() && commit(was) != commit(is) {
        tell(What::Commit { was: commit(was), is: commit(is) });
    }
    let facets = if files.is_empty() { Vec::new() } else { facets(before, after) };
    facets.into_iter().for_each(&mut tell);
}

fn files(was: &BTreeMap<String, File>, is: &BTreeMap<String, File>) -> Files {
    let mut files = Files::default();
    for (path, before) in was {
        match is.get(path) {
            None => files.removed.push(path.clone()),
            Some(after) if after.sha256 == before.sha256 => {}
            Some(after) if after.unix.as_ref().unwrap_or(&after.sha256) == before.unix.as_ref().unwrap_or(&before.sha256) => {
                files.line_ends.push(path.clone());
            }
            Some(_) => files.changed.push(path.clone()),
        }
    }
    files.added = is.keys().filter(|path| !was.contains_key(*path)).cloned().collect();
    files
}

/// What is named of a core: only files that are not as published, where both states know what was.
fn core(was: &Core, is: &Core) -> Files {
    if was.against != is.against {
        return Files::default();
    }
    let there = |changed: &BTreeMap<String, Changed>, path: &String| changed.get(path).and_then(|file| file.sha256.clone());
    let mut files = Files::default();
    let paths: BTreeSet<&String> = was.changed.keys().chain(is.changed.keys()).collect();
    for path in paths {
        let (before, after) = (there(&was.changed, path), there(&is.changed, path));
        let class = |core: &Core| core.changed.get(path).map(|file| file.class.clone());
        if before == after && class(was) == class(is) {
            continue;
        }
        match (class(was).as_deref(), class(is).as_deref()) {
            (_, Some("missing")) => files.removed.push(path.clone()),
            (None, Some("foreign" | "stale")) => files.added.push(path.clone()),
            (Some("foreign" | "stale"), None) => files.removed.push(path.clone()),
            (None, Some("line-ends")) => files.line_ends.push(path.clone()),
            _ => files.changed.push(path.clone()),
        }
    }
    files
}

/// What a module brings along, in words that tell one from the other.
fn facets(was: &Module, is: &Module) -> Vec<What> {
    type Named = fn(&Module) -> Vec<String>;
    const FACETS: [(&str, Named); 12] = [
        ("tables", tables),
        ("columns", columns),
        ("permissions", |m| m.permissions.iter().map(|p| format!("{} {}", text(&p.id), text(&p.label))).collect()),
        ("triggers", |m| m.triggers.iter().flat_map(|t| &t.codes).cloned().collect()),
        ("hooks", |m| m.hooks.contexts.iter().map(|c| format!("context {c}")).chain(m.hooks.methods.iter().cloned()).collect()),
        ("API routes", |m| m.api.iter().flat_map(|api| &api.routes).cloned().collect()),
        ("cron jobs", |m| m.cron_jobs.iter().map(|job| format!("{} {}", text(&job.label), text(&job.runs))).collect()),
        ("menus", |m| m.menus.iter().map(|menu| format!("{} {}", text(&menu.title), text(&menu.url))).collect()),
        ("constants", |m| m.constants.iter().filter_map(|constant| constant.name.clone()).collect()),
        ("dictionaries", |m| m.dictionaries.clone()),
        ("document directories", |m| m.document_directories.clone()),
        ("dependencies", |m| m.depends.clone()),
    ];
    let told = FACETS.iter().filter_map(|(facet, named)| {
        let (before, after): (BTreeSet<String>, BTreeSet<String>) = (named(was).into_iter().collect(), named(is).into_iter().collect());
        let added: Vec<String> = after.difference(&before).cloned().collect();
        let removed: Vec<String> = before.difference(&after).cloned().collect();
        (!added.is_empty() || !removed.is_empty()).then_some(What::Facet { facet, added, removed })
    });
    told.collect()
}

fn text<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string)
}

fn tables(module: &Module) -> Vec<String> {
    let changes = module.migrations.iter().flat_map(|file| &file.changes);
    changes.filter(|change| change.what == "create").map(|change| change.table.clone()).collect()
}

fn columns(module: &Module) -> Vec<String> {
    let changes = module.migrations.iter().flat_map(|file| &file.changes);
    let of = changes.filter(|change| matches!(change.what.as_str(), "create" | "add-column"));
    of.flat_map(|change| change.columns.iter().map(move |column| format!("{}.{column}", change.table))).collect()
}

/// Dependencies that a module of the earlier state met and none of the later one does.
fn unmet(was: &Manifest, is: &Manifest, unread: &Unread<'_>, found: &mut Comparison) {
    let of = |manifest: &Manifest, class: &str| {
        manifest.modules.iter().find(|module| module.class.eq_ignore_ascii_case(class)).map(|module| module.directory.clone())
    };
    let is_gone = |class: &str| of(is, class).is_none() && of(was, class).is_some_and(|directory| !unread.hides_module(&directory));
    for module in &is.modules {
        for class in module.depends.iter().filter(|class| is_gone(class)) {
            let name = ModuleRef { dir: module.directory.clone(), class: module.class.clone() };
            found.deviations.push(Deviation { module: Some(name), what: What::Unmet(class.clone()) });
        }
    }
}
