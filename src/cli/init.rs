//! `dolivet init`

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::CLEAN;
use super::advice::Failure;
use super::check::version;
use super::output::Output;
use crate::base::Version;
use crate::config;
use crate::error::Error;
use crate::session;

/// The file of pre-commit.
const PRE_COMMIT: &str = ".pre-commit-config.yaml";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The directory of the module, of modules, or of the Dolibarr
    #[arg(default_value = ".")]
    path: PathBuf,
    /// The Dolibarr release to hold the modules against
    #[arg(long, value_name = "VERSION", value_parser = version)]
    target: Option<Version>,
    /// Also write a `.pre-commit-config.yaml` that runs dolivet before each commit
    #[arg(long)]
    pre_commit: bool,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<u8, Failure> {
    let dir = session::directory(&args.path).ok_or_else(|| Error::NotFound { path: args.path.clone() })?;
    let target = args.target.as_ref().map(Version::as_str);
    let mut files = vec![(config::FILE, config::template(target))];
    if args.pre_commit {
        files.push((PRE_COMMIT, pre_commit()));
    }
    // Nothing is written where one of them is in the way.
    if let Some((name, text)) = files.iter().find(|(name, _)| fs::symlink_metadata(dir.join(name)).is_ok()) {
        let advice = if *name == PRE_COMMIT { format!("add this to it:\n{text}") } else { "change it by hand, or move it away".to_owned() };
        let advice = advice.lines().map(str::to_owned).collect();
        return Err(Failure { message: format!("`{}` is there already", dir.join(name).display()), advice });
    }
    for (name, text) in files {
        let path = dir.join(name);
        write(&path, &text)?;
        output.say(&format!("wrote `{}`", path.display()));
    }
    Ok(CLEAN)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let written = fs::OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => Failure { message: format!("`{}` is there already", path.display()), advice: Vec::new() },
        _ => Error::Write { path: path.to_owned(), source }.into(),
    })
}

fn pre_commit() -> String {
    let (repository, version) = (env!("CARGO_PKG_REPOSITORY"), env!("CARGO_PKG_VERSION"));
    let repository = if repository.is_empty() { "URL-OF-DOLIVET" } else { repository };
    format!("repos:\n  - repo: {repository}\n    rev: v{version}\n    hooks:\n      - id: dolivet-check\n")
}
