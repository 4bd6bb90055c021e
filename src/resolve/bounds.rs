//! Declared version bounds against the target, compared as Dolibarr compares them.

use crate::base::Version;
use crate::model::fact::Fact;
use crate::model::inventory::Aims;
use crate::model::module::{Bound, BoundShape, Module};
use crate::model::site::Layout;

use super::row::row;

pub(super) fn facts(module: &Module, layout: &Layout, aims: &Aims, facts: &mut Vec<Fact>) {
    let dolibarr = aims.release(layout);
    let php = aims.php.as_ref();
    let requires = &module.requires;
    for (which, property, bound, target) in [
        ("dolibarr-min", "need_dolibarr_version", &requires.dolibarr_min, dolibarr),
        ("dolibarr-max", "max_dolibarr_version", &requires.dolibarr_max, dolibarr),
        ("php-min", "phpmin", &requires.php_min, php),
        ("php-max", "phpmax", &requires.php_max, php),
    ] {
        let (shape, text, version, place) = match bound {
            Bound::Version(version, place) => ("array", version.to_string(), Some(version), place),
            Bound::NeverChecked { shape, text, meant, place } => (shape_word(*shape), text.clone(), meant.as_ref(), place),
            Bound::Absent | Bound::Unknown(_) => continue,
        };
        let fits = match (version, target) {
            (Some(version), Some(target)) if which.ends_with("min") => yes_no_fits(target >= version),
            (Some(version), Some(target)) => yes_no_fits(!is_above(target, version)),
            _ => "unknown",
        };
        let fact = row("bound", module, place)
            .with("which", which)
            .with("property", property)
            .with("shape", shape)
            .with("text", text)
            .with("target", target.map_or("", Version::as_str))
            .with("fits", fits);
        facts.push(fact);
    }
}

/// Whether the target lies above a newest version. Only as many levels count as the bound has, two at most: `array(22)` means every 22.
fn is_above(target: &Version, bound: &Version) -> bool {
    let minor = bound.as_str().split(['.', '-']).nth(1).is_some_and(|level| level.parse::<u32>().is_ok_and(|n| n > 0));
    if minor { target.major_minor() > bound.major_minor() } else { target.major() > bound.major() }
}

fn yes_no_fits(fits: bool) -> &'static str {
    super::row::yes_no(fits)
}

fn shape_word(shape: BoundShape) -> &'static str {
    match shape {
        BoundShape::String => "string",
        BoundShape::Pair => "pair",
        BoundShape::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newest_version_covers_its_whole_release() {
        let version = |text| Version::parse(text).expect("a version");
        assert!(!is_above(&version("22.0.4"), &version("22")));
        assert!(!is_above(&version("22.1.0"), &version("22.0")));
        assert!(!is_above(&version("22.0.4"), &version("22.-3")));
        assert!(is_above(&version("23.0.0-beta"), &version("22.0.9")));
        assert!(is_above(&version("8.4.1"), &version("8.3")));
        assert!(!is_above(&version("8.3.9"), &version("8.3")));
    }
}
