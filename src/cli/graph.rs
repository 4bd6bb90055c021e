//! `dolivet graph`

use clap::ValueEnum;

use super::advice::{Failure, find_modules};
use super::output::Output;
use super::{CLEAN, Site};
use crate::report::{Dot, Format, Json, Mermaid, Table, Web};
use crate::session::{self, Options};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    site: Site,
    /// How to draw it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Table)]
    format: Shape,
    /// Show what breaks when this module is switched off
    #[arg(long, value_name = "MODULE")]
    without: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shape {
    Table,
    Dot,
    Mermaid,
    Json,
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    let (inventory, graph) = session::read(&args.site.path, options)?;
    let without = args.without.as_ref().map(|name| find_modules(&inventory, name)).transpose()?;
    let without = without.and_then(|found| found.first().copied());
    let web = Web { inventory: &inventory, graph: &graph, without };
    let format: &dyn Format<Web<'_>> = match args.format {
        Shape::Table => &Table { look: output.look },
        Shape::Dot => &Dot,
        Shape::Mermaid => &Mermaid,
        Shape::Json => &Json,
    };
    output.show(format, &web)?;
    Ok(CLEAN)
}
