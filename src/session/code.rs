//! From the files of modules to what their code uses and declares.

use std::path::Path;

use rayon::prelude::*;

use super::Options;
use super::kept::{Entry, Kept, Said};
use crate::core_facts::{self, Known, Passes};
use crate::model::inventory::Inventory;
use crate::model::place::{Problem, ProblemKind};
use crate::model::site::{Layout, inside};
use crate::model::uses::{Native, NativeUse, Sort, Uses};
use crate::php::loader::{Loader, Source};
use crate::php::{Arena, File, Refused, parse, refused};
use crate::site::Files;
use crate::{site, symbols, triage};

/// The facts that code is read for, and the version of PHP that may refuse it, see [`refused`].
pub(super) type Against<'k> = (&'k Known, Option<(u32, u32)>);

/// The code that was read before, where the shipped facts say what of it is kept.
pub(super) fn kept(path: &Path, options: Options, known: &Known) -> Option<Kept> {
    (options.keep && std::ptr::eq(known, Known::shipped())).then(|| Kept::of(path)).flatten()
}

/// What the files of external modules say, each told by its directory's place in the layout. Libraries that a module brings along are read
/// for what they declare alone, tests not at all. Without `against`, only descriptors that may change what is not theirs are read, for that.
pub(super) fn read(files: &Files, layout: &Layout, against: Option<Against<'_>>, kept: Option<&Kept>) -> Vec<(usize, Said)> {
    // A directory without a descriptor is no module, and the core's own is not read.
    let owners = layout.modules.iter().enumerate().filter(|(_, dir)| !dir.name.is_empty() && !dir.descriptors.is_empty());
    let php = owners.flat_map(|(index, dir)| {
        let php = dir.files.iter().filter(|file| file.path.ends_with(".php") && !site::is_test(&file.path));
        php.map(move |file| (index, format!("{}/{}", dir.path, file.path), site::is_library(&file.path)))
            .filter(|(_, path, _)| against.is_some() || dir.descriptors.contains(path))
    });
    of_files(files, &php.collect::<Vec<_>>(), against, kept)
}

/// What the code of external modules uses of the core, by module.
pub(super) fn uses(inventory: &mut Inventory, said: Vec<(usize, Said)>, against: Option<Against<'_>>) -> Vec<(usize, Vec<Uses>)> {
    let mut found: Vec<(usize, Vec<Uses>)> = Vec::new();
    let mut last = None;
    for (dir, (uses, problem)) in said {
        if last != Some(dir) {
            let shown = &inventory.layout.modules[dir].shown;
            let Some(module) = inventory.modules.iter().position(|module| !module.core && module.shown == *shown) else { continue };
            found.push((module, Vec::new()));
            last = Some(dir);
        }
        if let Some((_, files)) = found.last_mut() {
            files.push(uses);
        }
        inventory.problems.extend(problem);
    }
    let releases = against.map_or(&Known::shipped().releases, |(known, _)| &known.releases);
    found.par_iter_mut().for_each(|(_, files)| symbols::answer(files, releases));
    if let Some((known, _)) = against {
        addresses(inventory, known, &mut found);
    }
    found
}

/// Adds the pages and files that descriptors name in texts to what their files use.
fn addresses(inventory: &Inventory, known: &Known, found: &mut [(usize, Vec<Uses>)]) {
    let wanted = |sort: Sort, name: &str| known.changes(sort, name);
    // Where a module has the directory, it answers before the core does.
    let is_own = |path: &str| inventory.layout.modules.iter().any(|dir| !dir.name.is_empty() && inside(&dir.name, path).is_some());
    for module in inventory.modules.iter().filter(|module| !module.core) {
        let file = &module.descriptor.file.file;
        if let Some(uses) = found.iter_mut().flat_map(|(_, files)| files).find(|uses| uses.file == *file) {
            symbols::add_addresses(module, &known.releases, &wanted, &is_own, uses);
        }
    }
}

/// What files say, each told by a number, its path, and whether it is read for what it declares alone.
pub(super) fn of_files(
    files: &Files,
    php: &[(usize, String, bool)],
    against: Option<Against<'_>>,
    kept: Option<&Kept>,
) -> Vec<(usize, Said)> {
    let read = |arena: &mut Arena, (index, path, is_foreign): &(usize, String, bool)| {
        let source = files.read(path)?;
        if against.is_none() && !symbols::may_change(&source.bytes) {
            return None;
        }
        let php = against.and_then(|(_, php)| php);
        let key = kept.map(|_| Kept::key(&source, *is_foreign, php));
        if let Some((key, said)) = kept.zip(key.as_ref()).and_then(|(kept, key)| Some((key, kept.said(key, &source.shown)?))) {
            return Some((*index, said, Some(Entry::old(key.clone()))));
        }
        let said = said(arena, &source, *is_foreign, against);
        let entry = key.map(|key| Entry::new(key, &said, &source.shown));
        Some((*index, said, entry))
    };
    let read: Vec<Option<(usize, Said, Option<Entry>)>> = php.par_iter().map_init(Arena::new, read).collect();
    let (mut found, mut entries) = (Vec::new(), Vec::new());
    for (index, said, entry) in read.into_iter().flatten() {
        found.push((index, said));
        entries.extend(entry);
    }
    kept.into_iter().for_each(|kept| kept.save(&entries));
    found
}

/// What one file uses and declares, and whether it is broken.
pub(super) fn said(arena: &mut Arena, source: &Source, is_foreign: bool, against: Option<Against<'_>>) -> Said {
    arena.reset();
    let file = parse(arena, &source.shown, &source.bytes);
    let is_passing = |sort: Sort, name: &str| match sort {
        Sort::Function => core_facts::is_passing_function(name),
        Sort::Constant => core_facts::passing(Passes::Constant, name).is_some(),
        _ => false,
    };
    let known = against.map(|(known, _)| known);
    let wanted = |sort: Sort, name: &str| {
        known.is_some_and(|known| known.changes(sort, name) || is_passing(sort, name) || core_facts::is_told(sort, name))
    };
    let releases = &known.unwrap_or_else(|| Known::shipped()).releases;
    let mut uses = if is_foreign { symbols::declared(&file, releases) } else { symbols::read(&file, releases, &wanted) };
    uses.comments = triage::may_hold(&source.bytes);
    if let Some((_, php)) = against.filter(|_| !is_foreign) {
        uses.natives.extend(natives(arena, &file, php));
    }
    let broken = file.errors.iter().find(|error| error.broken && !is_foreign && known.is_some());
    let problem = broken.map(|error| Problem { place: file.place(error.span), kind: ProblemKind::Syntax, message: error.message.clone() });
    (uses, problem)
}

/// What versions of PHP refuse in a file, but for what is a problem of it anyway.
fn natives(arena: &Arena, file: &File<'_>, php: Option<(u32, u32)>) -> Vec<NativeUse> {
    let is_told = |refused: &Refused| file.errors.iter().any(|error| error.broken && error.span == refused.span);
    let native = |refused: Refused| NativeUse {
        what: Native::Syntax,
        name: refused.rule,
        place: file.place(refused.span),
        guard: None,
        refused: refused.by,
        message: refused.message,
    };
    refused(arena, file, php).into_iter().filter(|refused| !is_told(refused)).map(native).collect()
}
