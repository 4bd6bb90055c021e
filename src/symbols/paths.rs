//! Which file of the core an include means. Never looks at a disk.

use crate::php::tree::{BinaryOp, Callee, Expr, ExprKind};

/// The file that an include means, relative to `htdocs`: `DOL_DOCUMENT_ROOT.'/x'`, and with `here`, the including file's own directory
/// relative to `htdocs`, also `__DIR__.'/x'` and `'../x'`.
pub(crate) fn included(path: &Expr<'_>, here: Option<&str>) -> Option<String> {
    let text = |e: &Expr<'_>| if let ExprKind::Str(text) = e.kind { std::str::from_utf8(text).ok().map(str::to_owned) } else { None };
    let joined = match &path.kind {
        ExprKind::Str(_) => format!("{}/{}", here?, text(path)?),
        ExprKind::Chain(first, [(BinaryOp::Concat, last)]) => match &first.kind {
            ExprKind::Const("DOL_DOCUMENT_ROOT") => text(last)?,
            ExprKind::Magic("__DIR__") => format!("{}/{}", here?, text(last)?),
            ExprKind::Call(Callee::Name("dirname", _), [arg]) if matches!(arg.value.kind, ExprKind::Magic("__FILE__")) => {
                format!("{}/{}", here?, text(last)?)
            }
            _ => return None,
        },
        _ => return None,
    };
    normal(&joined)
}

/// `main.inc.php` of the core, where the path to it leads out of what was opened, as it does in a module that is opened alone.
pub(super) fn main_outside(path: &Expr<'_>) -> Option<String> {
    let last = if let ExprKind::Chain(_, [(BinaryOp::Concat, last)]) = &path.kind { last } else { path };
    let ExprKind::Str(text) = last.kind else { return None };
    text.ends_with(b"../main.inc.php").then(|| "main.inc.php".to_owned())
}

/// The file that an include means below `htdocs` or a root of modules, for `/mod/x.php` and `DOL_DOCUMENT_ROOT.'/custom/mod/x.php'`,
/// with variables that are assigned once.
pub(super) fn below_root<'a>(path: &Expr<'a>, variable: &dyn Fn(&str) -> Option<&'a Expr<'a>>) -> Option<String> {
    let text = |e: &Expr<'a>| match e.kind {
        ExprKind::Str(text) => std::str::from_utf8(text).ok(),
        ExprKind::Var(name) => match variable(name)?.kind {
            ExprKind::Str(text) => std::str::from_utf8(text).ok(),
            _ => None,
        },
        _ => None,
    };
    let joined = match &path.kind {
        ExprKind::Chain(first, rest) if matches!(first.kind, ExprKind::Const("DOL_DOCUMENT_ROOT")) => {
            let parts: Option<Vec<&str>> = rest.iter().map(|(op, part)| text(part).filter(|_| *op == BinaryOp::Concat)).collect();
            parts?.concat()
        }
        ExprKind::Call(Callee::Name("dol_buildpath", _), [arg]) => return below_root(&arg.value, variable),
        _ => text(path).filter(|text| text.starts_with('/'))?.to_owned(),
    };
    let path = normal(&joined)?;
    Some(path.strip_prefix("custom/").map_or(path.clone(), str::to_owned))
}

/// The page that the text of an address starts with, relative to `htdocs`: `/compta/facture/card.php?id=1`.
pub(super) fn page(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.strip_prefix('/')?;
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '/' | '.' | '_' | '-')).unwrap_or(text.len());
    let path = &text[..end];
    path.ends_with(".php").then(|| normal(path)).flatten()
}

/// A path without `.` and `..`; `None` when it leads out.
pub(super) fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." => _ = parts.pop()?,
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
