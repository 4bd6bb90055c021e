//! Signatures and modifiers as one line of text, in the one form that facts of cores and uses of modules share.

use crate::php::File;
use crate::php::tree::{Expr, Function, Method, Param, Property, Visibility};

/// Longer values are left out of shapes.
const LONGEST: usize = 120;

/// `protected static &($a, array &$b = array(), ...$c): ?int`
pub(crate) fn method(file: &File<'_>, method: &Method<'_>) -> String {
    words(&modifiers(method), &signature(file, &method.function))
}

fn modifiers(method: &Method<'_>) -> String {
    let flags = [(method.is_abstract, "abstract"), (method.is_final, "final"), (method.is_static, "static")];
    let flags = flags.into_iter().filter(|(is, _)| *is).map(|(_, word)| word);
    std::iter::once(visibility(method.visibility)).chain(flags).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Public is what everything is unless it says so.
pub(crate) fn visibility(seen: Visibility) -> &'static str {
    match seen {
        Visibility::Public => "",
        Visibility::Protected => "protected",
        Visibility::Private => "private",
    }
}

pub(crate) fn words(a: &str, b: &str) -> String {
    if a.is_empty() || b.is_empty() { format!("{a}{b}") } else { format!("{a} {b}") }
}

/// `protected static ?int`
pub(crate) fn property(property: &Property<'_>) -> String {
    let modifiers = words(visibility(property.visibility), if property.is_static { "static" } else { "" });
    words(&modifiers, &property.kind.map(one_line).unwrap_or_default())
}

/// `&($a, array &$b = array(), ...$c): ?int`
pub(crate) fn signature(file: &File<'_>, function: &Function<'_>) -> String {
    let params: Vec<String> = function.params.iter().map(|p| param(file, p)).collect();
    let reference = if function.by_ref { "&" } else { "" };
    let returns = function.returns.map(|kind| format!(": {}", one_line(kind))).unwrap_or_default();
    format!("{reference}({}){returns}", params.join(", "))
}

fn param(file: &File<'_>, param: &Param<'_>) -> String {
    let mut text = param.kind.map(|kind| one_line(kind) + " ").unwrap_or_default();
    text += if param.by_ref { "&" } else { "" };
    text += if param.variadic { "...$" } else { "$" };
    text += param.name;
    if let Some(default) = &param.default {
        let value = source(file, default);
        text += &format!(" = {}", if value.len() > LONGEST { "…" } else { &value });
    }
    text
}

/// The text of an expression on one line.
pub(crate) fn source(file: &File<'_>, value: &Expr<'_>) -> String {
    let bytes = file.text.get(value.span.start as usize..value.span.end as usize).unwrap_or_default();
    one_line(&String::from_utf8_lossy(bytes))
}

pub(crate) fn one_line(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
