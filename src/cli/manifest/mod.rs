//! `dolivet manifest`

mod scope;
mod signing;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::advice::Failure;
use super::check::version;
use super::output::Output;
use super::progress::during;
use super::written::{now, refuse_inside, tell_unread, write};
use super::{CLEAN, FINDINGS, NOT_DONE};
use crate::base::Version;
use crate::error::Error;
use crate::manifest::{self, Manifest};
use crate::model::place::{Problem, ProblemKind};
use crate::report::{Deviations, Format, Human, Json, Junit, Markdown};
use crate::session::{self, Options, Told};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write down which code belongs to the data of a backup
    #[command(after_help = "Exit codes: 0 written, 2 not written, or something could not be read and is not in it.")]
    Create(Create),
    /// Hold a restored site against the manifest of its backup
    #[command(after_help = "Exit codes: 0 matches, 1 differs, 2 could not check.")]
    Verify(Verify),
    /// Say what changed between two backups
    Diff(Diff),
    /// Show a manifest as an in-toto statement, for tools that sign and check attestations
    Statement(Statement),
    /// Say what a complete backup of the modules has to contain, and what to test once it is restored
    #[command(after_help = "Exit codes: 0 all of it, 2 something could not be read or is not on the list.")]
    Scope(scope::Args),
}

#[derive(Debug, clap::Args)]
struct Create {
    /// A Dolibarr (`htdocs`), a directory of modules (`htdocs/custom`), one module, or an archive of these
    path: PathBuf,
    /// Where to write it; standard output when not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Add the verdict on each module for this Dolibarr release; may be given several times
    #[arg(long, value_name = "VERSION", value_parser = version)]
    target: Vec<Version>,
    /// Add the releases that each module works on, from all of its code, which takes most of the time and memory; `--target` does too
    #[arg(long)]
    works_on: bool,
    /// Add the time, from SOURCE_DATE_EPOCH where that is set; without it the same site gives the same bytes
    #[arg(long)]
    timestamp: bool,
    #[command(flatten)]
    signing: signing::Args,
}

#[derive(Debug, clap::Args)]
struct Verify {
    /// The manifest
    file: PathBuf,
    /// The restored site, or an archive of it, opened as it was for the manifest
    path: PathBuf,
    /// Take the manifest only if this public key of minisign has signed it: a file, or the key itself; the signature is `FILE.minisig`
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// A date for the report
    #[arg(long, value_name = "TEXT")]
    date: Option<String>,
    /// How to show the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

#[derive(Debug, clap::Args)]
struct Diff {
    /// The manifest of the earlier backup
    old: PathBuf,
    /// The manifest of the later one
    new: PathBuf,
    /// How to show the changes
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Human)]
    format: Shape,
    /// End with 1 when there is a change
    #[arg(long)]
    exit_code: bool,
}

