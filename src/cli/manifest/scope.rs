//! `dolivet manifest scope`

use std::path::PathBuf;

use clap::ValueEnum;

use super::super::advice::Failure;
use super::super::output::Output;
use super::super::{CLEAN, NOT_DONE};
use super::read;
use crate::manifest::{self, Bases};
use crate::model::place::ProblemKind;
use crate::model::scope::Scope;
use crate::report::{Borg, Checks, Extent, Format, Human, Json, Mysqldump, PgDump, Restic, is_plain, terminal};
use crate::session::{self, Options, Told};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A manifest, or what it would be made of: a directory or an archive
    path: PathBuf,
    /// The prefix of tables; that of the manifest when not given, else `llx_`
    #[arg(long, value_name = "PREFIX")]
    prefix: Option<String>,
    /// Where the main root lies, for lists of paths
    #[arg(long, value_name = "DIR", default_value = "htdocs")]
    htdocs: String,
    /// Where the documents root lies, for lists of paths
    #[arg(long, value_name = "DIR", default_value = "documents")]
    documents: String,
    /// Where another root lies, for lists of paths: `alternate:modules=/srv/modules`; may be given several times
    #[arg(long, value_name = "NAME=DIR", value_parser = root)]
    root: Vec<(String, String)>,
    /// What to write: a list for people, JSON, what a backup tool takes, or a list of checks for a restore test
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Shape {
    Human,
    Json,
    Restic,
    Borg,
    Mysqldump,
    PgDump,
    Checks,
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    let is_code = args.path.is_dir() || args.path.extension().is_some_and(|ending| ending == "php") || session::is_archive(&args.path);
    let manifest = if is_code { session::manifest(&args.path, &Told::default(), options)? } else { read(&args.path)? };
    let scope = manifest::scope(&manifest, args.prefix.as_deref());
    let paths = if matches!(args.format, Shape::Restic | Shape::Borg) { paths(&scope, args)? } else { Vec::new() };
    output.show(format(args.format, output).as_ref(), &Extent { scope: &scope, paths: &paths })?;
    let mut unread = manifest.unread();
    unread.retain(|problem| problem.kind != ProblemKind::Link);
    output.warn(&unread, "");
    let whole = !matches!(args.format, Shape::Mysqldump | Shape::PgDump) || tells_the_rest(&scope, output);
    Ok(if unread.is_empty() && whole { CLEAN } else { NOT_DONE })
}

/// Says what a list of tables does not hold; whether every table is on it.
fn tells_the_rest(scope: &Scope, output: &Output) -> bool {
    for (table, columns) in scope.modules.iter().flat_map(|module| &module.columns) {
        output.say(&format!("not on the list: {table}, to which the modules add {}", columns.join(", ")));
    }
    let mut strange = scope.modules.iter().flat_map(|module| &module.tables).filter(|table| !is_plain(table)).peekable();
    let whole = strange.peek().is_none();
    strange.for_each(|table| output.say(&format!("not on the list: {table}, whose name a command line does not take")));
    whole
}

fn paths(scope: &Scope, args: &Args) -> Result<Vec<String>, Failure> {
    let bases = Bases { htdocs: &args.htdocs, documents: &args.documents, roots: &args.root };
    let paths = manifest::paths(scope, &bases).map_err(|root| Failure {
        message: format!("nothing says where the root `{root}` lies"),
        advice: vec![format!("name its directory: `--root {root}=DIR`")],
    })?;
    match paths.iter().find(|path| terminal(path) != **path) {
        None => Ok(paths),
        Some(path) => Err(Failure {
            message: format!("`{}` cannot stand on a line of a list", terminal(path)),
            advice: vec!["rename the directory; such characters are not meant to be there".to_owned()],
        }),
    }
}

fn format<'a>(shape: Shape, output: &Output) -> Box<dyn Format<Extent<'a>>> {
    match shape {
        Shape::Human => Box::new(Human { look: output.look }),
        Shape::Json => Box::new(Json),
        Shape::Restic => Box::new(Restic),
        Shape::Borg => Box::new(Borg),
        Shape::Mysqldump => Box::new(Mysqldump),
        Shape::PgDump => Box::new(PgDump),
        Shape::Checks => Box::new(Checks),
    }
}

fn root(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, dir)| !name.is_empty() && !dir.is_empty());
    pair.map(|(name, dir)| (name.to_owned(), dir.to_owned())).ok_or_else(|| "write it as `NAME=DIR`".to_owned())
}
