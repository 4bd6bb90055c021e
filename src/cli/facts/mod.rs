//! `dolivet facts`

mod build;
mod diff;
mod show;

use super::advice::Failure;
use super::output::Output;
use crate::session::Options;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Read the public facts of a Dolibarr tree
    Build(build::Args),
    /// Say what changed between two releases for modules
    Diff(diff::Args),
    /// Say what a symbol was in each release
    Show(show::Args),
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    match &args.command {
        Command::Build(args) => build::run(args, options, output),
        Command::Diff(args) => diff::run(args, options, output),
        Command::Show(args) => show::run(args, options, output),
    }
}
