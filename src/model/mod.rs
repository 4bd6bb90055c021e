//! Plain data that every other part speaks: no IO, no serde, no judgement.

pub(crate) mod content;
pub(crate) mod core_state;
mod declared;
pub(crate) mod deviation;
pub(crate) mod facets;
pub(crate) mod fact;
pub(crate) mod field;
pub(crate) mod finding;
mod guard;
pub(crate) mod inventory;
pub(crate) mod library;
pub(crate) mod module;
pub(crate) mod place;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod scope;
pub(crate) mod sent;
pub(crate) mod site;
mod thing;
pub(crate) mod uses;
pub(crate) mod value;
pub(crate) mod verdict;
mod written;
