//! Where the path of a file that code changes leads, as far as literals and variables that are assigned once tell. Never looks at a disk.

use crate::model::uses::{Deed, Start, Target};
use crate::php::eval::release::Assigned;
use crate::php::tree::{Arg, BinaryOp, Callee, Expr, ExprKind, Member, Part};

/// How deep expressions and assignments are followed, and how long a path gets.
const DEEPEST: u8 = 12;
const LONGEST: usize = 4_096;

/// Puts paths together, with variables that are assigned once.
pub(super) struct Folder<'s, 'a> {
    /// The name of the file that the code stands in.
    pub file: &'s str,
    pub assigned: Assigned<'s, 'a>,
}

/// A piece of a path.
enum Piece {
    Start(Start),
    Text(String),
    /// A start with what follows it.
    Path(Target),
}

impl<'a> Folder<'_, 'a> {
    /// The path of an expression; `None` where it does not start at a known place.
    pub(super) fn fold(&self, expr: &Expr<'a>) -> Option<Target> {
        match self.piece(expr, DEEPEST)? {
            Piece::Path(target) => Some(target),
            Piece::Start(start) => Some(Target { start, path: String::new(), whole: true }),
            Piece::Text(_) => None,
        }
    }

    fn piece(&self, expr: &Expr<'a>, depth: u8) -> Option<Piece> {
        let depth = depth.checked_sub(1)?;
        match &expr.kind {
            ExprKind::Str(text) => Some(Piece::Text(std::str::from_utf8(text).ok()?.to_owned())),
            ExprKind::Const("DOL_DOCUMENT_ROOT") | ExprKind::Var("dolibarr_main_document_root") => Some(Piece::Start(Start::Htdocs)),
            ExprKind::Const("DIRECTORY_SEPARATOR") => Some(Piece::Text("/".to_owned())),
            ExprKind::Magic("__DIR__") => Some(Piece::Start(Start::Here)),
            ExprKind::Magic("__FILE__") => Some(Piece::Path(Target { start: Start::Here, path: format!("/{}", self.file), whole: true })),
            ExprKind::Index(base, Some(Expr { kind: ExprKind::Str(key), .. })) => match (&base.kind, *key) {
                (ExprKind::Var("_SERVER"), b"DOCUMENT_ROOT") => Some(Piece::Start(Start::Server)),
                (ExprKind::Prop(_, Member::Name("dol_document_root", _)), b"main") => Some(Piece::Start(Start::Htdocs)),
                _ => None,
            },
            ExprKind::Var(name) => self.piece((self.assigned)(name)?, depth),
            ExprKind::Assign { value, .. } => self.piece(value, depth),
            ExprKind::Silence(inner) | ExprKind::Cast(_, inner) => self.piece(inner, depth),
            ExprKind::Call(Callee::Name(name, _), args) => self.called(&name.to_ascii_lowercase(), args, depth),
            ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == BinaryOp::Concat) => {
                self.joined(std::iter::once(*first).chain(rest.iter().map(|(_, part)| part)).map(|part| self.piece(part, depth)))
            }
            ExprKind::Interpolated(parts) => self.joined(parts.iter().map(|part| match part {
                Part::Text(text) => Some(Piece::Text(std::str::from_utf8(text).ok()?.to_owned())),
                Part::Expr(part) => self.piece(part, depth),
            })),
            _ => None,
        }
    }

    /// Pieces one behind the other, up to the first that is not known.
    fn joined(&self, mut pieces: impl Iterator<Item = Option<Piece>>) -> Option<Piece> {
        let mut all = pieces.next()??;
        for piece in pieces {
            let text = if let Some(Piece::Text(text)) = piece { Some(text) } else { None };
            all = match (all, text) {
                (Piece::Text(mut start), Some(text)) if start.len() + text.len() <= LONGEST => {
                    start.push_str(&text);
                    Piece::Text(start)
                }
                (Piece::Text(_), _) => return None,
                (Piece::Start(start), text) => Piece::Path(Target { start, whole: text.is_some(), path: text.unwrap_or_default() }),
                (Piece::Path(mut target), text) if target.whole => {
                    target.whole = text.is_some() && target.path.len() <= LONGEST;
                    target.path.push_str(&text.unwrap_or_default());
                    Piece::Path(target)
                }
                (path @ Piece::Path(_), _) => return Some(path),
            };
        }
        Some(all)
    }

    fn called(&self, name: &str, args: &'a [Arg<'a>], depth: u8) -> Option<Piece> {
        let first = self.piece(&args.first()?.value, depth);
        match name {
            "dol_osencode" | "realpath" | "rtrim" | "trim" => first,
            "dirname" => {
                let levels = match args.get(1).map(|arg| arg.value.kind) {
                    None => 1,
                    Some(ExprKind::Int(levels)) => usize::try_from(levels).ok().filter(|levels| *levels < 64)?,
                    Some(_) => return None,
                };
                let mut target = match first? {
                    Piece::Start(start) => Target { start, path: String::new(), whole: true },
                    Piece::Path(target) if target.whole => target,
                    Piece::Text(_) | Piece::Path(_) => return None,
                };
                for _ in 0..levels {
                    let up = target.path.trim_end_matches('/').rsplit_once('/').filter(|(_, last)| *last != "..");
                    target.path = up.map_or_else(|| format!("{}/..", target.path), |(up, _)| up.to_owned());
                }
                Some(Piece::Path(target))
            }
            // With another second argument it makes an address.
            "dol_buildpath" if args.get(1).is_none_or(|arg| matches!(arg.value.kind, ExprKind::Int(0))) => match first? {
                Piece::Text(path) => {
                    Some(Piece::Path(Target { start: Start::Htdocs, path: format!("/{}", path.trim_start_matches('/')), whole: true }))
                }
                Piece::Start(_) | Piece::Path(_) => None,
            },
            _ => None,
        }
    }
}

