//! A module's own version, and who contradicts it.

use crate::base::Version;
use crate::model::fact::Fact;
use crate::model::field::Field;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::site::Git;

use super::row::{is_sound, place_of, row};

/// Words that stand for a version (`core/modules/DolibarrModules.class.php: getVersion`).
const WORDS: [&str; 4] = ["development", "experimental", "dolibarr", "dolibarr_deprecated"];

pub(super) fn facts(module: &Module, facts: &mut Vec<Fact>) {
    let field = &module.version.version;
    let state = match field {
        Field::Known(text, _) if text.trim().is_empty() => "empty",
        Field::Absent if is_sound(module) => "empty",
        Field::Known(..) => "known",
        Field::Absent | Field::OneOf(..) | Field::Unknown(_) => "unknown",
    };
    let text = field.known().map_or("", |text| text.trim());
    facts.push(row("version", module, place_of(field, module)).with("state", state).with("version", text));
    if let Field::Known(_, place) = field
        && let Some(own) = number(text)
    {
        others(module, &own, place, facts);
    }
}

fn others(module: &Module, own: &Version, own_place: &Place, facts: &mut Vec<Fact>) {
    let mut disagrees = |source: &str, text: &str, place: &Place, certain: bool| {
        let Some(other) = number(text) else { return };
        // Change logs often have one heading for all releases of `4.13`.
        let coarse = source == "changelog" && own.as_str().strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('.'));
        if place.file != own_place.file && other != *own && !coarse {
            let fact = row("version.other", module, own_place)
                .with("source", source)
                .with("version", own.as_str())
                .with("other", text.trim())
                .sure(certain)
                .beside(place, format!("says {}", text.trim()));
            facts.push(fact);
        }
    };
    if let Some(changelog) = &module.version.changelog {
        disagrees("changelog", &changelog.value, &changelog.place, false);
    }
    if let Some(file) = &module.version.version_file {
        disagrees("version-file", &file.value, &file.place, true);
    }
    // A tag of a repository around the module may count something else.
    if let Git::Repository(state) = &module.git
        && let Some(tag) = state.tag.as_deref().filter(|_| state.own)
    {
        disagrees("git-tag", tag, &Place::file(module.shown.as_str()), true);
    }
}

/// The number in a text such as `v1.2.3` or `mymodule-1.2.3`; `None` for the words that stand for a version.
fn number(text: &str) -> Option<Version> {
    let text = text.trim();
    if WORDS.contains(&text.to_ascii_lowercase().as_str()) {
        return None;
    }
    let start = text
        .char_indices()
        .find(|(at, c)| c.is_ascii_digit() && !text[..*at].ends_with(|b: char| b.is_ascii_alphanumeric() && b != 'v' && b != 'V'));
    Version::parse(&text[start?.0..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_tag_is_found() {
        let of = |text| number(text).map(|v| v.to_string());
        assert_eq!(of("v1.2.3").as_deref(), Some("1.2.3"));
        assert_eq!(of(" mymodule-1.2 ").as_deref(), Some("1.2"));
        assert_eq!(of("2.0-beta").as_deref(), Some("2.0-beta"));
        assert_eq!(of("dolibarr"), None);
        assert_eq!(of("stable"), None);
        assert_eq!(number("1.2"), number("1.2.0"));
    }
}
