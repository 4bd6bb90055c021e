//! Options of `check` and `matrix` for settings, comments and baselines, which say what findings count.

use std::path::{Path, PathBuf};

use super::advice::Failure;
use super::output::Output;
use crate::config::Settings;
use crate::model::inventory::Aims;
use crate::report::visible;
use crate::session::{self, Baseline, Checked, Found, Heed, NamedBy, Policy, Staged};

/// Whose word counts: of settings, and of comments.
#[derive(Debug, clap::Args)]
pub(super) struct Heeding {
    /// Read the settings from this file instead of `dolivet.toml` in the opened directory
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Read no settings
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// Heed comments that set findings aside (`dolivet-ignore`) in an installation too
    #[arg(long)]
    suppressions: bool,
    /// Heed no such comments
    #[arg(long, conflicts_with = "suppressions")]
    no_suppressions: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Choices {
    #[command(flatten)]
    heeding: Heeding,
    /// Leave out what was there before: findings that this file lists
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Leave out no findings of before, also where the settings name a baseline
    #[arg(long, conflicts_with = "baseline")]
    no_baseline: bool,
    /// Write all findings down as a baseline [default: `dolivet-baseline.json` beside `dolivet.toml`]
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, conflicts_with_all = ["baseline", "no_baseline"])]
    write_baseline: Option<Option<PathBuf>>,
    /// Check what is staged for the next commit, and tell only of the files that it changes
    #[arg(long, conflicts_with = "write_baseline")]
    staged: bool,
    /// With `--staged`, tell only of the lines that the commit changes
    #[arg(long, requires = "staged")]
    changed_lines: bool,
}

/// What the options and the files that they name come to.
#[derive(Debug, Default)]
pub(super) struct Said {
    found: Option<Found>,
    baseline: Option<(PathBuf, Baseline)>,
    heed: Heed,
    /// Where a baseline is to be written to.
    write: Option<PathBuf>,
}

impl Heeding {
    /// Reads the settings that count for an opened path.
    pub(super) fn read(&self, opened: &Path) -> Result<Said, Failure> {
        let found = if self.no_config { None } else { session::settings(opened, self.config.as_deref())? };
        let heed = match (self.suppressions, self.no_suppressions) {
            (true, _) => Heed::Always,
            (_, true) => Heed::Never,
            _ => Heed::OfAuthors,
        };
        Ok(Said { found, heed, ..Said::default() })
    }
}

impl Choices {
    /// What of the next commit is told.
    pub(super) fn staged(&self) -> Staged {
        match (self.staged, self.changed_lines) {
            (false, _) => Staged::No,
            (true, false) => Staged::Files,
            (true, true) => Staged::Lines,
        }
    }

    /// Reads the files that count for an opened path.
    pub(super) fn read(&self, opened: &Path) -> Result<Said, Failure> {
        let Said { found, heed, .. } = self.heeding.read(opened)?;
        if let Some(path) = &self.write_baseline {
            let write = path.clone().unwrap_or_else(|| session::baseline_path(opened, found.as_ref()));
            return Ok(Said { found, baseline: None, heed, write: Some(write) });
        }
        let named = found.as_ref().filter(|found| !self.no_baseline && found.settings.baseline.is_some());
        let of_settings = named.map(|found| session::baseline_path(opened, Some(found)));
        let by_person = self.heeding.config.is_some() || self.baseline.is_some();
        let path = self.baseline.clone().or(of_settings);
        let read = |path: PathBuf| {
            let by = if by_person { NamedBy::Person } else { NamedBy::Site };
            session::baseline(&path, by).map(|baseline| (path, baseline))
        };
        Ok(Said { found, baseline: path.map(read).transpose()?, heed, write: None })
    }
}

impl Said {
    pub(super) fn settings(&self) -> Option<&Settings> {
        self.found.as_ref().map(|found| &found.settings)
    }

    pub(super) fn policy(&self) -> Policy<'_> {
        Policy { settings: self.settings(), baseline: self.baseline.as_ref().map(|(_, baseline)| baseline), comments: self.heed }
    }

    /// Writes the baseline if that was asked for, and says so.
    pub(super) fn write(&self, checked: &Checked, aims: &Aims, output: &Output) -> Result<bool, Failure> {
        let Some(path) = &self.write else { return Ok(false) };
        let baseline = Baseline::new(aims, checked.counted.clone());
        session::write_baseline(path, &visible(baseline.text()))?;
        let entries = if baseline.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", baseline.len()) };
        output.say(&format!("`{}` has {entries}; `--baseline` or `baseline` in `dolivet.toml` makes it count", path.display()));
        Ok(true)
    }

    /// Says which settings were found, since they may be those of a stranger.
    pub(super) fn tell_settings(&self, output: &Output) {
        if let Some(found) = &self.found {
            let roots: Vec<String> = found.settings.roots.iter().map(|root| format!(", names from `{}`", root.path.display())).collect();
            output.say(&format!("settings from `{}`{}", found.path.display(), roots.concat()));
        }
    }

    /// The same, and what of the baseline is there no more.
    pub(super) fn tell(&self, checked: &Checked, aims: &Aims, output: &Output) {
        self.tell_settings(output);
        let Some((path, baseline)) = &self.baseline else { return };
        let obsolete = baseline.obsolete(aims, &checked.counted);
        if obsolete > 0 {
            let are = if obsolete == 1 { "1 entry of it is".to_owned() } else { format!("{obsolete} entries of it are") };
            output.say(&format!("`{}`: {are} obsolete; `--write-baseline` drops what is there no more", path.display()));
        }
    }
}
