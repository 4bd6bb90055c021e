//! What the variables of a function hold where it starts and where tests and comments tell more of them.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::comments;
use super::reader::{At, Reader};
use super::types::{Held, habitual};
use crate::base::Span;
use crate::model::uses::Type;
use crate::php::tree::{BinaryOp, Expr, ExprKind, Function, Param, Stmt, StmtKind};
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

impl<'a> Reader<'_, 'a, 'a> {
    /// What parameters hold, by their types, their comments or their names.
    pub(super) fn params(&mut self, params: &'a [Param<'a>], doc: Option<&'a str>, at: At) {
        let said = comments::params(doc);
        for param in params {
            if let Some(default) = &param.default {
                self.expr(default, at);
            }
            let own = self.class.as_ref().map(|class| class.name.as_str()).filter(|name| !name.is_empty());
            let told = said.iter().find(|(_, name)| *name == param.name).map(|(kind, _)| *kind);
            let mut held = match (param.kind, told) {
                (Some(kind), _) => self.types.written(kind, &self.names, own, true),
                (None, Some(kind)) => self.types.written(kind, &self.names, own, false),
                (None, None) => Held::Unknown,
            };
            if let (Held::Unknown | Held::Nothing, Some(class), None) = (held, habitual(param.name), param.kind) {
                held = self.types.known(Type::Class(class.to_owned()));
            }
            if let (true, Held::Known(element)) = (param.variadic, held) {
                held = self.types.known(Type::List(element));
            }
            // A scalar by comment can be an object in practice.
            self.variables.set(param.name, if held == Held::Nothing { Held::Unknown } else { held });
        }
    }

    /// What a function says that it returns.
    pub(super) fn returns(&mut self, function: &Function<'a>) -> Option<usize> {
        let own = self.class.as_ref().map(|class| class.name.as_str());
        let held = match (function.returns, comments::one(function.doc, "@return")) {
            (Some(kind), _) => self.types.written(kind, &self.names, own, true),
            (None, Some(kind)) => self.types.written(kind, &self.names, own, false),
            (None, None) => Held::Unknown,
        };
        if let Held::Known(number) = held { Some(number) } else { None }
    }

    /// `@var` comments in front of a statement tell what variables hold.
    pub(super) fn comments(&mut self, span: Span) {
        while let Some((_, kind, name)) = self.said.pop_if(|(offset, ..)| *offset < span.start) {
            let own = self.class.as_ref().map(|class| class.name.as_str());
            if let held @ Held::Known(_) = self.types.written(kind, &self.names, own, false) {
                self.variables.set(name, held);
            }
        }
    }

    /// Inside of `if ($x instanceof A && …)` the variable holds one.
    pub(super) fn narrow(&mut self, test: &'a Expr<'a>) {
        let ExprKind::Chain(first, rest) = &test.kind else { return };
        let mut left = *first;
        for (op, right) in *rest {
            match (op, &left.kind, &right.kind) {
                (BinaryOp::Instanceof, ExprKind::Var(name), ExprKind::Const(class)) => self.is_a(name, class, right.span),
                (BinaryOp::And, _, _) => {
                    if rest.len() == 1 {
                        self.narrow(left);
                    }
                    self.narrow(right);
                }
                (BinaryOp::Or | BinaryOp::Xor, ..) => return,
                _ => {}
            }
            left = right;
        }
    }

    fn is_a(&mut self, variable: &'a str, class: &str, span: Span) {
        if let Some(class) = self.names.class(class, self.is_global(span)) {
            let held = self.types.known(Type::Class(class));
            self.variables.narrow(variable, held);
        }
    }

    pub(super) fn global(&mut self, expr: &'a Expr<'a>) {
        if let ExprKind::Var(name) = expr.kind {
            let held = habitual(name).map_or(Held::Unknown, |class| self.types.known(Type::Class(class.to_owned())));
            self.variables.set(name, held);
        }
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
