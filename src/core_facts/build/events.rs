//! What files say of hooks and triggers, put together: contexts of pages reach the files they include, and codes that name the
//! class they run in become one code for each such class.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::super::row::Kind;
use super::draft::Draft;
use super::fold::{Case, LONGEST, Piece, Template};
use super::limit::{self, Budget};
use super::scan::{ClassInfo, Scanned, is_for_others};
use crate::model::place::Problem;

/// How many classes one may extend on its way up.
const LONGEST_LINE: usize = 32;
/// How many contexts a hook is told with; where there are more it is said to run in any. In cores one has up to 150.
const CONTEXTS: usize = 512;
/// How many classes are looked at and strings put together for the whole core; the newest release needs 20,000.
const STEPS: usize = 4_000_000;

/// What files say together.
#[derive(Default)]
pub(super) struct Events {
    pub drafts: Vec<Draft>,
    pub problems: Vec<Problem>,
}

impl Events {
    /// Takes a fact of a file in; whether there may be more.
    fn push(&mut self, budget: &mut Budget, path: &str, draft: Draft) -> bool {
        let fits = budget.takes(draft.size());
        if fits {
            self.drafts.push(draft);
        } else {
            self.left_out(path, "its hooks and triggers are more than is kept of one file; the rest of them is left out");
        }
        fits
    }

    fn left_out(&mut self, path: &str, message: &str) {
        if self.problems.last().is_none_or(|last| (&*last.place.file, last.message.as_str()) != (path, message)) {
            self.problems.push(limit::problem(path, message));
        }
    }
}

/// Classes in small letters.
type Holders = Rc<[String]>;

/// By file and function the contexts that it opens.
type Opened<'f> = BTreeMap<(&'f str, &'f str), BTreeSet<Rc<str>>>;

/// Facts on contexts, hooks and triggers of all files, which come with their paths.
pub(super) fn events(files: &[(&str, Scanned)]) -> Events {
    let core = Core::new(files);
    let mut events = Events::default();
    let mut opened = Opened::new();
    for (path, scanned) in files {
        let mut budget = Budget::of_file();
        let contexts = scanned.contexts.iter().map(|said| (Kind::Context, said));
        let triggers = scanned.triggers.iter().map(|said| (Kind::Trigger, said));
        for (kind, (scope, template)) in contexts.chain(triggers) {
            if template.contains(&Piece::TooMuch) {
                events.left_out(path, "which contexts or triggers it has takes too long to follow; some are left out");
                continue;
            }
            let strings = core.strings(scope, template);
            let mut drafts = strings.iter().map(|(name, composed)| fired(kind, name, path, scope, *composed));
            if !drafts.all(|draft| events.push(&mut budget, path, draft)) {
                break;
            }
            if kind == Kind::Context {
                let known = opened.entry((path, scope)).or_default();
                known.extend(strings.iter().take(CONTEXTS + 1).map(|(name, _)| Rc::from(name.as_str())));
            }
        }
    }
    let reached = reached(files, &opened, &core.steps);
    hooks(files, &opened, &reached, &mut events);
    if core.steps.get() == 0 {
        events.left_out("", &format!("the core's hooks and triggers take more than {STEPS} steps to follow; some are left out"));
    }
    events
}

/// Hook methods with the contexts in which they run. A page that opens none runs in those of `main.inc.php`.
fn hooks(files: &[(&str, Scanned)], opened: &Opened<'_>, reached: &BTreeMap<&str, BTreeSet<Rc<str>>>, events: &mut Events) {
    let main = opened.get(&("main.inc.php", ""));
    for (path, scanned) in files {
        let mut budget = Budget::of_file();
        for (scope, hook) in &scanned.hooks {
            let own = opened.get(&(*path, scope.as_str()));
            // A function that a page declares for itself runs in the page's contexts.
            let around = reached.get(path).or(main.filter(|_| scanned.is_page)).filter(|_| !scope.contains("::"));
            let contexts: Vec<&str> = own.or(around).into_iter().flatten().map(|name| &**name).collect();
            if contexts.len() > CONTEXTS {
                events.left_out(path, &format!("more than {CONTEXTS} contexts; its hooks are told as if they ran in any"));
            }
            let shape = if contexts.is_empty() || contexts.len() > CONTEXTS { "*".to_owned() } else { contexts.join(",") };
            let draft = Draft::new(Kind::Hook, hook).shape(shape).file(path);
            if !events.push(&mut budget, path, if scope.is_empty() { draft } else { draft.note("in", scope) }) {
                break;
            }
        }
    }
}

