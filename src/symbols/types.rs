//! What values are instances of, as far as one file tells: types as PHP and comments write them, and what variables hold where the
//! reader is. Never asks what a class has.

use foldhash::{HashMap, HashMapExt};

use super::names::Names;
use crate::model::uses::Type;

/// How many classes one value can be of before nothing is said of it.
const MOST: usize = 8;

/// What is known of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// No object: a number, a string, `null`.
    Nothing,
    /// An object of this type, or a list, by its number.
    Known(usize),
    Unknown,
}

impl Held {
    /// The number of the type, where it is known.
    pub(super) fn number(self) -> Option<usize> {
        if let Self::Known(number) = self { Some(number) } else { None }
    }
}

/// The types of a file, each once.
#[derive(Debug, Default)]
pub(super) struct Types {
    pub(super) list: Vec<Type>,
    numbers: HashMap<Type, usize>,
}

impl Types {
    pub(super) fn put(&mut self, kind: Type) -> usize {
        if let Some(known) = self.numbers.get(&kind) {
            return *known;
        }
        self.list.push(kind.clone());
        self.numbers.insert(kind, self.list.len() - 1);
        self.list.len() - 1
    }

    pub(super) fn known(&mut self, kind: Type) -> Held {
        Held::Known(self.put(kind))
    }

    /// One or the other.
    pub(super) fn either(&mut self, a: Held, b: Held) -> Held {
        let (a, b) = match (a, b) {
            (Held::Nothing, other) | (other, Held::Nothing) => return other,
            (Held::Known(a), Held::Known(b)) => (a, b),
            _ => return Held::Unknown,
        };
        if a == b {
            return Held::Known(a);
        }
        let mut all = Vec::new();
        for side in [a, b] {
            match &self.list[side] {
                Type::Either(several) => all.extend(several),
                _ => all.push(side),
            }
        }
        all.sort_unstable();
        all.dedup();
        if all.len() > MOST { Held::Unknown } else { self.known(Type::Either(all)) }
    }

    /// A type as written in code (`is_native`) or in a comment: `?Societe`, `Facture|null`, `FactureLigne[]`, `array<int,Product>`.
    pub(super) fn written(&mut self, text: &str, names: &Names, own: Option<&str>, is_native: bool) -> Held {
        let mut held = Held::Nothing;
        for part in alternatives(text) {
            let one = self.one(part.trim_matches(['?', '(', ')', ' ']), names, own, is_native);
            held = self.either(held, one);
        }
        held
    }

    /// A type that code writes, else one that a comment tells.
    pub(super) fn told(&mut self, native: Option<&str>, said: Option<&str>, names: &Names, own: Option<&str>) -> Held {
        match (native, said) {
            (Some(kind), _) => self.written(kind, names, own, true),
            (None, Some(kind)) => self.written(kind, names, own, false),
            (None, None) => Held::Unknown,
        }
    }

    fn one(&mut self, part: &str, names: &Names, own: Option<&str>, is_native: bool) -> Held {
        if let Some(element) = part.strip_suffix("[]").or_else(|| listed(part)) {
            return match self.written(element, names, own, is_native) {
                Held::Known(element) => self.known(Type::List(element)),
                _ => Held::Nothing,
            };
        }
        let bare = part.split('<').next().unwrap_or_default();
        let is_name = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'\\') || b >= 0x80);
        match bare.to_ascii_lowercase().as_str() {
            "null" | "void" | "never" | "int" | "integer" | "float" | "double" | "string" | "bool" | "boolean" | "false" | "true" => {
                Held::Nothing
            }
            "array" | "list" | "resource" | "callable" | "number" | "numeric" | "scalar" | "datetime" | "timestamp" => Held::Nothing,
            "mixed" | "object" | "iterable" | "stdclass" | "type" | "unknown" | "closure" | "" => Held::Unknown,
            "self" | "static" | "$this" => own.map_or(Held::Unknown, |own| self.known(Type::Class(own.to_owned()))),
            _ if !is_name => Held::Unknown,
            _ => match names.class(bare, false) {
                Some(class) if is_native => self.known(Type::Class(class)),
                Some(class) => self.known(Type::Said(class)),
                None => Held::Unknown,
            },
        }
    }
}

/// The parts of a type between `|` that stand in no bracket.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' | b'{' => depth += 1,
            b'>' | b'}' => depth = depth.saturating_sub(1),
            b'|' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The element of `array<K, V>` and `list<V>`.
fn listed(part: &str) -> Option<&str> {
    let inside = part.split_once('<').filter(|(head, _)| ["array", "list"].iter().any(|word| head.eq_ignore_ascii_case(word)))?;
    let inside = inside.1.strip_suffix('>')?;
    Some(inside.split_once(',').map_or(inside, |(_, value)| value).trim())
}

