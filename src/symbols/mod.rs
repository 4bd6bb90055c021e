//! What code uses by name, and the tests it lies behind. Says nothing of what is there: that is for whoever holds it against facts.

mod accessors;
mod addresses;
mod answers;
mod arguments;
mod asked;
mod body;
mod changes;
mod classes;
mod comments;
mod contexts;
mod editors;
mod expressions;
mod file;
mod guard;
mod members;
mod names;
mod page;
mod paths;
mod php;
mod pieces;
mod printed;
mod reader;
mod scope;
pub(crate) mod shape;
mod sql;
mod targets;
mod types;
mod words;

pub(crate) use accessors::is_token;
pub(crate) use addresses::add as add_addresses;
pub(crate) use answers::answer;
pub(crate) use changes::may_change;
pub(crate) use file::{declared, read};