fn fired(kind: Kind, name: &str, path: &str, scope: &str, composed: bool) -> Draft {
    let draft = Draft::new(kind, name).file(path);
    let draft = if scope.is_empty() { draft } else { draft.note("in", scope) };
    if composed { draft.note("composed", "") } else { draft }
}

/// For each file the contexts in which its code outside of functions runs: its own, else those of the files that include it.
/// None has more than it takes to say that there are too many.
fn reached<'f>(files: &'f [(&'f str, Scanned)], opened: &Opened<'_>, steps: &Cell<usize>) -> BTreeMap<&'f str, BTreeSet<Rc<str>>> {
    let mut reached: BTreeMap<&str, BTreeSet<Rc<str>>> = BTreeMap::new();
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
            if before > CONTEXTS || !takes(steps, 1 + contexts.len() / 16) {
                continue;
            }
            known.extend(contexts.iter().cloned());
            if known.len() > before {
                todo.push(included);
            }
        }
    }
    reached
}

/// Takes steps off; whether there were as many.
fn takes(steps: &Cell<usize>, wanted: usize) -> bool {
    let left = steps.get().checked_sub(wanted);
    steps.set(left.unwrap_or(0));
    left.is_some()
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
    steps: Cell<usize>,
    /// What was found by [`Core::holders`], by class and method.
    holders: RefCell<BTreeMap<(String, String), Holders>>,
}

impl<'f> Core<'f> {
    fn new(files: &'f [(&'f str, Scanned)]) -> Self {
        let (classes, children, passed, holders) = Default::default();
        let mut core = Self { classes, children, passed, steps: Cell::new(STEPS), holders };
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
            let passed = self.passed.get(&(method.as_str(), *place)).into_iter().flatten().filter(|word| word.len() <= LONGEST);
            let passed = passed.take(limit::PER_FILE + 1).take_while(|_| takes(&self.steps, 1));
            return passed.map(|word| ((*word).to_owned(), true)).collect();
        }
        let has_hole = template.iter().any(|piece| !matches!(piece, Piece::Text(_)));
        let holders = if has_hole { self.holders(class, method) } else { Rc::from([String::new()]) };
        let holders = holders.iter().take_while(|_| takes(&self.steps, 1));
        let filled = holders.filter_map(|holder| self.fill(holder, template));
        filled.filter(|text| !text.is_empty()).map(|text| (text, has_hole)).take(limit::PER_FILE + 1).collect()
    }

    /// The classes, in lower case, in whose objects a method runs: the class itself and those below it. A method whose name ends
    /// in `Common` is there for others to call, so of those below only the ones count that do.
    fn holders(&self, class: &str, method: &str) -> Rc<[String]> {
        let key = (class.to_ascii_lowercase(), method.to_ascii_lowercase());
        if let Some(known) = self.holders.borrow().get(&key) {
            return known.clone();
        }
        let (class, method) = key.clone();
        let mut known: BTreeSet<String> = BTreeSet::new();
        let calls = !is_for_others(&method);
        let mut todo = vec![(class, calls)];
        let mut holders = Vec::new();
        while let Some((name, calls)) = todo.pop() {
            if known.contains(&name) || !takes(&self.steps, 1 + name.len() / LONGEST) {
                continue;
            }
            for child in self.children.get(&name).into_iter().flatten() {
                let calls_itself = self.classes.get(child).is_some_and(|class| class.calls.contains(&method));
                todo.push((child.clone(), calls || calls_itself));
            }
            known.insert(name.clone());
            if calls {
                holders.push(name);
            }
        }
        let holders: Rc<[String]> = holders.into();
        self.holders.borrow_mut().insert(key, holders.clone());
        holders
    }

    /// `None` also for a text longer than any that is put together in one file.
    fn fill(&self, holder: &str, template: &Template) -> Option<String> {
        let mut text = String::new();
        for piece in template {
            let (part, case) = match piece {
                Piece::Text(part) => (part.as_str(), Case::Same),
                Piece::Class(case) => (self.classes.get(holder)?.name.as_str(), *case),
                Piece::Member(name, case) => (self.member(holder, name)?, *case),
                Piece::Param(_) | Piece::TooMuch => return None,
            };
            if text.len() + part.len() > LONGEST {
                return None;
            }
            text += &case.apply(part);
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
