//! The classes that modules declare, as far as they stand on nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::uses::{ClassDecl, ClassForm, MethodDecl, Uses};

/// Classes by a name.
type ByName<'k> = BTreeMap<&'k str, Vec<&'k ClassDecl>>;

/// The classes of a module by their names, and by those of what they stand on.
pub(super) struct Classes<'k> {
    by_name: ByName<'k>,
    below: ByName<'k>,
}

impl<'k> Classes<'k> {
    pub(super) fn of(files: impl IntoIterator<Item = &'k Uses>) -> Self {
        let (mut by_name, mut below) = (ByName::new(), ByName::new());
        for class in files.into_iter().flat_map(|file| &file.classes) {
            by_name.entry(&class.name).or_default().push(class);
            class.bases().for_each(|base| below.entry(base).or_default().push(class));
        }
        Self { by_name, below }
    }

    /// The method that a call on a class reaches, with the class that declares it; `None` where not all is known that could.
    pub(super) fn method(&self, class: &str, method: &str) -> Option<(&'k ClassDecl, &'k MethodDecl)> {
        let (mut todo, mut seen) = (vec![class], BTreeSet::new());
        while let Some(name) = todo.pop().filter(|name| seen.insert(*name)) {
            let [only] = self.by_name.get(name)?[..] else { return None };
            let named = |wanted: &str| only.methods.iter().find(|method| method.name.eq_ignore_ascii_case(wanted));
            if let Some(found) = named(method) {
                return Some((only, found));
            }
            if named("__callStatic").is_some() {
                return None;
            }
            // Traits first, then the parent, as PHP looks them up.
            todo.extend(only.bases().collect::<Vec<_>>().into_iter().rev());
        }
        None
    }

    /// A class with everything that it stands on, and with what stands on it; `None` where that is not all known, or takes any property.
    pub(super) fn around(&self, class: &'k ClassDecl) -> Option<Vec<&'k ClassDecl>> {
        if class.undeclared.is_empty() || !matches!(class.kind, ClassForm::Concrete | ClassForm::Abstract) {
            return None;
        }
        let (mut found, mut todo, mut seen) = (Vec::new(), vec![class.name.as_str()], BTreeSet::new());
        while let Some(name) = todo.pop() {
            if !seen.insert(name) {
                continue;
            }
            let [only] = self.by_name.get(name)?[..] else { return None };
            if only.is_open || only.methods.iter().any(|method| method.name.eq_ignore_ascii_case("__set")) {
                return None;
            }
            found.push(only);
            todo.extend(only.bases());
        }
        let mut todo: Vec<&ClassDecl> = self.below.get(class.name.as_str()).into_iter().flatten().copied().collect();
        while let Some(below) = todo.pop() {
            if seen.insert(&below.name) {
                found.push(below);
                todo.extend(self.below.get(below.name.as_str()).into_iter().flatten().copied());
            }
        }
        Some(found)
    }
}
