//! Declarations of one file → facts: functions, classes and their members, constants, renamed properties.

use super::super::row::Kind;
use super::doc;
use super::draft::Draft;
use crate::php::File;
use crate::php::tree::{Class, ClassConst, ClassKind, Element, Expr, ExprKind, Function, Property, Stmt, StmtKind};
use crate::php::walk::{Node, walk};
use crate::symbols::shape;

/// Longer values are left out of shapes.
const LONGEST: usize = 120;

/// A function: its signature, and what its comment says.
pub(super) fn function(file: &File<'_>, path: &str, function: &Function<'_>) -> Draft {
    let draft = Draft::new(Kind::Function, function.name).shape(shape::signature(file, function)).file(path);
    commented(draft, function.doc, "@return")
}

/// A class and all its members.
pub(super) fn class(file: &File<'_>, path: &str, class: &Class<'_>, out: &mut Vec<Draft>) {
    out.push(commented(Draft::new(Kind::Class, class.name).shape(headline(class)).file(path), class.doc, ""));
    out.extend(class.constants.iter().map(|constant| class_constant(file, class.name, constant)));
    out.extend(class.properties.iter().map(|declared| property(class.name, declared)));
    for method in class.methods {
        let shape = shape::method(file, method);
        let draft = Draft::new(Kind::Method, method.function.name).of(class.name).shape(shape);
        out.push(commented(draft, method.function.doc, "@return"));
        let promoted = method.function.params.iter().filter_map(|param| Some((param, param.promoted?)));
        out.extend(promoted.map(|(param, seen)| {
            Draft::new(Kind::Property, param.name)
                .of(class.name)
                .shape(shape::words(shape::visibility(seen), param.kind.unwrap_or_default()))
        }));
        if method.function.name.eq_ignore_ascii_case("deprecatedProperties") {
            renamed(class.name, method.function.body, out);
        }
    }
}

/// A constant outside of classes.
pub(super) fn constant(file: &File<'_>, path: &str, name: &str, value: Option<&Expr<'_>>) -> Draft {
    Draft::new(Kind::Define, name).shape(value.map(|e| literal(file, e)).unwrap_or_default()).file(path)
}

fn commented(mut draft: Draft, doc: Option<&str>, types: &str) -> Draft {
    if !types.is_empty() {
        draft.types = doc::types(doc, types);
    }
    match doc::deprecated(doc) {
        Some(names) => draft.note("deprecated", &names.join(" ")),
        None => draft,
    }
}

fn headline(class: &Class<'_>) -> String {
    let mut line = String::new();
    for (is, word) in [(class.is_abstract, "abstract "), (class.is_final, "final ")] {
        line += if is { word } else { "" };
    }
    line += match class.kind {
        ClassKind::Class => "class",
        ClassKind::Interface => "interface",
        ClassKind::Trait => "trait",
        ClassKind::Enum => "enum",
    };
    for (word, names) in [("extends", class.extends), ("implements", class.implements), ("use", class.traits)] {
        if !names.is_empty() {
            let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            line += &format!(" {word} {}", names.join(", "));
        }
    }
    line
}

fn class_constant(file: &File<'_>, class: &str, constant: &ClassConst<'_>) -> Draft {
    let value = constant.value.as_ref().map(|e| literal(file, e)).unwrap_or_default();
    Draft::new(Kind::ClassConstant, constant.name).of(class).shape(shape::words(shape::visibility(constant.visibility), &value))
}

fn property(class: &str, property: &Property<'_>) -> Draft {
    commented(Draft::new(Kind::Property, property.name).of(class).shape(shape::property(property)), property.doc, "@var")
}

/// `= value` for numbers, strings, `true` and `null`, and for what is joined from a sign and a number; empty for the rest.
fn literal(file: &File<'_>, value: &Expr<'_>) -> String {
    let number = |e: &Expr<'_>| matches!(e.kind, ExprKind::Int(_) | ExprKind::Float(_));
    let is_literal = match &value.kind {
        ExprKind::Negate(inner) => number(inner),
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Str(_) => true,
        _ => number(value),
    };
    let text = if is_literal { shape::source(file, value) } else { String::new() };
    if text.is_empty() || text.len() > LONGEST { String::new() } else { format!("= {text}") }
}

/// `deprecatedProperties()` returns an array of old names to new ones (`core/class/commonobject.class.php`).
fn renamed(class: &str, body: &[Stmt<'_>], out: &mut Vec<Draft>) {
    walk(body, |node| {
        if let Node::Expr(Expr { kind: ExprKind::Array(elements), .. }) = node {
            out.extend(elements.iter().filter_map(|element| rename(class, element)));
        }
    });
}

fn rename(class: &str, element: &Element<'_>) -> Option<Draft> {
    let text = |e: &Expr<'_>| match e.kind {
        ExprKind::Str(text) => std::str::from_utf8(text).ok().filter(|text| !text.is_empty()).map(str::to_owned),
        _ => None,
    };
    let (old, new) = (text(element.key.as_ref()?)?, text(&element.value)?);
    Some(Draft::new(Kind::Renamed, &old).of(class).shape(new))
}

/// Whether a statement declares something, for walks that look for declarations inside of functions too.
pub(super) fn is_declaration(stmt: &Stmt<'_>) -> bool {
    matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_) | StmtKind::Const(_))
}
