//! `dolivet completions` and `dolivet man`: what the shell and `man` need to know, from the definitions of the command line itself.

use std::io::Write;
use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::advice::Failure;
use super::output::Output;
use super::{CLEAN, Cli};
use crate::error::Error;

#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct Manual {
    /// The command that the page is about, such as `manifest create`; dolivet as a whole when not given
    command: Vec<String>,
}

pub(super) fn completions(args: &Completions, output: &Output) -> Result<u8, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dolivet", &mut text);
    print(&text, output)
}

pub(super) fn manual(args: &Manual, output: &Output) -> Result<u8, Failure> {
    let mut whole = Cli::command().disable_help_subcommand(true);
    whole.build();
    let mut page = &whole;
    for name in &args.command {
        page = page.find_subcommand(name).ok_or_else(|| Failure {
            message: format!("`{}` has no command `{name}`", page.get_bin_name().unwrap_or("dolivet")),
            advice: vec![format!("there are: {}", names(page))],
        })?;
    }
    let mut text = Vec::new();
    let rendered =
        Man::new(page.clone()).source(concat!("dolivet ", env!("CARGO_PKG_VERSION"))).render(&mut text).and_then(|()| text.flush());
    rendered.map_err(|source| Error::Write { path: PathBuf::from("standard output"), source })?;
    print(&text, output)
}

fn names(command: &Command) -> String {
    let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn print(text: &[u8], output: &Output) -> Result<u8, Failure> {
    output.print(&String::from_utf8_lossy(text))?;
    Ok(CLEAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_every_completion_and_has_a_page() {
        let mut whole = Cli::command().disable_help_subcommand(true);
        whole.build();
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "dolivet", &mut text);
            let text = String::from_utf8(text).unwrap();
            for command in whole.get_subcommands().flat_map(|command| command.get_subcommands().chain([command])) {
                assert!(text.contains(command.get_name()), "{shell}: {}", command.get_name());
            }
            assert!(text.contains("--fail-on") || text.contains("fail-on"), "{shell}");
        }
        for command in whole.get_subcommands().flat_map(|command| command.get_subcommands().chain([command])) {
            let mut page = Vec::new();
            Man::new(command.clone()).render(&mut page).unwrap();
            let page = String::from_utf8(page).unwrap();
            let about = command.get_about().expect("every command says what it does").to_string();
            assert!(page.contains(".SH SYNOPSIS") && page.contains(about.split(['-', '`', '\'']).next().unwrap()), "{page}");
        }
    }
}
