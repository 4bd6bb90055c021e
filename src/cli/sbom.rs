//! `dolivet sbom`

use std::path::PathBuf;

use clap::ValueEnum;

use super::Site;
use super::advice::Failure;
use super::output::Output;
use super::written::{now, refuse_inside, tell_unread, write};
use crate::sbom::{self, Parts};
use crate::session::{self, Options};

#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 written, 2 not written, or something could not be read and is not in it.")]
pub(super) struct Args {
    #[command(flatten)]
    site: Site,
    /// Where to write it; standard output when not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The version of CycloneDX
    #[arg(long, value_name = "VERSION", value_enum, default_value_t = Spec::V1_6)]
    spec: Spec,
    /// List packages too that `composer.lock` names and that are not there, as `excluded`
    #[arg(long)]
    declared: bool,
    /// Add the time, from SOURCE_DATE_EPOCH where that is set; without it the same site gives the same bytes
    #[arg(long)]
    timestamp: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Spec {
    #[value(name = "1.6")]
    V1_6,
    #[value(name = "1.7")]
    V1_7,
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    refuse_inside(args.output.as_deref(), &args.site.path, "write the bill outside of the directory that it is of")?;
    let created = args.timestamp.then(now).transpose()?;
    let (inventory, graph, libraries) = session::sbom(&args.site.path, options)?;
    let spec = match args.spec {
        Spec::V1_6 => "1.6",
        Spec::V1_7 => "1.7",
    };
    let parts = Parts { inventory: &inventory, graph: &graph, core: &libraries, spec, declared: args.declared, created };
    write(args.output.as_deref(), sbom::text(&parts), output)?;
    Ok(tell_unread(&sbom::unread(&inventory), output))
}
