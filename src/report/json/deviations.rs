//! `dolivet.verify/v1` and `dolivet.manifest-diff/v1`.

use serde::Serialize;

use super::common::{Name, name};
use super::site::{Problem, problems};
use super::{Json, push};
use crate::model::deviation::{Deviation, What};
use crate::report::Format;
use crate::report::manifest::{Deviations, files, told};

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    /// Who has signed the earlier state; `null` where nobody asked.
    signed: Option<Signature<'a>>,
    releases: &'a [Option<String>; 2],
    /// Whether nothing deviates.
    same: bool,
    files: usize,
    /// Whether the core's files are the same; `null` where one of the states does not know them.
    core: Option<bool>,
    modules: Vec<Line<'a>>,
    deviations: Vec<Point<'a>>,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Signature<'a> {
    key: &'a str,
    comment: &'a str,
}

#[derive(Serialize)]
struct Line<'a> {
    module: Name<'a>,
    versions: &'a [Option<String>; 2],
    commits: &'a [Option<String>; 2],
}

#[derive(Serialize)]
struct Point<'a> {
    what: &'static str,
    module: Option<Name<'a>>,
    message: String,
    files: Vec<File<'a>>,
    facet: Option<&'static str>,
    added: &'a [String],
    removed: &'a [String],
}

#[derive(Serialize)]
struct File<'a> {
    what: &'static str,
    path: &'a str,
}

impl Format<Deviations<'_>> for Json {
    fn write(&self, deviations: &Deviations<'_>, out: &mut String) {
        let comparison = deviations.comparison;
        let modules = comparison.modules.iter().map(|compared| Line {
            module: name(&compared.module),
            versions: &compared.versions,
            commits: &compared.commits,
        });
        let document = Document {
            schema: if deviations.restored { "dolivet.verify/v1" } else { "dolivet.manifest-diff/v1" },
            signed: deviations.signed.map(|signed| Signature { key: &signed.key, comment: &signed.comment }),
            releases: &comparison.releases,
            same: !comparison.deviations.iter().any(|deviation| deviation.what.counts()),
            files: comparison.files,
            core: comparison.core,
            modules: modules.collect(),
            deviations: deviations.shown().map(point).collect(),
            problems: problems(deviations.problems),
        };
        push(&document, out);
    }
}

fn point(deviation: &Deviation) -> Point<'_> {
    let (facet, added, removed): (_, &[String], &[String]) = match &deviation.what {
        What::Facet { facet, added, removed } => (Some(*facet), added, removed),
        _ => (None, &[], &[]),
    };
    Point {
        what: deviation.what.as_str(),
        module: deviation.module.as_ref().map(name),
        message: told(&deviation.what),
        files: files(&deviation.what).into_iter().map(|(what, path)| File { what, path }).collect(),
        facet,
        added,
        removed,
    }
}
