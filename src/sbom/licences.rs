//! Licences as SPDX names them. What SPDX does not know stays a name; nothing is taken for what it resembles.

use spdx::{Expression, LicenseId, ParseMode};

use super::cyclonedx::{License, Named};

/// Who says so: the authors, not we.
const DECLARED: &str = "declared";

/// Identifiers that are younger than the schemas of CycloneDX, or no licence. They may stand in expressions.
const NOT_IN_SCHEMA: [&str; 20] = [
    "BSD-2-Clause-pos-unchanged",
    "BSD-3-Clause-OpenWebUI",
    "BSD-Source-Code-no-disclaimer",
    "BSD-Source-alt-GPL",
    "BSD-ask-to-endorse",
    "Brian-Gladman-3-Clause-no-conversion",
    "Bugroff",
    "CC-BY-NC-3.0-IGO",
    "FDK-MPEG-H",
    "GFDL-1.1-invariants",
    "GFDL-1.1-no-invariants",
    "GFDL-1.2-invariants",
    "GFDL-1.2-no-invariants",
    "GFDL-1.3-invariants",
    "GFDL-1.3-no-invariants",
    "Hippocratic-3.0-core",
    "Informatica",
    "MVT-1.1",
    "NOASSERTION",
    "atc-game",
];

/// Licences of which one may be chosen, as Composer declares them.
pub(super) fn any_of(words: &[String]) -> Vec<License> {
    let parsed: Option<Vec<String>> = words.iter().map(|word| expression(word)).collect();
    match (words, parsed) {
        ([], _) => Vec::new(),
        (_, Some(known)) if words.len() > 1 => {
            let parts = known.iter().map(|one| if one.contains(' ') { format!("({one})") } else { one.clone() });
            vec![License::Expression { expression: parts.collect::<Vec<_>>().join(" OR "), acknowledgement: DECLARED }]
        }
        _ => all_of(words),
    }
}

/// Licences that stand beside each other.
pub(super) fn all_of(words: &[String]) -> Vec<License> {
    if let [word] = words
        && id(word).is_none()
        && let Some(expression) = expression(word)
    {
        return vec![License::Expression { expression, acknowledgement: DECLARED }];
    }
    let of = |word: &String| {
        let id = id(word);
        let name = if id.is_some() { None } else { Some(word.clone()) };
        License::License(Named { id, name, acknowledgement: DECLARED })
    };
    words.iter().map(of).collect()
}

/// The identifier that a word is, or was before SPDX renamed it.
fn id(word: &str) -> Option<String> {
    let word = expression(word)?;
    let known = spdx::license_id(&word).filter(|id| id.name == word);
    known.filter(|id: &LicenseId| !NOT_IN_SCHEMA.contains(&id.name)).map(|id| id.name.to_owned())
}

/// An expression as SPDX writes it today: what it has renamed, such as `GPL-3.0+`, bears its new name.
fn expression(word: &str) -> Option<String> {
    if word == "NOASSERTION" {
        return None;
    }
    let mode = ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..ParseMode::STRICT };
    Expression::parse_mode(word, mode).ok()?;
    let renamed = Expression::canonicalize(word).ok().flatten();
    Some(renamed.unwrap_or_else(|| word.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        serde_json::to_string(&any_of(&words)).unwrap().replace(",\"acknowledgement\":\"declared\"", "")
    }

    #[test]
    fn what_spdx_knows_is_told_apart_from_what_it_does_not() {
        assert_eq!(shown(&["MIT"]), r#"[{"license":{"id":"MIT"}}]"#);
        assert_eq!(shown(&["MIT", "GPL-2.0-or-later"]), r#"[{"expression":"MIT OR GPL-2.0-or-later"}]"#);
        assert_eq!(shown(&["(MIT OR Apache-2.0)", "Zlib"]), r#"[{"expression":"((MIT OR Apache-2.0)) OR Zlib"}]"#);
        assert_eq!(shown(&["GPL-3.0+"]), r#"[{"license":{"id":"GPL-3.0-or-later"}}]"#);
        assert_eq!(shown(&["GplV3"]), r#"[{"license":{"name":"GplV3"}}]"#);
        assert_eq!(shown(&["MIT", "proprietary"]), r#"[{"license":{"id":"MIT"}},{"license":{"name":"proprietary"}}]"#);
        assert_eq!(shown(&["Bugroff"]), r#"[{"expression":"Bugroff"}]"#);
        assert_eq!(shown(&[]), "[]");
    }

    #[test]
    fn every_identifier_is_one_of_the_schema() {
        let schema: serde_json::Value = serde_json::from_str(include_str!("../../tests/schemas/cyclonedx/spdx.schema.json")).unwrap();
        let known: Vec<&str> = schema["enum"].as_array().unwrap().iter().filter_map(|id| id.as_str()).collect();
        for license in spdx::identifiers::LICENSES {
            assert_eq!(!known.contains(&license.name), NOT_IN_SCHEMA.contains(&license.name), "{}", license.name);
        }
    }
}
