//! What was read and found, as text: one file for each format. Looks nothing up and decides no exit code.
//!
//! Everything that comes from a module passes `escape` on its way out.

mod details;
mod dot;
mod escape;
mod facts;
mod human;
mod json;
mod manifest;
mod markdown;
mod matrix;
mod mermaid;
mod patches;
mod rule;
mod scope;
mod style;
mod table;
mod text;

use crate::graph::Graph;
use crate::model::finding::{Finding, Level, SetAside};
use crate::model::inventory::{Aims, Inventory};
use crate::model::verdict::Judged;

pub(crate) use details::Details;
pub(crate) use dot::Dot;
pub(crate) use escape::{terminal, visible};
pub(crate) use facts::{Changes, Tale};
pub(crate) use human::Human;
pub(crate) use json::{Json, Properties};
pub(crate) use manifest::{Deviations, Junit, Signed};
pub(crate) use markdown::Markdown;
pub(crate) use matrix::Grid;
pub(crate) use mermaid::Mermaid;
pub(crate) use patches::{Patches, code};
pub(crate) use rule::{Catalogue, explain};
pub(crate) use scope::{Borg, Checks, Extent, Mysqldump, PgDump, Restic, is_plain};
pub(crate) use table::Table;
pub(crate) use text::place;

/// A format that can show a subject. Which formats a subject has is what implementations there are.
pub(crate) trait Format<Subject> {
    /// Appends the report to `out`.
    fn write(&self, subject: &Subject, out: &mut String);
}

/// How text for people looks.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Look {
    /// Whether to use ANSI colours.
    pub color: bool,
    /// Width of the terminal; `None` when the output is not one, and then nothing is wrapped or left out.
    pub width: Option<u16>,
    /// Whether to leave out headings and summaries.
    pub quiet: bool,
}

/// What is installed.
#[derive(Debug)]
pub(crate) struct Listing<'a> {
    /// Everything that was read.
    pub inventory: &'a Inventory,
    /// How it hangs together.
    pub graph: &'a Graph,
    /// The modules to show, by index.
    pub shown: Vec<usize>,
}

/// What is wrong with it.
#[derive(Debug)]
pub(crate) struct Verdict<'a> {
    /// Everything that was read.
    pub inventory: &'a Inventory,
    /// Every finding.
    pub findings: &'a [Finding],
    /// Whether each module works on the target; empty without one.
    pub verdicts: &'a [Judged],
    /// What it was checked for.
    pub aims: &'a Aims,
    /// The least level to show.
    pub least: Level,
}

/// How modules hang together.
#[derive(Debug)]
pub(crate) struct Web<'a> {
    /// Everything that was read.
    pub inventory: &'a Inventory,
    /// How it hangs together.
    pub graph: &'a Graph,
    /// The module whose absence is asked for.
    pub without: Option<usize>,
}

impl Verdict<'_> {
    /// Findings that count.
    fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.set_aside.is_none())
    }

    /// Those of them at or above the least level.
    fn shown(&self) -> impl Iterator<Item = &Finding> {
        self.counted().filter(|finding| finding.level >= self.least)
    }

    /// How many that count have this level, shown or not.
    fn count(&self, level: Level) -> usize {
        self.counted().filter(|finding| finding.level == level).count()
    }

    /// How many findings settings, comments and the baseline set aside.
    fn set_aside(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for reason in self.findings.iter().filter_map(|finding| finding.set_aside.as_ref()) {
            let of = match reason {
                SetAside::Settings => 0,
                SetAside::Comment { .. } => 1,
                SetAside::Baseline => 2,
            };
            counts[of] += 1;
        }
        counts
    }
}

impl Web<'_> {
    /// The modules to draw: external ones and whatever they are tied to; with `without`, that module and what breaks.
    fn drawn(&self) -> Vec<usize> {
        let mut drawn: std::collections::BTreeSet<usize> = match self.without {
            Some(gone) => self.graph.breaks_without(gone).into_iter().chain([gone]).collect(),
            None => (0..self.inventory.modules.len()).filter(|i| !self.inventory.modules[*i].core).collect(),
        };
        if self.without.is_none() {
            let tied = |from: usize| drawn.contains(&from);
            let needed: Vec<usize> = self.graph.edges().filter(|e| tied(e.from) || tied(e.to)).flat_map(|e| [e.from, e.to]).collect();
            let refused = self.graph.conflicts().iter().filter(|c| tied(c.from) || tied(c.to)).flat_map(|c| [c.from, c.to]);
            let refused: Vec<usize> = refused.collect();
            drawn.extend(needed.into_iter().chain(refused));
        }
        drawn.into_iter().collect()
    }
}
