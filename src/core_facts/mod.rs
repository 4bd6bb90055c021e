//! What each Dolibarr release offers to a module. Shipped for the releases 10 … 24 in `rules/core/<release>.facts`, one line of
//! text for each fact; `build.rs` packs them into one table that is read in place. Never judges.

#![allow(dead_code, reason = "the commands that ask are being written")]

mod build;
mod diff;
mod pack;
mod row;
mod shape;
mod symbols;
mod table;

pub(crate) use build::{Built, Options, build};
#[allow(unused_imports, reason = "the commands that ask are being written")]
pub(crate) use row::{FactsFile, Fault, Kind, Row};
#[allow(unused_imports, reason = "the commands that ask are being written")]
pub(crate) use table::{Entry, Table, Variant};
