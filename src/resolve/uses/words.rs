//! The words of facts for what is used and how.

use crate::model::uses::{Accessor, How, Thing};

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
