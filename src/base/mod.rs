//! Spans, versions, sets of releases and of PHP versions, near words and the ends of paths: plain values that know nothing of modules.

mod near;
mod path;
mod php;
pub(crate) mod release;
pub(crate) mod span;
pub(crate) mod version;

pub(crate) use near::{listed, nearest};
pub(crate) use path::is_path_end;
pub(crate) use php::PhpSet;
pub(crate) use release::ReleaseSet;
pub(crate) use span::{LineIndex, Span};
pub(crate) use version::Version;
