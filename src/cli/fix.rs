//! `dolivet check --fix` and `--diff`: the only place that changes files of a module.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::advice::Failure;
use super::output::Output;
use super::{CLEAN, FINDINGS};
use crate::error::Error;
use crate::report::code;
use crate::session::Repairs;

/// How often files are repaired until nothing is left: a finding names a thousand places at most.
const ROUNDS: usize = 100;

/// Whether to repair.
#[derive(Debug, clap::Args)]
pub(super) struct Fix {
    /// Repair what can be repaired so that nothing else changes: old accessors, where every release that the module declares has the function
    /// in their place. Tells what is left
    #[arg(long, conflicts_with_all = ["staged", "changed_lines", "diff"])]
    fix: bool,
    /// Show what `--fix` would change, line by line, and change nothing; ends with 1 when there is something
    #[arg(long, conflicts_with_all = ["staged", "changed_lines"])]
    diff: bool,
}

impl Fix {
    /// Repairs, or shows the repairs. The exit code where nothing else is to be done.
    pub(super) fn run(
        &self,
        path: &Path,
        has_target: bool,
        repairs: &dyn Fn() -> Result<Repairs, Error>,
        output: &Output,
    ) -> Result<Option<u8>, Failure> {
        if !self.fix && !self.diff {
            return Ok(None);
        }
        if !has_target {
            let advice = vec!["name the release with `--target` or `--core`, or with `target` in `dolivet.toml`".to_owned()];
            return Err(Failure { message: "what can be repaired depends on the target, and there is none".to_owned(), advice });
        }
        if path.is_file() && path.extension().is_none_or(|ending| ending != "php") {
            let advice = vec!["unpack it, and give the directory".to_owned()];
            return Err(Failure { message: format!("`{}` is an archive, and nothing is repaired in one", path.display()), advice });
        }
        if self.diff {
            let found = repairs()?;
            found.files.iter().try_for_each(|repair| output.print(&shown(&repair.unified())))?;
            told_apart(&found, output);
            return Ok(Some(if found.files.is_empty() { CLEAN } else { FINDINGS }));
        }
        let (mut files, mut places) = (std::collections::BTreeSet::new(), 0);
        for _ in 0..ROUNDS {
            let found = repairs()?;
            if found.files.is_empty() {
                told_apart(&found, output);
                break;
            }
            for repair in &found.files {
                overwrite(&repair.path, &repair.after).map_err(|source| Error::Write { path: repair.path.clone(), source })?;
                places += repair.places;
                files.insert(repair.file.clone());
            }
        }
        output.say(&format!("repaired {places} places in {} files", files.len()));
        Ok(None)
    }
}

/// A patch for a terminal.
fn shown(patch: &[u8]) -> String {
    String::from_utf8_lossy(patch).lines().map(|line| code(line) + "\n").collect()
}

/// Tells of modules that were left alone because they do not say on which releases they run.
fn told_apart(repairs: &Repairs, output: &Output) {
    if !repairs.undeclared.is_empty() {
        let names = repairs.undeclared.join(", ");
        output.say(&format!("not repaired, because `need_dolibarr_version` does not say from which release on they run: {names}"));
    }
}

/// Puts a text in the place of a plain file, at once: whoever reads the file meanwhile gets either the one or the other.
fn overwrite(path: &Path, text: &[u8]) -> io::Result<()> {
    let meta = fs::symlink_metadata(path)?;
    let (Some(dir), Some(name)) = (path.parent(), path.file_name()) else { return Err(io::ErrorKind::NotFound.into()) };
    if !meta.is_file() {
        return Err(io::Error::other("it is a link or no file"));
    }
    let part = dir.join(format!(".{}.dolivet", name.to_string_lossy()));
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&part)
        .and_then(|mut file| file.write_all(text).and_then(|()| file.set_permissions(meta.permissions())))
        .and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}