#[derive(Debug, clap::Args)]
struct Statement {
    /// The manifest
    file: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shape {
    Human,
    Json,
    Junit,
    Markdown,
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    match &args.command {
        Command::Create(args) => create(args, options, output),
        Command::Verify(args) => verify(args, options, output),
        Command::Diff(args) => diff(args, output),
        Command::Statement(args) => statement(args, output),
        Command::Scope(args) => scope::run(args, options, output),
    }
}

fn create(args: &Create, options: Options, output: &Output) -> Result<u8, Failure> {
    refuse_inside(
        args.output.as_deref(),
        &args.path,
        "write the manifest to where the backup lies, outside of the directory that it is of",
    )?;
    // A wrong password is told before the site is read.
    let signer = signing::signer(&args.signing)?;
    let created = args.timestamp.then(now).transpose()?;
    let told = Told { judged: args.works_on || !args.target.is_empty(), targets: args.target.clone(), created };
    let made = during("reading the site", output, || session::manifest(&args.path, &told, options))?;
    let text = write(args.output.as_deref(), made.text(), output)?;
    if let (Some(path), Some(signer)) = (&args.output, &signer) {
        signing::sign(path, &text, created, signer)?;
    }
    Ok(tell_unread(&made.unread(), output))
}

fn verify(args: &Verify, options: Options, output: &Output) -> Result<u8, Failure> {
    let text = text(&args.file)?;
    // Nothing of an unsigned manifest is looked at.
    let signed = args.key.as_ref().map(|key| signing::vouched(&args.file, &text, key)).transpose()?;
    let was = parse(&args.file, &text)?;
    let is = during("reading the site", output, || session::manifest(&args.path, &Told::default(), options))?;
    comparable(&was, &is, args)?;
    let (problems, comparison) = (unread(&was, &is), manifest::compare(&was, &is));
    // Where a person keeps backups and sites is nobody else's business.
    let names = [name(&args.file), name(&args.path)];
    let names = [names[0].as_str(), names[1].as_str()];
    let (date, signed) = (args.date.as_deref(), signed.as_ref());
    let deviations = Deviations { comparison: &comparison, names, restored: true, date, signed, problems: &problems };
    output.show(format(args.format, output).as_ref(), &deviations)?;
    let beside = signing::beside(&args.file);
    if signed.is_none() && beside.exists() {
        output.say(&format!("`{}` was not checked; `--key` says whose it has to be", beside.display()));
    }
    let differs = comparison.deviations.iter().any(|deviation| deviation.what.counts());
    Ok(match (differs, problems.is_empty()) {
        (true, _) => FINDINGS,
        (false, true) => CLEAN,
        // What was not read may differ.
        (false, false) => NOT_DONE,
    })
}

/// Refuses to hold a whole Dolibarr against modules alone: most of it would seem to be missing.
fn comparable(was: &Manifest, is: &Manifest, args: &Verify) -> Result<(), Failure> {
    let is_whole = [was, is].map(Manifest::is_whole);
    let (path, file) = (args.path.display(), args.file.display());
    let (message, advice) = match is_whole {
        [true, false] => (format!("`{file}` is of a whole Dolibarr, and `{path}` holds no core"), "give the restored `htdocs`"),
        [false, true] => (format!("`{file}` is of modules alone, and `{path}` is a whole Dolibarr"), "give the restored modules"),
        _ => return Ok(()),
    };
    Err(Failure { message, advice: vec![format!("{advice}, opened as it was for `dolivet manifest create`")] })
}

/// What was not read of either state. A link that was not followed then either is as it was.
fn unread(was: &Manifest, is: &Manifest) -> Vec<Problem> {
    let before = was.unread();
    let is_new = |problem: &Problem| problem.kind != ProblemKind::Link || !before.contains(problem);
    let mut problems: Vec<Problem> = is.unread().into_iter().filter(is_new).collect();
    let then = before.iter().filter(|problem| problem.kind != ProblemKind::Link);
    problems.extend(then.map(|problem| Problem { message: format!("not in the manifest: {}", problem.message), ..problem.clone() }));
    problems
}

/// The last part of a path.
fn name(path: &Path) -> String {
    let real = fs::canonicalize(path);
    real.as_deref().unwrap_or(path).file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn diff(args: &Diff, output: &Output) -> Result<u8, Failure> {
    let (was, is) = (read(&args.old)?, read(&args.new)?);
    if was.is_whole() != is.is_whole() {
        let (whole, part) = if was.is_whole() { (&args.old, &args.new) } else { (&args.new, &args.old) };
        return Err(Failure {
            message: format!("`{}` is of a whole Dolibarr, and `{}` of modules alone", whole.display(), part.display()),
            advice: vec!["give two manifests that were made of the same".to_owned()],
        });
    }
    let comparison = manifest::compare(&was, &is);
    let names = [name(&args.old), name(&args.new)];
    let names = [names[0].as_str(), names[1].as_str()];
    let deviations = Deviations { comparison: &comparison, names, restored: false, date: None, signed: None, problems: &[] };
    output.show(format(args.format, output).as_ref(), &deviations)?;
    Ok(if args.exit_code && !comparison.deviations.is_empty() { FINDINGS } else { CLEAN })
}

fn format<'a>(shape: Shape, output: &Output) -> Box<dyn Format<Deviations<'a>>> {
    match shape {
        Shape::Human => Box::new(Human { look: output.look }),
        Shape::Json => Box::new(Json),
        Shape::Junit => Box::new(Junit),
        Shape::Markdown => Box::new(Markdown),
    }
}

fn statement(args: &Statement, output: &Output) -> Result<u8, Failure> {
    let text = text(&args.file)?;
    let statement =
        manifest::statement(&name(&args.file), &text).map_err(|message| Error::Manifest { path: args.file.clone(), message })?;
    write(None, statement, output)?;
    Ok(CLEAN)
}

fn read(path: &Path) -> Result<Manifest, Failure> {
    parse(path, &text(path)?)
}

fn parse(path: &Path, text: &str) -> Result<Manifest, Failure> {
    Ok(Manifest::parse(text).map_err(|message| Error::Manifest { path: path.to_owned(), message })?)
}

/// The text of a manifest, as it lies there.
fn text(path: &Path) -> Result<String, Failure> {
    let failed = |source| Error::Unreadable { path: path.to_owned(), source };
    let too_large =
        || Error::Manifest { path: path.to_owned(), message: format!("it has more than the {} bytes that are read", manifest::SIZE_LIMIT) };
    let bytes = session::bounded(path, manifest::SIZE_LIMIT).map_err(failed)?.ok_or_else(too_large)?;
    Ok(String::from_utf8(bytes).map_err(|_| failed(io::Error::new(io::ErrorKind::InvalidData, "stream did not contain valid UTF-8")))?)
}
