//! From what was read of a site to its manifest.

use std::collections::{BTreeMap, BTreeSet};

use super::places::{Places, remote, without_paths};
use super::v1::{self, Manifest, SCHEMA};
use super::{INSTALLATION, tree};
use crate::base::Version;
use crate::model::content::FileDigest;
use crate::model::core_state::{Class, CoreFile, CoreState, Source};
use crate::model::facets;
use crate::model::field::Field;
use crate::model::inventory::Inventory;
use crate::model::module::{Bound, Module};
use crate::model::place::{Place, Problem, ProblemKind};
use crate::model::site::{Git, GitState, Layout, SiteKind};
use crate::model::verdict::Judged;

/// Everything that a manifest is made of.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    pub inventory: &'a Inventory,
    /// The contents of each external module's files, by the module's directory as shown; sorted by path.
    pub contents: &'a BTreeMap<String, Vec<FileDigest>>,
    pub core: Option<Core<'a>>,
    /// The PHP versions of the installed release.
    pub php: (Option<String>, Option<String>),
    /// The verdicts on each external module for every major; empty when nobody asked.
    pub judged: &'a [Judged],
    /// The releases whose verdicts are told.
    pub targets: &'a [Version],
    /// Seconds since 1970, when it was asked for.
    pub created: Option<u64>,
}

/// The core's files.
#[derive(Debug)]
pub(crate) struct Core<'a> {
    /// What differs from the pristine state; nothing where that is not known.
    pub state: Option<&'a CoreState>,
    /// Every file.
    pub contents: &'a [FileDigest],
    /// What lies below the main root and is not the core's: the starts of paths.
    pub others: &'a [String],
}

/// Makes a manifest: the same parts give the same one.
pub(crate) fn create(parts: &Parts<'_>) -> Manifest {
    let inventory = parts.inventory;
    let places = Places::of(&inventory.layout);
    let external = inventory.modules.iter().enumerate().filter(|(_, module)| !module.core);
    let mut modules: Vec<v1::Module> = external.map(|(index, found)| module(parts, &places, index, found)).collect();
    modules.sort_by(|a, b| (&a.directory, &a.class).cmp(&(&b.directory, &b.class)));
    let mut problems: Vec<v1::Problem> = inventory.problems.iter().map(|found| problem(found, &places)).collect();
    for problem in &mut problems {
        // What is too large for a text, or no text at all, is summed up all the same.
        let inner = |module: &v1::Module| Some(problem.file.strip_prefix(&module.directory)?.trim_start_matches('/').to_owned());
        problem.unread &= !modules.iter().any(|module| inner(module).is_some_and(|path| module.files.contains_key(&path)));
    }
    let core = parts.core.iter().flat_map(|core| core.contents).map(|file| file.path.as_str()).collect::<BTreeSet<_>>();
    problems.iter_mut().for_each(|problem| problem.unread &= !core.contains(problem.file.as_str()));
    problems.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
    Manifest { schema: SCHEMA.to_owned(), created: parts.created, site: site(parts, &places, &inventory.layout), modules, problems }
}

fn site(parts: &Parts<'_>, places: &Places, layout: &Layout) -> v1::Site {
    let conf = layout.conf.as_ref();
    let mut git = git(&layout.git);
    if let Some(git) = &mut git {
        git.untracked.clear();
    }
    v1::Site {
        opened: opened(layout.kind).to_owned(),
        release: layout.release.as_ref().map(|release| release.value.as_str().to_owned()),
        release_from: layout.release.as_ref().map(|release| places.name(&release.place.file)),
        php_min: parts.php.0.clone(),
        php_max: parts.php.1.clone(),
        roots: places.names().to_vec(),
        database_type: conf.and_then(|conf| conf.db_type.clone()),
        database_prefix: conf.and_then(|conf| conf.db_prefix.clone()),
        core: parts.core.as_ref().map(core),
        git,
    }
}

fn opened(kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::Installation => INSTALLATION,
        SiteKind::CustomRoot => "modules",
        SiteKind::Module => "module",
    }
}

