//! Uses in expressions: functions, classes, constants, files and pages by name; what variables are assigned.

use std::borrow::Cow;

use super::accessors;
use super::guard::{file, is_logic, prefix};
use super::paths;
use super::reader::{At, Reader};
use super::types::Held;
use super::words::one_by_one;
use crate::base::Span;
use crate::model::uses::{Accessor, Cased, How, Included, Sort, Thing};
use crate::php::tree::{Arg, BinaryOp, Callee, Element, Expr, ExprKind};
use crate::php::walk::Node;

/// Longer chains of operators are read without the tests in them.
const LONGEST_CHAIN: usize = 64;

impl<'a> Reader<'_, 'a, 'a> {
    pub(super) fn expr(&mut self, expr: &'a Expr<'a>, at: At) {
        self.in_page(expr, is_text(expr), at, |reader| reader.pieces(expr, at));
    }

    /// Something that is printed.
    pub(super) fn printed(&mut self, expr: &'a Expr<'a>, at: At) {
        self.prints(expr, at, |reader| reader.pieces(expr, at));
    }

    fn pieces(&mut self, expr: &'a Expr<'a>, at: At) {
        if self.has_queries && !self.in_text && is_text(expr) {
            self.queries.loose(expr, self.in_call, at);
            return self.text(expr, at);
        }
        self.inside(expr, at);
    }

    /// A text that `queries` knows already.
    fn text(&mut self, expr: &'a Expr<'a>, at: At) {
        let around = std::mem::replace(&mut self.in_text, true);
        self.inside(expr, at);
        self.in_text = around;
    }

    fn inside(&mut self, expr: &'a Expr<'a>, at: At) {
        match &expr.kind {
            ExprKind::Chain(first, rest) => self.chain(first, rest, at),
            ExprKind::Ternary(test, then, otherwise) => {
                self.expr(test, at);
                let condition = self.condition(test);
                if let Some(then) = then {
                    let inside = self.behind(at, condition.clone(), true);
                    self.expr(then, inside);
                }
                let inside = self.behind(at, condition, false);
                self.expr(otherwise, inside);
            }
            ExprKind::Coalesce(asked, otherwise) => {
                self.asked(asked, at);
                self.expr(otherwise, at);
            }
            ExprKind::Isset(list) => list.iter().for_each(|e| self.asked(e, at)),
            ExprKind::Empty(inner) => self.asked(inner, at),
            ExprKind::Assign { target, value, .. } => {
                self.given(target, value, false, at);
                self.assign(target, value, at);
            }
            ExprKind::AssignOp(target, BinaryOp::Concat, value) => {
                self.given(target, value, true, at);
                self.target(target, at);
            }
            ExprKind::AssignOp(target, _, value) | ExprKind::AssignCoalesce(target, value) => {
                self.expr(value, at);
                self.target(target, at);
            }
            ExprKind::Call(Callee::Name(name, span), args) => {
                self.call(name, *span, args, at);
                let around = std::mem::replace(&mut self.in_call, true);
                self.parts(Node::Expr(expr), at);
                self.in_call = around;
            }
            ExprKind::Const(name) => {
                if *name == "MAIN_DB_PREFIX" {
                    self.keep(Thing::Accessor(Accessor::Prefix), name, How::Reads, expr.span, at);
                }
                if self.wants(Sort::Constant, name) {
                    self.put(Thing::Constant((*name).to_owned()), name, How::Runs, expr.span, at, (None, None));
                }
            }
            ExprKind::Str(text) => {
                for accessor in accessors::in_text(text) {
                    self.keep(Thing::Accessor(accessor), "", How::Reads, expr.span, at);
                }
                self.words(text, expr.span, at);
                self.rights_in(text, expr.span, at);
            }
            ExprKind::Include { path, required, .. } => {
                self.include(path, *required, expr.span, at);
                self.parts(Node::Expr(expr), at);
            }
            _ => self.of_classes(expr, at),
        }
    }

