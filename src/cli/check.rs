//! `dolivet check`

use clap::ArgGroup;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::advice::{Failure, find_modules};
use super::formats::{Formats, Shape};
use super::output::Output;
use super::{CLEAN, FINDINGS, Site};
use crate::base::Version;
use crate::model::finding::Level;
use crate::model::inventory::Aims;
use crate::model::verdict::{self as model, Column, Judged};
use crate::report::{Format, Grid, Json, Table, Verdict};
use crate::session::{self, Checked, Core, Options};

#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("goal").args(["target", "core"]))]
pub(super) struct Args {
    #[command(flatten)]
    site: Site,
    /// Hold the modules against this Dolibarr release instead of the installed one
    #[arg(long, value_name = "VERSION", value_parser = version)]
    target: Option<Version>,
    /// Hold the modules against this core instead of a release: a directory, an archive, `repo.git@ref`, or a facts file
    #[arg(long, value_name = "CORE")]
    core: Option<String>,
    /// The Dolibarr release that the modules run on now, instead of the installed one
    #[arg(long, value_name = "VERSION", value_parser = version)]
    from: Option<Version>,
    /// Hold the modules against this PHP version
    #[arg(long, value_name = "VERSION", value_parser = version)]
    php: Option<Version>,
    /// Show only what the verdict on this module rests on; needs `--target` or `--core`
    #[arg(long, value_name = "MODULE", requires = "goal")]
    explain_verdict: Option<String>,
    #[command(flatten)]
    formats: Formats,
    /// The least level to show
    #[arg(long, value_name = "LEVEL", default_value = "note", value_parser = level())]
    level: Level,
    /// End with 1 when there is a finding at or above this level
    #[arg(long, value_name = "LEVEL", default_value = "warning", value_parser = level())]
    fail_on: Level,
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    let shape = args.formats.shown()?;
    let core = args.core.as_ref().map(|core| session::core(core, options)).transpose()?;
    let core = core.as_ref();
    let aims = Aims {
        target: core.map(|core| core.release.clone()).or_else(|| args.target.clone()),
        core: core.filter(|core| core.source.is_some()).map(Core::shown),
        from: args.from.clone(),
        php: args.php.clone(),
    };
    let checked = session::check(&args.site.path, &aims, core, options)?;
    let code = match &args.explain_verdict {
        Some(name) => explain(&checked, name, shape, output)?,
        None => show(&checked, &aims, args, shape, output)?,
    };
    output.warn(core.map_or(&[], |core| &core.problems), "");
    Ok(code)
}

fn show(checked: &Checked, aims: &Aims, args: &Args, shape: Shape, output: &Output) -> Result<u8, Failure> {
    let verdict = Verdict {
        verdicts: &checked.verdicts,
        aims,
        least: args.level,
        fail_on: args.fail_on,
        ..Verdict::new(&checked.inventory, &checked.findings)
    };
    args.formats.write(checked, verdict, shape, output)?;
    let fails = checked.findings.iter().any(|finding| finding.set_aside.is_none() && finding.level >= args.fail_on);
    Ok(if fails { FINDINGS } else { CLEAN })
}

fn explain(checked: &Checked, name: &str, shape: Shape, output: &Output) -> Result<u8, Failure> {
    let explained = find_modules(&checked.inventory, name)?;
    let columns: Vec<Column> =
        checked.verdicts.first().map(|judged| judged.cells.iter().map(|cell| cell.column.clone()).collect()).unwrap_or_default();
    let is_open = |judged: &Judged| judged.cells.iter().any(|cell| cell.verdict != model::Verdict::Compatible);
    let fails = checked.verdicts.iter().any(|judged| explained.contains(&judged.index) && is_open(judged));
    let grid = Grid { inventory: &checked.inventory, columns: &columns, modules: &checked.verdicts, explained: Some(explained) };
    let format: &dyn Format<Grid<'_>> = match shape {
        Shape::Human | Shape::Table => &Table { look: output.look },
        Shape::Json => &Json,
        _ => {
            let message = "`--explain-verdict` has the formats human, table and json".to_owned();
            return Err(Failure { message, advice: vec!["leave `--explain-verdict` out to report findings in other formats".to_owned()] });
        }
    };
    output.show(format, &grid)?;
    Ok(if fails { FINDINGS } else { CLEAN })
}

pub(super) fn version(text: &str) -> Result<Version, &'static str> {
    Version::parse(text).ok_or("a version starts with a digit, such as `22.0.4` or `8.2`")
}

fn level() -> impl TypedValueParser<Value = Level> {
    PossibleValuesParser::new(["note", "warning", "error", "fatal"]).map(|word| Level::parse(&word).expect("only levels are possible"))
}
