//! The parser's tree → the lean tree: expressions.

use php_ast::ast::{self, ExprKind as K};

use super::{Lower, MAX_DEPTH};
use crate::base::Span;
use crate::php::source::{Literal, Text};
use crate::php::tree::*;

impl<'a> Lower<'a> {
    pub(super) fn exprs(&mut self, list: &'a [ast::Expr<'a, 'a>]) -> &'a [Expr<'a>] {
        self.each(list, Self::expr)
    }

    pub(super) fn boxed(&mut self, expr: &'a ast::Expr<'a, 'a>) -> &'a Expr<'a> {
        let lowered = self.expr(expr);
        self.arena.one(lowered)
    }

    pub(super) fn expr(&mut self, expr: &'a ast::Expr<'a, 'a>) -> Expr<'a> {
        let mut expr = expr;
        while let K::Parenthesized(inner) = &expr.kind {
            expr = inner;
        }
        let span = self.span(expr.span);
        if self.depth >= MAX_DEPTH {
            self.too_deep.get_or_insert(span);
            return Expr { kind: ExprKind::Error, span };
        }
        self.depth += 1;
        let kind = self.expr_kind(expr);
        self.depth -= 1;
        Expr { kind, span }
    }

    fn expr_kind(&mut self, expr: &'a ast::Expr<'a, 'a>) -> ExprKind<'a> {
        match &expr.kind {
            K::Int(n) => ExprKind::Int(*n),
            K::Float(f) => ExprKind::Float(*f),
            K::Bool(b) => ExprKind::Bool(*b),
            K::Null => ExprKind::Null,
            K::String(bytes) => ExprKind::Str(self.text.restore(self.arena, bytes.as_bytes(), expr.span.start..expr.span.end)),
            K::Nowdoc { value, .. } => ExprKind::Str(self.text.restore(self.arena, value.as_bytes(), expr.span.start..expr.span.end)),
            K::InterpolatedString(parts) => ExprKind::Interpolated(self.parts(parts, expr.span, Text::restore)),
            K::Heredoc { parts, .. } => ExprKind::Interpolated(self.parts(parts, self.text.heredoc_body(expr.span), Text::restore_heredoc)),
            K::ShellExec(parts) => {
                let parts = self.parts(parts, expr.span, Text::restore).iter();
                let inner: Vec<Expr<'a>> = parts.filter_map(|part| if let Part::Expr(e) = part { Some(*e) } else { None }).collect();
                ExprKind::Other("shell command", self.arena.list(&inner))
            }
            K::Variable(name) => ExprKind::Var(self.text.name(self.arena, name.as_str(), expr.span)),
            K::VariableVariable(name) => ExprKind::VarVar(self.boxed(name)),
            K::Identifier(name) => ExprKind::Const(self.text.name(self.arena, name.as_str(), expr.span)),
            K::Name(name) => self.constant(name),
            K::Binary(_) => self.chain(expr),
            K::Assign(assign) => self.assign(assign),
            K::UnaryPrefix(unary) => self.prefix(unary),
            K::UnaryPostfix(unary) => {
                let by = if unary.op == ast::UnaryPostfixOp::PostIncrement { 1 } else { -1 };
                ExprKind::Step { target: self.boxed(unary.operand), by, before: false }
            }
            K::Ternary(t) => {
                let condition = self.boxed(t.condition);
                let then = t.then_expr.map(|e| self.boxed(e));
                ExprKind::Ternary(condition, then, self.boxed(t.else_expr))
            }
            K::NullCoalesce(c) => ExprKind::Coalesce(self.boxed(c.left), self.boxed(c.right)),
            K::Array(elements) => ExprKind::Array(self.each(elements, Self::element)),
            K::ArrayAccess(access) => ExprKind::Index(self.boxed(access.array), access.index.map(|e| self.boxed(e))),
            K::Print(e) => ExprKind::Print(self.boxed(e)),
            K::Cast(kind, e) => cast(*kind).map_or(ExprKind::Other("cast", &[]), |kind| ExprKind::Cast(kind, self.boxed(e))),
            K::ErrorSuppress(e) => ExprKind::Silence(self.boxed(e)),
            K::Isset(list) => ExprKind::Isset(self.exprs(list)),
            K::Empty(e) => ExprKind::Empty(self.boxed(e)),
            K::Include(kind, path) => ExprKind::Include {
                path: self.boxed(path),
                once: matches!(kind, ast::IncludeKind::IncludeOnce | ast::IncludeKind::RequireOnce),
                required: matches!(kind, ast::IncludeKind::Require | ast::IncludeKind::RequireOnce),
            },
            K::Exit(value) => ExprKind::Exit(value.map(|e| self.boxed(e))),
            K::MagicConst(kind) => ExprKind::Magic(magic(*kind)),
            K::Clone(e) => ExprKind::Clone(self.boxed(e)),
            K::Throw(e) => ExprKind::Throw(self.boxed(e)),
            K::Match(m) => self.match_expr(m),
            K::Closure(_) | K::ArrowFunction(_) => self.closure(expr),
            _ => self.access(expr),
        }
    }

    /// Properties, calls, `new`, and what is left.
    fn access(&mut self, expr: &'a ast::Expr<'a, 'a>) -> ExprKind<'a> {
        match &expr.kind {
            K::PropertyAccess(p) | K::NullsafePropertyAccess(p) => ExprKind::Prop(self.boxed(p.object), self.member(p.property)),
            K::StaticPropertyAccess(s) => ExprKind::StaticProp(self.class_ref(s.class), self.static_member(s.member)),
            K::StaticPropertyAccessDynamic { class, member } => {
                ExprKind::StaticProp(self.class_ref(class), Member::Computed(self.boxed(member)))
            }
            K::ClassConstAccess(s) => ExprKind::ClassConst(self.class_ref(s.class), self.member(s.member)),
            K::ClassConstAccessDynamic { class, member } => {
                ExprKind::ClassConst(self.class_ref(class), Member::Computed(self.boxed(member)))
            }
            K::FunctionCall(call) => ExprKind::Call(self.callee(call.name), self.args(&call.args)),
            K::MethodCall(call) | K::NullsafeMethodCall(call) => {
                ExprKind::MethodCall(self.boxed(call.object), self.member(call.method), self.args(&call.args))
            }
            K::StaticMethodCall(call) => ExprKind::StaticCall(self.class_ref(call.class), self.member(call.method), self.args(&call.args)),
            K::StaticMethodCallDynamic(call) => {
                ExprKind::StaticCall(self.class_ref(call.class), Member::Computed(self.boxed(call.method)), self.args(&call.args))
            }
            K::New(new) => match &new.class.kind {
                K::AnonymousClass(class) => ExprKind::NewClass(self.class(class, new.class.span), self.args(&new.args)),
                _ => ExprKind::New(self.class_ref(new.class), self.args(&new.args)),
            },
            K::AnonymousClass(class) => ExprKind::NewClass(self.class(class, expr.span), &[]),
            K::CloneWith(a, b) => ExprKind::Other("clone with", self.pair(a, b)),
            K::Eval(e) => ExprKind::Other("eval", self.exprs(std::slice::from_ref(*e))),
            K::Yield(y) => {
                let inner: Vec<Expr<'a>> = [y.key, y.value].into_iter().flatten().map(|e| self.expr(e)).collect();
                ExprKind::Other("yield", self.arena.list(&inner))
            }
            K::CallableCreate(create) => self.callable(&create.kind, self.span(expr.span)),
            K::Omit => ExprKind::Null,
            _ => ExprKind::Error,
        }
    }

    fn pair(&mut self, a: &'a ast::Expr<'a, 'a>, b: &'a ast::Expr<'a, 'a>) -> &'a [Expr<'a>] {
        let pair = [self.expr(a), self.expr(b)];
        self.arena.list(&pair)
    }

    /// Follows the left side in a loop: `a . b . c . …` may have any length.
    fn chain(&mut self, expr: &'a ast::Expr<'a, 'a>) -> ExprKind<'a> {
        let mut rest = Vec::new();
        let mut left = expr;
        loop {
            match &left.kind {
                K::Binary(binary) => {
                    rest.push((binary_op(binary.op), self.expr(binary.right)));
                    left = binary.left;
                }
                // Parentheses on the left change nothing: the left side is evaluated first in any case.
                K::Parenthesized(inner) => left = inner,
                _ => break,
            }
        }
        self.chains += (rest.len() * rest.len()) as u64;
        rest.reverse();
        let first = self.boxed(left);
        ExprKind::Chain(first, self.arena.list(&rest))
    }

    fn assign(&mut self, assign: &'a ast::AssignExpr<'a, 'a>) -> ExprKind<'a> {
        let target = self.boxed(assign.target);
        assign_to(assign, target, self.boxed(assign.value))
    }

    fn prefix(&mut self, unary: &'a ast::UnaryPrefixExpr<'a, 'a>) -> ExprKind<'a> {
        use ast::UnaryPrefixOp as U;
        let operand = self.boxed(unary.operand);
        match unary.op {
            U::Negate => ExprKind::Negate(operand),
            U::Plus => ExprKind::Plus(operand),
            U::BooleanNot => ExprKind::Not(operand),
            U::BitwiseNot => ExprKind::BitNot(operand),
            U::PreIncrement => ExprKind::Step { target: operand, by: 1, before: true },
            U::PreDecrement => ExprKind::Step { target: operand, by: -1, before: true },
            _ => ExprKind::Error,
        }
    }

    /// The parts of a string that is written in `span`; `own` turns a literal into the file's own bytes.
    fn parts(&mut self, parts: &'a [ast::StringPart<'a, 'a>], span: php_ast::Span, own: Literal<'a>) -> &'a [Part<'a>] {
        let mut start = span.start;
        let mut lowered = Vec::with_capacity(parts.len());
        for (i, part) in parts.iter().enumerate() {
            lowered.push(match part {
                ast::StringPart::Expr(expr) => {
                    start = expr.span.end;
                    Part::Expr(self.expr(expr))
                }
                ast::StringPart::Literal(bytes) => {
                    let end = if let Some(ast::StringPart::Expr(next)) = parts.get(i + 1) { next.span.start } else { span.end };
                    Part::Text(own(&self.text, self.arena, bytes.as_bytes(), start..end))
                }
                _ => Part::Text(&[]),
            });
        }
        self.arena.list(&lowered)
    }

    fn element(&mut self, element: &'a ast::ArrayElement<'a, 'a>) -> Element<'a> {
        Element {
            key: element.key.as_ref().map(|e| self.expr(e)),
            value: self.expr(element.value()),
            spread: element.is_spread(),
            by_ref: element.is_by_ref(),
        }
    }

    fn args(&mut self, args: &'a [ast::Arg<'a, 'a>]) -> &'a [Arg<'a>] {
        self.each(args, |l, arg| Arg {
            name: arg.name.as_ref().map(|name| l.class_name(name).0),
            value: arg.value().map_or(Expr { kind: ExprKind::Error, span: l.span(arg.span) }, |e| l.expr(e)),
            spread: arg.is_spread(),
        })
    }

    /// A name behind `->` or `::`; in `$a->{B}` the constant `B` holds it.
    fn member(&mut self, member: &'a ast::Expr<'a, 'a>) -> Member<'a> {
        match &member.kind {
            K::Identifier(name) => Member::Name(self.text.name(self.arena, name.as_str(), member.span), self.span(member.span)),
            _ => Member::Computed(self.boxed(member)),
        }
    }

    /// Behind `::` a variable is the name of a static property.
    fn static_member(&mut self, member: &'a ast::Expr<'a, 'a>) -> Member<'a> {
        match &member.kind {
            K::Variable(name) => Member::Name(self.text.name(self.arena, name.as_str(), member.span), self.span(member.span)),
            _ => self.member(member),
        }
    }

    pub(super) fn class_ref(&mut self, class: &'a ast::Expr<'a, 'a>) -> ClassRef<'a> {
        match self.callee(class) {
            Callee::Name(name, span) => ClassRef::Name(name, span),
            Callee::Computed(expr) => ClassRef::Computed(expr),
        }
    }

    fn callee(&mut self, callee: &'a ast::Expr<'a, 'a>) -> Callee<'a> {
        match &callee.kind {
            K::Name(name) => {
                let (name, span) = self.class_name(name);
                Callee::Name(name, span)
            }
            K::Identifier(name) => Callee::Name(self.text.name(self.arena, name.as_str(), callee.span), self.span(callee.span)),
            _ => Callee::Computed(self.boxed(callee)),
        }
    }

    fn constant(&self, name: &'a ast::Name<'a, 'a>) -> ExprKind<'a> {
        let text = self.class_name(name).0;
        match text {
            _ if text.eq_ignore_ascii_case("true") => ExprKind::Bool(true),
            _ if text.eq_ignore_ascii_case("false") => ExprKind::Bool(false),
            _ if text.eq_ignore_ascii_case("null") => ExprKind::Null,
            // The parser puts these words into lower case, but a constant `SELF` is another one.
            "self" | "parent" => ExprKind::Const(self.text.slice(name.span()).unwrap_or(text)),
            _ => ExprKind::Const(text),
        }
    }

    /// `f(…)` without arguments yet: a call whose only argument is `...`.
    fn callable(&mut self, kind: &'a ast::CallableCreateKind<'a, 'a>, span: Span) -> ExprKind<'a> {
        use ast::CallableCreateKind as C;
        let dots = Arg { name: None, value: Expr { kind: ExprKind::Other("...", &[]), span }, spread: true };
        let args = self.arena.list(&[dots]);
        let kind = match kind {
            C::Function(name) => ExprKind::Call(self.callee(name), args),
            C::Method { object, method } | C::NullsafeMethod { object, method } => {
                ExprKind::MethodCall(self.boxed(object), self.member(method), args)
            }
            C::StaticMethod { class, method } => ExprKind::StaticCall(self.class_ref(class), self.member(method), args),
            _ => ExprKind::Error,
        };
        ExprKind::Other("first-class callable", self.arena.list(&[Expr { kind, span }]))
    }

    fn match_expr(&mut self, m: &'a ast::MatchExpr<'a, 'a>) -> ExprKind<'a> {
        let subject = self.boxed(m.subject);
        let arms = self
            .each(&m.arms, |l, arm| MatchArm { conditions: arm.conditions.as_ref().map(|list| l.exprs(list)), body: l.expr(&arm.body) });
        ExprKind::Match(subject, arms)
    }

    fn closure(&mut self, expr: &'a ast::Expr<'a, 'a>) -> ExprKind<'a> {
        let span = self.span(expr.span);
        let (params, hint, by_ref, body): (_, _, _, &'a [Stmt<'a>]) = match &expr.kind {
            K::Closure(c) => (&c.params, &c.return_type, c.by_ref, self.stmts(&c.body.stmts)),
            K::ArrowFunction(f) => {
                let value = self.expr(f.body);
                let stmt = Stmt { kind: StmtKind::Return(Some(value)), span: value.span };
                (&f.params, &f.return_type, f.by_ref, self.arena.list(&[stmt]))
            }
            _ => return ExprKind::Error,
        };
        let lowered = Function {
            name: "",
            name_span: Span { start: span.start, end: span.start },
            params: self.each(params, Self::param),
            returns: hint.as_ref().map(|hint| self.type_text(hint)),
            by_ref,
            body,
            has_body: true,
            doc: None,
        };
        ExprKind::Closure(self.arena.one(lowered))
    }
}

fn cast(kind: ast::CastKind) -> Option<Cast> {
    Some(match kind {
        ast::CastKind::Int => Cast::Int,
        ast::CastKind::Float => Cast::Float,
        ast::CastKind::String => Cast::String,
        ast::CastKind::Bool => Cast::Bool,
        ast::CastKind::Array => Cast::Array,
        ast::CastKind::Object => Cast::Object,
        ast::CastKind::Unset => Cast::Unset,
        _ => return None,
    })
}

fn magic(kind: ast::MagicConstKind) -> &'static str {
    match kind {
        ast::MagicConstKind::Class => "__CLASS__",
        ast::MagicConstKind::Dir => "__DIR__",
        ast::MagicConstKind::File => "__FILE__",
        ast::MagicConstKind::Function => "__FUNCTION__",
        ast::MagicConstKind::Line => "__LINE__",
        ast::MagicConstKind::Method => "__METHOD__",
        ast::MagicConstKind::Namespace => "__NAMESPACE__",
        ast::MagicConstKind::Trait => "__TRAIT__",
        _ => "__PROPERTY__",
    }
}

fn binary_op(op: ast::BinaryOp) -> BinaryOp {
    use ast::BinaryOp as B;
    match op {
        B::Add => BinaryOp::Add,
        B::Sub => BinaryOp::Sub,
        B::Mul => BinaryOp::Mul,
        B::Div => BinaryOp::Div,
        B::Mod => BinaryOp::Mod,
        B::Pow => BinaryOp::Pow,
        B::Concat => BinaryOp::Concat,
        B::Equal => BinaryOp::Equal,
        B::NotEqual => BinaryOp::NotEqual,
        B::Identical => BinaryOp::Identical,
        B::NotIdentical => BinaryOp::NotIdentical,
        B::Less => BinaryOp::Less,
        B::Greater => BinaryOp::Greater,
        B::LessOrEqual => BinaryOp::LessOrEqual,
        B::GreaterOrEqual => BinaryOp::GreaterOrEqual,
        B::Spaceship => BinaryOp::Spaceship,
        B::BooleanAnd | B::LogicalAnd => BinaryOp::And,
        B::BooleanOr | B::LogicalOr => BinaryOp::Or,
        B::LogicalXor => BinaryOp::Xor,
        B::BitwiseAnd => BinaryOp::BitAnd,
        B::BitwiseOr => BinaryOp::BitOr,
        B::BitwiseXor => BinaryOp::BitXor,
        B::ShiftLeft => BinaryOp::ShiftLeft,
        B::ShiftRight => BinaryOp::ShiftRight,
        B::Instanceof => BinaryOp::Instanceof,
        _ => BinaryOp::Pipe,
    }
}

/// An assignment of what is lowered already.
pub(super) fn assign_to<'a>(assign: &ast::AssignExpr<'_, '_>, target: &'a Expr<'a>, value: &'a Expr<'a>) -> ExprKind<'a> {
    use ast::AssignOp as A;
    let op = match assign.op {
        A::Assign => return ExprKind::Assign { target, value, by_ref: assign.by_ref },
        A::Coalesce => return ExprKind::AssignCoalesce(target, value),
        A::Plus => BinaryOp::Add,
        A::Minus => BinaryOp::Sub,
        A::Mul => BinaryOp::Mul,
        A::Div => BinaryOp::Div,
        A::Mod => BinaryOp::Mod,
        A::Pow => BinaryOp::Pow,
        A::Concat => BinaryOp::Concat,
        A::BitwiseAnd => BinaryOp::BitAnd,
        A::BitwiseOr => BinaryOp::BitOr,
        A::BitwiseXor => BinaryOp::BitXor,
        A::ShiftLeft => BinaryOp::ShiftLeft,
        A::ShiftRight => BinaryOp::ShiftRight,
        _ => return ExprKind::Error,
    };
    ExprKind::AssignOp(target, op, value)
}
