//! What stands in the place of an accessor. Knows nothing of where it is read.

use super::Has;
use crate::base::Span;
use crate::php::tree::{Expr, ExprKind, Member};
use crate::symbols::is_token;

/// An accessor, and the call that answers the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `$conf->global->X`: a text, or nothing where it is not set.
    Global,
    /// `$conf->x->enabled` and `$user->rights->x->y`: asked for as a condition alone.
    Flag,
    /// `$_SESSION['newtoken']`: a text, or nothing where the session has none.
    Token,
}

/// What is written of an accessor.
#[derive(Debug, Clone)]
pub(super) struct Accessor {
    pub kind: Kind,
    /// The name in quotes, or the expression that makes it; empty for what has none.
    name: String,
    /// The call without its arguments.
    function: String,
}

impl Accessor {
    /// The call in its place.
    pub(super) fn call(&self) -> String {
        format!("{}({})", self.function, self.name)
    }

    /// The same as a number.
    pub(super) fn int_call(&self) -> Option<String> {
        (self.kind == Kind::Global).then(|| format!("getDolGlobalInt({})", self.name))
    }

    /// Whether both are the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.call() == other.call()
    }
}

/// The accessor that an expression is the whole of, if there is a call in its place.
pub(super) fn accessor(expr: &Expr<'_>, text: &[u8], has: &Has, quote: char) -> Option<Accessor> {
    if is_token(expr) {
        let token = Accessor { kind: Kind::Token, name: String::new(), function: "newToken".to_owned() };
        return Some(token).filter(|_| has.token);
    }
    let ExprKind::Prop(base, last) = &expr.kind else { return None };
    let ExprKind::Prop(inner, member) = &base.kind else { return None };
    let name = |member: &Member<'_>| named(member, text, quote);
    if matches!(inner.kind, ExprKind::Var("conf")) {
        let (kind, name, function) = match (member.name(), last.name()) {
            (Some("global"), _) if has.global => (Kind::Global, name(last)?, "getDolGlobalString"),
            (Some("global"), _) => return None,
            (_, Some("enabled")) if has.enabled => (Kind::Flag, name(member)?, "isModEnabled"),
            _ => return None,
        };
        return Some(Accessor { kind, name, function: function.to_owned() });
    }
    let ExprKind::Prop(deeper, above) = &inner.kind else { return None };
    let (user, levels) = match &deeper.kind {
        _ if member.name() == Some("rights") => return None,
        // `$user->rights->a->b`
        _ if is_rights(inner) => (deeper, vec![member, last]),
        // `$user->rights->a->b->c`
        ExprKind::Prop(user, _) if is_rights(deeper) => (user, vec![above, member, last]),
        _ => return None,
    };
    if !has.right || !matches!(user.kind, ExprKind::Var(name) if name.ends_with("user")) {
        return None;
    }
    let names: Option<Vec<String>> = levels.into_iter().map(name).collect();
    let function = format!("{}->hasRight", source(text, user.span)?);
    Some(Accessor { kind: Kind::Flag, name: names?.join(", "), function })
}

fn is_rights(expr: &Expr<'_>) -> bool {
    matches!(&expr.kind, ExprKind::Prop(_, member) if member.name() == Some("rights"))
}

/// A property's name as an argument.
fn named(member: &Member<'_>, text: &[u8], quote: char) -> Option<String> {
    match member {
        Member::Name(name, _) => Some(format!("{quote}{name}{quote}")),
        Member::Computed(expr) if quote == '\'' => match expr.kind {
            ExprKind::Var(_) => source(text, expr.span).filter(|name| name.starts_with('$')),
            _ => None,
        },
        Member::Computed(_) => None,
    }
}

fn source(text: &[u8], span: Span) -> Option<String> {
    let text = text.get(span.start as usize..span.end as usize)?;
    std::str::from_utf8(text).ok().map(str::to_owned)
}
