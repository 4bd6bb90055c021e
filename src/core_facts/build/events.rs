//! What files say of hooks and triggers, put together: contexts of pages reach the files they include, and codes that name the
//! class they run in become one code for each such class.

use std::collections::{BTreeMap, BTreeSet};

use super::super::row::Kind;
use super::draft::Draft;
use super::fold::{Piece, Template};
use super::scan::{ClassInfo, Scanned, is_for_others};

/// How many classes one may extend on its way up.
const LONGEST_LINE: usize = 32;

/// Facts on contexts, hooks and triggers of all files, which come with their paths.
pub(super) fn events(files: &[(&str, Scanned)]) -> Vec<Draft> {
    let core = Core::new(files);
    let mut drafts = Vec::new();
    let mut opened: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for (path, scanned) in files {
        for (scope, template) in &scanned.contexts {
            for (name, composed) in core.strings(scope, template) {
                drafts.push(fired(Kind::Context, &name, path, scope, composed));
                opened.entry((path, scope)).or_default().insert(name);
            }
        }
        for (scope, template) in &scanned.triggers {
            let codes = core.strings(scope, template).into_iter();
            drafts.extend(codes.map(|(code, composed)| fired(Kind::Trigger, &code, path, scope, composed)));
        }
    }
    let reached = reached(files, &opened);
    for (path, scanned) in files {
        for (scope, hook) in &scanned.hooks {
            let own = opened.get(&(*path, scope.as_str()));
            // A function that a page declares for itself runs in the page's contexts.
            let around = reached.get(path).filter(|_| !scope.contains("::"));
            let contexts: Vec<&str> = own.or(around).into_iter().flatten().map(String::as_str).collect();
            let shape = if contexts.is_empty() { "*".to_owned() } else { contexts.join(",") };
            let draft = Draft::new(Kind::Hook, hook).shape(shape).file(path);
            drafts.push(if scope.is_empty() { draft } else { draft.note("in", scope) });
        }
    }
    drafts
}

fn fired(kind: Kind, name: &str, path: &str, scope: &str, composed: bool) -> Draft {
    let draft = Draft::new(kind, name).file(path);
    let draft = if scope.is_empty() { draft } else { draft.note("in", scope) };
    if composed { draft.note("composed", "") } else { draft }
}

/// For each file the contexts in which its code outside of functions runs: its own, else those of the files that include it.
fn reached<'f>(files: &'f [(&'f str, Scanned)], opened: &BTreeMap<(&str, &str), BTreeSet<String>>) -> BTreeMap<&'f str, BTreeSet<String>> {
    let mut reached: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut todo: Vec<&str> = Vec::new();
    for (path, _) in files {
        if let Some(contexts) = opened.get(&(*path, "")) {
            reached.insert(path, contexts.clone());
            todo.push(path);
        }
    }
    let own: BTreeSet<&str> = todo.iter().copied().collect();
    let by_path: BTreeMap<&str, &Scanned> = files.iter().map(|(path, scanned)| (*path, scanned)).collect();
    while let Some(path) = todo.pop() {
        let contexts = reached.get(path).cloned().unwrap_or_default();
        for included in by_path.get(path).into_iter().flat_map(|scanned| &scanned.includes) {
            // Libraries and classes are included everywhere and say nothing of where their functions are called.
            let Some((included, _)) = by_path.get_key_value(included.as_str()).filter(|_| is_part_of_pages(included)) else { continue };
            if own.contains(included) {
                continue;
            }
            let known = reached.entry(included).or_default();
            let before = known.len();
            known.extend(contexts.iter().cloned());
            if known.len() > before {
                todo.push(included);
            }
        }
    }
    reached
}

fn is_part_of_pages(path: &str) -> bool {
    path.ends_with(".tpl.php") || path.ends_with(".inc.php")
}

/// Classes of the whole core.
struct Core<'f> {
    classes: BTreeMap<String, &'f ClassInfo>,
    /// Direct children by the parent's name; both in lower case.
    children: BTreeMap<String, Vec<String>>,
    passed: BTreeMap<(&'f str, usize), BTreeSet<&'f str>>,
}

impl<'f> Core<'f> {
    fn new(files: &'f [(&'f str, Scanned)]) -> Self {
        let mut core = Self { classes: BTreeMap::new(), children: BTreeMap::new(), passed: BTreeMap::new() };
        for (_, scanned) in files {
            for class in &scanned.classes {
                let name = class.name.to_ascii_lowercase();
                if let Some(parent) = &class.parent {
                    core.children.entry(parent.to_ascii_lowercase()).or_default().push(name.clone());
                }
                core.classes.entry(name).or_insert(class);
            }
            for (method, place, word) in &scanned.passed {
                core.passed.entry((method, *place)).or_default().insert(word);
            }
        }
        core
    }

    /// Every string that a template stands for in the function `scope`, and whether it was put together.
    fn strings(&self, scope: &str, template: &Template) -> BTreeSet<(String, bool)> {
        let (class, method) = scope.split_once("::").unwrap_or(("", scope));
        if let [Piece::Param(place)] = template.as_slice() {
            let method = method.to_ascii_lowercase();
            let passed = self.passed.get(&(method.as_str(), *place));
            return passed.into_iter().flatten().map(|word| ((*word).to_owned(), true)).collect();
        }
        let has_hole = template.iter().any(|piece| !matches!(piece, Piece::Text(_)));
        let holders = if has_hole { self.holders(class, method) } else { vec![String::new()] };
        let filled = holders.iter().filter_map(|holder| self.fill(holder, template));
        filled.filter(|text| !text.is_empty()).map(|text| (text, has_hole)).collect()
    }

    /// The classes, in lower case, in whose objects a method runs: the class itself and those below it. A method whose name ends
    /// in `Common` is there for others to call, so of those below only the ones count that do.
    fn holders(&self, class: &str, method: &str) -> Vec<String> {
        let method = method.to_ascii_lowercase();
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut todo = vec![(class.to_ascii_lowercase(), !is_for_others(&method))];
        let mut holders = Vec::new();
        while let Some((name, calls)) = todo.pop() {
            if !known.insert(name.clone()) {
                continue;
            }
            for child in self.children.get(&name).into_iter().flatten() {
                let calls_itself = self.classes.get(child).is_some_and(|class| class.calls.contains(&method));
                todo.push((child.clone(), calls || calls_itself));
            }
            if calls {
                holders.push(name);
            }
        }
        holders
    }

    fn fill(&self, holder: &str, template: &Template) -> Option<String> {
        let mut text = String::new();
        for piece in template {
            match piece {
                Piece::Text(part) => text += part,
                Piece::Class(case) => text += &case.apply(&self.classes.get(holder)?.name),
                Piece::Member(name, case) => text += &case.apply(self.member(holder, name)?),
                Piece::Param(_) => return None,
            }
        }
        Some(text)
    }

    /// The string in a property or constant, of the class or the nearest one above it. An empty one says nothing.
    fn member(&self, holder: &str, name: &str) -> Option<&'f str> {
        let mut class = *self.classes.get(holder)?;
        for _ in 0..LONGEST_LINE {
            if let Some(text) = class.strings.get(name) {
                return Some(text.as_str()).filter(|text| !text.is_empty());
            }
            class = self.classes.get(&class.parent.as_ref()?.to_ascii_lowercase())?;
        }
        None
    }
}
