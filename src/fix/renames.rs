//! Properties under their old name become those under the new one. Which are the same the facts of the core tell; left alone is what PHP can
//! only do with a real property: referring to it, and changing what is inside of an array.

use std::collections::HashSet;

use super::Edit;
use crate::base::Span;
use crate::php::tree::{Arg, Expr, ExprKind, Member, Stmt, StmtKind};
use crate::php::walk::{Node, everywhere};

/// The edits in a file; `becomes` gives the new name of a property whose name stands at a place.
pub(super) fn edits<'f>(text: &[u8], stmts: &[Stmt<'_>], becomes: &dyn Fn(Span) -> Option<&'f str>) -> Vec<Edit> {
    let mut renames = Renames { text, becomes, real: HashSet::new(), edits: Vec::new() };
    // What is around a property comes before it.
    everywhere(stmts, |node| renames.node(node));
    renames.edits
}

struct Renames<'t, 'f> {
    text: &'t [u8],
    becomes: &'t dyn Fn(Span) -> Option<&'f str>,
    /// Where the names of properties begin that have to be real ones.
    real: HashSet<u32>,
    edits: Vec<Edit>,
}

impl Renames<'_, '_> {
    fn node(&mut self, node: Node<'_>) {
        match node {
            Node::Stmt(stmt) => self.stmt(stmt),
            Node::Expr(expr) => self.expr(expr),
        }
    }

    fn stmt(&mut self, stmt: &Stmt<'_>) {
        match &stmt.kind {
            StmtKind::Foreach(each) if each.by_ref => self.hold(&each.over),
            StmtKind::Unset(list) => list.iter().for_each(|expr| self.hold_inside(expr)),
            _ => {}
        }
    }

    fn expr(&mut self, expr: &Expr<'_>) {
        match &expr.kind {
            ExprKind::Prop(_, Member::Name(name, span)) => self.rename(name, *span),
            ExprKind::Assign { target, value, by_ref: true } => [target, value].into_iter().for_each(|expr| self.hold(expr)),
            ExprKind::Assign { target, .. } | ExprKind::AssignOp(target, ..) | ExprKind::AssignCoalesce(target, _) => {
                self.hold_inside(target)
            }
            ExprKind::Step { target, .. } => self.hold_inside(target),
            ExprKind::Array(elements) => elements.iter().filter(|element| element.by_ref).for_each(|element| self.hold(&element.value)),
            // Whether a function takes an argument by reference is not asked.
            ExprKind::Call(_, args)
            | ExprKind::MethodCall(.., args)
            | ExprKind::StaticCall(.., args)
            | ExprKind::New(_, args)
            | ExprKind::NewClass(_, args) => self.args(args),
            _ => {}
        }
    }

    fn args(&mut self, args: &[Arg<'_>]) {
        args.iter().for_each(|arg| self.hold(&arg.value));
    }

    /// An expression that is referred to.
    fn hold(&mut self, expr: &Expr<'_>) {
        match &expr.kind {
            ExprKind::Prop(_, Member::Name(_, span)) => {
                self.real.insert(span.start);
            }
            _ => self.hold_inside(expr),
        }
    }

    /// An expression that is written to: as a whole that can be any property, in a part only a real one.
    fn hold_inside(&mut self, expr: &Expr<'_>) {
        match &expr.kind {
            ExprKind::Index(base, _) => self.hold_parts(base),
            ExprKind::Array(elements) => elements.iter().for_each(|element| self.hold_parts(&element.value)),
            _ => {}
        }
    }

    fn hold_parts(&mut self, expr: &Expr<'_>) {
        let mut expr = expr;
        while let ExprKind::Index(base, _) = &expr.kind {
            expr = base;
        }
        self.hold(expr);
    }

    fn rename(&mut self, name: &str, span: Span) {
        let is_written = self.text.get(span.start as usize..span.end as usize) == Some(name.as_bytes());
        if let Some(new) = (self.becomes)(span).filter(|_| is_written && !self.real.contains(&span.start)) {
            self.edits.push(Edit { span, text: new.as_bytes().to_vec() });
        }
    }
}
