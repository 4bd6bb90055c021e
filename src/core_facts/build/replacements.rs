//! What takes the place of something deprecated: of the names in a comment those that the core has. Comments hold typing errors,
//! arguments and examples as well.

use std::collections::{HashMap, HashSet};

use super::super::diff::parents;
use super::super::row::Kind;
use super::doc::SECOND;
use super::draft::Draft;

/// How many classes one may extend on its way up.
const LONGEST_LINE: usize = 32;
const NOTE: &str = "deprecated ";

/// Everything that some comment may mean, in small letters.
#[derive(Default)]
struct Names {
    functions: HashSet<String>,
    /// Classes and traits above each class.
    classes: HashMap<String, Vec<String>>,
    /// Class and member.
    members: HashSet<(String, String)>,
}

/// Leaves those names in the notes of deprecated symbols that the core has.
pub(super) fn settle(drafts: &mut [Draft]) {
    // Of the many names of a core comments give few.
    let given = drafts.iter().flat_map(|draft| &draft.notes).filter_map(|note| note.strip_prefix(NOTE)).flat_map(|names| names.split(' '));
    let names = Names::of(drafts, &given.map(bare).collect());
    for draft in drafts.iter_mut().filter(|draft| draft.notes.iter().any(|note| note.starts_with(NOTE))) {
        let (owner, own) = (draft.owner.to_ascii_lowercase(), draft.name.to_ascii_lowercase());
        for note in draft.notes.iter_mut().filter(|note| note.starts_with(NOTE)) {
            // `$this->x` and `object->x` are the `x` of this class, if it has one.
            let named = note[NOTE.len()..].split(' ').map(|name| (name.starts_with(SECOND), name.trim_start_matches(SECOND)));
            let named = named.map(|(second, name)| (second, name.rsplit("->").next().unwrap_or(name)));
            let known: Vec<(bool, &str)> = named.filter(|(_, name)| names.has(&owner, &own, name)).collect();
            let any_first = known.iter().any(|(second, _)| !second);
            let kept: Vec<&str> = known.into_iter().filter(|(second, _)| *second != any_first).map(|(_, name)| name).collect();
            let kept = kept.join(" ");
            *note = format!("{NOTE}{kept}").trim_end().to_owned();
        }
    }
}

/// The last part of a name as [`Names::has`] looks it up: `f` of `A::f()`, `b` of `->b` and `A::$b`.
fn bare(name: &str) -> String {
    let name = name.trim_end_matches("()").rsplit(['>', ':']).next().unwrap_or(name);
    name.trim_start_matches(SECOND).trim_start_matches('$').to_ascii_lowercase()
}

impl Names {
    /// All classes, and of functions and members those that are `given`.
    fn of(drafts: &[Draft], given: &HashSet<String>) -> Self {
        let mut names = Self::default();
        let mut lower = String::new();
        for draft in drafts {
            lower.clear();
            lower.push_str(&draft.name);
            lower.make_ascii_lowercase();
            let is_given = given.contains(&lower);
            match draft.kind {
                Kind::Class => {
                    let above = parents(&draft.shape).into_iter().map(str::to_ascii_lowercase).collect();
                    names.classes.insert(lower.clone(), above);
                }
                Kind::Function if is_given => _ = names.functions.insert(lower.clone()),
                Kind::Method | Kind::Property | Kind::ClassConstant if is_given => {
                    names.members.insert((draft.owner.to_ascii_lowercase(), lower.clone()));
                }
                _ => {}
            }
        }
        names
    }

    /// Whether a name in the comment of `own`, a member of `owner` or of nothing, is something else that is there.
    fn has(&self, owner: &str, own: &str, named: &str) -> bool {
        let name = named.trim_end_matches("()").trim_start_matches('$').to_ascii_lowercase();
        let name = name.as_str();
        match name.split_once("::") {
            Some((class, member)) => self.has_member(class, member.trim_start_matches('$')),
            None if name == own => false,
            // `dol_json_encode()` gives way to PHP's own `json_encode()`.
            None if owner.is_empty() && own.contains(name) && named.ends_with("()") => true,
            None => {
                self.has_member(owner, name) || self.functions.contains(name) || (!named.contains('$') && self.classes.contains_key(name))
            }
        }
    }

    fn has_member(&self, class: &str, member: &str) -> bool {
        let mut todo = vec![class];
        for _ in 0..LONGEST_LINE {
            let Some(class) = todo.pop() else { return false };
            if self.members.contains(&(class.to_owned(), member.to_owned())) {
                return true;
            }
            todo.extend(self.classes.get(class).into_iter().flatten().map(String::as_str));
        }
        false
    }
}
