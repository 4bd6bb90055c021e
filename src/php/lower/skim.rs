//! Lowering only what may matter to a reader, who tells by the text. Declarations always stay, and so do statements that hold
//! others; only expressions that cannot matter are left out, and statements that are nothing else.

use std::ops::Range;

use php_ast::ast::{self, StmtKind as K};

use super::expr::assign_to;
use super::{Lower, MAX_DEPTH};
use crate::php::tree::*;

/// What a reader looks for in the text that the parser reads.
#[derive(Debug, Clone)]
pub(crate) struct Marks {
    /// The code of a function or file that holds one of these offsets itself is kept whole. In ascending order.
    pub bodies: Vec<u32>,
    /// Whether the expression in a range of the text may matter.
    pub expression: fn(&[u8], Range<usize>) -> bool,
    /// Whether statements of functions that assign something are kept, without their values but for the class of `new`.
    pub assignments: bool,
}

/// Marks, and where lowering is.
#[derive(Debug)]
pub(super) struct Skim {
    marks: Marks,
    /// Whether the code around is kept whole.
    whole: bool,
    /// Whether the code around is that of a function.
    inside: bool,
}

impl Skim {
    pub(super) fn new(marks: Marks) -> Self {
        Self { marks, whole: false, inside: false }
    }

    fn keeps_body(&self, span: php_ast::Span) -> bool {
        let marks = &self.marks.bodies;
        marks.get(marks.partition_point(|mark| *mark < span.start)).is_some_and(|mark| *mark < span.end)
    }
}

