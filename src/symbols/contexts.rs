//! Tests for the hook context that a method of an actions class was called in.

use crate::php::eval::release::Assigned;
use crate::php::tree::{Arg, Callee, Expr, ExprKind};

/// The contexts of which `in_array($one, $list)` asks for any.
pub(super) fn any<'a>(one: &Expr<'a>, list: &Expr<'a>, assigned: Assigned<'_, 'a>) -> Option<Vec<String>> {
    let (one, list) = (meant(one, assigned), meant(list, assigned));
    match (&one.kind, &list.kind) {
        // `in_array('card', explode(':', $parameters['context']))`
        (ExprKind::Str(_), ExprKind::Call(Callee::Name(name, _), [_, Arg { value, .. }]))
            if name.eq_ignore_ascii_case("explode") && is_context(meant(value, assigned)) =>
        {
            Some(vec![text(one)?])
        }
        // `in_array($parameters['currentcontext'], array('card'))`
        (_, ExprKind::Array(elements)) if is_context(one) => elements.iter().map(|element| text(&element.value)).collect(),
        _ => None,
    }
}

/// The context that `$parameters['currentcontext'] == 'card'` asks for.
pub(super) fn same<'a>(first: &Expr<'a>, other: &Expr<'a>, assigned: Assigned<'_, 'a>) -> Option<String> {
    match (is_context(meant(first, assigned)), is_context(meant(other, assigned))) {
        (true, _) => text(other),
        (_, true) => text(first),
        _ => None,
    }
}

/// What an expression is, one variable further.
fn meant<'e, 'a: 'e>(expr: &'e Expr<'a>, assigned: Assigned<'_, 'a>) -> &'e Expr<'a> {
    match expr.kind {
        ExprKind::Var(name) => assigned(name).unwrap_or(expr),
        _ => expr,
    }
}

/// `$parameters['currentcontext']`, `$parameters['context'] ?? ''`
fn is_context(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Coalesce(asked, _) => is_context(asked),
        ExprKind::Index(Expr { kind: ExprKind::Var("parameters"), .. }, Some(key)) => {
            matches!(key.kind, ExprKind::Str(b"context" | b"currentcontext"))
        }
        _ => false,
    }
}

fn text(expr: &Expr<'_>) -> Option<String> {
    match expr.kind {
        ExprKind::Str(text) => String::from_utf8(text.to_vec()).ok(),
        _ => None,
    }
}
