//! `dolivet explain`

use super::CLEAN;
use super::advice::{Failure, find_rule};
use super::output::Output;
use super::rules::{Shape, list};
use crate::report;
use crate::rules;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The rule's id as `check` shows it; all rules are listed when it is left out
    rule: Option<String>,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<u8, Failure> {
    let Some(id) = &args.rule else { return list(Shape::Table, output) };
    let rules = rules::explained()?;
    let mut text = String::new();
    report::explain(find_rule(&rules, id)?, output.look, &mut text);
    output.print(&text)?;
    Ok(CLEAN)
}
