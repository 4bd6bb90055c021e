//! What comments say of the types of parameters, properties, variables and returned values.

/// `@param TYPE $name`: the types of parameters by name.
pub(super) fn params(doc: Option<&str>) -> Vec<(&str, &str)> {
    tagged(doc, &["@param"])
}

/// `@property TYPE $name` of a class.
pub(super) fn properties(doc: Option<&str>) -> Vec<(&str, &str)> {
    tagged(doc, &["@property", "@property-read", "@property-write"])
}

/// The type behind a tag such as `@return`.
pub(super) fn one<'a>(doc: Option<&'a str>, tag: &str) -> Option<&'a str> {
    doc?.lines().find_map(|line| words(line, tag)?.next())
}

/// Comments `/** @var TYPE $name */` of a file, each with where it starts.
pub(super) fn variables(text: &[u8]) -> Vec<(u32, &str, &str)> {
    let mut found = Vec::new();
    for start in memchr::memmem::find_iter(text, b"@var") {
        let end = text[start..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |end| start + end);
        let Ok(line) = std::str::from_utf8(&text[start..end]) else { continue };
        let Ok(offset) = u32::try_from(start) else { break };
        found.extend(words(line, "@var").and_then(pair).map(|(kind, name)| (offset, kind, name)));
    }
    found
}

fn tagged<'a>(doc: Option<&'a str>, tags: &[&str]) -> Vec<(&'a str, &'a str)> {
    let lines = doc.into_iter().flat_map(str::lines);
    lines.filter_map(|line| tags.iter().find_map(|tag| words(line, tag)).and_then(pair)).collect()
}

/// The words behind a tag on its line.
fn words<'a>(line: &'a str, tag: &str) -> Option<impl Iterator<Item = &'a str>> {
    let (_, tail) = line.split_once(tag)?;
    let is_whole = tail.starts_with([' ', '\t']);
    is_whole.then(|| tail.trim_end().trim_end_matches("*/").split_ascii_whitespace())
}

/// `TYPE $name`; a type may hold spaces inside of its brackets, which are not read.
fn pair<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<(&'a str, &'a str)> {
    let (kind, name) = (words.next()?, words.next()?);
    let name = name.trim_start_matches(['&', '.']).strip_prefix('$')?;
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    Some((kind, &name[..end])).filter(|(kind, name)| !name.is_empty() && !kind.starts_with('$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_stand_behind_their_tags() {
        let doc = "/**\n * @param  Facture $object  An invoice\n * @param int &$id\n * @params X $y\n * @return Societe|null  x\n */";
        assert_eq!(params(Some(doc)), [("Facture", "object"), ("int", "id")]);
        assert_eq!(one(Some(doc), "@return"), Some("Societe|null"));
        assert_eq!(properties(Some("/** @property Facture $object */")), [("Facture", "object")]);
        assert_eq!((params(None), one(Some("@return"), "@return"), one(Some("/** @return */"), "@return")), (vec![], None, None));
        let text = b"<?php /** @var Facture $o */ $o;\n/* @var $x Societe */\n// @var A $b, c\n\xff @var A $c";
        assert_eq!(variables(text), [(10, "Facture", "o"), (58, "A", "b"), (73, "A", "c")]);
    }
}
