//! What a restore test walks through, as a Markdown list to tick off.

use std::fmt::Write;

use super::Extent;
use crate::model::scope::CheckKind;
use crate::report::Format;
use crate::report::escape::markdown;

/// The format `checks`.
#[derive(Debug)]
pub(crate) struct Checks;

impl Format<Extent<'_>> for Checks {
    fn write(&self, extent: &Extent<'_>, out: &mut String) {
        out.push_str("# Restore test\n");
        for module in &extent.scope.modules {
            let version = module.version.as_deref().unwrap_or("of unknown version");
            let _ = writeln!(out, "\n## {} {}\n", markdown(&module.module.class), markdown(version));
            let _ = writeln!(out, "- [ ] The module is enabled and its version is the one above.");
            for check in &module.checks {
                let _ = writeln!(out, "- {}", heading(check.what));
                for thing in &check.things {
                    let _ = writeln!(out, "  - [ ] {}", markdown(thing));
                }
            }
            if !module.unknown.is_empty() {
                let _ = writeln!(out, "- There may be more, which only the running site knows: {}", markdown(&module.unknown.join(", ")));
            }
        }
    }
}

fn heading(kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Page => "Each page opens and shows the restored data:",
        CheckKind::CronJob => "Each scheduled job is listed, and runs once by hand without an error:",
        CheckKind::Route => "Each API route answers:",
        CheckKind::Trigger => "Each event has its effect when it happens:",
        CheckKind::Hook => "Each hook shows its effect where it is called:",
        CheckKind::Permission => "Each permission is granted to those who had it, and refused to others:",
    }
}
