//! Words in texts, names of settings and permissions, variables of pages, and arguments one by one, wherever something is told of them.

use super::reader::{At, Reader};
use crate::base::Span;
use crate::model::uses::{Given, How, Sort, Thing};
use crate::php::tree::{Arg, BinaryOp, Class, Element, Expr, ExprKind, Member, Part};

/// Shorter pieces of texts say nothing.
const SHORTEST_WORD: usize = 4;

/// Longer pieces of texts are data.
const LONGEST_WORD: usize = 300;

/// How much of an argument is kept.
const LONGEST_ARGUMENT: usize = 500;

/// A module and the two levels of its permissions.
const MOST_LEVELS: usize = 3;

/// How deep arrays are looked into.
const DEEPEST: u8 = 8;

/// How code asks for a permission.
pub(super) const RIGHTS: &[u8] = b"hasRight(";

/// Stands for what is put into a text.
const HOLE: &str = "…";

impl<'a> Reader<'_, 'a, 'a> {
    /// The pieces of a text.
    pub(super) fn words(&mut self, text: &[u8], span: Span, at: At) {
        // Of a text that has none no piece has one.
        if text.len() < SHORTEST_WORD || std::str::from_utf8(text).is_ok_and(|text| !self.wants(Sort::Word, text)) {
            return;
        }
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'<' | b';');
        for word in text.split(ends).filter(|word| (SHORTEST_WORD..=LONGEST_WORD).contains(&word.len())) {
            if let Ok(word) = std::str::from_utf8(word)
                && self.wants(Sort::Word, word)
            {
                self.put(Thing::Word(word.to_owned()), word, How::Reads, span, at, (None, None));
            }
        }
    }

    /// The pieces of a text that something is put into.
    pub(super) fn words_between(&mut self, pieces: &[Part<'a>], span: Span, at: At) {
        for piece in pieces {
            if let Part::Text(text) = piece {
                self.words(text, span, at);
            }
        }
    }

    /// `$conf->global->X`, `$user->rights->x`, `$user->rights->x->y`
    pub(super) fn setting(&mut self, base: &'a Expr<'a>, member: &Member<'a>, span: Span, at: At) {
        let (ExprKind::Prop(_, inner), Some(name)) = (base.kind, member.name()) else { return };
        if inner.name() == Some("global") {
            return self.keep(Thing::Word(format!("global->{name}")), name, How::Reads, span, at);
        }
        let outer = |expr: &&'a Expr<'a>| if let ExprKind::Prop(outer, _) = expr.kind { Some(outer) } else { None };
        let called = |expr: &'a Expr<'a>| if let ExprKind::Prop(_, member) = &expr.kind { member.name() } else { None };
        let around = || std::iter::successors(Some(base), outer).take(MOST_LEVELS).map_while(called);
        if let Some(levels) = around().position(|level| level == "rights") {
            let mut names: Vec<&str> = std::iter::once(name).chain(around().take(levels)).collect();
            names.reverse();
            self.right_of(names.into_iter(), span, at);
        }
    }

    /// `$user->hasRight('x', 'y')`, as `rights->x->y`
    pub(super) fn right(&mut self, method: &str, args: &[Arg<'a>], span: Span, at: At) {
        if method == "hasright" {
            let names =
                args.iter().map_while(|arg| if let ExprKind::Str(name) = arg.value.kind { std::str::from_utf8(name).ok() } else { None });
            self.right_of(names, span, at);
        }
    }

    /// The same in a text that Dolibarr evaluates.
    pub(super) fn rights_in(&mut self, text: &[u8], span: Span, at: At) {
        // Most texts are not worth a search for more than a byte.
        if !self.has_rights || memchr::memchr(b'(', text).is_none() {
            return;
        }
        for start in memchr::memmem::find_iter(text, RIGHTS) {
            let rest = &text[start + RIGHTS.len()..];
            let list = rest.split(|byte| *byte == b')').next().and_then(|list| std::str::from_utf8(list).ok()).unwrap_or_default();
            self.right_of(list.split(',').map(|name| name.trim_matches([' ', '"', '\''])), span, at);
        }
    }

    fn right_of<'n>(&mut self, names: impl Iterator<Item = &'n str>, span: Span, at: At) {
        let names: Vec<&str> = names.take(MOST_LEVELS).filter(|name| name.len() <= LONGEST_WORD).collect();
        if let Some(last) = names.last() {
            self.keep(Thing::Word(format!("rights->{}", names.join("->"))), last, How::Reads, span, at);
        }
    }

    /// A variable of the page: one that it sets, so that the files of the core see it which it includes, or that a function takes from it.
    pub(super) fn page_variable(&mut self, expr: &Expr<'a>, how: How, at: At) {
        if let ExprKind::Var(name) = expr.kind
            && self.wants(Sort::Variable, name)
        {
            self.put(Thing::Variable(name.to_owned()), name, how, expr.span, at, (None, None));
        }
    }

    /// The types of fields that a class of Dolibarr describes, as `fields:TYPE`.
    pub(super) fn field_types(&mut self, class: &Class<'a>, at: At) {
        let described =
            class.properties.iter().filter(|property| property.name == "fields").filter_map(|property| property.default.as_ref());
        let fields = described.flat_map(elements);
        for Element { key, value, .. } in fields.flat_map(|field| elements(&field.value)) {
            if let (Some(ExprKind::Str(b"type")), ExprKind::Str(kind)) = (key.as_ref().map(|key| key.kind), value.kind) {
                let kind = String::from_utf8_lossy(kind);
                let word = format!("fields:{}", kind.split(':').next().unwrap_or_default());
                self.keep(Thing::Word(word), &kind, How::Declares, value.span, at);
            }
        }
    }
}

