//! Shapes of functions and methods, read back, and what differs between two of them. Never judges whom a difference breaks.

use std::ops::Range;

use super::lists::lines;

/// Parameters of which only the names changed, from `rules/uses/parameters.txt`.
const RENAMED: &str = include_str!("../../rules/uses/parameters.txt");

/// How many parameters are read; the core's longest list has 36.
const MOST: usize = 256;

/// A signature: `protected static &(?int $a = array(1), &$b, ...$c): ?string`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature<'a> {
    /// `public` when the shape says nothing.
    pub visibility: &'a str,
    pub is_static: bool,
    pub is_abstract: bool,
    pub is_final: bool,
    pub params: Vec<Param<'a>>,
    pub returns: Option<&'a str>,
}

/// A parameter of a [`Signature`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Param<'a> {
    /// Without `$`.
    pub name: &'a str,
    pub kind: Option<&'a str>,
    pub default: Option<&'a str>,
    pub by_ref: bool,
    pub variadic: bool,
}

/// One difference between two signatures; parameters by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Difference<'a> {
    /// A parameter that callers must give.
    Required(&'a str),
    /// A parameter that callers may give.
    Optional(&'a str),
    /// A parameter is gone; those behind it have moved up.
    Gone(&'a str),
    /// A new parameter in front of one that was there before, which has moved.
    Inserted(&'a str, &'a str),
    /// A parameter stands at another place among the others.
    Place(&'a str),
    /// The parameter at this place has another name.
    Named(&'a str, &'a str),
    /// It had a default and has none, so callers must give it now.
    NoDefault(&'a str),
    /// It had no default and has one.
    NewDefault(&'a str),
    Default(&'a str),
    Type(&'a str),
    /// It is now taken by reference, or no longer.
    Reference(&'a str, bool),
    Variadic(&'a str, bool),
    Static(bool),
    Abstract(bool),
    Final(bool),
    /// From one visibility to another.
    Visibility(&'a str, &'a str),
    Returns,
}

impl<'a> Signature<'a> {
    /// Reads a shape; `None` when it holds no parameters.
    pub(crate) fn parse(shape: &'a str) -> Option<Self> {
        let open = shape.find('(')?;
        let (list, rest) = inside(&shape[open + 1..])?;
        let words: Vec<&str> = shape[..open].split([' ', '&']).filter(|word| !word.is_empty()).collect();
        let visibility = words.iter().copied().find(|word| matches!(*word, "private" | "protected")).unwrap_or("public");
        let has = |wanted: &str| words.contains(&wanted);
        Some(Self {
            visibility,
            is_static: has("static"),
            is_abstract: has("abstract"),
            is_final: has("final"),
            params: split(list).into_iter().filter_map(Param::parse).take(MOST).collect(),
            returns: rest.trim_start().strip_prefix(':').map(str::trim),
        })
    }

    /// What differs in `new`, in the order of its parameters.
    pub(crate) fn differences(&self, new: &Self) -> Vec<Difference<'a>> {
        let mut found = Vec::new();
        let (mut a, mut b) = (0, 0);
        for (i, j) in self.kept(new).into_iter().chain([(self.params.len(), new.params.len())]) {
            self.between(new, a..i, b..j, &mut found);
            if let (Some(old), Some(new)) = (self.params.get(i), new.params.get(j)) {
                old.differences(new, &mut found);
            }
            (a, b) = (i + 1, j + 1);
        }
        let flags = [
            (self.is_static != new.is_static, Difference::Static(new.is_static)),
            (self.is_abstract != new.is_abstract, Difference::Abstract(new.is_abstract)),
            (self.is_final != new.is_final, Difference::Final(new.is_final)),
            (self.visibility != new.visibility, Difference::Visibility(self.visibility, new.visibility)),
            (self.returns != new.returns, Difference::Returns),
        ];
        found.extend(flags.into_iter().filter(|(differs, _)| *differs).map(|(_, difference)| difference));
        found
    }
}

impl<'a> Signature<'a> {
    /// The first parameter, by its place here, that stands where another one was; `None` where those that are given mean what they did.
    pub(crate) fn first_moved(&self, old: &Self, given: usize) -> Option<usize> {
        let place = |signature: &Self, name: &str| signature.params.iter().position(|param| param.name == name);
        old.differences(self).into_iter().find_map(|difference| match difference {
            Difference::Inserted(name, behind) => place(self, name).filter(|at| {
                // Where what stands behind it has stayed, it can be the one that was there by another name.
                let has_stayed = place(old, behind) == place(self, behind);
                let is_alike = old.params.get(*at).is_some_and(|before| before.default == self.params[*at].default);
                *at < given && !(has_stayed && is_alike)
            }),
            Difference::Place(_) if self.is_renamed(old) => None,
            Difference::Place(_) => (0..given.min(self.params.len()).min(old.params.len())).find(|at| {
                let (here, before) = (self.params[*at].name, old.params[*at].name);
                here != before && place(old, here).is_some() && place(self, before).is_some()
            }),
            Difference::Gone(name) => place(old, name).filter(|at| at + 1 < given && *at < self.params.len()),
            _ => None,
        })
    }

    /// Whether only the names of the parameters changed.
    fn is_renamed(&self, old: &Self) -> bool {
        let is_named = |signature: &Self, names: &str| signature.params.iter().map(|param| param.name).eq(names.split(' '));
        lines(RENAMED).filter_map(|line| line.split_once('\t')).any(|(before, after)| is_named(old, before) && is_named(self, after))
    }

    /// The parameters that both have in the same order, as places in each: the longest such list.
    fn kept(&self, new: &Self) -> Vec<(usize, usize)> {
        let (old, new) = (&self.params, &new.params);
        let mut longest = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
        for i in (0..old.len()).rev() {
            for j in (0..new.len()).rev() {
                let both = if old[i].name == new[j].name { longest[i + 1][j + 1] + 1 } else { 0 };
                longest[i][j] = both.max(longest[i + 1][j]).max(longest[i][j + 1]);
            }
        }
        let (mut i, mut j, mut kept) = (0, 0, Vec::new());
        while i < old.len() && j < new.len() {
            if old[i].name == new[j].name && longest[i][j] == longest[i + 1][j + 1] + 1 {
                kept.push((i, j));
                (i, j) = (i + 1, j + 1);
            } else if longest[i + 1][j] >= longest[i][j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        kept
    }

    /// What differs between two parameters that both have: as many on both sides are the same ones by other names.
    fn between(&self, new: &Self, old: Range<usize>, other: Range<usize>, found: &mut Vec<Difference<'a>>) {
        let has = |signature: &Self, name: &str| signature.params.iter().any(|param| param.name == name);
        let (mine, theirs) = (&self.params[old.clone()], &new.params[other.clone()]);
        let are_others = mine.iter().all(|p| !has(new, p.name)) && theirs.iter().all(|p| !has(self, p.name));
        if mine.len() == theirs.len() && are_others {
            return mine.iter().zip(theirs).for_each(|(a, b)| a.differences(b, found));
        }
        found.extend(mine.iter().filter(|p| !has(new, p.name)).map(|p| Difference::Gone(p.name)));
        let behind = self.params.get(old.end).map(|param| param.name);
        found.extend(theirs.iter().map(|param| match behind {
            _ if has(self, param.name) => Difference::Place(param.name),
            Some(behind) => Difference::Inserted(param.name, behind),
            None if param.default.is_none() && !param.variadic => Difference::Required(param.name),
            None => Difference::Optional(param.name),
        }));
    }
}

impl<'a> Param<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let dollar = text.find('$')?;
        let (before, rest) = (&text[..dollar], &text[dollar + 1..]);
        let (name, default) = rest.split_once('=').map_or((rest, None), |(name, value)| (name, Some(value.trim())));
        let variadic = before.ends_with("...");
        let before = before.trim_end_matches("...");
        let by_ref = before.ends_with('&');
        let kind = Some(before.trim_end_matches('&').trim()).filter(|kind| !kind.is_empty());
        Some(Self { name: name.trim(), kind, default, by_ref, variadic })
    }

    fn differences(&self, new: &Self, found: &mut Vec<Difference<'a>>) {
        let name = self.name;
        if name != new.name {
            found.push(Difference::Named(name, new.name));
        }
        match (self.default, new.default) {
            (Some(_), None) if !new.variadic => found.push(Difference::NoDefault(name)),
            (None, Some(_)) if !self.variadic => found.push(Difference::NewDefault(name)),
            (Some(a), Some(b)) if plain(a) != plain(b) => found.push(Difference::Default(name)),
            _ => {}
        }
        let differs = [
            (self.kind != new.kind, Difference::Type(name)),
            (self.by_ref != new.by_ref, Difference::Reference(name, new.by_ref)),
            (self.variadic != new.variadic, Difference::Variadic(name, new.variadic)),
        ];
        found.extend(differs.into_iter().filter(|(differs, _)| *differs).map(|(_, difference)| difference));
    }
}

/// A default without what only style decides: white space, quotes, `array()` for `[]`.
fn plain(default: &str) -> String {
    let text: String = default.chars().filter(|c| !c.is_whitespace()).collect();
    text.replace('"', "'").replace("array(", "[").replace(')', "]").to_ascii_lowercase()
}

/// The text up to the `)` that closes a list, and what stands behind it.
fn inside(text: &str) -> Option<(&str, &str)> {
    let end = scan(text, |depth, byte| depth == 0 && byte == b')').first().copied()?;
    Some((&text[..end], &text[end + 1..]))
}

/// The parts between commas that lie in no bracket and no string.
fn split(list: &str) -> Vec<&str> {
    let mut start = 0;
    let mut parts: Vec<&str> = Vec::new();
    for comma in scan(list, |depth, byte| depth == 0 && byte == b',') {
        parts.push(&list[start..comma]);
        start = comma + 1;
    }
    parts.push(&list[start..]);
    parts
}

/// Places of bytes outside of strings that `wanted` picks, given the depth of brackets around.
fn scan(text: &str, wanted: impl Fn(usize, u8) -> bool) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, _) if wanted(depth, byte) => found.push(at),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_read_back() {
        let read = Signature::parse("protected static &(?int $a = array(1, \")\"), Foo|null &$b = '\\',(', ...$c): ?string").unwrap();
        assert_eq!((read.visibility, read.is_static, read.is_final, read.returns), ("protected", true, false, Some("?string")));
        let params: Vec<_> = read.params.iter().map(|p| (p.name, p.kind, p.default, p.by_ref, p.variadic)).collect();
        let expected = [
            ("a", Some("?int"), Some("array(1, \")\")"), false, false),
            ("b", Some("Foo|null"), Some("'\\',('"), true, false),
            ("c", None, None, false, true),
        ];
        assert_eq!(params, expected);
        assert_eq!(Signature::parse("()").map(|s| s.params.len()), Some(0));
        for odd in ["", "class", "(", "($a = '", "($a))(", "(,,$)", "($a = \u{e9}'\\"] {
            let _ = Signature::parse(odd);
        }
    }

    #[test]
    fn arguments_have_moved_where_another_parameter_stands() {
        let moved = |old: &str, new: &str, given| {
            let (old, new) = (Signature::parse(old).unwrap(), Signature::parse(new).unwrap());
            new.first_moved(&old, given).map(|at| new.params[at].name.to_owned())
        };
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(moved("($a, $b = 1)", "($x, $a, $b = 1)", 1), some("x"));
        assert_eq!(moved("($a, $b = 1)", "($a, $x = 0, $b = 1)", 1), None);
        assert_eq!(moved("($a, $b, $c)", "($a, $c)", 3), some("c"));
        assert_eq!(moved("($a, $b = 0, $c = 0)", "($a, $c = 0, $b = 0)", 2), some("c"));
        // Another name for the first, and the old one for something new behind all others.
        assert_eq!(moved("($status = -1, $source = 'x')", "($statusoflink = -1, $source = 'x', $status = -1)", 2), None);
        assert_eq!(moved("($unit, $style = '')", "($scale = '', $style = '', $unit = 0)", 2), some("scale"));
        assert_eq!(moved("($extrafieldsobjectkey, $keyprefix, $keysuffix)", "($extrafieldsobjectkey, $keysuffix, $keyprefix)", 3), None);
    }

    #[test]
    fn differences_are_told_one_by_one() {
        let of = |a: &'static str, b: &'static str| Signature::parse(a).unwrap().differences(&Signature::parse(b).unwrap());
        use Difference::*;
        assert_eq!(of("($a)", "($a)"), []);
        assert_eq!(of("($a = array())", "($a = [])"), []);
        assert_eq!(of("($a, $b)", "($a)"), [Gone("b")]);
        assert_eq!(of("()", "($a, $b = 1, ...$c)"), [Required("a"), Optional("b"), Optional("c")]);
        assert_eq!(of("($a, $b)", "($x, $a, $b)"), [Inserted("x", "a")]);
        assert_eq!(of("($a, $b = 1)", "($b = 1)"), [Gone("a")]);
        assert_eq!(of("($a, $b, $c)", "($a, $c, $b)"), [Place("b")]);
        assert_eq!(of("($a, $u = 0, $note = '')", "($a, $p = null, $u = 0, $note = '')"), [Inserted("p", "u")]);
        assert_eq!(of("($a = 1)", "(int $a)"), [NoDefault("a"), Type("a")]);
        assert_eq!(of("($a)", "(&$b = 2)"), [Named("a", "b"), NewDefault("a"), Reference("a", true)]);
        assert_eq!(
            of("static ($a = 1)", "private final ($a = 2): int"),
            [Default("a"), Static(false), Final(true), Visibility("public", "private"), Returns]
        );
    }
}
