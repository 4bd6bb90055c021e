//! `dolivet inventory`

use clap::ValueEnum;

use super::advice::{Failure, find_modules};
use super::output::Output;
use super::{CLEAN, Site};
use crate::report::{Details, Format, Json, Listing, Properties, Table};
use crate::session::{self, Options};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    site: Site,
    /// How to show it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Table)]
    format: Shape,
    /// Show everything about one module, by its class, name or directory
    #[arg(long, value_name = "NAME")]
    module: Option<String>,
    /// List the modules of the core too
    #[arg(long)]
    all: bool,
    /// Show translated texts as the module's English labels say them
    #[arg(long)]
    labels: bool,
    /// Show the raw properties of descriptors as JSON, as PHP would leave them
    #[arg(long, conflicts_with = "format")]
    properties: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shape {
    Table,
    Json,
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    let (inventory, graph) = session::read(&args.site.path, Options { labels: args.labels, ..options })?;
    let shown = match &args.module {
        Some(name) => find_modules(&inventory, name)?,
        None => (0..inventory.modules.len()).filter(|i| args.all || !inventory.modules[*i].core).collect(),
    };
    let listing = Listing { inventory: &inventory, graph: &graph, shown };
    let look = output.look;
    let format: &dyn Format<Listing<'_>> = match (args.format, &args.module) {
        _ if args.properties => &Properties,
        (Shape::Json, _) => &Json,
        (Shape::Table, Some(_)) => &Details { look },
        (Shape::Table, None) => &Table { look },
    };
    output.show(format, &listing)?;
    Ok(CLEAN)
}
