//! `dolivet.facts-diff/v1` and `dolivet.facts-show/v1`. The structs are frozen: a change of the model must not change what they
//! write.

use std::collections::BTreeMap;

use serde::Serialize;

use super::words::{self, Calendar};
use super::{Changes, Tale, sums};
use crate::core_facts::{Change, Kind, Signature, Variant, What};
use crate::report::json::push;
use crate::report::{Format, Json};

#[derive(Serialize)]
struct Diff<'a> {
    schema: &'static str,
    from: Core<'a>,
    to: Core<'a>,
    /// Kind to change to number.
    counts: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    additions_not_shown: usize,
    changes: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Core<'a> {
    release: &'a str,
    /// `null` for shipped facts.
    source: Option<&'a str>,
    /// From and to which PHP version it runs.
    php: Option<&'a str>,
}

#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    name: &'a str,
    change: &'static str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    file: Option<&'a str>,
    replacement: Option<&'a str>,
    /// How many members or columns came or went with it, how many files with a library.
    members: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    difference: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'a str>,
}

#[derive(Serialize)]
struct Show<'a> {
    schema: &'static str,
    /// The releases that were looked at, oldest first.
    releases: Vec<&'a str>,
    /// `null` for shipped facts.
    source: Option<&'a str>,
    symbols: Vec<Symbol<'a>>,
}

#[derive(Serialize)]
struct Symbol<'a> {
    kind: &'static str,
    name: &'a str,
    /// The class that was asked for, where it only inherits the member.
    inherited_by: Option<&'a str>,
    releases: Vec<&'a str>,
    /// In releases in which its own class does not declare it.
    inherited_from: Vec<Named<'a>>,
    renamed_to: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    members: BTreeMap<&'a str, usize>,
    variants: Vec<Shape<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    releases: Vec<&'a str>,
}

#[derive(Serialize)]
struct Shape<'a> {
    releases: Vec<&'a str>,
    shape: Option<&'a str>,
    file: Option<&'a str>,
    deprecated: bool,
    replacement: Option<&'a str>,
    inside: Option<&'a str>,
    composed: bool,
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

impl Format<Changes<'_>> for Json {
    fn write(&self, changes: &Changes<'_>, out: &mut String) {
        let mut counts = BTreeMap::new();
        for (kind, group) in changes.groups() {
            counts.insert(kind.word(), sums(group).into_iter().map(|(what, number)| (what.word(), number)).collect());
        }
        let core = |i: usize| Core { release: changes.releases[i], source: some(&changes.sources[i]), php: some(&changes.php[i]) };
        let rows = changes.groups().flat_map(|(_, group)| group).map(row);
        push(
            &Diff {
                schema: "dolivet.facts-diff/v1",
                from: core(0),
                to: core(1),
                counts,
                additions_not_shown: changes.unasked,
                changes: rows.collect(),
            },
            out,
        );
    }
}

fn row(change: &Change) -> Row<'_> {
    let is_signature = matches!(change.kind, Kind::Function | Kind::Method) && change.what == What::Changed;
    let signatures = is_signature.then(|| Signature::parse(&change.before).zip(Signature::parse(&change.after))).flatten();
    let differences = signatures.map(|(old, new)| old.differences(&new)).unwrap_or_default();
    let part = |difference| {
        let (difference, parameter) = words::coded(difference);
        Part { difference, parameter }
    };
    Row {
        kind: change.kind.word(),
        name: &change.name,
        change: change.what.word(),
        before: some(&change.before),
        after: some(&change.after),
        file: some(&change.file),
        replacement: some(&change.replacement),
        members: Some(change.members).filter(|members| *members > 0),
        differences: differences.into_iter().map(part).collect(),
    }
}

impl Format<Tale<'_>> for Json {
    fn write(&self, tale: &Tale<'_>, out: &mut String) {
        let calendar = Calendar::of(tale.table);
        let symbols = tale.stories.iter().map(|story| Symbol {
            kind: story.kind.word(),
            name: &story.name,
            inherited_by: story.asked.as_deref(),
            releases: calendar.names(story.releases),
            inherited_from: story.inherited.iter().map(|(set, name)| Named { name, releases: calendar.names(*set) }).collect(),
            renamed_to: story.renamed.iter().map(|v| Named { name: v.shape, releases: calendar.names(v.releases) }).collect(),
            members: story.members.iter().flat_map(|(set, held)| calendar.names(*set).into_iter().map(|name| (name, *held))).collect(),
            variants: story.variants.iter().map(|variant| shape(variant, &calendar)).collect(),
        });
        push(
            &Show {
                schema: "dolivet.facts-show/v1",
                releases: calendar.names(u32::MAX),
                source: some(&tale.source),
                symbols: symbols.collect(),
            },
            out,
        );
    }
}

fn shape<'a>(variant: &Variant<'a>, calendar: &'a Calendar) -> Shape<'a> {
    let deprecated = variant.note("deprecated");
    Shape {
        releases: calendar.names(variant.releases),
        shape: some(variant.shape),
        file: some(variant.file),
        deprecated: deprecated.is_some(),
        replacement: deprecated.and_then(some),
        inside: variant.note("in"),
        composed: variant.note("composed").is_some(),
    }
}
