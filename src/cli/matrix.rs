//! `dolivet matrix`

use clap::ValueEnum;

use super::advice::{Failure, find_modules};
use super::output::Output;
use super::policy::Heeding;
use super::progress::during;
use super::{CLEAN, Site};
use crate::report::{Format, Grid, Json, Markdown, Table};
use crate::session::{self, Core, Options};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    site: Site,
    /// Also hold the modules against this core, as `check --core` does; may be given several times
    #[arg(long, value_name = "CORE")]
    core: Vec<String>,
    /// Show what each verdict on this module rests on
    #[arg(long, value_name = "MODULE")]
    explain_verdict: Option<String>,
    /// How to show it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Table)]
    format: Shape,
    #[command(flatten)]
    heeding: Heeding,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shape {
    Table,
    Json,
    Markdown,
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    if args.core.len() > session::NAMED {
        let message = format!("{} cores are more than the {} that one matrix takes", args.core.len(), session::NAMED);
        return Err(Failure { message, advice: vec!["make several matrices".to_owned()] });
    }
    let cores: Vec<Core> = args.core.iter().map(|core| session::core(core, options)).collect::<Result<_, _>>()?;
    let said = args.heeding.read(&args.site.path)?;
    let matrix = during("reading modules", output, || session::matrix(&args.site.path, &cores, said.policy(), options))?;
    let explained = args.explain_verdict.as_ref().map(|name| find_modules(&matrix.inventory, name)).transpose()?;
    let grid = Grid { inventory: &matrix.inventory, columns: &matrix.columns, modules: &matrix.modules, explained };
    let format: &dyn Format<Grid<'_>> = match args.format {
        Shape::Table => &Table { look: output.look },
        Shape::Json => &Json,
        Shape::Markdown => &Markdown,
    };
    output.show(format, &grid)?;
    said.tell_settings(output);
    cores.iter().for_each(|core| output.warn(&core.problems, ""));
    Ok(CLEAN)
}