    /// Expressions that are about classes and their members, those that are printed, and those that need no care.
    fn of_classes(&mut self, expr: &'a Expr<'a>, at: At) {
        match &expr.kind {
            ExprKind::New(class, args) => self.new_object(class, args, expr, at),
            ExprKind::StaticCall(class, member, args) => self.static_call(class, member, args, expr, at),
            ExprKind::StaticProp(class, member) => self.static_property(class, member, expr, at),
            ExprKind::ClassConst(class, member) => self.class_constant(class, member, expr, at),
            ExprKind::MethodCall(base, member, args) => self.method_call(base, member, args, expr, at),
            ExprKind::Prop(base, member) => self.property(base, member, How::Reads, expr, at),
            ExprKind::Interpolated(pieces) => {
                self.words_between(pieces, expr.span, at);
                self.interpolated(pieces, at);
                self.parts(Node::Expr(expr), at);
            }
            ExprKind::Closure(function) => {
                self.variables.open();
                self.params(function.params, function.doc, at);
                self.stmts(function.body, at);
                self.variables.close(true, &mut self.types);
            }
            ExprKind::NewClass(class, args) => {
                args.iter().for_each(|arg| self.expr(&arg.value, at));
                self.class(class, at);
            }
            ExprKind::Index(..) if accessors::is_token(expr) => {
                self.keep(Thing::Accessor(Accessor::Token), "$_SESSION['newtoken']", How::Reads, expr.span, at);
            }
            ExprKind::Print(text) => self.printed(text, at),
            _ => self.parts(Node::Expr(expr), at),
        }
    }

    /// What a variable is given can be a piece of a query.
    fn given(&mut self, target: &'a Expr<'a>, value: &'a Expr<'a>, append: bool, at: At) {
        let is_text = is_text(value);
        let key = match &target.kind {
            _ if !self.has_queries => None,
            ExprKind::Var(name) => Some(Cow::Borrowed(*name)),
            ExprKind::Prop(Expr { kind: ExprKind::Var("this"), .. }, member) if is_text || append => {
                member.name().map(|name| format!("this->{name}").into())
            }
            _ => None,
        };
        if let Some(key) = &key {
            self.queries.assign(key, append, value, at);
        }
        if key.is_some() && is_text {
            self.in_page(value, true, at, |reader| reader.text(value, at));
        } else {
            self.expr(value, at);
        }
    }

    /// `include` and `require`.
    fn include(&mut self, path: &Expr<'a>, required: bool, span: Span, at: At) {
        self.includes(path, required, span, at);
        if let Some(target) = paths::included(path, None) {
            let how = if required { How::Requires } else { How::Includes };
            self.keep(Thing::File(target.clone()), &target, how, span, at);
        }
    }

    /// Keeps which file is included, so that what it holds runs where that happens.
    fn includes(&mut self, given: &Expr<'a>, required: bool, span: Span, at: At) {
        let here = self.file.shown.rsplit_once('/').map_or("", |(dir, _)| dir);
        let variable = |name: &str| self.body.assigned(name);
        let found = match paths::below_root(given, &variable) {
            Some(path) => Some((path, false)),
            None => match paths::included(given, Some(here)) {
                Some(path) => Some((path, true)),
                None => paths::main_outside(given).map(|path| (path, false)),
            },
        };
        if let Some((path, is_shown)) = found {
            let (place, searched) = (self.file.place(span), is_shown && matches!(given.kind, ExprKind::Str(_)));
            let always = self.depth == 1 && !self.variables.is_in_block();
            self.found.includes.push(Included { path, is_shown, guard: at, searched, required, always, place });
        }
    }

