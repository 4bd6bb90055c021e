//! SQL files: which of them `init()` loads, in the order of `core/modules/DolibarrModules.class.php: _load_tables`, which of
//! them the core's `install/upgrade.php` runs, and which nothing runs. Never judges what they do.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::facts_of_classes::{assigned_once, bears_name, descriptor_names, find_class, lineage, module_key, owns_files, shown};
use crate::model::facets::{Migrations, SqlFile};
use crate::model::module::Descriptor;
use crate::model::place::{Place, Placed};
use crate::model::site::ModuleDir;
use crate::php::loader::Loader;
use crate::php::tree::{Arg, BinaryOp, Callee, Class, ClassRef, Expr, ExprKind, Method, Part};
use crate::php::walk::{Node, walk};
use crate::php::{Arena, File, parse};
use crate::sql;

/// More than any descriptor needs: calls of `_load_tables`, nested variables, and pieces that paths are put together of.
const MAX_LOADS: usize = 64;
const MAX_DEPTH: usize = 16;
const MAX_PIECES: usize = 1000;

/// What looking a variable up costs, in pieces.
const LOOKUP: usize = 20;

/// The SQL files of a module.
pub(super) fn migrations(loader: &dyn Loader, dir: &ModuleDir, descriptor: &Descriptor) -> Migrations {
    let (loads, mut open) = loads(loader, dir, &descriptor.class, Some(descriptor));
    let key = module_key(descriptor).unwrap_or_default();
    let own = |first: &str| first == dir.name || (first == key && bears_name(dir, &key));
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let run: Vec<&str> = loads.iter().flat_map(|load| files_of(dir, load, &own)).filter(|path| known.insert(path)).collect();
    let mut rest: Vec<&str> = Vec::new();
    if owns_files(dir, descriptor) {
        for sibling in descriptor_names(dir).filter(|name| *name != descriptor.class) {
            let (loads, more) = self::loads(loader, dir, sibling, None);
            known.extend(loads.iter().flat_map(|load| files_of(dir, load, &own)));
            open |= more;
        }
        rest.extend(dir.files.iter().map(|file| file.path.as_str()).filter(|path| path.starts_with("sql/") && is_sql(path)));
        rest.retain(|path| !known.contains(path));
    }
    let (on_upgrade, never): (Vec<&str>, Vec<&str>) = rest.into_iter().partition(|path| runs_on_upgrade(&dir.name, path));
    let files = |paths: Vec<&str>| paths.into_iter().map(|path| sql_file(loader, dir, path)).collect();
    let loaded = loads.into_iter().map(|load| Placed::new(load.path, load.place)).collect();
    Migrations { run: files(run), on_upgrade: files(on_upgrade), never: files(never), loaded, open }
}

fn is_sql(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".sql")
}

fn sql_file(loader: &dyn Loader, dir: &ModuleDir, path: &str) -> SqlFile {
    let source = loader.read(&format!("{}/{path}", dir.path));
    let file = source.as_ref().map_or_else(|| shown(dir, path), |source| Place::file(source.shown.clone()));
    SqlFile { file, changes: source.map_or_else(Vec::new, |source| sql::changes(&source.shown, &source.bytes)) }
}