/// The arguments of a call, one by one.
pub(super) fn one_by_one(args: &[Arg<'_>]) -> Box<[Given]> {
    args.iter().map(|arg| argument(&arg.value)).collect()
}

fn elements<'a>(value: &Expr<'a>) -> &'a [Element<'a>] {
    match value.kind {
        ExprKind::Array(elements) => elements,
        _ => &[],
    }
}

fn argument(value: &Expr<'_>) -> Given {
    match &value.kind {
        ExprKind::Array(_) => {
            let mut text = String::new();
            texts(value, &mut text, DEEPEST);
            Given::List(text)
        }
        ExprKind::Int(number) => Given::Text(number.to_string()),
        _ => {
            let mut text = String::new();
            if joined(value, &mut text) { Given::Text(text) } else { Given::Other }
        }
    }
}

/// The texts in an array.
fn texts(value: &Expr<'_>, out: &mut String, depth: u8) {
    let Some(depth) = depth.checked_sub(1) else { return };
    if let ExprKind::Array(elements) = &value.kind {
        for element in *elements {
            element.key.iter().chain([&element.value]).for_each(|inner| texts(inner, out, depth));
        }
    } else if joined(value, out) {
        out.push(' ');
    }
}

/// A text as far as it is written there; false where it is no text.
fn joined(value: &Expr<'_>, out: &mut String) -> bool {
    match &value.kind {
        ExprKind::Str(text) => add(text, out),
        ExprKind::Interpolated(parts) => {
            for part in *parts {
                match part {
                    Part::Text(text) => _ = add(text, out),
                    Part::Expr(_) => out.push_str(HOLE),
                }
            }
            true
        }
        ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == BinaryOp::Concat) => {
            for piece in std::iter::once(*first).chain(rest.iter().map(|(_, piece)| piece)) {
                match &piece.kind {
                    ExprKind::Str(text) => _ = add(text, out),
                    _ => out.push_str(HOLE),
                }
            }
            true
        }
        _ => false,
    }
}

fn add(text: &[u8], out: &mut String) -> bool {
    let room = LONGEST_ARGUMENT.saturating_sub(out.len()).min(text.len());
    out.push_str(&String::from_utf8_lossy(&text[..room]));
    true
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::Version;
    use crate::php::{Arena, parse};
    use crate::symbols::read;

    #[test]
    fn words_settings_variables_and_arguments_are_kept_where_they_are_wanted() {
        let arena = Arena::new();
        let code = "<?php $trigger = 1; f('a', $b, array('k' => array($v, 'v')), \"c$d\", 4, 'e'.$f.'g'); g('x WANTED=1');
            $conf->global->WANTED = isset($conf->global->WANTED); print \"$x WANTED y\"; function h() { $trigger = 2; global $trigger; }";
        let file = parse(&arena, &Arc::from("a.php"), code.as_bytes());
        let releases = [(0, Version::parse("10.0.1").unwrap())];
        let wanted = |sort: Sort, name: &str| match sort {
            Sort::Word => name.contains("WANTED"),
            Sort::Variable => name == "trigger",
            Sort::Function | Sort::Given => name == "f",
            _ => false,
        };
        let uses = read(&file, &releases, &wanted).uses;
        let told: Vec<String> = uses.iter().map(|used| used.thing.split().1.into_owned()).collect();
        assert_eq!(told, ["trigger", "f", "WANTED=1", "global->WANTED", "global->WANTED", "WANTED", "trigger"]);
        let text = |text: &str| Given::Text(text.to_owned());
        assert_eq!(*uses[1].given, [text("a"), Given::Other, Given::List("k v ".to_owned()), text("c…"), text("4"), text("e…g")]);
    }

    #[test]
    fn permissions_are_kept_by_all_their_levels() {
        let arena = Arena::new();
        let code = "<?php $user->rights->a->WANTED; $this->user->rights->a->WANTED->c; $user->hasRight('a', 'WANTED', 'c'); $user->rights->b->c;
            $user->hasRight($x, 'WANTED'); $x->a->WANTED; $m = array('perms' => '$x && $user->hasRight(\"a\", \"WANTED\") && $user->hasRight(');";
        let file = parse(&arena, &Arc::from("a.php"), code.as_bytes());
        let wanted = |sort: Sort, name: &str| sort == Sort::Word && name.starts_with("rights->") && name.contains("WANTED");
        let uses = read(&file, &[(0, Version::parse("10.0.1").unwrap())], &wanted).uses;
        let told: Vec<String> = uses.iter().map(|used| used.thing.split().1.into_owned()).collect();
        let [one, whole] = ["rights->a->WANTED", "rights->a->WANTED->c"];
        assert_eq!(told, [one, whole, one, whole, one]);
    }
}
