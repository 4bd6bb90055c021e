//! `dolivet check --fix` and `--diff`: the only place that changes files of a module.

use std::collections::BTreeSet;
use std::path::Path;

use super::advice::{Failure, without_target};
use super::output::Output;
use super::{CLEAN, FINDINGS};
use crate::base::Version;
use crate::error::Error;
use crate::report::code;
use crate::session::{Checked, Repairs, repairs, replace};

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
    /// Refuses to repair where there is no target.
    pub(super) fn needs(&self, target: Option<&Version>) -> Result<(), Failure> {
        let is_open = (self.fix || self.diff) && target.is_none();
        if is_open { Err(without_target("what can be repaired depends on the target, and there is none")) } else { Ok(()) }
    }

    /// Repairs what a check found until there is nothing left, and checks again; or shows the repairs, with which all is done.
    pub(super) fn run(
        &self,
        path: &Path,
        checked: &mut Checked,
        check: &dyn Fn() -> Result<Checked, Error>,
        output: &Output,
    ) -> Result<Option<u8>, Failure> {
        if self.diff {
            let found = found(path, checked)?;
            found.files.iter().try_for_each(|repair| output.print(&shown(&repair.unified())))?;
            tell_of_the_rest(&found, output);
            return Ok(Some(if found.files.is_empty() { CLEAN } else { FINDINGS }));
        }
        if !self.fix {
            return Ok(None);
        }
        let (mut files, mut places) = (BTreeSet::new(), 0);
        for _ in 0..ROUNDS {
            let found = found(path, checked)?;
            if found.files.is_empty() {
                tell_of_the_rest(&found, output);
                break;
            }
            for repair in found.files {
                replace(&repair.path, &repair.after).map_err(|source| Error::Write { path: repair.path, source })?;
                places += repair.places;
                files.insert(repair.file);
            }
            *checked = check()?;
        }
        output.say(&format!("repaired {places} places in {} files", files.len()));
        Ok(None)
    }
}

fn found(path: &Path, checked: &Checked) -> Result<Repairs, Failure> {
    repairs(checked)?.ok_or_else(|| Failure {
        message: format!("`{}` is an archive, and nothing is repaired in one", path.display()),
        advice: vec!["unpack it, and give the directory".to_owned()],
    })
}

/// A patch for a terminal.
fn shown(patch: &[u8]) -> String {
    String::from_utf8_lossy(patch).lines().map(|line| code(line) + "\n").collect()
}

/// Tells of modules that were left alone because they do not say on which releases they run.
fn tell_of_the_rest(repairs: &Repairs, output: &Output) {
    if !repairs.undeclared.is_empty() {
        let names = repairs.undeclared.join(", ");
        output.say(&format!("not repaired, because `need_dolibarr_version` does not say from which release on they run: {names}"));
    }
}