/// `sql/dolibarr_allversions.sql`, and `sql/dolibarr_` with the name of one of the core's own migration files behind it, in
/// directories without a dot.
fn runs_on_upgrade(dir: &str, path: &str) -> bool {
    let Some(name) = path.strip_prefix("sql/dolibarr_").and_then(|name| name.strip_suffix(".sql")) else { return false };
    let is_version = |text: &str| {
        let levels: Vec<&str> = text.split('.').collect();
        levels.len() == 3 && levels[2] == "0" && levels.iter().all(|l| !l.is_empty() && l.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_step = name.split_once('-').is_some_and(|(from, to)| is_version(from) && is_version(to));
    !dir.contains('.') && (name == "allversions" || is_step)
}

/// A call of `_load_tables`.
struct Load {
    path: String,
    suffix: Option<String>,
    place: Place,
}

/// The files of the module that one call runs, in order. The path is glued to the root and to the file's name as it is, so a
/// slash that is missing at one of its ends leads nowhere.
fn files_of<'a>(dir: &'a ModuleDir, load: &Load, own: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
    // The last one is for PostgreSQL only.
    let places = ["", "tables/", "data/", "../pgsql/functions/"].map(|below| format!("{}{below}", load.path));
    let mut found = Vec::new();
    for place in places.iter().filter(|place| place.starts_with('/') && place.ends_with('/')) {
        let parts = normal(place);
        // The root of `custom` lies in the main one, so that its name may stand before that of the module.
        let parts = parts.strip_prefix(&["custom"]).filter(|rest| rest.first().is_some_and(|first| own(first))).unwrap_or(&parts);
        let Some((_, rest)) = parts.split_first().filter(|(first, _)| own(first)) else { continue };
        let below: String = rest.iter().map(|part| format!("{part}/")).collect();
        let names: Vec<(&str, &str)> =
            dir.files.iter().filter_map(|file| Some((file.path.as_str(), file.path.strip_prefix(&below)?))).collect();
        for pass in [Pass::Tables, Pass::Keys, Pass::Named("functions"), Pass::Named("data"), Pass::Named("update")] {
            let taken = names.iter().filter(|(_, name)| !name.contains('/') && pass.takes(name) && load.takes(name));
            found.extend(taken.map(|(path, _)| *path));
        }
    }
    found
}

/// The parts of a path without `.`, `..` and doubled slashes.
fn normal(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts
}

/// The rounds that `_load_tables` makes over a directory.
enum Pass {
    Tables,
    Keys,
    Named(&'static str),
}

impl Pass {
    fn takes(&self, name: &str) -> bool {
        let is_key = name.to_ascii_lowercase().ends_with(".key.sql");
        match self {
            Self::Tables => name.starts_with("llx_") && is_sql(name) && !is_key,
            Self::Keys => name.starts_with("llx_") && is_key,
            Self::Named(start) => name.starts_with(start) && is_sql(name) && !is_key,
        }
    }
}

impl Load {
    /// `/\-<suffix>\./i`
    fn takes(&self, name: &str) -> bool {
        let wanted = self.suffix.as_ref().map(|suffix| format!("-{suffix}.").to_ascii_lowercase());
        wanted.is_none_or(|wanted| name.to_ascii_lowercase().contains(&wanted))
    }
}

/// What `init()` and the methods that it calls on its own object load, and whether there is more that cannot be told.
fn loads(loader: &dyn Loader, dir: &ModuleDir, class: &str, descriptor: Option<&Descriptor>) -> (Vec<Load>, bool) {
    let is_own = |path: &&String| path.rsplit('/').next().and_then(|name| name.split_once('.')).is_some_and(|(name, _)| name == class);
    // Parents in other files are known by where they name their own parents.
    let parents = descriptor.map_or(&[][..], |descriptor| &descriptor.parents);
    let prefix = if dir.shown.is_empty() { String::new() } else { format!("{}/", dir.shown) };
    let others = parents.iter().filter_map(|parent| Some(format!("{}/{}", dir.path, parent.place.file.strip_prefix(&prefix)?)));
    let paths: BTreeSet<String> = dir.descriptors.iter().filter(is_own).cloned().chain(others).collect();
    let arena = Arena::new();
    let files: Vec<File<'_>> = paths.iter().filter_map(|path| loader.read(path)).map(|s| parse(&arena, &s.shown, &s.bytes)).collect();
    let names = std::iter::once(class).chain(parents.iter().map(|parent| parent.value.as_str()));
    let class_of = |name: &str| files.iter().find_map(|file| Some((file, find_class(file, name.rsplit('\\').next()?).0?)));
    let mut classes: Vec<(&File<'_>, &Class<'_>)> = Vec::new();
    for (file, class) in names.filter_map(class_of).flat_map(|(file, class)| lineage(file, class).into_iter().map(move |c| (file, c))) {
        if !classes.iter().any(|(_, known)| std::ptr::eq(*known, class)) {
            classes.push((file, class));
        }
    }
    let ends_in_core =
        classes.last().is_some_and(|(_, class)| class.extends.first().is_none_or(|(name, _)| name.eq_ignore_ascii_case("DolibarrModules")));
    let mut search = Search { descriptor, classes, loads: Vec::new(), open: false, pieces: Cell::new(MAX_PIECES) };
    let has_init = search.run();
    (search.loads, search.open || (!has_init && !ends_in_core))
}

struct Search<'f, 'a> {
    /// Whose properties paths may be put together of.
    descriptor: Option<&'f Descriptor>,
    /// The descriptor's class and its parents, nearest first.
    classes: Vec<(&'f File<'a>, &'a Class<'a>)>,
    loads: Vec<Load>,
    open: bool,
    /// How many more pieces are put together.
    pieces: Cell<usize>,
}

impl<'a> Search<'_, 'a> {
    /// Follows the calls from `init`, each method once. Returns whether there is an `init`.
    fn run(&mut self) -> bool {
        let Some(init) = self.method("init", 0) else { return false };
        let mut seen = BTreeSet::from([init]);
        let mut todo = vec![init];
        while let Some((level, index)) = todo.pop() {
            let method = &self.classes[level].1.methods[index];
            let mut calls = Vec::new();
            walk(method.function.body, |node| {
                if let Node::Expr(expr) = node {
                    calls.extend(self.call(expr, level, method));
                }
            });
            for called in calls {
                match called {
                    Called::Method(at) if seen.insert(at) => todo.push(at),
                    Called::Method(_) => {}
                    Called::Load(load) if self.loads.len() < MAX_LOADS => self.loads.push(load),
                    Called::Load(_) | Called::Unclear => self.open = true,
                }
            }
        }
        true
    }

    /// The nearest method of that name, from a level of the classes on.
    fn method(&self, name: &str, from: usize) -> Option<(usize, usize)> {
        let named = |class: &Class<'_>| class.methods.iter().position(|m| m.function.name.eq_ignore_ascii_case(name));
        self.classes.iter().enumerate().skip(from).find_map(|(level, (_, class))| Some((level, named(class)?)))
    }

    fn call(&self, expr: &'a Expr<'a>, level: usize, method: &'a Method<'a>) -> Option<Called> {
        let (name, args, from) = match &expr.kind {
            ExprKind::MethodCall(Expr { kind: ExprKind::Var("this"), .. }, name, args) => (name.name()?, *args, 0),
            ExprKind::StaticCall(ClassRef::Name(class, _), name, args) => {
                let from = if class.eq_ignore_ascii_case("parent") { level + 1 } else { 0 };
                let own = ["self", "static", "parent"].iter().any(|own| class.eq_ignore_ascii_case(own));
                (name.name().filter(|_| own)?, *args, from)
            }
            // Modules that run files by other means name them here; what becomes of them depends on much else.
            ExprKind::Str(text) => return is_sql(&String::from_utf8_lossy(text)).then_some(Called::Unclear),
            ExprKind::Call(Callee::Name(name, _), _) => return name.eq_ignore_ascii_case("run_sql").then_some(Called::Unclear),
            _ => return None,
        };
        if let Some(found) = self.method(name, from) {
            return Some(Called::Method(found));
        }
        name.eq_ignore_ascii_case("_load_tables").then(|| self.load(args, expr, level, method))
    }

    fn load(&self, args: &'a [Arg<'a>], expr: &Expr<'_>, level: usize, method: &'a Method<'a>) -> Called {
        let Some(path) = args.first().and_then(|arg| self.text(&arg.value, method, 0)) else { return Called::Unclear };
        let suffix = match args.get(1) {
            None => None,
            Some(arg) => match self.text(&arg.value, method, 0) {
                Some(suffix) => Some(suffix).filter(|suffix| !suffix.is_empty()),
                None => return Called::Unclear,
            },
        };
        Called::Load(Load { path, suffix, place: self.classes[level].0.place(expr.span) })
    }

    /// A text put together of literals, properties of the descriptor and variables that are assigned once.
    fn text(&self, expr: &'a Expr<'a>, method: &'a Method<'a>, depth: usize) -> Option<String> {
        let cost = if matches!(expr.kind, ExprKind::Var(_)) { LOOKUP } else { 1 };
        self.pieces.set(self.pieces.get().checked_sub(cost).filter(|_| depth <= MAX_DEPTH)?);
        let text = |expr| self.text(expr, method, depth + 1);
        match &expr.kind {
            ExprKind::Str(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            ExprKind::Interpolated(parts) => parts
                .iter()
                .map(|part| match part {
                    Part::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
                    Part::Expr(expr) => text(expr),
                })
                .collect(),
            ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == BinaryOp::Concat) => {
                std::iter::once(*first).chain(rest.iter().map(|(_, expr)| expr)).map(text).collect()
            }
            ExprKind::Prop(Expr { kind: ExprKind::Var("this"), .. }, name) => {
                self.descriptor?.properties.get(name.name()?)?.value.to_text()
            }
            ExprKind::Call(Callee::Name(name, _), [arg]) if name.eq_ignore_ascii_case("strtolower") => {
                Some(text(&arg.value)?.to_ascii_lowercase())
            }
            ExprKind::Var(name) => text(assigned_once(method, name)?),
            _ => None,
        }
    }
}

