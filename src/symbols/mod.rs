//! What code uses by name, and the tests it lies behind. Says nothing of what is there: that is for whoever holds it against facts.

mod guard;
mod paths;
mod reader;

pub(crate) use reader::read;
