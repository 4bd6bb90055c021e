//! JSON, schema `v1`. The structs in this folder are frozen: a change of the model must not change what they write.
//!
//! A value that may be unknown is the value itself, `{"unknown": {"reason", "detail", "place"}}`, `{"one_of": [{"when", "value"}]}`,
//! or `null` when it was never set.

mod check;
mod common;
mod deviations;
mod facets;
mod graph;
mod libraries;
mod matrix;
mod module;
mod patches;
mod properties;
mod rules;
mod scope;
mod site;

use std::io::{Result, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use super::escape::json_fragment;
use super::{Format, Listing, Verdict, Web};

/// The format `json`.
#[derive(Debug)]
pub(crate) struct Json;

impl Format<Listing<'_>> for Json {
    fn write(&self, listing: &Listing<'_>, out: &mut String) {
        push(&module::inventory(listing), out);
    }
}

impl Format<Verdict<'_>> for Json {
    fn write(&self, verdict: &Verdict<'_>, out: &mut String) {
        push(&check::check(verdict), out);
    }
}

impl Format<Web<'_>> for Json {
    fn write(&self, web: &Web<'_>, out: &mut String) {
        push(&graph::graph(web), out);
    }
}

/// The raw properties of descriptors, in JSON.
#[derive(Debug)]
pub(crate) struct Properties;

impl Format<Listing<'_>> for Properties {
    fn write(&self, listing: &Listing<'_>, out: &mut String) {
        push(&properties::properties(listing), out);
    }
}

pub(super) fn push(document: &impl Serialize, out: &mut String) {
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, Visible(PrettyFormatter::new()));
    document.serialize(&mut writer).expect("plain structs with text keys always serialize");
    out.push_str(std::str::from_utf8(&bytes).expect("serde_json writes UTF-8"));
    out.push('\n');
}

/// Pretty JSON in which characters that steer a terminal are `\u` escapes, for people who look at it on one.
struct Visible(PrettyFormatter<'static>);

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> Result<()> {
        writer.write_all(json_fragment(fragment).as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::build;
    use crate::model::field::Field;
    use crate::model::place::Place;
    use crate::model::sample::{inventory, module};
    use crate::model::value::{Reason, Unknown};

    fn written(edit: impl Fn(&mut crate::model::module::Module)) -> (String, serde_json::Value) {
        let mut one = module("a", "modA");
        edit(&mut one);
        let inventory = inventory(vec![one]);
        let graph = build(&inventory);
        let mut out = String::new();
        Json.write(&Listing { inventory: &inventory, graph: &graph, shown: vec![0] }, &mut out);
        let value = serde_json::from_str(&out).expect("it is JSON");
        (out, value)
    }

    #[test]
    fn a_field_is_a_value_with_its_place_or_says_why_not() {
        let at = Place { file: "d.php".into(), line: 4, column: 2 };
        let (_, json) = written(|module| {
            module.identity.numero = Field::Known(500_100, at.clone());
            module.identity.family = Field::Unknown(Unknown { reason: Reason::Site, detail: "$conf".to_owned(), place: at.clone() });
            module.identity.picto = Field::OneOf(vec![(Vec::new(), "a".to_owned()), (Vec::new(), "b".to_owned())], at.clone());
        });
        assert_eq!(json["schema"], "dolivet.inventory/v1");
        let one = &json["modules"][0];
        assert_eq!(one["numero"]["value"], 500_100);
        assert_eq!(one["numero"]["place"]["line"], 4);
        assert_eq!(one["family"]["unknown"]["reason"], "site");
        assert_eq!(one["picto"]["one_of"][1]["value"], "b");
        assert!(one["editor_url"].is_null());
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_in_it() {
        let (text, json) = written(|module| module.identity.name = Field::Known("a\u{202e}\u{9b}\u{1b}".to_owned(), Place::file("x")));
        assert!(!text.contains(['\u{202e}', '\u{9b}', '\u{1b}']));
        assert_eq!(json["modules"][0]["name"]["value"], "a\u{202e}\u{9b}\u{1b}");
    }
}
