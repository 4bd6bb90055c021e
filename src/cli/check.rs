//! `dolivet check`

use std::time::Instant;

use clap::ArgGroup;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::advice::{Failure, find_modules, without_target};
use super::fix::Fix;
use super::formats::{Formats, Shape};
use super::output::Output;
use super::policy::{Choices, Said};
use super::progress::during;
use super::{CLEAN, FINDINGS, Site, stats};
use crate::base::Version;
use crate::config::Settings;
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
    /// Hold the modules against this Dolibarr release instead of the installed one; against several in one run where more are given
    #[arg(long, value_name = "VERSION", value_parser = version, value_delimiter = ',')]
    target: Vec<Version>,
    /// Hold the modules against this core instead of a release: a directory, an archive, `repo.git@ref`, or a facts file
    #[arg(long, value_name = "CORE")]
    core: Option<String>,
    /// The Dolibarr release that the modules run on now, instead of the installed one
    #[arg(long, value_name = "VERSION", value_parser = version)]
    from: Option<Version>,
    /// Hold the modules against this PHP version
    #[arg(long, value_name = "VERSION", value_parser = version)]
    php: Option<Version>,
    /// Show only what the verdict on this module rests on; needs a target
    #[arg(long, value_name = "MODULE")]
    explain_verdict: Option<String>,
    #[command(flatten)]
    formats: Formats,
    /// The least level to show
    #[arg(long, value_name = "LEVEL", default_value = "note", value_parser = level())]
    level: Level,
    /// End with 1 when there is a finding at or above this level [default: `warning`]
    #[arg(long, value_name = "LEVEL", value_parser = level())]
    fail_on: Option<Level>,
    /// The worst level that is let pass; `--fail-on` by the level below it
    #[arg(long, value_name = "LEVEL", value_parser = let_pass(), conflicts_with = "fail_on")]
    max_level: Option<Level>,
    /// Say on standard error how much was read, how long it took and how many findings each rule has
    #[arg(long, conflicts_with = "quiet")]
    stats: bool,
    #[command(flatten)]
    policy: Choices,
    #[command(flatten)]
    fix: Fix,
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    let shape = args.formats.shown()?;
    let said = args.policy.read(&args.site.path)?;
    let options = Options { staged: args.policy.staged(), ..options };
    let core = args.core.as_ref().map(|core| session::core(core, options)).transpose()?;
    let core = core.as_ref();
    let aims = aims(args, core, &said);
    if args.explain_verdict.is_some() && aims.target.is_none() {
        return Err(without_target("there is no verdict without a target"));
    }
    args.fix.needs(aims.target.as_ref())?;
    let start = Instant::now();
    let check = || during("reading modules", output, || session::check(&args.site.path, &aims, core, said.policy(), options));
    let mut checked = check()?;
    if let Some(code) = args.fix.run(&args.site.path, &mut checked, &check, output)? {
        return Ok(code);
    }
    let code = match &args.explain_verdict {
        _ if said.write(&checked, &aims, output)? => CLEAN,
        Some(name) => explain(&checked, name, shape, output)?,
        None => show(&checked, &aims, args, &said, shape, output)?,
    };
    said.tell(&checked, &aims, output);
    output.warn(core.map_or(&[], |core| &core.problems), "");
    if args.stats {
        stats::tell(&checked, start, output);
    }
    // The process ends here: taking apart what was read would only take time.
    std::mem::forget(checked);
    Ok(code)
}

/// What the command line says goes before what settings say.
fn aims(args: &Args, core: Option<&Core>, said: &Said) -> Aims {
    let settings = said.settings();
    let mut targets = match (core, settings) {
        (Some(core), _) => vec![core.release.clone()],
        (None, Some(settings)) if args.target.is_empty() => settings.targets.clone(),
        (None, _) => args.target.clone(),
    };
    targets.sort();
    targets.dedup();
    let or = |given: &Option<Version>, of: fn(&Settings) -> &Option<Version>| given.clone().or_else(|| of(settings?).clone());
    Aims {
        target: targets.last().cloned(),
        targets: if targets.len() > 1 { targets } else { Vec::new() },
        core: core.filter(|core| core.source.is_some()).map(Core::shown),
        from: or(&args.from, |settings| &settings.from),
        php: or(&args.php, |settings| &settings.php),
    }
}

fn show(checked: &Checked, aims: &Aims, args: &Args, said: &Said, shape: Shape, output: &Output) -> Result<u8, Failure> {
    let fail_on = args.fail_on.or(args.max_level).or(said.settings().and_then(|settings| settings.fail_on)).unwrap_or(Level::Warning);
    let verdict =
        Verdict { verdicts: &checked.verdicts, aims, least: args.level, fail_on, ..Verdict::new(&checked.inventory, &checked.findings) };
    args.formats.write(checked, verdict, shape, output)?;
    let fails = checked.findings.iter().any(|finding| finding.set_aside.is_none() && finding.level >= fail_on);
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

/// The level above the one that is named, which is the first that fails.
fn let_pass() -> impl TypedValueParser<Value = Level> {
    PossibleValuesParser::new(["note", "warning", "error"]).map(|word| match word.as_str() {
        "note" => Level::Warning,
        "warning" => Level::Error,
        _ => Level::Fatal,
    })
}
