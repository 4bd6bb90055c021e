//! A function, and what its variables are assigned where that happens once.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::php::tree::{Expr, ExprKind, Param, Stmt, StmtKind};
use crate::php::walk::{Node, walk};

/// A function, or the top level of a file.
#[derive(Default)]
pub(super) struct Body<'a> {
    params: &'a [Param<'a>],
    stmts: &'a [Stmt<'a>],
    /// Made when the first test asks for a variable: most functions have none.
    assigned: OnceCell<HashMap<&'a str, Option<&'a Expr<'a>>>>,
}

impl<'a> Body<'a> {
    pub(super) fn new(params: &'a [Param<'a>], stmts: &'a [Stmt<'a>]) -> Self {
        Self { params, stmts, assigned: OnceCell::new() }
    }

    /// What a variable was assigned, where that happens once.
    pub(super) fn assigned(&self, name: &str) -> Option<&'a Expr<'a>> {
        let all = self.assigned.get_or_init(|| {
            let mut all = assigned(self.stmts);
            all.extend(self.params.iter().map(|param| (param.name, None)));
            all
        });
        all.get(name).copied().flatten()
    }
}

/// The variables of a function by what they are assigned; `None` for more than one assignment.
fn assigned<'a>(body: &'a [Stmt<'a>]) -> HashMap<&'a str, Option<&'a Expr<'a>>> {
    let mut found: HashMap<&str, Option<&Expr<'_>>> = HashMap::new();
    let mut put = |target: &'a Expr<'a>, value: Option<&'a Expr<'a>>| {
        if let ExprKind::Var(name) = target.kind {
            found.entry(name).and_modify(|known| *known = None).or_insert(value);
        }
    };
    walk(body, |node| match node {
        Node::Expr(Expr { kind: ExprKind::Assign { target, value, by_ref: false }, .. }) => put(target, Some(value)),
        Node::Expr(Expr { kind: ExprKind::Assign { target, .. } | ExprKind::Step { target, .. }, .. }) => put(target, None),
        Node::Expr(Expr { kind: ExprKind::AssignOp(target, ..) | ExprKind::AssignCoalesce(target, _), .. }) => put(target, None),
        Node::Stmt(Stmt { kind: StmtKind::Foreach(each), .. }) => {
            put(&each.value, None);
            if let Some(key) = &each.key {
                put(key, None);
            }
        }
        Node::Stmt(Stmt { kind: StmtKind::Global(list), .. }) => list.iter().for_each(|e| put(e, None)),
        _ => {}
    });
    found
}
