//! Which reports of a check go where. Files are written when all is done; what cannot be written is refused before anything is read.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::advice::Failure;
use super::output::Output;
use crate::error::Error;
use crate::report::{Checkstyle, Format, Github, Gitlab, Human, Json, Junit, Look, Markdown, Sarif, Table, Verdict};
use crate::rules;
use crate::session::Checked;

/// With more findings than these, a line of code below each would bury the rest.
const FEW: usize = 20;

#[derive(Debug, clap::Args)]
pub(super) struct Formats {
    /// How to show the findings on standard output; `human` when not given
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Shape>,
    /// Also write this format to a file; without one, or with `-`, it is shown instead of `--format`. May be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = target, conflicts_with = "explain_verdict")]
    output: Vec<Target>,
    /// The directory that paths in `sarif`, `github`, `gitlab`, `checkstyle`, `junit` and `markdown` begin with; PATH as seen from the
    /// working directory when not given
    #[arg(long, value_name = "DIR")]
    path_prefix: Option<String>,
    /// When to show the line of code below a finding in `human`; `auto` does on a terminal when there are few findings
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    excerpts: When,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shape {
    Human,
    Table,
    Json,
    Sarif,
    Github,
    Gitlab,
    Checkstyle,
    Junit,
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

/// A format, and the file that it goes to; none for standard output.
#[derive(Debug, Clone)]
struct Target {
    shape: Shape,
    file: Option<PathBuf>,
}

impl Formats {
    /// The format for standard output. Refuses two of them, and files that could not be written or would be written twice.
    pub(super) fn shown(&self) -> Result<Shape, Failure> {
        let mut shown = self.format;
        let mut written: Vec<PathBuf> = Vec::new();
        for target in &self.output {
            match &target.file {
                None if shown.is_some() => return Err(twice("standard output")),
                None => shown = Some(target.shape),
                Some(file) => {
                    let place = writable(file)?;
                    if written.contains(&place) {
                        return Err(twice(&format!("`{}`", file.display())));
                    }
                    written.push(place);
                }
            }
        }
        Ok(shown.unwrap_or(Shape::Human))
    }

    /// Writes all reports.
    pub(super) fn write(&self, checked: &Checked, verdict: Verdict<'_>, shown: Shape, output: &Output) -> Result<(), Failure> {
        let rules = rules::all()?;
        let seen = self.path_prefix.clone().or_else(|| checked.seen_from(Path::new("."))).unwrap_or_default();
        let prefix = seen.replace('\\', "/");
        let is_wanted = match self.excerpts {
            When::Always => true,
            When::Auto => output.look.width.is_some() && shown == Shape::Human && verdict.shown().count() <= FEW,
            When::Never => false,
        };
        let excerpts = if is_wanted { checked.excerpts(verdict.shown()) } else { BTreeMap::new() };
        let verdict = Verdict { rules, prefix: &prefix, excerpts: &excerpts, ..verdict };
        for target in &self.output {
            if let Some(file) = &target.file {
                let mut text = String::new();
                format(target.shape, Look { quiet: output.look.quiet, ..Look::default() }).write(&verdict, &mut text);
                fs::write(file, text).map_err(|source| Error::Write { path: file.clone(), source })?;
            }
        }
        output.show(format(shown, output.look).as_ref(), &verdict)
    }
}

fn format<'a>(shape: Shape, look: Look) -> Box<dyn Format<Verdict<'a>>> {
    match shape {
        Shape::Human => Box::new(Human { look }),
        Shape::Table => Box::new(Table { look }),
        Shape::Json => Box::new(Json),
        Shape::Sarif => Box::new(Sarif),
        Shape::Github => Box::new(Github),
        Shape::Gitlab => Box::new(Gitlab),
        Shape::Checkstyle => Box::new(Checkstyle),
        Shape::Junit => Box::new(Junit),
        Shape::Markdown => Box::new(Markdown),
    }
}

/// `FORMAT`, `FORMAT=-` or `FORMAT=FILE`.
fn target(text: &str) -> Result<Target, String> {
    let (name, file) = text.split_once('=').unwrap_or((text, "-"));
    let shape = Shape::from_str(name, false).map_err(|_| {
        let names = Shape::value_variants().iter().filter_map(|shape| Some(shape.to_possible_value()?.get_name().to_owned()));
        format!("no format is called `{name}`; there are {}", names.collect::<Vec<_>>().join(", "))
    })?;
    match file {
        "" => Err(format!("name a file behind `{name}=`, or `-` for standard output")),
        "-" => Ok(Target { shape, file: None }),
        file => Ok(Target { shape, file: Some(PathBuf::from(file)) }),
    }
}

fn twice(place: &str) -> Failure {
    Failure {
        message: format!("two reports would go to {place}"),
        advice: vec!["give each `--output` a file of its own; one format may go to standard output".to_owned()],
    }
}

/// The file's place without links. A directory cannot be written, and a link to a file may have come with the code that is checked:
/// what it leads to is not overwritten. Pipes and terminals are written to however they are named.
fn writable(file: &Path) -> Result<PathBuf, Failure> {
    let refused = |what: &str, advice: &str| Failure { message: format!("`{}` {what}", file.display()), advice: vec![advice.to_owned()] };
    if fs::metadata(file).is_ok_and(|meta| meta.is_dir()) {
        return Err(refused("is a directory", "name a file in it, such as `--output sarif=reports/dolivet.sarif`"));
    }
    let is_link = fs::symlink_metadata(file).is_ok_and(|meta| meta.is_symlink());
    if is_link && fs::metadata(file).map_or(true, |meta| meta.is_file()) {
        return Err(refused("is a link, and what it leads to would be overwritten", "name the file itself, or remove the link"));
    }
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (fs::canonicalize(dir), file.file_name()) {
        (Ok(dir), Some(name)) if dir.is_dir() => Ok(dir.join(name)),
        (Err(error), _) if error.kind() != io::ErrorKind::NotFound => Err(Error::Write { path: file.to_owned(), source: error }.into()),
        _ => Err(refused("cannot be written: its directory is not there", "make the directory first; dolivet makes none")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_a_format_and_perhaps_a_file() {
        let read = |text| target(text).map(|target| (target.shape, target.file.map(|file| file.display().to_string())));
        assert_eq!(read("sarif"), Ok((Shape::Sarif, None)));
        assert_eq!(read("junit=-"), Ok((Shape::Junit, None)));
        assert_eq!(read("gitlab=a=b.json"), Ok((Shape::Gitlab, Some("a=b.json".to_owned()))));
        assert!(read("sarif=").unwrap_err().contains("name a file"));
        assert!(read("pdf=x").unwrap_err().ends_with("checkstyle, junit, markdown"));
    }
}