fn core(core: &Core<'_>) -> v1::Core {
    let sums: BTreeMap<&str, &str> = core.contents.iter().map(|file| (file.path.as_str(), file.sha256.as_str())).collect();
    let told = |class: Class| class != Class::NeverPackaged && class != Class::Module;
    let is_others = |path: &str| core.others.iter().any(|start| path.starts_with(start));
    let files = core.state.into_iter().flat_map(|state| &state.files).filter(|file| told(file.class) && !is_others(&file.path));
    let files: Vec<&CoreFile> = files.collect();
    let changed = files.iter().map(|file| {
        let sha256 = sums.get(file.path.as_str()).map(|sum| (*sum).to_owned());
        (file.path.clone(), v1::Changed { class: file.class.as_str().to_owned(), sha256 })
    });
    // What is checked out is not known to be what was published.
    let known = core.state.filter(|state| state.pristine.source != Source::Checkout);
    let state = known.map_or("unknown", |_| if files.iter().any(|file| file.class.is_alarm()) { "patched" } else { "pristine" });
    v1::Core {
        state: state.to_owned(),
        against: core.state.map(|state| state.pristine.name.clone()),
        tree: tree(core.contents.iter().map(|file| (&file.path, &file.sha256))),
        files: core.contents.len(),
        changed: changed.collect(),
    }
}

fn git(git: &Git) -> Option<v1::Git> {
    let of = |state: &GitState, broken: Option<String>| v1::Git {
        commit: state.commit.clone(),
        time: state.time,
        tag: state.tag.clone(),
        describe: state.describe.clone(),
        branch: state.branch.clone(),
        remote: state.remote.as_deref().map(remote),
        shallow: state.shallow,
        dirty: state.dirty.clone(),
        untracked: state.untracked.clone(),
        broken,
    };
    match git {
        Git::None | Git::NotBuilt => None,
        Git::Broken(why) => Some(of(&GitState::default(), Some(without_paths(why)))),
        Git::Repository(state) => Some(of(state, None)),
    }
}

fn problem(problem: &Problem, places: &Places) -> v1::Problem {
    let Place { file, line, .. } = &problem.place;
    v1::Problem {
        kind: problem.kind.as_str().to_owned(),
        file: places.name(file),
        line: (*line > 0).then_some(*line),
        message: without_paths(&problem.message),
        unread: matches!(problem.kind, ProblemKind::Unreadable | ProblemKind::Link | ProblemKind::Limit),
    }
}

/// Takes known values, and keeps the names of those that are not.
#[derive(Default)]
struct Values {
    unknown: Vec<String>,
}

impl Values {
    fn known<T: Clone>(&mut self, name: &str, field: &Field<T>) -> Option<T> {
        if matches!(field, Field::Unknown(_) | Field::OneOf(..)) && !self.unknown.iter().any(|known| known == name) {
            self.unknown.push(name.to_owned());
        }
        field.known().cloned()
    }
}

fn module(parts: &Parts<'_>, places: &Places, index: usize, module: &Module) -> v1::Module {
    let mut values = Values::default();
    let none = Vec::new();
    let contents = parts.contents.get(&module.shown).unwrap_or(&none);
    let judged = parts.judged.iter().find(|judged| judged.index == index);
    let verdicts = judged.into_iter().flat_map(|judged| &judged.cells).filter(|cell| parts.targets.contains(&cell.column.release));
    let bound = |bound: &Bound| bound.declared().map(str::to_owned);
    let inner = |place: &Place| place.file.strip_prefix(&module.shown).unwrap_or(&place.file).trim_start_matches('/').to_owned();
    v1::Module {
        class: module.descriptor.class.clone(),
        directory: places.name(&module.shown),
        name: values.known("name", &module.identity.name),
        numero: values.known("numero", &module.identity.numero),
        version: values.known("version", &module.version.version),
        editor: values.known("editor_name", &module.identity.editor_name),
        git: git(&module.git),
        depends: module.requires.depends.iter().map(|relation| relation.class.clone()).collect(),
        conflicts: module.requires.conflicts.iter().map(|relation| relation.class.clone()).collect(),
        dolibarr_min: bound(&module.requires.dolibarr_min),
        dolibarr_max: bound(&module.requires.dolibarr_max),
        works_on: judged.map(works_on),
        php_min: bound(&module.requires.php_min),
        php_max: bound(&module.requires.php_max),
        verdicts: verdicts.map(|cell| (cell.column.release.as_str().to_owned(), cell.verdict.as_str().to_owned())).collect(),
        migrations: migrations(&module.migrations, &inner),
        permissions: module.permissions.iter().map(|permission| self::permission(permission, &mut values)).collect(),
        triggers: triggers(&module.triggers, &inner),
        hooks: hooks(&module.hooks),
        api: module.api.iter().map(|api| self::api(api, &inner)).collect(),
        cron_jobs: module.cron_jobs.iter().map(|job| cron_job(job, &mut values)).collect(),
        menus: module.menus.iter().map(|menu| self::menu(menu, &mut values)).collect(),
        constants: module.constants.iter().map(|constant| self::constant(constant, &mut values)).collect(),
        document_directories: module.directories.iter().map(|dir| dir.value.clone()).collect(),
        dictionaries: module.dictionaries.iter().filter_map(|dictionary| values.known("dictionaries", &dictionary.table)).collect(),
        boxes: module.boxes.iter().filter_map(|entry| values.known("boxes", &entry.file)).collect(),
        tabs: module.tabs.iter().filter_map(|tab| values.known("tabs", &tab.text)).collect(),
        tree: tree(contents.iter().map(|file| (&file.path, &file.sha256))),
        tree_unix: tree(contents.iter().map(|file| (&file.path, file.unix.as_ref().unwrap_or(&file.sha256)))),
        bytes: contents.iter().map(|file| file.size).sum(),
        files: contents.iter().map(file).collect(),
        unknown: values.unknown,
    }
}