    fn chain(&mut self, first: &'a Expr<'a>, rest: &'a [(BinaryOp, Expr<'a>)], at: At) {
        self.pages(first, rest, at);
        self.expr(first, at);
        for (i, (op, next)) in rest.iter().enumerate() {
            let inside = match op {
                // What stands before decides whether this operand is reached.
                op if is_logic(*op) && rest.len() <= LONGEST_CHAIN => {
                    let condition = self.condition(&prefix(first, &rest[..i]));
                    self.behind(at, condition, *op == BinaryOp::And)
                }
                _ => at,
            };
            match (op, &next.kind) {
                (BinaryOp::Instanceof, ExprKind::Const(_)) => {}
                _ => self.expr(next, inside),
            }
        }
    }

    /// `DOL_URL_ROOT.'/page.php?…'`
    fn pages(&mut self, first: &'a Expr<'a>, rest: &'a [(BinaryOp, Expr<'a>)], at: At) {
        if !rest.iter().any(|(op, _)| *op == BinaryOp::Concat) {
            return;
        }
        let mut before = first;
        for (op, next) in rest {
            if let (BinaryOp::Concat, ExprKind::Const("DOL_URL_ROOT"), ExprKind::Str(text)) = (op, before.kind, next.kind)
                && let Some(page) = paths::page(text)
            {
                self.keep(Thing::File(page.clone()), &page, How::Links, next.span, at);
            }
            before = next;
        }
    }

    fn assign(&mut self, target: &'a Expr<'a>, value: &'a Expr<'a>, at: At) {
        let held = self.held(value);
        match &target.kind {
            ExprKind::Var(name) => {
                self.variables.set(name, held);
                if self.depth == 1 {
                    self.page_variable(target, How::Writes, at);
                }
            }
            ExprKind::Prop(Expr { kind: ExprKind::Var("this"), .. }, member) => {
                if let (Some(class), Some(name)) = (&mut self.class, member.name()) {
                    let (before, first) = class.assigned.get(name).copied().unwrap_or((Held::Nothing, target.span));
                    let either = self.types.either(before, held);
                    class.assigned.insert(name, (either, first));
                }
                self.target(target, at);
            }
            _ => self.target(target, at),
        }
    }

    /// Something that is written to.
    pub(super) fn target(&mut self, target: &'a Expr<'a>, at: At) {
        match &target.kind {
            ExprKind::Var(name) => self.variables.set(name, Held::Unknown),
            ExprKind::Prop(base, member) => self.property(base, member, How::Writes, target, at),
            ExprKind::Index(base, index) => {
                match base.kind {
                    ExprKind::Var(_) => {}
                    _ => self.target(base, at),
                }
                if let Some(index) = index {
                    self.expr(index, at);
                }
            }
            ExprKind::Array(elements) => elements.iter().for_each(|Element { value, .. }| self.target(value, at)),
            _ => self.expr(target, at),
        }
    }

    /// Something that is only asked for: PHP says nothing where it is not there.
    pub(super) fn asked(&mut self, expr: &'a Expr<'a>, at: At) {
        match &expr.kind {
            ExprKind::Prop(base, member) => {
                if !self.member(base, member, How::Asks, expr, at) {
                    self.asked(base, at);
                }
            }
            ExprKind::Index(base, index) => {
                self.asked(base, at);
                if let Some(index) = index {
                    self.expr(index, at);
                }
            }
            _ => self.expr(expr, at),
        }
    }

    fn call(&mut self, name: &'a str, span: Span, args: &'a [Arg<'a>], at: At) {
        let lower = name.to_ascii_lowercase();
        match (lower.as_str(), args.first()) {
            ("define", Some(Arg { value: Expr { kind: ExprKind::Str(text), .. }, .. })) => {
                self.declares(Thing::Constant(String::from_utf8_lossy(text).into_owned()), span, at);
            }
            ("dol_include_once", Some(arg)) => {
                self.includes(&arg.value, false, span, at);
                if let Some(Thing::File(path)) = file(&arg.value) {
                    self.keep(Thing::File(path.clone()), &path, How::Includes, span, at);
                }
            }
            ("dol_buildpath", Some(Arg { value: Expr { kind: ExprKind::Str(text), .. }, .. })) if args.len() > 1 => {
                if let Some(page) = paths::page(text) {
                    self.keep(Thing::File(page.clone()), &page, How::Links, span, at);
                }
            }
            ("class_alias", Some(_)) => {
                if let Some(Expr { kind: ExprKind::Str(alias), .. }) = args.get(1).map(|arg| &arg.value) {
                    self.declares(Thing::Class(String::from_utf8_lossy(alias).to_ascii_lowercase()), span, at);
                }
            }
            _ => {}
        }
        self.nulls(&lower, args, at);
        self.php_setting(&lower, args, at);
        self.callback(&lower, args, at);
        self.writes(&lower, name, args, span, at);
        self.button(&lower, args, at);
        self.editors.posted(&lower, args, span, at);
        // A name with a namespace is nobody's but its module's.
        if !name.contains('\\') && (self.wants(Sort::Function, &lower) || self.wants(Sort::Written(Cased::Function), name)) {
            let is_told = self.wants(Sort::Given, &lower);
            let shape = self.arguments(args);
            let kept = self.put(Thing::Function(lower), name, How::Runs, span, at, (None, Some(shape)));
            if let Some(kept) = kept.filter(|_| is_told) {
                kept.given = one_by_one(args);
            }
        }
    }
}

/// Whether an expression is a text, or joins texts.
pub(super) fn is_text(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Str(_) | ExprKind::Interpolated(_) => true,
        ExprKind::Chain(_, rest) => rest.iter().all(|(op, _)| *op == BinaryOp::Concat),
        _ => false,
    }
}
