//! `dolivet matrix`

use clap::ValueEnum;

use super::advice::{Failure, find_modules};
use super::output::Output;
use super::{CLEAN, Site};
use crate::report::{Format, Grid, Json, Markdown, Table};
use crate::session::{self, Options};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    site: Site,
    /// Show what each verdict on this module rests on
    #[arg(long, value_name = "MODULE")]
    explain_verdict: Option<String>,
    /// How to show it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Table)]
    format: Shape,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shape {
    Table,
    Json,
    Markdown,
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    let matrix = session::matrix(&args.site.path, options)?;
    let explained = args.explain_verdict.as_ref().map(|name| find_modules(&matrix.inventory, name)).transpose()?;
    let grid = Grid { inventory: &matrix.inventory, releases: &matrix.releases, modules: &matrix.modules, explained };
    let format: &dyn Format<Grid<'_>> = match args.format {
        Shape::Table => &Table { look: output.look },
        Shape::Json => &Json,
        Shape::Markdown => &Markdown,
    };
    output.show(format, &grid)?;
    Ok(CLEAN)
}