/// Variables that mean the same everywhere in Dolibarr (`main.inc.php` makes them), and usual names of helpers.
pub(super) fn habitual(variable: &str) -> Option<&'static str> {
    Some(match variable {
        "db" => "dolidb",
        "conf" => "conf",
        "langs" | "outputlangs" => "translate",
        "user" => "user",
        "mysoc" => "societe",
        "hookmanager" => "hookmanager",
        "extrafields" => "extrafields",
        "form" => "form",
        "formfile" => "formfile",
        "formother" => "formother",
        "formcompany" => "formcompany",
        "formactions" => "formactions",
        "formmail" => "formmail",
        "formadmin" => "formadmin",
        _ => return None,
    })
}

/// What the variables of a function hold where the reader is. Blocks are opened and closed as the reader goes through them.
#[derive(Debug, Default)]
pub(super) struct Variables<'a> {
    held: HashMap<&'a str, Held>,
    /// For each open block what its variables held before, and whether they do so again behind it.
    blocks: Vec<HashMap<&'a str, (Option<Held>, bool)>>,
}

impl<'a> Variables<'a> {
    pub(super) fn get(&self, name: &str) -> Option<Held> {
        self.held.get(name).copied()
    }

    pub(super) fn set(&mut self, name: &'a str, held: Held) {
        self.put(name, held, false);
    }

    /// What is known in this block alone, as behind `instanceof`.
    pub(super) fn narrow(&mut self, name: &'a str, held: Held) {
        self.put(name, held, true);
    }

    fn put(&mut self, name: &'a str, held: Held, passes: bool) {
        let before = self.held.insert(name, held);
        if let Some(block) = self.blocks.last_mut() {
            block.entry(name).and_modify(|(_, again)| *again &= passes).or_insert((before, passes));
        }
    }

    /// Whether the reader is in a block that may not run.
    pub(super) fn is_in_block(&self) -> bool {
        !self.blocks.is_empty()
    }

    pub(super) fn open(&mut self) {
        self.blocks.push(HashMap::new());
    }

    /// Ends a block. Behind one that is left early, variables hold what they held before; behind others, either.
    pub(super) fn close(&mut self, left: bool, types: &mut Types) {
        for (name, (before, again)) in self.blocks.pop().unwrap_or_default() {
            let now = self.held.remove(name);
            let held = match (before, now) {
                (before, _) if left || again => before,
                (Some(before), Some(now)) => Some(types.either(before, now)),
                (before, now) => before.or(now),
            };
            // The block around has to know of it too.
            match held {
                Some(held) if held != before.unwrap_or(Held::Unknown) || before.is_none() => {
                    if let Some(before) = before {
                        self.held.insert(name, before);
                    }
                    self.put(name, held, false);
                }
                Some(held) => _ = self.held.insert(name, held),
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let (mut types, names) = (Types::default(), Names::default());
        let held = types.written(text, &names, Some("own"), false);
        fn show(types: &Types, at: usize) -> String {
            match &types.list[at] {
                Type::Said(name) | Type::Class(name) => name.clone(),
                Type::List(element) => format!("[{}]", show(types, *element)),
                Type::Either(several) => several.iter().map(|at| show(types, *at)).collect::<Vec<_>>().join("|"),
                other => format!("{other:?}"),
            }
        }
        match held {
            Held::Known(at) => show(&types, at),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn written_types_are_read() {
        for (text, expected) in [
            ("Societe", "societe"),
            ("?\\Societe", "societe"),
            ("Facture|null|int", "facture"),
            ("Facture|Propal", "facture|propal"),
            ("FactureLigne[]", "[factureligne]"),
            ("array<int, Product[]>", "[[product]]"),
            ("array<string,mixed>", "Nothing"),
            ("$this", "own"),
            ("mixed|Facture", "Unknown"),
            ("int", "Nothing"),
            ("what?ever", "Unknown"),
            ("array<", "Nothing"),
            ("", "Unknown"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn blocks_join_what_variables_hold() {
        let mut types = Types::default();
        let [a, b] = ["a", "b"].map(|name| types.known(Type::New(name.to_owned())));
        let mut variables = Variables::default();
        variables.set("x", a);
        variables.open();
        variables.set("x", b);
        variables.open();
        variables.narrow("x", a);
        variables.close(false, &mut types);
        assert_eq!(variables.get("x"), Some(b));
        variables.close(false, &mut types);
        let either = types.either(a, b);
        assert_eq!(variables.get("x"), Some(either));
        variables.open();
        variables.set("x", b);
        variables.close(true, &mut types);
        assert_eq!(variables.get("x"), Some(either));
        variables.open();
        variables.set("y", b);
        variables.close(false, &mut types);
        assert_eq!(variables.get("y"), Some(b));
    }
}
