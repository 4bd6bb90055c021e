//! PHP sources: the only place that knows the parser. Turns text into a lean tree and evaluates constants over it.
//! Never panics on any input, never judges, and never recurses without bound.

pub(crate) mod arena;
mod comments;
pub(crate) mod eval;
pub(crate) mod loader;
mod lower;
pub(crate) mod parse;
mod source;
pub(crate) mod tree;
mod versions;
pub(crate) mod walk;

pub(crate) use arena::Arena;
pub(crate) use comments::comments;
pub(crate) use lower::Marks;
pub(crate) use parse::{File, parse, skim};
pub(crate) use versions::{Refused, refused};

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;
