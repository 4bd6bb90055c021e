//! What doc comments say that PHP does not: that something is deprecated and what replaces it, and classes of values.

/// Words that may follow "use" without being a name.
const NO_NAMES: &[&str] = &["a", "an", "this", "that", "it", "instead", "only", "now", "another", "same"];

/// Marks a name that counts where none of the others is there.
pub(super) const SECOND: char = '?';

/// Words that may stand between "use" and a name.
const FILLERS: &[&str] = &["print", "of", "the", "new", "method", "function", "property"];

/// The names that a comment gives as replacement; `None` when it does not say `@deprecated`.
///
/// Names stand on the line of `@deprecated`; where that has none that looks like code, one behind `@see` is second choice. Whether
/// there is such a thing is not known yet, see [`super::replacements`].
pub(super) fn deprecated(doc: Option<&str>) -> Option<Vec<String>> {
    let tail = line_behind(doc?, "@deprecated")?;
    let mut found = names(tail);
    if !found.iter().any(|name| is_code(name)) {
        let see = line_behind(doc?, "@see").map(names_of_see).filter(|names| names.len() == 1).unwrap_or_default();
        found.extend(see.into_iter().map(|name| format!("{SECOND}{name}")));
    }
    Some(found)
}

/// Names of classes behind a tag such as `@var`: `Societe`, `CommonObjectLine[]`.
pub(super) fn types(doc: Option<&str>, tag: &str) -> Vec<String> {
    let Some(tail) = doc.and_then(|doc| line_behind(doc, tag)) else { return Vec::new() };
    let word = tail.split_ascii_whitespace().next().unwrap_or_default();
    let is_class = |name: &&str| {
        let name = name.trim_end_matches("[]");
        name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(is_name)
    };
    word.split('|').map(|name| name.trim_start_matches(['?', '\\'])).filter(is_class).map(str::to_owned).collect()
}

/// What stands behind a tag on its line. Case is ignored, as people do.
fn line_behind<'a>(doc: &'a str, tag: &str) -> Option<&'a str> {
    let at = doc.bytes().enumerate().position(|(at, byte)| {
        byte == b'@' && doc.as_bytes().get(at..at + tag.len()).is_some_and(|word| word.eq_ignore_ascii_case(tag.as_bytes()))
    })?;
    let tail = &doc[at + tag.len()..];
    // `@deprecatedProperties` is another word.
    if tail.bytes().next().is_some_and(is_name) {
        return None;
    }
    Some(tail.lines().next().unwrap_or_default().trim_end().trim_end_matches("*/"))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Names that look like code: `f()`, `A::f()`, `A::$b`, `->b`, `$b`; else a plain word behind "use" or "see".
fn names(text: &str) -> Vec<String> {
    let text = text.find("instead of").map_or(text, |at| &text[..at]);
    let mut found: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$' | '-')) {
        let token = &rest[at..];
        let length = token_length(token);
        let behind = &token[length.max(1)..];
        // `f($a, $b)` names `f()` alone.
        let arguments = behind.strip_prefix('(').filter(|_| length > 0 && !token[..length].ends_with(')')).and_then(|list| list.find(')'));
        let name = if arguments.is_some() { format!("{}()", &token[..length]) } else { token[..length].to_owned() };
        if is_code(&name) && !found.contains(&name) {
            found.push(name);
        }
        rest = arguments.map_or(behind, |end| &behind[end + 2..]);
    }
    if found.is_empty() {
        found.extend(named_in_words(text));
    }
    found
}

/// `@see f()` and `@see f` alike.
fn names_of_see(text: &str) -> Vec<String> {
    let found = names(text);
    let word = text.split_ascii_whitespace().next().unwrap_or_default().trim_start_matches('\\');
    if found.is_empty() && !word.is_empty() && word.bytes().all(is_name) { vec![word.to_owned()] } else { found }
}

/// The length of a run such as `A::$b`, `->f()`.
fn token_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let rest = &bytes[at..];
        let step = match rest {
            [b':', b':', ..] if at > 0 => 2,
            [b'-', b'>', ..] => 2,
            [b'$', c, ..] if is_name(*c) => 1,
            [b'(', b')', ..] if at > 0 => return at + 2,
            [c, ..] if is_name(*c) => rest.iter().take_while(|c| is_name(**c)).count(),
            _ => return at,
        };
        at += step;
    }
}

fn is_code(token: &str) -> bool {
    let bare = token.trim_start_matches("->").trim_start_matches('$');
    let is_named = bare.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_named && (token.ends_with("()") || token.contains("::") || token.starts_with("->") || token.starts_with('$'))
}

/// `Use fk_project`, `see getNextValue`, `use of status`.
fn named_in_words(text: &str) -> Option<String> {
    let mut words = text.split_ascii_whitespace().skip_while(|word| !["use", "see"].iter().any(|verb| word.eq_ignore_ascii_case(verb)));
    words.next();
    let word = words.find(|word| !FILLERS.contains(word))?;
    let name = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let sound = !name.is_empty() && name.bytes().all(is_name) && !NO_NAMES.contains(&name.to_ascii_lowercase().as_str());
    sound.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacements_are_names() {
        let of = |doc: &str| deprecated(Some(doc)).map(|names| names.join(" "));
        assert_eq!(of("/** Does it. */"), None);
        assert_eq!(of("/** @deprecated */").as_deref(), Some(""));
        assert_eq!(
            of("/**\n * @deprecated Use other_one() or Foo::bar() instead, not $x->y\n */").as_deref(),
            Some("other_one() Foo::bar() $x->y")
        );
        assert_eq!(of("/** @deprecated Use $socid */").as_deref(), Some("$socid"));
        assert_eq!(of("/** @deprecated Use fk_project instead. */").as_deref(), Some("fk_project"));
        assert_eq!(of("/** @deprecated Use the instead */").as_deref(), Some(""));
        assert_eq!(of("/** @deprecated Use loadRights\n * @see clearrights(), delrights() */").as_deref(), Some("loadRights"));
        assert_eq!(of("/**\n * @deprecated\n * @see clearrights(), delrights() */").as_deref(), Some(""));
        assert_eq!(of("/** @deprecated Use method price to output a price */").as_deref(), Some("price"));
        assert_eq!(of("/** @deprecated Prefer use of status. */").as_deref(), Some("status"));
        assert_eq!(of("/** @deprecated Use $id instead of $rowid */").as_deref(), Some("$id"));
        assert_eq!(of("/** @deprecated Use getWhereQuery($type, $list) instead */").as_deref(), Some("getWhereQuery()"));
        assert_eq!(of("/**\n * @deprecated\n * @see \\newOne\n */").as_deref(), Some("?newOne"));
        assert_eq!(of("/** @see deprecatedProperties() @deprecatedish */"), None);
        assert_eq!(of("// @Deprecated see ->lines").as_deref(), Some("->lines"));
        assert_eq!(of("/** @deprecated - é $ -> () */").as_deref(), Some(""));
    }

    #[test]
    fn types_are_classes() {
        assert_eq!(types(Some("/** @var null|Societe|array<int,string> Third party */"), "@var"), ["Societe"]);
        assert_eq!(types(Some("/**\n * @return \\FactureLigne[]|int Lines */"), "@return"), ["FactureLigne[]"]);
        assert!(types(Some("/** @var int x */"), "@var").is_empty() && types(None, "@var").is_empty());
    }
}
