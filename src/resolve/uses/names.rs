//! Names of a module that the core has for something of its own: classes, functions, numbers of modules and permissions.

use super::super::row::{row, yes_no};
use super::Move;
use crate::core_facts::{Entry, Kind};
use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::place::Place;
use crate::model::uses::{Thing, Uses};

/// Templates that the core ships for authors of modules; whoever copies one keeps some of its names.
const TEMPLATES: [&str; 2] = ["modulebuilder/", "install/"];

impl<'k> Move<'k> {
    pub(super) fn names(&self, module: &Module, files: &'k [Uses], out: &mut Vec<Fact>) {
        for file in files {
            for declaration in &file.declares {
                let (what, kind, name) = match &declaration.thing {
                    Thing::Function(name) => ("function", Kind::Function, name),
                    Thing::Class(name) => ("class", Kind::Class, name),
                    _ => continue,
                };
                // What a page of the core declares is there on that page alone.
                let is_shared = |entry: &Entry<'_>| kind == Kind::Class || entry.variants_in(self.to).any(|v| v.file.contains("lib/"));
                let known = self.known.present(&declaration.thing).and_then(|_| self.known.find(kind, "", name));
                let Some(entry) = known.filter(is_shared) else { continue };
                if is_backport(&declaration.place.file) {
                    continue;
                }
                let there = |thing: &Thing| self.known.present(thing);
                if file.reached(declaration.guard, self.loaded(file), &there) & self.target() != 0 {
                    out.extend(self.taken(module, what, entry, &declaration.place));
                }
            }
        }
        let numero = module.identity.numero.known().zip(module.identity.numero.place());
        if let Some((numero, place)) = numero {
            let is_same = |entry: &Entry<'_>| entry.variants_in(self.to).any(|v| v.shape.split(' ').next() == Some(&numero.to_string()));
            if let Some(entry) = self.known.all_of(Kind::Module).find(is_same) {
                out.extend(self.taken_by(module, "numero", &numero.to_string(), entry, place));
            }
        }
        for permission in &module.permissions {
            let Some((id, place)) = permission.id.known().zip(permission.id.place()) else { continue };
            if let Some(entry) = self.known.find(Kind::Permission, "", &id.to_string()) {
                out.extend(self.taken_by(module, "permission", &id.to_string(), entry, place));
            }
        }
    }

    fn taken(&self, module: &Module, what: &str, entry: Entry<'k>, place: &Place) -> Option<Fact> {
        self.taken_by(module, what, entry.name(), entry, place)
    }

    fn taken_by(&self, module: &Module, what: &str, name: &str, entry: Entry<'k>, place: &Place) -> Option<Fact> {
        let variant = entry.variants_in(self.to).next()?;
        if TEMPLATES.iter().any(|template| variant.file.starts_with(template)) {
            return None;
        }
        let before = self.from.is_some_and(|from| entry.releases() & (1 << from) != 0);
        if !self.is_news(before) {
            return None;
        }
        let since = self.known.releases.iter().find(|(bit, _)| entry.releases() & (1 << bit) != 0)?;
        let first = self.known.releases.first()?.0;
        let fact = row("name.taken", module, place)
            .with("what", what)
            .with("name", name)
            .with("by", if variant.file.is_empty() { variant.shape } else { variant.file })
            .with("since", since.1.as_str())
            .with("always", yes_no(since.0 == first))
            .with("before", yes_no(before))
            .with("target", self.version(self.to));
        Some(fact)
    }
}

/// Whether a file lies where modules keep what newer releases have, for older ones: those load it by tests of their own.
pub(super) fn is_backport(file: &str) -> bool {
    let is_one =
        |dir: &str| ["backport", "polyfill", "retrocompat", "compat"].iter().any(|word| dir.to_ascii_lowercase().starts_with(word));
    file.split('/').rev().skip(1).any(is_one)
}
