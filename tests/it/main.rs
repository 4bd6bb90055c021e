//! The one binary of integration tests: the command as people run it, and the order between the folders.

mod cli;
mod golden;
mod layers;
mod support;
