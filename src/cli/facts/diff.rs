//! `dolivet facts diff`

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::super::advice::Failure;
use super::super::output::Output;
use super::super::{CLEAN, FINDINGS};
use crate::core_facts::{Kind, What, diff};
use crate::report::{Changes, Format, Json, Markdown, Table};
use crate::session::{self, Core, Options};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The older core: a release (`22`, `22.0.4`), a facts file, a directory, an archive, or `repo.git@ref`
    old: String,
    /// The newer core, given in the same way
    new: String,
    /// Only these kinds of symbols, separated by commas
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind())]
    kind: Vec<Kind>,
    /// Only these changes, separated by commas; everything but `added` when not given
    #[arg(long, value_name = "CHANGE", value_delimiter = ',', value_parser = what())]
    change: Vec<What>,
    /// How to show the changes
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Table)]
    format: Shape,
    /// End with 1 when there is a change to show
    #[arg(long)]
    exit_code: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shape {
    Table,
    Json,
    Markdown,
}

pub(crate) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    let (old, new) = (session::core(&args.old, options)?, session::core(&args.new, options)?);
    let mut changes = diff(old.side(), new.side());
    changes.retain(|change| args.kind.is_empty() || args.kind.contains(&change.kind));
    let all = changes.len();
    changes.retain(|change| if args.change.is_empty() { change.what != What::Added } else { args.change.contains(&change.what) });
    let unasked = if args.change.is_empty() { all - changes.len() } else { 0 };
    let source = |core: &Core| core.source.as_ref().map_or_else(String::new, |source| source.display().to_string());
    let subject = Changes {
        releases: [old.release.as_str(), new.release.as_str()],
        sources: [source(&old), source(&new)],
        php: [php(&old), php(&new)],
        shown: &changes,
        unasked,
    };
    let format: &dyn Format<Changes<'_>> = match args.format {
        Shape::Table => &Table { look: output.look },
        Shape::Json => &Json,
        Shape::Markdown => &Markdown,
    };
    output.show(format, &subject)?;
    output.warn(&[old.problems, new.problems].concat(), "");
    Ok(if args.exit_code && !changes.is_empty() { FINDINGS } else { CLEAN })
}

fn php(core: &Core) -> String {
    let [from, to] = ["php-min", "php-max"].map(|word| core.header(word).unwrap_or_default());
    if from.is_empty() && to.is_empty() { String::new() } else { format!("{from}–{to}") }
}

fn kind() -> impl TypedValueParser<Value = Kind> {
    let words = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Renamed).map(Kind::word);
    PossibleValuesParser::new(words).map(|word| Kind::parse(&word).expect("only kinds are possible"))
}

fn what() -> impl TypedValueParser<Value = What> {
    let parse = |word: String| What::ALL.into_iter().find(|what| what.word() == word).expect("only changes are possible");
    PossibleValuesParser::new(What::ALL.map(What::word)).map(parse)
}
