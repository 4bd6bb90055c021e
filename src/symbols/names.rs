//! Names of classes as a file means them: its namespace and what it imports. Never looks another file up.

/// Words that stand for a class of the code around.
const RELATIVE: [&str; 3] = ["self", "static", "parent"];

/// What the names of a file are relative to.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// In small letters, with a `\` behind it; empty outside of namespaces.
    namespace: String,
    /// Imported classes by their alias, both in small letters.
    imports: Vec<(String, String)>,
}

impl Names {
    pub(super) fn enter(&mut self, namespace: Option<&str>) {
        self.namespace = namespace.map(|name| format!("{}\\", name.to_ascii_lowercase())).unwrap_or_default();
        self.imports.clear();
    }

    /// `use A\B as C;`
    pub(super) fn import(&mut self, kind: &str, name: &str, alias: Option<&str>) {
        if kind == "class" {
            let name = name.trim_start_matches('\\').to_ascii_lowercase();
            let alias = alias.map_or_else(|| name.rsplit('\\').next().unwrap_or_default().to_owned(), str::to_ascii_lowercase);
            self.imports.push((alias, name));
        }
    }

    /// The whole name of a class in small letters; `None` for `self` and its kind. `global` for a name with `\` in front.
    pub(super) fn class(&self, written: &str, global: bool) -> Option<String> {
        let lower = written.trim_start_matches('\\').to_ascii_lowercase();
        if RELATIVE.contains(&lower.as_str()) {
            return None;
        }
        if global || written.starts_with('\\') {
            return Some(lower);
        }
        let (head, tail) = lower.split_once('\\').map_or((lower.as_str(), None), |(head, tail)| (head, Some(tail)));
        let imported = self.imports.iter().rev().find(|(alias, _)| alias == head).map(|(_, name)| name);
        Some(match (imported, tail) {
            (Some(name), Some(tail)) => format!("{name}\\{tail}"),
            (Some(name), None) => name.clone(),
            (None, _) => format!("{}{lower}", self.namespace),
        })
    }

    /// The whole name of something declared here, in small letters.
    pub(super) fn declared(&self, written: &str) -> String {
        format!("{}{}", self.namespace, written.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_namespace_and_imports() {
        let mut names = Names::default();
        assert_eq!(names.class("Facture", false).as_deref(), Some("facture"));
        names.enter(Some("Splash\\Local"));
        names.import("class", "EcmFiles", None);
        names.import("class", "\\A\\B", Some("C"));
        names.import("function", "f", None);
        let class = |written| names.class(written, false).unwrap_or_default();
        assert_eq!(
            [class("ecmfiles"), class("C\\D"), class("F"), class("\\Societe")],
            ["ecmfiles", "a\\b\\d", "splash\\local\\f", "societe"]
        );
        assert_eq!((names.class("Parent", false), names.class("Societe", true)), (None, Some("societe".to_owned())));
        assert_eq!(names.declared("X"), "splash\\local\\x");
    }
}
