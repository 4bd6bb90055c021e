//! What code uses by name, and the tests it lies behind. Says nothing of what is there: that is for whoever holds it against facts.

mod guard;
mod paths;
mod reader;
#[allow(dead_code, reason = "the reader is about to ask it")]
mod sql;

pub(crate) use reader::read;