/// The majors from the oldest to the newest release that a module works on.
fn works_on(judged: &Judged) -> String {
    let major = |at: usize| judged.cells[at].column.release.major();
    match judged.range() {
        None => "none".to_owned(),
        Some((first, last)) if first == last => major(first).to_string(),
        Some((first, last)) => format!("{}–{}", major(first), major(last)),
    }
}

fn file(file: &FileDigest) -> (String, v1::File) {
    (file.path.clone(), v1::File { size: file.size, sha256: file.sha256.clone(), unix: file.unix.clone() })
}

fn migrations(migrations: &facets::Migrations, inner: &impl Fn(&Place) -> String) -> Vec<v1::Migration> {
    let change = |change: &facets::SqlChange| v1::TableChange {
        what: change.kind.as_str().to_owned(),
        table: change.table.clone(),
        columns: change.columns.clone(),
    };
    let of = |on: &str, file: &facets::SqlFile| v1::Migration {
        file: inner(&file.file),
        on: on.to_owned(),
        changes: file.changes.iter().map(change).collect(),
    };
    let run = migrations.run.iter().map(|file| of("activation", file));
    let upgrade = migrations.on_upgrade.iter().map(|file| of("upgrade", file));
    let perhaps = migrations.never.iter().filter(|_| migrations.open).map(|file| of("perhaps", file));
    run.chain(upgrade).chain(perhaps).collect()
}

fn permission(permission: &facets::Permission, values: &mut Values) -> v1::Permission {
    v1::Permission {
        id: values.known("rights", &permission.id),
        label: values.known("rights", &permission.label),
        level1: values.known("rights", &permission.level1),
        level2: values.known("rights", &permission.level2),
    }
}

/// Those that Dolibarr runs, in its order: by the names of their files (`core/class/interfaces.class.php`).
fn triggers(triggers: &[facets::Trigger], inner: &impl Fn(&Place) -> String) -> Vec<v1::Trigger> {
    let of = |trigger: &facets::Trigger| v1::Trigger {
        file: inner(&trigger.file),
        class: trigger.class.as_ref().map(|class| class.value.clone()),
        codes: trigger.codes.iter().map(|code| code.value.clone()).collect(),
    };
    triggers.iter().filter(|trigger| trigger.skipped.is_none()).map(of).collect()
}

fn hooks(hooks: &facets::Hooks) -> v1::Hooks {
    let methods = hooks.actions.iter().flat_map(|actions| &actions.methods).map(|method| method.value.clone());
    v1::Hooks { contexts: hooks.contexts.iter().map(|context| context.value.clone()).collect(), methods: methods.collect() }
}

fn api(api: &facets::ApiClass, inner: &impl Fn(&Place) -> String) -> v1::Api {
    v1::Api {
        file: inner(&api.file),
        class: api.class.as_ref().map(|class| class.value.clone()),
        routes: api.routes.iter().map(|route| format!("{} {}", route.verb, route.path)).collect(),
    }
}

fn cron_job(job: &facets::CronJob, values: &mut Values) -> v1::CronJob {
    let (object, method) = (values.known("cronjobs", &job.object), values.known("cronjobs", &job.method));
    let called = object.zip(method).map(|(object, method)| format!("{object}::{method}"));
    v1::CronJob {
        label: values.known("cronjobs", &job.label),
        runs: called.or_else(|| values.known("cronjobs", &job.command)),
        frequency: values.known("cronjobs", &job.frequency),
        unit_seconds: values.known("cronjobs", &job.unit),
    }
}

fn menu(menu: &facets::Menu, values: &mut Values) -> v1::Menu {
    v1::Menu {
        title: values.known("menu", &menu.title),
        url: values.known("menu", &menu.url),
        position: values.known("menu", &menu.position),
    }
}

fn constant(constant: &facets::Constant, values: &mut Values) -> v1::Constant {
    v1::Constant { name: values.known("const", &constant.name), deleted_on_unactive: constant.deleted_on_unactive }
}
