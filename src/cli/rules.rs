//! `dolivet rules`

use clap::ValueEnum;

use super::CLEAN;
use super::advice::Failure;
use super::output::Output;
use crate::report::{Catalogue, Format, Json, Markdown, Table};
use crate::rules;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to show the rules; `markdown` and `json` have all their words
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Table)]
    format: Shape,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Shape {
    Table,
    Json,
    Markdown,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<u8, Failure> {
    list(args.format, output)
}

/// Lists all rules.
pub(super) fn list(shape: Shape, output: &Output) -> Result<u8, Failure> {
    let rules = rules::explained()?;
    let format: &dyn Format<Catalogue<'_>> = match shape {
        Shape::Table => &Table { look: output.look },
        Shape::Json => &Json,
        Shape::Markdown => &Markdown,
    };
    output.show(format, &Catalogue { rules: &rules })?;
    Ok(CLEAN)
}
