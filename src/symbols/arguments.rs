//! What calls are given, as far as it can be held against signatures.

use super::reader::Reader;
use crate::model::uses::{Args, Guard};
use crate::php::tree::{Arg, Expr, ExprKind};

impl<'a> Reader<'_, 'a, 'a> {
    /// What a call is given, with the test on the release that chooses between arguments: `$new ? $user : 0`.
    pub(super) fn arguments(&mut self, args: &[Arg<'a>]) -> Args {
        Args { chosen: args.iter().find_map(|arg| self.choice(&arg.value)), ..given(args) }
    }

    fn choice(&mut self, value: &Expr<'a>) -> Option<usize> {
        let condition = match value.kind {
            ExprKind::Ternary(test, ..) => self.condition(test),
            ExprKind::Var(name) => match self.body.assigned(name)?.kind {
                ExprKind::Ternary(test, ..) => self.condition(test),
                _ => return None,
            },
            _ => return None,
        };
        condition.is_on_release().then(|| {
            self.found.guards.push(Guard { outer: None, condition, holds: true });
            self.found.guards.len() - 1
        })
    }
}

/// What a call is given.
fn given(args: &[Arg<'_>]) -> Args {
    let open = args.iter().any(|arg| arg.spread || arg.name.is_some());
    let values = (0..u32::BITS).zip(args).filter(|(_, arg)| is_value(&arg.value)).fold(0, |set, (at, _)| set | 1 << at);
    Args { count: args.len(), open, outside: false, on_class: false, to_parent: false, chosen: None, values }
}

/// Whether an expression has a value and no place that a reference could be to. PHP lets what functions return and what `new` makes pass.
fn is_value(expr: &Expr<'_>) -> bool {
    matches!(
        expr.kind,
        ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Str(_)
            | ExprKind::Interpolated(_)
            | ExprKind::Const(_)
            | ExprKind::Magic(_)
            | ExprKind::ClassConst(..)
            | ExprKind::Array(_)
            | ExprKind::Closure(_)
            | ExprKind::Chain(..)
            | ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::Plus(_)
            | ExprKind::BitNot(_)
            | ExprKind::Cast(..)
            | ExprKind::Ternary(..)
            | ExprKind::Coalesce(..)
            | ExprKind::Isset(_)
            | ExprKind::Empty(_)
            | ExprKind::Clone(_)
            | ExprKind::Assign { .. }
            | ExprKind::AssignOp(..)
            | ExprKind::AssignCoalesce(..)
            | ExprKind::Step { .. }
    )
}
