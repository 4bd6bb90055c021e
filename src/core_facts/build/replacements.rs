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

/// Everything that a comment may mean, in small letters.
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
    let names = Names::of(drafts);
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

impl Names {
    fn of(drafts: &[Draft]) -> Self {
        let mut names = Self::default();
        for draft in drafts {
            let name = draft.name.to_ascii_lowercase();
            match draft.kind {
                Kind::Function => _ = names.functions.insert(name),
                Kind::Class => _ = names.classes.insert(name, parents(&draft.shape).into_iter().map(str::to_ascii_lowercase).collect()),
                Kind::Method | Kind::Property | Kind::ClassConstant => {
                    names.members.insert((draft.owner.to_ascii_lowercase(), name));
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
