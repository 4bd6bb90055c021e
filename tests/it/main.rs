//! The one binary of integration tests: the command as people run it, and the order between the folders.

#![allow(clippy::unwrap_used, reason = "clippy takes only functions with `#[test]` for tests, not their helpers")]

mod archives;
mod ci;
mod cli;
mod cores;
mod facts;
mod fix;
mod formats;
mod golden;
mod layers;
mod manifest;
#[cfg(target_os = "linux")]
mod memory;
mod patches;
mod policy;
mod sbom;
mod support;
