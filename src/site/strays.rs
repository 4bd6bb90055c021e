//! What lies in a root and Dolibarr passes over in silence: archives, old copies, misplaced descriptors, loose files.
//! Finds them; never says how bad they are.

use super::entry::Entry;
use super::files::Files;
use super::names::{holds_root, is_descriptor, is_skipped};
use super::paths::{join, name};
use crate::model::place::Place;
use crate::model::site::{FileEntry, ModuleDir, Root, SiteKind, Stray, StrayKind};
use crate::php::loader::Loader;

/// How deep directories that are no modules are searched for descriptors.
const DEPTH: usize = 7;
/// The same for the core's root, whose many directories are the core's.
const DEPTH_IN_MAIN: usize = 4;

const ARCHIVES: [&str; 9] = [".zip", ".tar", ".tgz", ".tar.gz", ".tar.zst", ".tar.bz2", ".tar.xz", ".7z", ".rar"];
/// Files that belong in a root, by the start of their name in lower case.
const EXPECTED: [&str; 10] =
    ["index.", "readme", "license", "licence", "copying", "changelog", "composer.", ".git", ".ht", ".editorconfig"];
/// Directories of the core's root whose descriptors are templates, or the core's own.
const CORES_OWN: [&str; 5] = ["core", "modulebuilder", "includes", "install", "conf"];

/// A root that is looked through.
struct Look<'a> {
    files: &'a Files,
    roots: &'a [Root],
    root: &'a Root,
    entries: &'a [Entry],
    modules: Vec<&'a ModuleDir>,
}

/// Everything in the opened roots that Dolibarr does not see, sorted.
pub(super) fn strays(files: &Files, kind: SiteKind, roots: &[Root], opened: &[usize], modules: &[ModuleDir]) -> Vec<Stray> {
    let mut found = Vec::new();
    for number in opened {
        let root = &roots[*number];
        let entries = files.entries(&root.path);
        let modules = modules.iter().filter(|m| m.root == *number && !m.name.is_empty()).collect();
        let look = Look { files, roots, root, entries: &entries, modules };
        for entry in &entries {
            found.extend(if entry.is_dir { look.directory(entry) } else { look.file(entry).into_iter().collect() });
        }
    }
    for module in modules.iter().filter(|m| !m.name.is_empty()) {
        found.extend(misplaced(files, &module.path, &module.files));
    }
    if kind == SiteKind::Module && modules.iter().all(|m| m.name.is_empty()) {
        found.extend(misplaced(files, files.base(), &files.glance(files.base(), DEPTH)));
    }
    // One root can lie in another, so that Dolibarr finds a descriptor that is at a wrong place in the inner one.
    let seen: Vec<String> = modules.iter().flat_map(|m| &m.descriptors).map(|path| files.shown(path)).collect();
    found.retain(|stray| !seen.iter().any(|path| **path == *stray.place.file));
    found.sort();
    found.dedup();
    found
}

impl Look<'_> {
    fn file(&self, entry: &Entry) -> Option<Stray> {
        let path = join(&self.root.path, &entry.name);
        let lower = entry.name.to_lowercase();
        if let Some(stem) = ARCHIVES.iter().find_map(|end| lower.strip_suffix(end)) {
            return Some(stray(self.files, &path, StrayKind::Archive, archive_note(stem, &self.modules)));
        }
        let loose = !self.root.main && !entry.is_link && !EXPECTED.iter().any(|start| lower.starts_with(start));
        loose.then(|| stray(self.files, &path, StrayKind::LooseFile, String::new()))
    }

    fn directory(&self, entry: &Entry) -> Vec<Stray> {
        let (files, path) = (self.files, join(&self.root.path, &entry.name));
        if holds_root(self.roots, &path) || (self.root.main && CORES_OWN.contains(&&*entry.name)) {
            return Vec::new();
        }
        let copy = copy_of(&entry.name, self.entries);
        let note = |original| stray(files, &path, StrayKind::OldCopy, format!("looks like a copy of `{original}`"));
        let mut found: Vec<Stray> = copy.map(note).into_iter().collect();
        // A link that is no module leads somewhere else.
        if entry.is_link || self.modules.iter().any(|m| m.name == entry.name) {
            return found;
        }
        let depth = if self.root.main { DEPTH_IN_MAIN } else { DEPTH };
        let inside = descriptors_below(files, &path, &files.glance(&path, depth), true);
        if is_skipped(&entry.name) {
            let classes: Vec<String> = inside.iter().map(|file| format!("`{}`", class(file))).collect();
            let note = format!("its name hides {}", classes.join(", "));
            found.extend((!classes.is_empty()).then(|| stray(files, &path, StrayKind::Skipped, note)));
        } else if !inside.is_empty() {
            found.extend(inside.iter().map(|file| misplaced_note(files, &path, file)));
        } else if copy.is_none() && !self.root.main && files.can_list(&path) {
            let has_modules = files.is_dir(&join(&path, "core/modules"));
            let note = if has_modules { "`core/modules/` holds no descriptor" } else { "there is no `core/modules/`" };
            found.push(stray(files, &path, StrayKind::NoDescriptor, note.to_owned()));
        }
        found
    }
}

