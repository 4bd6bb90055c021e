//! Evidence of a restore, or the changes between two backups, as Markdown.

use std::fmt::Write;

use super::{Deviations, action, files, told};
use crate::model::deviation::What;
use crate::report::escape::markdown;
use crate::report::{Format, Markdown};

/// How many files of a deviation are named.
const NAMED: usize = 50;

impl Format<Deviations<'_>> for Markdown {
    fn write(&self, deviations: &Deviations<'_>, out: &mut String) {
        let title = if deviations.restored { "Check of a restored Dolibarr" } else { "Changes between two backups of a Dolibarr" };
        let [was, is] = deviations.names.map(markdown);
        let [before, after] = deviations.comparison.releases.each_ref().map(|release| markdown(release.as_deref().unwrap_or("not known")));
        let _ = writeln!(out, "# {title}\n\n| | |\n|---|---|");
        if let Some(date) = deviations.date {
            let _ = writeln!(out, "| date | {} |", markdown(date));
        }
        if let Some(signed) = deviations.signed {
            let _ = writeln!(out, "| manifest | {} |", markdown(&signed.told()));
        }
        let _ = writeln!(out, "| earlier state | {was} |\n| later state | {is} |\n| Dolibarr | {before}, then {after} |");
        let _ = writeln!(out, "| result | **{}** |", markdown(&deviations.result()));
        steps(deviations, out);
        modules(deviations, out);
        points(deviations, out);
    }
}

/// What was checked, and how it came out.
fn steps(deviations: &Deviations<'_>, out: &mut String) {
    let count = |is_one: fn(&What) -> bool| deviations.shown().filter(|deviation| is_one(&deviation.what)).count();
    let result = |number: usize| if number == 0 { "as before".to_owned() } else { format!("{number} deviate") };
    let core = match deviations.comparison.core {
        Some(true) => "as before",
        Some(false) => "deviate",
        None => "not compared: one of the states does not know them",
    };
    let rows = [
        ("release of the core", result(count(|what| matches!(what, What::Release { .. })))),
        ("files of the core", core.to_owned()),
        ("modules that are there", result(count(|what| matches!(what, What::Missing(_) | What::Extra(_) | What::Moved(_))))),
        ("versions of modules", result(count(|what| matches!(what, What::Version { .. })))),
        ("files of modules, by SHA-256", result(count(|what| matches!(what, What::Content(_) | What::LineEnds(_))))),
        ("commits of modules", result(count(|what| matches!(what, What::Commit { .. })))),
        ("dependencies between modules", result(count(|what| matches!(what, What::Unmet(_))))),
    ];
    out.push_str("\n## Steps\n\n| step | result |\n|---|---|\n");
    for (step, result) in rows {
        let _ = writeln!(out, "| {step} | {result} |");
    }
}

fn modules(deviations: &Deviations<'_>, out: &mut String) {
    out.push_str("\n## Modules\n\n| module | directory | version | commit | result |\n|---|---|---|---|---|\n");
    for compared in &deviations.comparison.modules {
        let pair = |pair: &[Option<String>; 2], length: usize| {
            let [was, is] = pair.each_ref().map(|text| text.as_deref().map_or("-", |text| text.get(..length).unwrap_or(text)));
            if was == is { markdown(is) } else { format!("{} → {}", markdown(was), markdown(is)) }
        };
        let found = deviations.of(Some(&compared.module)).iter().filter(|deviation| deviation.what.counts()).count();
        let result = if found == 0 { "as before" } else { "**deviates**" };
        let (name, dir) = (markdown(&compared.module.class), markdown(&compared.module.dir));
        let _ = writeln!(out, "| {name} | {dir} | {} | {} | {result} |", pair(&compared.versions, usize::MAX), pair(&compared.commits, 12));
    }
}

fn points(deviations: &Deviations<'_>, out: &mut String) {
    if deviations.shown().next().is_some() {
        out.push_str("\n## Deviations and open actions\n\n");
    }
    for deviation in deviations.shown() {
        let subject = deviation.module.as_ref().map(|module| format!("{} ", markdown(&module.class))).unwrap_or_default();
        let open = if deviations.restored { format!(" To do: {}.", markdown(&action(&deviation.what))) } else { String::new() };
        let _ = writeln!(out, "- [ ] {subject}{}.{open}", markdown(&told(&deviation.what)));
        let files = files(&deviation.what);
        for (word, file) in files.iter().take(NAMED) {
            let _ = writeln!(out, "  - {word}: {}", markdown(file));
        }
        if files.len() > NAMED {
            let _ = writeln!(out, "  - and {} more", files.len() - NAMED);
        }
    }
    if !deviations.problems.is_empty() {
        out.push_str("\n## Not read\n\n");
    }
    for problem in deviations.problems {
        let _ = writeln!(out, "- {}: {}", markdown(&problem.place.file), markdown(&problem.message));
    }
}
