//! `dolivet patches`

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::advice::Failure;
use super::output::Output;
use super::progress::during;
use super::{CLEAN, FINDINGS, NOT_DONE};
use crate::error::Error;
use crate::model::core_state::{Class, CoreState, Fate};
use crate::report::{Format, Human, Json, Markdown, Patches};
use crate::session::{self, Options};

#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 nothing was changed, 1 something was, 2 it could not be told.")]
pub(super) struct Args {
    /// A Dolibarr: its `htdocs`, or the directory that holds it
    path: PathBuf,
    /// The release as it was published: its `htdocs`, an archive, or `repo.git@tag`. Without it the official list beside the core is
    /// used, else the Git repository around it
    #[arg(long, value_name = "CORE")]
    against: Option<String>,
    /// The core of an update, given in the same way: says what becomes of each change
    #[arg(long, value_name = "CORE")]
    target: Option<String>,
    /// Name every file, also those that are no alarm
    #[arg(long)]
    details: bool,
    /// Show changes line by line; needs pristine texts
    #[arg(long)]
    diff: bool,
    /// Write the changes as patches into this new directory, one for each file, for `git apply --directory=htdocs`: on the release as it
    /// was published, or on the target where there is one and they go in
    #[arg(long, value_name = "DIRECTORY")]
    export: Option<PathBuf>,
    /// How to show the files
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Shape::Human)]
    format: Shape,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shape {
    Human,
    Json,
    Markdown,
}

pub(super) fn run(args: &Args, options: Options, output: &Output) -> Result<u8, Failure> {
    let patched =
        during("comparing the core", output, || session::patches(&args.path, args.against.as_deref(), args.target.as_deref(), options))?;
    if (args.diff || args.export.is_some()) && patched.state.pristine.texts.is_none() {
        return Err(without_texts());
    }
    let told = args.export.as_ref().map(|directory| export(&patched.state, directory)).transpose()?;
    let patches = Patches { state: &patched.state, problems: &patched.problems, details: args.details, diff: args.diff };
    let format: &dyn Format<Patches<'_>> = match args.format {
        Shape::Human => &Human { look: output.look },
        Shape::Json => &Json,
        Shape::Markdown => &Markdown,
    };
    output.show(format, &patches)?;
    output.warn(&[], told.as_deref().unwrap_or_default());
    let fails = patched.state.files.iter().any(|file| file.class.is_alarm());
    Ok(match (fails, patched.state.unread) {
        (true, _) => FINDINGS,
        (false, 0) => CLEAN,
        // What was not read may be changed.
        (false, _) => NOT_DONE,
    })
}

fn without_texts() -> Failure {
    let message = "there are no pristine texts to tell changes from".to_owned();
    let advice = "name the release as it was published with `--against`: its `htdocs`, an archive, or a Git repository as `repo.git@tag`";
    Failure { message, advice: vec![advice.to_owned()] }
}

/// Writes a series of patches and says how many. The directory has to be a new one, so that nothing is overwritten. With a target
/// they are made for that: changes that it has already are left out, and those that need work are marked.
fn export(state: &CoreState, directory: &Path) -> Result<String, Failure> {
    fs::create_dir(directory).map_err(|error| Failure {
        message: format!("`{}` cannot be made: {}", directory.display(), error.kind()),
        advice: vec!["name a directory that does not exist yet, in one that does".to_owned()],
    })?;
    let (mut written, mut left) = (0, 0);
    for file in state.files.iter().filter(|file| file.class == Class::Modified) {
        let Some(change) = file.change.as_ref().filter(|change| change.fate != Some(Fate::Upstream)) else {
            left += 1;
            continue;
        };
        let work = if change.fate.is_some_and(|fate| fate.verdict() == "work") { "needs-work-" } else { "" };
        let letter = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
        let name: String = file.path.chars().map(letter).take(180).collect();
        written += 1;
        let path = directory.join(format!("{written:04}-{work}{name}.patch"));
        fs::write(&path, change.aimed.as_ref().unwrap_or(&change.diff)).map_err(|source| Error::Write { path, source })?;
    }
    let why = "there already, without a pristine text, or not looked into";
    let left = if left == 0 { String::new() } else { format!("; {left} left out: {why}") };
    let patches = if written == 1 { "1 patch" } else { &format!("{written} patches") };
    Ok(format!("{patches} written to `{}`{left}", directory.display()))
}
