//! `dolivet facts show`

use clap::ValueEnum;

use super::super::CLEAN;
use super::super::advice::Failure;
use super::super::output::Output;
use crate::report::{Format, Json, Table, Tale};
use crate::session::{self, Options};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A function, class, method, property, constant, hook, hook context, trigger code, table, column, file …
    symbol: String,
    /// Look into this core instead of the shipped releases: a directory, an archive, `repo.git@ref`, or a facts file
    #[arg(long, value_name = "CORE")]
    core: Option<String>,
    /// How to show it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Table)]
    format: Shape,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shape {
    Table,
    Json,
}

pub(crate) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    let core = args.core.as_ref().map_or_else(|| Ok(session::shipped_cores()), |core| session::core(core, options))?;
    let stories = session::symbols(&core, &args.symbol)?;
    let source = core.source.as_ref().map_or_else(String::new, |source| source.display().to_string());
    let tale = Tale { table: core.side().table, source, stories: &stories };
    let format: &dyn Format<Tale<'_>> = match args.format {
        Shape::Table => &Table { look: output.look },
        Shape::Json => &Json,
    };
    output.show(format, &tale)?;
    output.warn(&core.problems, "");
    Ok(CLEAN)
}
