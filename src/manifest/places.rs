//! Names for places that hold wherever a site lies and from where it was opened, and that tell nothing of the machine: no path of it, and
//! no address of a directory on it. Never looks at the disk.

use crate::model::site::{Layout, SiteKind};

/// The roots of a site by name.
pub(crate) struct Places {
    /// As shown, with the name: the longest first.
    roots: Vec<(String, String)>,
    /// The names in Dolibarr's order.
    names: Vec<String>,
}

impl Places {
    /// In an installation everything is named from the main root on; a root that lies elsewhere bears its last name. What else was
    /// opened is named from itself on, so that it does not matter what lies around it.
    pub(crate) fn of(layout: &Layout) -> Self {
        let main = layout.roots.iter().find(|root| root.main);
        let whole = layout.kind == SiteKind::Installation;
        let mut names: Vec<String> = Vec::new();
        for root in layout.roots.iter().filter(|root| whole || root.main || !is_above(&root.shown)) {
            let below = main.and_then(|main| root.path.strip_prefix(&main.path)).filter(|rest| rest.is_empty() || rest.starts_with('/'));
            let name = match below {
                Some(rest) => rest.trim_start_matches('/').to_owned(),
                None if !whole => root.shown.trim_start_matches("./").to_owned(),
                None => format!("alternate:{}", last(&root.path)),
            };
            names.push(numbered(name, names.iter().map(String::as_str)));
        }
        let named = layout.roots.iter().filter(|root| whole || root.main || !is_above(&root.shown)).zip(&names);
        let mut roots: Vec<(String, String)> =
            named.filter(|(root, _)| whole || is_above(&root.shown)).map(|(root, name)| (root.shown.clone(), name.clone())).collect();
        roots.sort_by_key(|(shown, _)| std::cmp::Reverse(shown.len()));
        let names = if whole { names } else { Vec::new() };
        Self { roots, names }
    }

    /// The roots.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The name of a path as shown.
    pub(crate) fn name(&self, shown: &str) -> String {
        let shown = if shown == "." { "" } else { shown };
        let below = |root: &str| match shown.strip_prefix(root) {
            _ if root.is_empty() => (!is_above(shown)).then_some(shown),
            Some(rest) if rest.is_empty() || rest.starts_with('/') => Some(rest.trim_start_matches('/')),
            _ => None,
        };
        match self.roots.iter().find_map(|(root, name)| Some((name, below(root)?))) {
            Some((name, "")) => name.clone(),
            Some((name, rest)) if name.is_empty() => rest.to_owned(),
            Some((name, rest)) => format!("{name}/{rest}"),
            None if is_above(shown) => format!("…/{}", last(shown)),
            None => shown.to_owned(),
        }
    }
}

/// A name, with a number where it was given before.
pub(crate) fn numbered<'n>(name: String, given: impl Iterator<Item = &'n str>) -> String {
    let twins = given.filter(|known| *known == name || known.starts_with(&format!("{name}#"))).count();
    if twins > 0 { format!("{name}#{}", twins + 1) } else { name }
}

/// Whether a path as shown leads out of what was opened.
fn is_above(shown: &str) -> bool {
    shown == ".." || shown.starts_with("../") || is_absolute(shown)
}

fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

fn last(path: &str) -> &str {
    path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default()
}

/// A remote's address; of a directory on this machine its last name alone.
pub(crate) fn remote(address: &str) -> String {
    let local = address.strip_prefix("file://").unwrap_or(address);
    let is_local = local.len() < address.len() || is_absolute(local) || local.starts_with(['.', '~']) || !local.contains(':');
    if is_local { last(local).to_owned() } else { address.to_owned() }
}

/// A message of the system or of Git without absolute paths.
pub(super) fn without_paths(message: &str) -> String {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`');
    let words = message.split_inclusive(is_end);
    let kept = words.map(|word| {
        let path = word.trim_end_matches(is_end);
        let path = path.trim_end_matches([',', ':', ';', '.']);
        if is_absolute(path) { format!("…{}", &word[path.len()..]) } else { word.to_owned() }
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_tells_where_on_a_machine_something_lies() {
        for (address, told) in [
            ("https://example.org/a/b.git", "https://example.org/a/b.git"),
            ("example.org:a/b.git", "example.org:a/b.git"),
            ("/home/anna/b.git", "b.git"),
            ("file:///home/anna/b.git/", "b.git"),
            ("../anna/b", "b"),
            ("C:\\anna\\b", "b"),
            ("anna/b", "b"),
        ] {
            assert_eq!(remote(address), told);
        }
        assert_eq!(without_paths("cannot open '/home/anna/.git/HEAD': no such file"), "cannot open '…': no such file");
        assert_eq!(without_paths("at /home/anna, or `.git/HEAD` and/or more"), "at …, or `.git/HEAD` and/or more");
    }
}