/// What a command for the system does to a file below `htdocs`, and to which.
pub(super) fn command<'a>(folder: &Folder<'_, 'a>, expr: &Expr<'a>) -> Option<(Deed, Target)> {
    let parts: Vec<Option<Piece>> = match &expr.kind {
        ExprKind::Var(name) => return command(&Folder { file: folder.file, assigned: &|_| None }, (folder.assigned)(name)?),
        ExprKind::Chain(first, rest) => {
            std::iter::once(*first).chain(rest.iter().map(|(_, part)| part)).map(|part| folder.piece(part, DEEPEST)).collect()
        }
        ExprKind::Interpolated(parts) => {
            let piece = |part: &Part<'a>| match part {
                Part::Text(text) => Some(Piece::Text(String::from_utf8_lossy(text).into_owned())),
                Part::Expr(part) => folder.piece(part, DEEPEST),
            };
            parts.iter().map(piece).collect()
        }
        _ => return None,
    };
    let word = match parts.first()? {
        Some(Piece::Text(text)) => text.split_whitespace().next()?.rsplit('/').next()?.to_owned(),
        _ => return None,
    };
    let deed = match word.as_str() {
        "rm" => Deed::Deletes,
        "cp" | "install" | "ln" | "mv" | "patch" | "sed" => Deed::Writes,
        _ => return None,
    };
    // Of several paths the last one is written to; what a patch is read from stands in the module.
    let mut found = None;
    for (i, part) in parts.iter().enumerate() {
        if let Some(Piece::Start(Start::Htdocs)) = part {
            let Some(Some(Piece::Text(text))) = parts.get(i + 1) else { continue };
            let path =
                text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '<' | '>' | '|')).next().unwrap_or_default();
            let whole = path.len() < text.len() || i + 2 == parts.len();
            found = Some(Target { start: Start::Htdocs, path: path.to_owned(), whole });
        }
    }
    found.map(|target| (deed, target))
}
