//! The command line: one file per command, exit codes, advice.

mod advice;
mod check;
mod explain;
mod facts;
mod fix;
mod formats;
mod graph;
mod init;
mod inventory;
mod manifest;
mod matrix;
mod output;
mod patches;
mod policy;
mod progress;
mod rules;
mod sbom;
mod shell;
mod stats;
mod written;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::session::{Options, Staged};
use advice::Failure;
use output::Output;

/// The work was done, and nothing at or above the chosen level was found.
const CLEAN: u8 = 0;
/// The work was done, and there are findings.
const FINDINGS: u8 = 1;
/// The work could not be done. clap uses the same code for a wrong command line.
const NOT_DONE: u8 = 2;

/// Vets the modules of a Dolibarr installation without running PHP.
#[derive(Debug, Parser)]
#[command(name = "dolivet", version, after_help = "Exit codes: 0 clean, 1 findings, 2 could not do it.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

/// Options of every command.
#[derive(Debug, clap::Args)]
struct Common {
    /// Number of threads; 0 for one on each core. The output is the same
    #[arg(long, global = true, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Do not ask Git, which takes most of the time on large repositories
    #[arg(long, global = true)]
    no_git: bool,
    /// Read everything again instead of taking what an earlier run kept, and keep nothing. The output is the same
    #[arg(long, global = true)]
    no_cache: bool,
    /// When to use colours; `auto` heeds NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Leave out headings and summaries
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List what is installed
    Inventory(inventory::Args),
    /// Say what is wrong
    Check(Box<check::Args>),
    /// Say on which Dolibarr releases each module works
    Matrix(matrix::Args),
    /// Show which module needs which
    Graph(graph::Args),
    /// Say what of the core was changed, and what an update makes of it
    Patches(patches::Args),
    /// Write down which code belongs to a backup, and prove a restore
    Manifest(manifest::Args),
    /// Write the software bill of materials of the modules, with the libraries that they bring along (CycloneDX)
    Sbom(sbom::Args),
    /// Write a file of settings to start from
    Init(init::Args),
    /// List all rules
    Rules(rules::Args),
    /// Explain a rule, or list all rules
    Explain(explain::Args),
    /// Read, show and compare what Dolibarr releases offer to modules
    Facts(facts::Args),
    /// Print what a shell needs to complete commands and options
    Completions(shell::Completions),
    /// Print a page for `man`
    Man(shell::Manual),
}

/// What every command opens.
#[derive(Debug, clap::Args)]
struct Site {
    /// A Dolibarr (`htdocs`), a directory of modules (`htdocs/custom`), one module, or an archive of these
    path: PathBuf,
}

impl Common {
    fn options(&self) -> Options {
        Options {
            threads: self.threads,
            with_git: !self.no_git,
            labels: false,
            staged: Staged::No,
            keep: !self.no_cache,
            stage: progress::at,
        }
    }
}

/// Runs the command line and returns its exit code: 0 clean, 1 findings, 2 could not do it.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Also `--help` and `--version` come here; that they cannot be shown is no reason to fail.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(NOT_DONE));
        }
    };
    let output = Output::new(&cli.common);
    ExitCode::from(run(&cli, &output).unwrap_or_else(|failure| {
        output.complain(&failure);
        NOT_DONE
    }))
}

fn run(cli: &Cli, output: &Output) -> Result<u8, Failure> {
    let options = cli.common.options();
    match &cli.command {
        Command::Inventory(args) => inventory::run(args, options, output),
        Command::Check(args) => check::run(args, options, output),
        Command::Matrix(args) => matrix::run(args, options, output),
        Command::Graph(args) => graph::run(args, options, output),
        Command::Patches(args) => patches::run(args, options, output),
        Command::Manifest(args) => manifest::run(args, options, output),
        Command::Sbom(args) => sbom::run(args, options, output),
        Command::Init(args) => init::run(args, output),
        Command::Rules(args) => rules::run(args, output),
        Command::Explain(args) => explain::run(args, output),
        Command::Completions(args) => shell::completions(args, output),
        Command::Man(args) => shell::manual(args, output),
        Command::Facts(args) => facts::run(args, options, output),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_wrong_command_line_ends_with_2() {
        for line in [
            &["dolivet"][..],
            &["dolivet", "check"],
            &["dolivet", "check", ".", "--level", "bad"],
            &["dolivet", "check", ".", "--target", "x"],
        ] {
            assert_eq!(Cli::try_parse_from(line).unwrap_err().exit_code(), i32::from(NOT_DONE), "{line:?}");
        }
    }
}