impl<'a> Lower<'a> {
    /// The statements of a file.
    pub(in crate::php) fn file(&mut self, stmts: &'a [ast::Stmt<'a, 'a>]) -> &'a [Stmt<'a>] {
        if let Some(skim) = &mut self.skim {
            let mut others = stmts.iter().filter(|stmt| !matches!(stmt.kind, K::Function(_) | K::Class(_) | K::Trait(_)));
            skim.whole = others.any(|stmt| skim.keeps_body(stmt.span));
        }
        self.stmts(stmts)
    }

    /// Lowers a function or method, whose code is kept whole or not whatever is around it.
    pub(super) fn scope<T>(&mut self, span: php_ast::Span, lower: impl FnOnce(&mut Self) -> T) -> T {
        let Some(skim) = &mut self.skim else { return lower(self) };
        let around = (skim.whole, skim.inside);
        (skim.whole, skim.inside) = (skim.keeps_body(span), true);
        let lowered = lower(self);
        if let Some(skim) = &mut self.skim {
            (skim.whole, skim.inside) = around;
        }
        lowered
    }

    /// What is kept of a statement that is nothing but expressions that cannot matter; `None` for any other.
    pub(super) fn left_out(&mut self, stmt: &'a ast::Stmt<'a, 'a>) -> Option<StmtKind<'a>> {
        self.skim.as_ref()?;
        match &stmt.kind {
            K::Expression(expr) if !self.is_wanted_but_as_assignment(expr) => {
                let keeps = self.skim.as_ref().is_some_and(|skim| skim.inside && skim.marks.assignments);
                Some(keeps.then(|| self.assigned(expr)).flatten().map_or(StmtKind::Nop, StmtKind::Expr))
            }
            K::Echo(_) | K::Return(_) | K::Unset(_) | K::Global(_) | K::StaticVar(_) | K::Throw(_) if !self.is_wanted(stmt.span) => {
                Some(StmtKind::Nop)
            }
            _ => None,
        }
    }

    /// An assignment by its target alone.
    fn assigned(&mut self, expr: &'a ast::Expr<'a, 'a>) -> Option<Expr<'a>> {
        let ast::ExprKind::Assign(assign) = &expr.kind else { return None };
        let left_out = Expr { kind: ExprKind::Null, span: self.span(assign.value.span) };
        let value = match &assign.value.kind {
            ast::ExprKind::Assign(_) => self.assigned(assign.value).unwrap_or(left_out),
            ast::ExprKind::New(new) if matches!(new.class.kind, ast::ExprKind::Name(_) | ast::ExprKind::Identifier(_)) => {
                Expr { kind: ExprKind::New(self.class_ref(new.class), &[]), ..left_out }
            }
            _ => left_out,
        };
        let (target, value) = (self.boxed(assign.target), self.arena.one(value));
        Some(Expr { kind: assign_to(assign, target, value), span: self.span(expr.span) })
    }

    /// An expression that a statement with a body depends on; null stands for one that is left out.
    pub(super) fn part(&mut self, expr: &'a ast::Expr<'a, 'a>) -> Expr<'a> {
        if self.is_wanted(expr.span) { self.expr(expr) } else { Expr { kind: ExprKind::Null, span: self.span(expr.span) } }
    }

    fn is_wanted(&self, span: php_ast::Span) -> bool {
        let Some(skim) = &self.skim else { return true };
        let range = span.start as usize..span.end as usize;
        skim.whole || self.may_be_deep(span) || (skim.marks.expression)(self.text.parsed.as_bytes(), range)
    }

    /// Whether an expression may matter for more than that it assigns something.
    fn is_wanted_but_as_assignment(&self, expr: &'a ast::Expr<'a, 'a>) -> bool {
        match &expr.kind {
            ast::ExprKind::Assign(assign) if !self.may_be_deep(expr.span) => {
                self.is_wanted(assign.target.span) || self.is_wanted_but_as_assignment(assign.value)
            }
            _ => self.is_wanted(expr.span),
        }
    }

    /// Each level takes a byte, so what is shorter cannot nest too deeply. The longer is lowered to find that out.
    fn may_be_deep(&self, span: php_ast::Span) -> bool {
        span.end.saturating_sub(span.start).saturating_add(self.depth) >= MAX_DEPTH - 2
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Arena, skim};
    use super::*;
    use crate::php::walk::{Node, walk};

    /// The names of all functions that are called in the given code, `=` for each assignment, and the class for each `new`, after
    /// skimming for `x`; `W` keeps the code around it.
    fn calls(code: &str) -> (String, bool) {
        let arena = Arena::new();
        let file = skim(&arena, &"a.php".into(), code.as_bytes(), |text| Marks {
            bodies: text.iter().zip(0..).filter(|(c, _)| **c == b'W').map(|(_, at)| at).collect(),
            expression: |text, range| text[range].contains(&b'x'),
            assignments: code.contains('='),
        });
        let mut names = String::new();
        let mut todo = vec![file.stmts];
        while let Some(stmts) = todo.pop() {
            walk(stmts, |node| match node {
                Node::Stmt(Stmt { kind: StmtKind::Function(function), .. }) => todo.push(function.body),
                Node::Stmt(Stmt { kind: StmtKind::Class(class), .. }) => todo.extend(class.methods.iter().map(|m| m.function.body)),
                Node::Expr(Expr { kind: ExprKind::Call(Callee::Name(name, _), _), .. }) => names += name,
                Node::Expr(Expr { kind: ExprKind::New(ClassRef::Name(name, _), _), .. }) => names += name,
                Node::Expr(Expr { kind: ExprKind::Assign { .. } | ExprKind::AssignOp(..), .. }) => names += "=",
                _ => {}
            });
        }
        (names, file.errors.is_empty())
    }

    #[test]
    fn only_what_may_matter_is_lowered() {
        for (code, found) in [
            ("<?php a(); x(); echo b(), x(); return c();", "xbx"),
            ("<?php if (a()) { x(); b(); } elseif (x()) { c(); } else { foreach (d() as $x) { x(e()); } }", "xxxe"),
            ("<?php while (a()) { switch (b()) { case c(): x(); } } for (a(); x(); b()) c();", "xx"),
            ("<?php function f() { a(); x(); } class K { function g() { b(); if (c()) { function h() { x(); } } } }", "xx"),
            ("<?php f(function () { a(); x(); b(); });", "fx"),
            ("<?php namespace N { a(); x(); }", "x"),
            ("<?php $a = b(); function f() { $a->b = c(); $a['b'] .= d(); $a = $b = new K(e()); f(); $c = x(g()); }", "====K=xg"),
        ] {
            assert_eq!(calls(code), (found.to_owned(), true), "{code}");
        }
    }

    #[test]
    fn code_around_a_mark_is_kept_whole_but_not_that_of_others() {
        for (code, found) in [
            ("<?php a(); function f() { b(); if (c()) { W(); } } function g() { d(); }", "bcW"),
            ("<?php a(); W(); function f() { b(); }", "aW"),
            ("<?php class K { function f() { a(); } function W() { b(); f(function () { c(); }); } }", "bfc"),
            ("<?php function f() { a(); function g() { W(); } }", "aW"),
        ] {
            let mut letters: Vec<char> = calls(code).0.chars().collect();
            let mut expected: Vec<char> = found.chars().collect();
            letters.sort_unstable();
            expected.sort_unstable();
            assert_eq!(letters, expected, "{code}");
        }
    }

    #[test]
    fn what_nests_too_deeply_is_told_though_it_does_not_matter() {
        let code = format!("<?php $a{}; b();", "[0]".repeat(700));
        assert!(!calls(&code).1);
    }
}
