//! SARIF 2.1.0, which GitHub's code scanning and many editors read. Findings that are set aside stay in it, marked as suppressed.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::escape::{sarif, uri};
use super::json::push;
use super::{Format, Verdict, fingerprint, plain};
use crate::model::finding::{Finding, Level, SetAside};
use crate::model::place::{Place, Problem};
use crate::rules::Rule;

/// The format `sarif`.
#[derive(Debug)]
pub(crate) struct Sarif;

/// The directory that paths start from, as SARIF's readers call it.
const BASE: &str = "%SRCROOT%";
/// How many places besides the first are told: GitHub refuses files with more than a thousand places in a result.
const PLACES: usize = 100;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    invocations: [Value; 1],
    original_uri_base_ids: Value,
    column_kind: &'static str,
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Value,
    locations: [Value; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Value>,
    partial_fingerprints: Value,
    /// Empty says that nothing suppresses it; readers take a missing list for "not known".
    suppressions: Vec<Value>,
    properties: Value,
}

impl Format<Verdict<'_>> for Sarif {
    fn write(&self, verdict: &Verdict<'_>, out: &mut String) {
        let fingerprints = fingerprint::of_findings(verdict);
        let results: Vec<(&Finding, String)> =
            verdict.findings.iter().zip(fingerprints).filter(|(finding, _)| finding.level >= verdict.least).collect();
        // All other rules would make most of the file.
        let used: BTreeSet<&str> = results.iter().map(|(finding, _)| finding.rule.as_str()).collect();
        let rules: Vec<&Rule> = verdict.rules.iter().filter(|rule| used.contains(rule.id.as_str())).collect();
        let run = Run {
            tool: json!({ "driver": {
                "name": "dolivet",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|of| rule(of)).collect::<Vec<_>>(),
            }}),
            invocations: [json!({
                "executionSuccessful": true,
                "toolExecutionNotifications": verdict.inventory.problems.iter().map(|problem| notification(verdict, problem)).collect::<Vec<_>>(),
            })],
            original_uri_base_ids: json!({ BASE: { "description": { "text": "the directory that the paths of all findings start from" } } }),
            column_kind: "unicodeCodePoints",
            results: results.iter().map(|(finding, fingerprint)| result(verdict, &rules, finding, fingerprint)).collect(),
        };
        push(&Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }, out);
    }
}

fn rule(rule: &Rule) -> Value {
    // What stands in braces is filled in for each finding.
    let fix = rule.fix.replace('{', "<").replace('}', ">");
    let upstream = if rule.upstream.is_empty() { String::new() } else { format!("\n\nWhere to read on: {}", rule.upstream) };
    json!({
        "id": rule.id,
        "shortDescription": { "text": sarif(&rule.title) },
        "fullDescription": { "text": sarif(&rule.why) },
        "help": { "text": sarif(&format!("{}\n\n{fix}{upstream}", rule.why)) },
        "defaultConfiguration": { "level": level(rule.level) },
        "properties": { "tags": [rule.area()], "precision": if rule.confidence.as_str() == "certain" { "very-high" } else { "medium" } },
    })
}

fn result<'a>(verdict: &Verdict<'_>, rules: &[&Rule], finding: &'a Finding, fingerprint: &str) -> SarifResult<'a> {
    let mut location = location(verdict, &finding.place);
    if let Some(module) = &finding.module {
        let path = verdict.path(&module.dir);
        location["logicalLocations"] =
            json!([{ "name": module.class, "fullyQualifiedName": format!("{path}/{}", module.class), "kind": "module" }]);
    }
    let related = finding.related.iter().take(PLACES).enumerate().map(|(id, (place, note))| {
        let mut location = self::location(verdict, place);
        location["id"] = json!(id);
        if !note.is_empty() {
            location["message"] = json!({ "text": sarif(note) });
        }
        location
    });
    SarifResult {
        rule_id: &finding.rule,
        rule_index: rules.iter().position(|rule| rule.id == finding.rule),
        level: level(finding.level),
        message: json!({ "text": sarif(&plain::finding(finding)) }),
        locations: [location],
        related_locations: related.collect(),
        partial_fingerprints: json!({ "dolivet/v1": fingerprint }),
        suppressions: finding.set_aside.iter().map(|set_aside| suppression(verdict, set_aside)).collect(),
        properties: json!({ "level": finding.level.as_str(), "confidence": finding.confidence.as_str(), "subject": finding.subject }),
    }
}

fn suppression(verdict: &Verdict<'_>, set_aside: &SetAside) -> Value {
    match set_aside {
        SetAside::Comment { place, reason } => {
            json!({ "kind": "inSource", "justification": reason, "location": location(verdict, place) })
        }
        SetAside::Settings => json!({ "kind": "external", "justification": "settings switch the rule off here" }),
        SetAside::Baseline => json!({ "kind": "external", "justification": "it was there when the baseline was written" }),
    }
}

fn notification(verdict: &Verdict<'_>, problem: &Problem) -> Value {
    json!({
        "level": "warning",
        "message": { "text": sarif(&plain::problem(problem)) },
        "locations": [location(verdict, &problem.place)],
    })
}

fn location(verdict: &Verdict<'_>, place: &Place) -> Value {
    let path = verdict.path(&place.file);
    let artifact = match path.as_str() {
        "." => json!({ "uri": "./", "uriBaseId": BASE }),
        // Only what lies on another part of the disk than everything else is not relative.
        path if path.starts_with('/') => json!({ "uri": format!("file://{}", uri(path)) }),
        path => json!({ "uri": uri(path), "uriBaseId": BASE }),
    };
    let mut physical = json!({ "artifactLocation": artifact });
    if place.line > 0 {
        physical["region"] = json!({ "startLine": place.line, "startColumn": place.column.max(1) });
    }
    json!({ "physicalLocation": physical })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Fatal | Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}
