//! The words of facts for what is used and how.

use super::loads::last;
use super::{Group, Move};
use crate::core_facts::Kind;
use crate::model::uses::{Accessor, How, Thing, Use};

impl Move<'_> {
    /// What is there in place of something that is gone.
    pub(super) fn hint(&self, thing: &Thing, replacement: &str) -> String {
        match thing {
            Thing::File(_) => self.successor(thing).map(|path| format!("; `{path}` is new and has its name")).unwrap_or_default(),
            Thing::Table(_) | Thing::Column(..) | Thing::Property(..) if !replacement.is_empty() => {
                format!("; the core has {} in its place", quoted(replacement))
            }
            _ => String::new(),
        }
    }

    /// The one new file of the target that has the name of a file that is gone.
    fn successor(&self, thing: &Thing) -> Option<String> {
        let Thing::File(path) = thing else { return None };
        let gone = self.known.find(Kind::Path, "", path)?.releases();
        let mut new = self.called_like(last(path)).iter().filter(|(_, has)| has & self.target() != 0 && has & gone != gone);
        let (only, _) = new.next()?;
        new.next().is_none().then(|| (*only).to_owned())
    }
}

pub(super) fn what(thing: &Thing) -> &'static str {
    match thing {
        Thing::Function(_) => "function",
        Thing::Class(_) => "class",
        Thing::Constant(_) => "constant",
        Thing::Method(..) => "method",
        Thing::Property(..) => "property",
        Thing::ClassConstant(..) => "class-constant",
        Thing::File(_) => "file",
        Thing::Table(_) => "table",
        Thing::Column(..) => "column",
        Thing::Accessor(Accessor::Global) => "global",
        Thing::Accessor(Accessor::Enabled) => "enabled",
        Thing::Accessor(Accessor::Right) => "right",
        Thing::Accessor(Accessor::Prefix) => "prefix",
        Thing::Accessor(Accessor::Token) => "token",
        Thing::Word(_) => "word",
        Thing::Variable(_) => "variable",
        Thing::Context(_) => "context",
        Thing::Hook(_) => "hook",
    }
}

pub(super) fn how(how: How) -> &'static str {
    match how {
        How::Runs => "runs",
        How::Declares => "declares",
        How::Requires => "requires",
        How::Includes => "includes",
        How::Links => "links",
        How::Reads => "reads",
        How::Writes => "writes",
        How::Asks => "asks",
    }
}

/// The name of what is used, of a member with its class.
pub(super) fn shown(group: &Group<'_>, used: &Use) -> String {
    match group.thing {
        _ if group.on.is_empty() => used.written.clone(),
        Thing::Property(..) => format!("{}::${}", group.on, used.written),
        _ => format!("{}::{}", group.on, used.written),
    }
}

/// Names that a comment of the core gives, as code.
pub(super) fn quoted(names: &str) -> String {
    if names.starts_with("print ") {
        return format!("`{names}`");
    }
    names.split(' ').filter(|name| !name.is_empty()).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
