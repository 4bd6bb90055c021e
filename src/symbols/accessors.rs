//! Ways to read configuration and rights that newer releases have functions for, in code and in strings that Dolibarr evaluates.

use crate::model::uses::Accessor;
use crate::php::tree::{Expr, ExprKind, Member};

/// `$conf->global->X`, `$conf->module->enabled`, `$user->rights->…`: the accessor that a property read is the whole of, and how it
/// is told.
pub(super) fn read(base: &Expr<'_>, member: &Member<'_>) -> Option<(Accessor, String)> {
    if let (Some("rights"), ExprKind::Var(user)) = (member.name(), base.kind) {
        return user.ends_with("user").then(|| (Accessor::Right, "$user->rights".to_owned()));
    }
    let ExprKind::Prop(conf, inner) = &base.kind else {
        return None;
    };
    if member.name() == Some("rights") && inner.name() == Some("user") {
        return Some((Accessor::Right, "$user->rights".to_owned()));
    }
    let is_conf = match conf.kind {
        ExprKind::Var(name) => name == "conf",
        ExprKind::Prop(_, name) => name.name() == Some("conf"),
        _ => false,
    };
    match (inner.name(), member.name()) {
        _ if !is_conf => None,
        (Some("global"), name) => Some((Accessor::Global, format!("$conf->global->{}", name.unwrap_or("…")))),
        (module, Some("enabled")) => Some((Accessor::Enabled, format!("$conf->{}->enabled", module.unwrap_or("…")))),
        _ => None,
    }
}

/// `$_SESSION['newtoken']`
pub(crate) fn is_token(expr: &Expr<'_>) -> bool {
    let ExprKind::Index(base, Some(key)) = &expr.kind else { return false };
    matches!((base.kind, key.kind), (ExprKind::Var("_SESSION"), ExprKind::Str(b"newtoken")))
}

/// The accessors in a string of code, such as `'$conf->facture->enabled && $user->rights->facture->lire'`.
pub(super) fn in_text(text: &[u8]) -> Vec<Accessor> {
    let Some(first) = text.iter().position(|byte| *byte == b'$') else { return Vec::new() };
    let mut found = Vec::new();
    for (at, _) in text.iter().enumerate().skip(first).filter(|(_, byte)| **byte == b'$') {
        let rest = &text[at..];
        if rest.starts_with(b"$conf->global->") {
            found.push(Accessor::Global);
        } else if rest.starts_with(b"$user->rights->") {
            found.push(Accessor::Right);
        } else if let Some(tail) = rest.strip_prefix(b"$conf->") {
            let name = tail.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            if name > 0 && tail[name..].starts_with(b"->enabled") {
                found.push(Accessor::Enabled);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_code_are_read() {
        let text = b"$conf->a_b->enabled && !empty($conf->global->X) && $user->rights->a->b && $conf->a->dir && $x";
        assert_eq!(in_text(text), [Accessor::Enabled, Accessor::Global, Accessor::Right]);
        assert!(in_text(b"$conf->").is_empty() && in_text(b"").is_empty() && in_text(b"$").is_empty());
    }
}