enum Called {
    Method((usize, usize)),
    Load(Load),
    Unclear,
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    fn shown(init: &str, files: &[&str]) -> String {
        let files: Vec<(&str, &str)> = files.iter().map(|file| (*file, "DROP TABLE llx_x;")).collect();
        let site = Memory::new("sample", init, &files);
        let found = migrations(&site, &site.dir, &site.descriptor());
        let names = |files: &[SqlFile]| files.iter().map(|f| f.file.file.trim_start_matches("sample/sql/")).collect::<Vec<_>>().join(" ");
        let open = if found.open { " | open" } else { "" };
        format!("{} | {} | {}{open}", names(&found.run), names(&found.on_upgrade), names(&found.never))
    }

    #[test]
    fn files_run_in_the_order_of_load_tables() {
        let files = [
            "sql/llx_b.sql",
            "sql/llx_a.key.sql",
            "sql/LLX_c.sql",
            "sql/data_x.SQL",
            "sql/update_1.sql",
            "sql/functions.sql",
            "sql/install.sql",
            "sql/data/llx_d.sql",
            "sql/tables/llx_e.sql",
            "sql/old/llx_f.sql",
            "sql/dolibarr_allversions.sql",
            "sql/dolibarr_17.0.0-18.0.0.sql",
            "sql/dolibarr_17.0-18.0.sql",
            "pgsql/functions/functions.sql",
            "sql/llx_z.sql",
        ];
        let expected = "llx_b.sql llx_z.sql llx_a.key.sql functions.sql data_x.SQL update_1.sql tables/llx_e.sql data/llx_d.sql \
                        sample/pgsql/functions/functions.sql | dolibarr_17.0.0-18.0.0.sql dolibarr_allversions.sql | LLX_c.sql \
                        dolibarr_17.0-18.0.sql install.sql old/llx_f.sql";
        assert_eq!(shown("function init($o = '') { $this->_load_tables('/sample/sql/'); }", &files), expected);
    }