/// Descriptors in a module, or in a directory that should be one, that lie where Dolibarr does not look.
pub(super) fn misplaced(files: &Files, dir: &str, entries: &[FileEntry]) -> Vec<Stray> {
    let found = descriptors_below(files, dir, entries, false);
    found.iter().map(|file| misplaced_note(files, dir, file)).collect()
}

/// Files below a directory that declare the descriptor that their name promises; `own` adds those in its own `core/modules/`.
fn descriptors_below(files: &Files, dir: &str, entries: &[FileEntry], own: bool) -> Vec<String> {
    let named = entries.iter().map(|entry| &entry.path).filter(|path| is_descriptor(name(path)));
    // A link inside of a module can lead to its own `core/`.
    let is_own = |path: &str| files.is_same(&join(dir, path), &join(dir, &format!("core/modules/{}", name(path))));
    let wanted = named.filter(|path| own || !is_own(path));
    wanted.filter(|path| files.read(&join(dir, path)).is_some_and(|s| declares(&s.bytes, class(path)))).cloned().collect()
}

/// Whether a text declares a descriptor class. Many classes of modules have names that start with `mod`.
fn declares(text: &[u8], class: &str) -> bool {
    let text = String::from_utf8_lossy(text).to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let class = class.to_lowercase();
    let declared = words.windows(3).enumerate().any(|(at, w)| {
        let is_abstract = at > 0 && words[at - 1] == "abstract";
        w[0] == "class" && w[1] == class && w[2] == "extends" && !is_abstract
    });
    declared && text.contains("dolibarrmodules")
}

fn misplaced_note(files: &Files, dir: &str, file: &str) -> Stray {
    let class = class(file);
    let note = match parent_of_modules(file) {
        Some("") | None => format!("`{class}` belongs in `{}/core/modules/`", name(dir)),
        Some(deeper) => format!("`{class}` lies too deep; `{}/{deeper}` belongs directly below the root", name(dir)),
    };
    stray(files, &join(dir, file), StrayKind::MisplacedDescriptor, note)
}

/// The directory whose `core/modules/` a file lies directly in.
fn parent_of_modules(file: &str) -> Option<&str> {
    let (dir, _) = file.rsplit_once('/')?;
    dir.strip_suffix("core/modules").map(|dir| dir.trim_end_matches('/'))
}

fn class(file: &str) -> &str {
    name(file).trim_end_matches(".class.php")
}

fn archive_note(stem: &str, modules: &[&ModuleDir]) -> String {
    let stem = stem.strip_prefix("module_").unwrap_or(stem);
    let unpacked = modules.iter().filter(|m| stem.starts_with(&m.name.to_lowercase())).max_by_key(|m| m.name.len());
    unpacked.map_or_else(String::new, |module| format!("perhaps of `{}`, which lies beside it", module.name))
}

/// The directory that another looks like a copy of: `foo_old`, `foo.bak2`, `foo - copy`, and with `foo` beside it `foo-1.2`.
fn copy_of<'a>(name: &'a str, entries: &[Entry]) -> Option<&'a str> {
    let lower = name.to_lowercase();
    // Lower case may change lengths; such names are left alone.
    if lower.len() != name.len() || !name.is_ascii() {
        return None;
    }
    let beside = |prefix: &str| entries.iter().any(|e| e.is_dir && e.name.eq_ignore_ascii_case(prefix));
    let at = lower.find(['_', '-', '.', ' ', '~']).filter(|at| *at > 0)?;
    let cuts = lower.char_indices().skip(at).filter(|(_, c)| matches!(c, '_' | '-' | '.' | ' ' | '~'));
    for (cut, separator) in cuts {
        let word = lower[cut..].trim_start_matches(['_', '-', '.', ' ', '~']);
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' ' | '(' | ')'));
        let prefix = name[..cut].trim_end();
        let sure = matches!(stem, "old" | "bak" | "orig") || (separator == ' ' && matches!(stem, "copy" | ""));
        let likely = matches!(stem, "backup" | "copy" | "save" | "main" | "master" | "develop" | "v" | "");
        if sure || (likely && beside(prefix)) {
            return Some(prefix);
        }
    }
    None
}

fn stray(files: &Files, path: &str, kind: StrayKind, note: String) -> Stray {
    Stray { place: Place::file(files.shown(path)), kind, note }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_told_from_names() {
        let entries = ["foo", "bar"].map(|name| Entry { name: name.into(), is_dir: true, is_link: false });
        for copy in [
            "foo_old",
            "foo.bak",
            "foo-old2",
            "foo_backup_20240101",
            "foo.orig",
            "foo copy",
            "foo - copy (2)",
            "foo-1.2",
            "Foo-v1.2",
            "foo-main",
            "foo~",
        ] {
            assert_eq!(copy_of(copy, &entries).map(str::to_lowercase).as_deref(), Some("foo"), "{copy}");
        }
        assert_eq!(copy_of("gone_old", &entries), Some("gone"));
        for module in ["foo", "threshold", "smart_backup", "doli-1.2", "foo_bar", ".bak", "café_old"] {
            assert_eq!(copy_of(module, &entries), None, "{module}");
        }
    }

    #[test]
    fn only_a_descriptor_counts_as_one() {
        assert!(declares(b"<?php\nclass ModFoo\n  extends DolibarrModules {", "modFoo"));
        assert!(!declares(b"<?php class model extends CommonObject {}", "model"));
        assert!(!declares(b"<?php abstract class modBase extends DolibarrModules {}", "modBase"));
    }
}
