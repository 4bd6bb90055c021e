//! Vets the modules of a Dolibarr installation without running PHP.

mod base;
mod config;
mod core_facts;
mod error;
mod fix;
mod graph;
#[cfg(test)]
mod hostile;
mod inventory;
mod manifest;
mod model;
mod patches;
mod php;
mod report;
mod resolve;
mod rules;
mod sbom;
mod session;
mod site;
mod sql;
mod symbols;
mod triage;

pub mod cli;

pub use error::Error;
