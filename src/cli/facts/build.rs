//! `dolivet facts build`

use std::fs;
use std::path::PathBuf;

use super::super::CLEAN;
use super::super::advice::Failure;
use super::super::output::Output;
use crate::error::Error;
use crate::session::{self, Options};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A Dolibarr: its `htdocs`, an archive of it, or `repo.git@ref`
    path: PathBuf,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Also trust files that the official list of the release does not have, or has with other content
    #[arg(long)]
    unverified: bool,
}

pub(crate) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    let built = session::build_facts(&args.path, args.unverified, options)?;
    match &args.output {
        None => output.print(&built.text)?,
        Some(path) => fs::write(path, &built.text).map_err(|source| Error::Write { path: path.clone(), source })?,
    }
    let counted = format!("{} facts", built.facts);
    output.warn(&built.problems, &counted);
    Ok(CLEAN)
}
