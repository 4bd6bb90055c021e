//! What the variables of a function hold where it starts and where tests and comments tell more of them.

use super::comments;
use super::reader::{At, Reader};
use super::types::{Held, habitual};
use crate::base::Span;
use crate::model::uses::Type;
use crate::php::tree::{BinaryOp, Expr, ExprKind, Function, Param};

impl<'a> Reader<'_, 'a, 'a> {
    /// What parameters hold, by their types, their comments or their names.
    pub(super) fn params(&mut self, params: &'a [Param<'a>], doc: Option<&'a str>, at: At) {
        self.parameters(params, at);
        let said = comments::params(doc);
        for param in params {
            if let Some(default) = &param.default {
                self.expr(default, at);
            }
            let own = self.class.as_ref().map(|class| class.name.as_str()).filter(|name| !name.is_empty());
            let told = said.iter().find(|(_, name)| *name == param.name).map(|(kind, _)| *kind);
            let mut held = self.types.told(param.kind, told, &self.names, own);
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

    /// The class of a variable, where the file says it in one word.
    pub(super) fn class_of(&self, expr: &Expr<'a>) -> Option<&str> {
        let ExprKind::Var(name) = expr.kind else { return None };
        if name == "this" {
            return self.class.as_ref().map(|class| class.name.as_str()).filter(|name| !name.is_empty());
        }
        match self.variables.get(name) {
            Some(Held::Known(number)) => match &self.types.list[number] {
                Type::New(class) | Type::Class(class) | Type::Said(class) => Some(class),
                _ => None,
            },
            Some(_) => None,
            None => habitual(name),
        }
    }

    /// What a function says that it returns.
    pub(super) fn returns(&mut self, function: &Function<'a>) -> Option<usize> {
        let own = self.class.as_ref().map(|class| class.name.as_str());
        self.types.told(function.returns, comments::one(function.doc, "@return"), &self.names, own).number()
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
