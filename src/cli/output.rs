//! Standard output and standard error: colours, width, and the quiet end when nobody reads on.

use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};
use std::path::PathBuf;

use super::advice::Failure;
use super::{Color, Common};
use crate::error::Error;
use crate::model::place::Problem;
use crate::report::{Format, Look, place, terminal};

/// Where reports go.
#[derive(Debug)]
pub(super) struct Output {
    /// How text for people looks.
    pub look: Look,
}

impl Output {
    pub(super) fn new(common: &Common) -> Self {
        let is_terminal = stdout().is_terminal();
        let color = match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        };
        let width = terminal_size::terminal_size().map(|(width, _)| width.0).filter(|_| is_terminal);
        Self { look: Look { color, width, quiet: common.quiet } }
    }

    /// Writes a report.
    pub(super) fn show<Subject>(&self, format: &dyn Format<Subject>, subject: &Subject) -> Result<(), Failure> {
        let mut text = String::new();
        format.write(subject, &mut text);
        self.print(&text)
    }

    /// Writes a text. That the reader has gone is no failure: `dolivet check . | head` ends in silence.
    pub(super) fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Error::Write { path: PathBuf::from("standard output"), source: error }.into())
            }
            _ => Ok(()),
        }
    }

    /// Says on standard error what was met on the way, and how much there is.
    pub(super) fn warn(&self, problems: &[Problem], counted: &str) {
        let mut lines: Vec<String> = problems.iter().take(TOLD).map(|p| format!("{}: {}", place(&p.place), terminal(&p.message))).collect();
        if problems.len() > TOLD {
            lines.push(format!("{} more like these", problems.len() - TOLD));
        }
        if !self.look.quiet && !counted.is_empty() {
            lines.push(counted.to_owned());
        }
        let mut err = stderr().lock();
        for line in lines {
            let _ = writeln!(err, "{line}");
        }
    }

    /// Says a line on standard error.
    pub(super) fn say(&self, line: &str) {
        if !self.look.quiet {
            let _ = writeln!(stderr().lock(), "{}", terminal(line));
        }
    }

    /// Says on standard error what went wrong and what to do.
    pub(super) fn complain(&self, failure: &Failure) {
        let mut err = stderr().lock();
        // Where standard error is closed there is nobody left to tell.
        let _ = writeln!(err, "dolivet: {}", terminal(&failure.message));
        for line in &failure.advice {
            let _ = writeln!(err, "  {}", terminal(line));
        }
    }
}

/// How many problems are told one by one on standard error.
const TOLD: usize = 20;

/// Whether an environment variable is there and not empty, as <https://no-color.org> asks.
fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
