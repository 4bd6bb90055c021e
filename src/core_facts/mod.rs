//! What each Dolibarr release offers to a module. Shipped for the releases 10 … 24 in `rules/core/<release>.facts`, one line of
//! text for each fact; `build.rs` packs them into one table that is read in place. Never judges.

mod behaviour;
mod build;
mod diff;
mod hooks;
mod known;
mod lists;
mod memo;
mod pack;
mod php;
mod row;
mod shape;
mod successors;
mod symbols;
mod table;
mod wrappers;

pub(crate) use behaviour::{Behaviour, Subject, Test, behaviours, behaviours_of, is_told, stands_in};
pub(crate) use build::{Built, Options, REVISION, build};
pub(crate) use diff::{Change, What, diff};
pub(crate) use hooks::fills_query;
pub(crate) use known::{Known, NAMED};
pub(crate) use memo::Memo;
pub(crate) use php::{Passes, Passing, is_passing_function, passing};
pub(crate) use row::{DYNAMIC, FILE_LIMIT, FactsFile, Kind};
pub(crate) use shape::{Difference, Signature};
#[cfg(test)]
pub(crate) use successors::rows as successors;
pub(crate) use symbols::{Story, find, near};
pub(crate) use table::{Entry, Side, Table, Variant};
pub(crate) use wrappers::{WRAPPERS, in_place_of, wrapped};
