//! Classes of the core over all releases, each looked up once. Never looks at classes of modules.

use std::sync::Arc;

use crate::core_facts::{Kind, Known, Memo};

/// The trait whose `__get()` answers for renamed properties alone (`core/class/doldeprecationhandler.class.php`).
const HANDLER: &str = "doldeprecationhandler";

/// A class of the core.
#[derive(Debug)]
pub(super) struct CoreClass<'k> {
    pub name: &'k str,
    pub releases: u32,
    /// What it stands on.
    pub bases: Vec<Bases<'k>>,
    /// The releases on which PHP asks a method of it for methods that are missing, and for properties.
    magic: (u32, u32),
}

/// What a class stands on, on some releases.
#[derive(Debug)]
pub(super) struct Bases<'k> {
    pub releases: u32,
    /// Traits first, as PHP looks.
    pub names: Vec<&'k str>,
}

/// All classes that were asked for, under the names by which they were.
#[derive(Debug, Default)]
pub(super) struct CoreClasses<'k>(Memo<Option<Arc<CoreClass<'k>>>>);

impl<'k> CoreClasses<'k> {
    pub(super) fn get(&self, known: &'k Known, class: &str) -> Option<Arc<CoreClass<'k>>> {
        self.0.get(Kind::Class, class, "", || read(known, class).map(Arc::new))
    }
}

impl CoreClass<'_> {
    /// The releases on which PHP asks a magic method for members that are missing.
    pub(super) fn magic(&self, kind: Kind) -> u32 {
        match kind {
            Kind::Method => self.magic.0,
            Kind::Property => self.magic.1,
            _ => 0,
        }
    }
}

fn read<'k>(known: &'k Known, class: &str) -> Option<CoreClass<'k>> {
    let entry = known.find(Kind::Class, "", class)?;
    let bases = entry.variants().map(|variant| Bases { releases: variant.releases, names: bases(variant.shape) }).collect();
    let asks = |kind: Kind| {
        let found = magic(kind).iter().filter_map(|name| known.find(Kind::Method, class, name));
        // The handler's own methods know renamed properties and nothing else.
        if class.eq_ignore_ascii_case(HANDLER) { 0 } else { found.fold(0, |set, entry| set | entry.releases()) }
    };
    Some(CoreClass { name: entry.name(), releases: entry.releases(), bases, magic: (asks(Kind::Method), asks(Kind::Property)) })
}

/// Methods that PHP asks for members that are not there.
pub(super) fn magic(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Method => &["__call", "__callstatic"],
        Kind::Property => &["__get", "__set"],
        _ => &[],
    }
}

/// The traits, parents and interfaces in the line that declares a class.
pub(super) fn bases(shape: &str) -> Vec<&str> {
    let mut bases: Vec<&str> = Vec::new();
    let (mut above, mut traits) = (Vec::new(), Vec::new());
    let mut list = None;
    for word in shape.split_ascii_whitespace() {
        match word {
            "extends" | "implements" => list = Some(false),
            "use" => list = Some(true),
            _ => {
                let name = word.trim_end_matches(',').trim_start_matches('\\');
                match list {
                    Some(true) => traits.push(name),
                    Some(false) => above.push(name),
                    None => {}
                }
            }
        }
    }
    bases.extend(traits);
    bases.extend(above);
    bases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_classes_name_traits_first() {
        assert_eq!(bases("abstract class extends A implements B, C use T, U"), ["T", "U", "A", "B", "C"]);
        assert!(bases("class").is_empty());
    }
}