    #[test]
    fn what_init_loads_is_followed_through_helpers_and_simple_paths() {
        let cases = [
            (
                "function init() { return $this->load(); } private function load() { return $this->_load_tables('/sample/sql/'); }",
                "llx_a-x.sql |  | ",
            ),
            ("function init() { $d = '/'.strtolower($this->name).'/sql/'; $this->_load_tables(\"$d\"); }", "llx_a-x.sql |  | "),
            ("function init() { $this->_load_tables('/sample/sql/', 'X'); }", "llx_a-x.sql |  | "),
            ("function init() { $this->_load_tables('/custom/sample/sql/'); }", "llx_a-x.sql |  | "),
            ("function init() { $this->_load_tables('/sample/sql/', 'y'); }", " |  | llx_a-x.sql"),
            ("function init() { $this->_load_tables('/sample/sql'); }", " |  | llx_a-x.sql"),
            ("function init() { $this->_load_tables('/mymodule/sql/'); }", " |  | llx_a-x.sql"),
            ("function remove() { $this->_load_tables('/sample/sql/'); }", " |  | llx_a-x.sql"),
            ("function init() { foreach (scandir('x') as $d) $this->_load_tables('/sample/sql/'.$d); }", " |  | llx_a-x.sql | open"),
            ("function init() { run_sql(DOL_DATA_ROOT.'/x.sql'); }", " |  | llx_a-x.sql | open"),
            ("function init() { $this->db->query(file_get_contents(__DIR__.'/../../sql/llx_a-x.sql')); }", " |  | llx_a-x.sql | open"),
            ("", " |  | llx_a-x.sql"),
        ];
        for (init, expected) in cases {
            assert_eq!(shown(init, &["sql/llx_a-x.sql"]), expected, "{init}");
        }
    }

    #[test]
    fn a_file_that_a_sibling_loads_is_not_lost() {
        let sibling = "<?php class modTwo extends DolibarrModules { function init() { $this->_load_tables('/sample/sql/two/'); } }";
        let files = [("core/modules/modTwo.class.php", sibling), ("sql/two/llx_a.sql", ""), ("sql/b.sql", "")];
        let site = Memory::new("sample", "", &files);
        let never = |class: &str| migrations(&site, &site.dir, &site.descriptor_of(class)).never.len();
        assert_eq!((never("modSample"), never("modTwo")), (1, 0));
    }

    #[test]
    fn endless_paths_end() {
        let doubled: String = (0..30).map(|i| format!("$a{} = $a{i}.$a{i}.$a{i};", i + 1)).collect();
        let init = format!(
            "function init() {{ $a0 = '/sample/sql/'; {doubled} $this->_load_tables($a30); $this->init(); $b = $b.$b; $this->_load_tables($b); }}"
        );
        assert_eq!(shown(&init, &[]), " |  |  | open");
    }
}
