//! What the facets that read PHP classes share: which files belong to a descriptor, and classes with their parents of the same
//! file. Knows no facet.

use crate::model::module::Descriptor;
use crate::model::place::Place;
use crate::model::site::ModuleDir;
use crate::php::File;
use crate::php::tree::{Class, Expr, ExprKind, Method, Stmt, StmtKind};
use crate::php::walk::{Node, walk};

/// More parents and traits than any class has; a file made to waste time does not get further.
const MAX_LOOKUPS: usize = 64;

/// The module's key: `const_name` without `MAIN_MODULE_`, in lower case, as `core/class/conf.class.php: setValues` reads it
/// back. `None` when the name is not known or when Dolibarr would not take it for a module's.
pub(super) fn module_key(descriptor: &Descriptor) -> Option<String> {
    let name = descriptor.properties.get("const_name")?.value.as_str()?;
    let key = name.strip_prefix("MAIN_MODULE_").filter(|key| !key.is_empty())?;
    key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_').then(|| key.to_ascii_lowercase())
}

/// The classes of the directory's descriptors.
pub(super) fn descriptor_names(dir: &ModuleDir) -> impl Iterator<Item = &str> {
    dir.descriptors.iter().filter_map(|path| Some(path.rsplit('/').next()?.split_once('.')?.0))
}

/// Whether the files of the directory are this descriptor's. Where several descriptors share a directory, they are those of
/// the one that bears the directory's name, else of the first.
pub(super) fn owns_files(dir: &ModuleDir, descriptor: &Descriptor) -> bool {
    let named = descriptor_names(dir).find(|name| name.get(3..).is_some_and(|rest| rest.eq_ignore_ascii_case(&dir.name)));
    named.or_else(|| descriptor_names(dir).next()).is_none_or(|owner| owner == descriptor.class)
}

/// Whether Dolibarr would find `/<key>/…` in this directory.
pub(super) fn bears_name(dir: &ModuleDir, key: &str) -> bool {
    dir.name == key || !dir.in_place
}

/// Whether the module has a file of exactly this path.
pub(super) fn has_file(dir: &ModuleDir, path: &str) -> bool {
    dir.files.binary_search_by(|file| file.path.as_str().cmp(path)).is_ok()
}

/// PHP's `ucfirst`, which changes ASCII letters only.
pub(super) fn ucfirst(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// A file of the module as shown to people.
pub(super) fn shown(dir: &ModuleDir, path: &str) -> Place {
    Place::file(if matches!(dir.shown.as_str(), "" | ".") { path.to_owned() } else { format!("{}/{path}", dir.shown) })
}

/// Names of the files directly in a directory of the module; `below` ends in `/`.
pub(super) fn files_in<'a>(dir: &'a ModuleDir, below: &'a str) -> impl Iterator<Item = &'a str> {
    dir.files.iter().filter_map(move |file| file.path.strip_prefix(below)).filter(|name| !name.contains('/'))
}

/// The class of that name, in any case, and the first class of the file. Classes behind a syntax error may be invented.
pub(super) fn find_class<'a>(file: &File<'a>, name: &str) -> (Option<&'a Class<'a>>, Option<&'a Class<'a>>) {
    let sound = |class: &&Class<'_>| file.broken_from.is_none_or(|from| class.span.start < from);
    let classes: Vec<&Class<'_>> = file.classes().into_iter().filter(sound).collect();
    (classes.iter().copied().find(|class| class.name.eq_ignore_ascii_case(name)), classes.first().copied())
}

/// A class, its parents and traits as far as the file declares them, nearest first.
pub(super) fn lineage<'a>(file: &File<'a>, class: &'a Class<'a>) -> Vec<&'a Class<'a>> {
    let mut lineage = vec![class];
    let mut lookups = MAX_LOOKUPS;
    let mut next = 0;
    while let Some(class) = lineage.get(next).copied() {
        next += 1;
        for (name, _) in class.traits.iter().chain(class.extends).take(lookups) {
            lookups -= 1;
            let found = find_class(file, name.rsplit('\\').next().unwrap_or(name)).0;
            lineage.extend(found.filter(|found| !lineage.iter().any(|known| std::ptr::eq(*known, *found))));
        }
    }
    lineage
}

/// The methods that an object of the class has, the nearest of each name; those behind a syntax error are left out.
pub(super) fn methods<'a>(file: &File<'a>, class: &'a Class<'a>) -> Vec<&'a Method<'a>> {
    let mut known = std::collections::BTreeSet::new();
    let all = lineage(file, class).into_iter().flat_map(|class| class.methods);
    let sound = all.filter(|method| file.broken_from.is_none_or(|from| method.span.end <= from));
    sound.filter(|method| known.insert(method.function.name.to_ascii_lowercase())).collect()
}

/// What is assigned to a variable, when that happens just once.
pub(super) fn assigned_once<'a>(method: &'a Method<'a>, name: &str) -> Option<&'a Expr<'a>> {
    let mut writes = 0;
    let mut last = None;
    let mut write = |target: &Expr<'_>, value| {
        if matches!(target.kind, ExprKind::Var(found) if found == name) {
            (writes, last) = (writes + 1, value);
        }
    };
    walk(method.function.body, |node| match node {
        Node::Expr(Expr { kind: ExprKind::Assign { target, value, .. }, .. }) => write(target, Some(*value)),
        Node::Expr(Expr { kind: ExprKind::AssignOp(target, ..) | ExprKind::AssignCoalesce(target, _), .. }) => write(target, None),
        Node::Expr(Expr { kind: ExprKind::Index(target, _), .. }) => {
            // `$list[] = …` may add to it; reading an element is taken for it too, which only costs knowledge.
            write(target, None);
        }
        Node::Stmt(Stmt { kind: StmtKind::Foreach(each), .. }) => write(&each.value, None),
        _ => {}
    });
    last.filter(|_| writes == 1)
}
