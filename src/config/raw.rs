//! `dolivet.toml` as it is written, each value with its place. The JSON Schema for editors is made from these structs.

use std::collections::BTreeMap;
use std::fmt::{self, Formatter};

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// Settings of dolivet for a module, or for a site.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "dolivet.toml"))]
pub(super) struct Raw {
    /// The Dolibarr releases to hold modules against, such as `"24"` or `["22", "24"]`; `--target` goes first.
    #[cfg_attr(test, schemars(with = "Option<OneOrMore>"))]
    pub target: Option<Spanned<OneOrMore>>,
    /// The Dolibarr release that the modules run on now; `--from` goes first.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub from: Option<Spanned<String>>,
    /// The PHP version to hold modules against, such as `"8.4"`; `--php` goes first.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub php: Option<Spanned<String>>,
    /// The level from which on findings make `check` end with 1: `note`, `warning`, `error` or `fatal`; `--fail-on` goes first.
    #[cfg_attr(test, schemars(with = "Option<FailOn>"))]
    pub fail_on: Option<Spanned<String>>,
    /// The file of findings that were there before, beside this file or below it; `--baseline` goes first.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub baseline: Option<Spanned<String>>,
    /// Directories of other modules, relative to this file, that are read for what they declare and are, and of which nothing is told.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub roots: Vec<Spanned<String>>,
    /// Paths whose findings do not count, as of `.gitignore`: `tests`, `lib/*.php`, `**/demo/**`. What their code declares is still known.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub exclude: Vec<Spanned<String>>,
    /// Levels by rule: `off`, `note`, `warning`, `error` or `fatal`.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Wanted>"))]
    pub levels: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Levels for some paths or modules alone; the last that fits decides.
    #[serde(default, rename = "override")]
    pub overrides: Vec<RawOverride>,
}

/// A text or a list of texts.
#[derive(Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged, inline))]
pub(super) enum OneOrMore {
    One(String),
    More(#[cfg_attr(test, schemars(with = "Vec<String>"))] Vec<Spanned<String>>),
}

/// Written by hand: what serde makes of such an enum forgets the places.
impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = OneOrMore;

            fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string or a list of strings")
            }

            fn visit_str<E>(self, text: &str) -> Result<OneOrMore, E> {
                Ok(OneOrMore::One(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMore, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element()? {
                    texts.push(text);
                }
                Ok(OneOrMore::More(texts))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Levels for some paths or modules alone; both have to fit where both are given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawOverride {
    /// Paths, as in `exclude`.
    #[cfg_attr(test, schemars(with = "Option<Vec<String>>"))]
    pub paths: Option<Vec<Spanned<String>>>,
    /// Modules by their directory or the class of their descriptor.
    pub modules: Option<Vec<String>>,
    /// Levels by rule.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Wanted>"))]
    pub levels: Spanned<BTreeMap<Spanned<String>, Spanned<String>>>,
}

/// The words of `fail-on`, for the schema.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[allow(dead_code, reason = "only the schema is made of it")]
enum FailOn {
    Note,
    Warning,
    Error,
    Fatal,
}

/// The words for levels of rules, for the schema.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
#[allow(dead_code, reason = "only the schema is made of it")]
enum Wanted {
    Off,
    Note,
    Warning,
    Error,
    Fatal,
}
