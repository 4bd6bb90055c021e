//! `dolivet patches`

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::advice::Failure;
use super::output::Output;
use super::{CLEAN, FINDINGS};
use crate::error::Error;
use crate::model::core_state::CoreState;
use crate::report::{Format, Human, Json, Markdown, Patches};
use crate::session::{self, Options};

#[derive(Debug, clap::Args)]
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
    /// Write the changes as patches into this new directory, one for each file, for `git apply --directory=htdocs`
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
    let patched = session::patches(&args.path, args.against.as_deref(), args.target.as_deref(), options)?;
    if let Some(directory) = &args.export {
        export(&patched.state, directory)?;
    }
    let patches = Patches { state: &patched.state, problems: &patched.problems, details: args.details, diff: args.diff };
    let format: &dyn Format<Patches<'_>> = match args.format {
        Shape::Human => &Human { look: output.look },
        Shape::Json => &Json,
        Shape::Markdown => &Markdown,
    };
    output.show(format, &patches)?;
    let fails = patched.state.files.iter().any(|file| file.class.is_alarm());
    Ok(if fails { FINDINGS } else { CLEAN })
}

/// Writes a series of patches. The directory has to be a new one, so that nothing is overwritten.
fn export(state: &CoreState, directory: &Path) -> Result<(), Failure> {
    if state.pristine.texts.is_none() {
        let message = "there are no pristine texts to make patches from".to_owned();
        let advice =
            "name the release as it was published with `--against`: its `htdocs`, an archive, or a Git repository as `repo.git@tag`";
        return Err(Failure { message, advice: vec![advice.to_owned()] });
    }
    fs::create_dir(directory).map_err(|source| Error::Write { path: directory.to_owned(), source })?;
    let changes = state.files.iter().filter_map(|file| Some((file, file.change.as_ref()?)));
    for (number, (file, change)) in changes.enumerate() {
        let letter = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
        let name: String = file.path.chars().map(letter).take(180).collect();
        let path = directory.join(format!("{:04}-{name}.patch", number + 1));
        fs::write(&path, &change.diff).map_err(|source| Error::Write { path, source })?;
    }
    Ok(())
}
