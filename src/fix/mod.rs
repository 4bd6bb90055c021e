//! Repairs code where what stands in its place does exactly the same: reads through old accessors become calls of the functions that
//! the core has for them, functions that only call another one become that, properties get the name that they stand for, and syntax that
//! newer PHP refuses becomes the one that all take.
//! Works on texts: reads no file and writes none.

mod accessors;
mod contexts;
mod plain;
mod renames;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::base::Span;
use crate::core_facts::WRAPPERS;
use crate::php::tree::{ExprKind, StmtKind};
use crate::php::{Arena, parse};
use contexts::Fixer;

/// What every release has that a module declares to run on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Has {
    /// `getDolGlobalString()` and `getDolGlobalInt()`
    pub global: bool,
    /// `isModEnabled()`
    pub enabled: bool,
    /// `$user->hasRight()`
    pub right: bool,
    /// `newToken()`
    pub token: bool,
    /// Functions of [`WRAPPERS`], by what they call.
    pub functions: Vec<&'static str>,
    /// A PHP that takes `?Type`, which is 7.1.
    pub nullable: bool,
}

impl Has {
    /// Everything that some repair needs.
    pub(crate) fn everything() -> Self {
        let functions = WRAPPERS.iter().map(|(_, wrapped)| wrapped.name).collect();
        Self { global: true, enabled: true, right: true, token: true, functions, nullable: true }
    }
}

/// Lines and columns from 1, each with the name that a property there is to have, if it is to have another one.
pub(crate) type Places = BTreeMap<(u32, u32), Option<String>>;

/// A text in the place of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    span: Span,
    text: Vec<u8>,
}

/// A repaired file.
#[derive(Debug)]
pub(crate) struct Repaired {
    pub text: Vec<u8>,
    /// How many places were repaired.
    pub places: usize,
}

/// Repairs those of the places of a PHP file for which that is certain to change nothing else. `None` where there is
/// none, and where the file does not parse before or after.
pub(crate) fn repair(text: &[u8], has: &Has, places: &Places) -> Option<Repaired> {
    let arena = Arena::new();
    let file = parse(&arena, &"".into(), text);
    if file.broken_from.is_some() {
        return None;
    }
    let at = |span: Span| {
        let place = file.place(span);
        places.get(&(place.line, place.column))
    };
    let wanted = |span: Span| at(span).is_some();
    let mut edits = plain::edits(text, file.stmts, has, &wanted);
    if places.values().any(Option::is_some) {
        edits.append(&mut renames::edits(text, file.stmts, &|span| at(span)?.as_deref()));
    }
    if file.errors.is_empty() && !assigns_conf(text) {
        let mut fixer = Fixer { text, has, wanted: &wanted, quote: '\'', edits: Vec::new() };
        fixer.stmts(file.stmts);
        edits.append(&mut fixer.edits);
    }
    edits.sort_by_key(|edit| edit.span.start);
    let repaired = applied(text, &edits)?;
    let again = Arena::new();
    let after = parse(&again, &"".into(), &repaired);
    let is_sound = after.broken_from.is_none() && after.errors.len() <= file.errors.len();
    is_sound.then_some(Repaired { text: repaired, places: edits.len() })
}

/// The text with its edits; `None` where there is none, or where two meet.
fn applied(text: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let (mut out, mut at) = (Vec::with_capacity(text.len()), 0);
    for Edit { span, text: new } in edits {
        out.extend_from_slice(text.get(at..span.start as usize)?);
        out.extend_from_slice(new);
        at = span.end as usize;
    }
    out.extend_from_slice(text.get(at..)?);
    (!edits.is_empty()).then_some(out)
}

/// Whether a file gives `$conf` a value of its own, so that it may not be the one that the functions read.
fn assigns_conf(text: &[u8]) -> bool {
    let behind = memchr::memmem::find_iter(text, b"$conf").map(|at| &text[at + 5..]);
    behind.map(<[u8]>::trim_ascii_start).any(|rest| rest.first() == Some(&b'=') && !matches!(rest.get(1), Some(b'=' | b'>')))
}

/// The edits in code that Dolibarr evaluates as a condition, which stands in single quotes from `start` on.
fn in_condition(code: &[u8], start: u32, has: &Has) -> Vec<Edit> {
    const LEAD: &[u8] = b"<?php return ";
    if code.iter().any(|byte| matches!(byte, b'\'' | b'"' | b'\\')) || memchr::memchr(b'$', code).is_none() {
        return Vec::new();
    }
    let text = [LEAD, code, b";"].concat();
    let arena = Arena::new();
    let file = parse(&arena, &"".into(), &text);
    let [only] = file.stmts else { return Vec::new() };
    let StmtKind::Return(Some(condition)) = &only.kind else { return Vec::new() };
    if !file.errors.is_empty() || matches!(condition.kind, ExprKind::Error) {
        return Vec::new();
    }
    let mut fixer = Fixer { text: &text, has, wanted: &|_| true, quote: '"', edits: Vec::new() };
    fixer.condition(condition);
    let lead = u32::try_from(LEAD.len()).unwrap_or(0);
    let moved = |at: u32| at - lead + start;
    fixer.edits.into_iter().map(|edit| Edit { span: Span { start: moved(edit.span.start), end: moved(edit.span.end) }, ..edit }).collect()
}
