//! The parser's tree → the lean tree: expressions.

use php_ast::ast::{self, ExprKind as K};

use super::{Lower, MAX_DEPTH};
use crate::base::Span;
use crate::php::tree::*;

impl<'a> Lower<'a> {
    pub(super) fn exprs(&mut self, list: &'a [ast::Expr<'a, 'a>]) -> &'a [Expr<'a>] {
        self.each(list, Self::expr)
    }

    fn boxed(&mut self, expr: &'a ast::Expr<'a, 'a>) -> &'a Expr<'a> {
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
            K::String(bytes) => ExprKind::Str(self.text.restore(self.arena, bytes.as_bytes(), &mut expr.span.start.clone())),
            K::Nowdoc { value, .. } => ExprKind::Str(self.text.restore(self.arena, value.as_bytes(), &mut expr.span.start.clone())),
            K::InterpolatedString(parts) | K::Heredoc { parts, .. } => ExprKind::Interpolated(self.parts(parts, expr.span.start)),
            K::ShellExec(_) => ExprKind::Other("shell command", &[]),
            K::Variable(name) => ExprKind::Var(self.text.name(self.arena, name.as_str())),
            K::VariableVariable(name) => ExprKind::VarVar(self.boxed(name)),
            K::Identifier(name) => ExprKind::Const(self.text.name(self.arena, name.as_str())),
            K::Name(name) => ExprKind::Const(self.class_name(name).0),
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
            K::FunctionCall(call) => {
                let callee = match &call.name.kind {
                    K::Name(name) => {
                        let (name, span) = self.class_name(name);
                        Callee::Name(name, span)
                    }
                    K::Identifier(name) => Callee::Name(self.text.name(self.arena, name.as_str()), self.span(call.name.span)),
                    _ => Callee::Computed(self.boxed(call.name)),
                };
                ExprKind::Call(callee, self.args(&call.args))
            }
            K::MethodCall(call) | K::NullsafeMethodCall(call) => {
                ExprKind::MethodCall(self.boxed(call.object), self.member(call.method), self.args(&call.args))
            }
            K::StaticMethodCall(call) => ExprKind::StaticCall(self.class_ref(call.class), self.member(call.method), self.args(&call.args)),
            K::StaticMethodCallDynamic(call) => {
                ExprKind::StaticCall(self.class_ref(call.class), Member::Computed(self.boxed(call.method)), self.args(&call.args))
            }
            K::New(new) => match &new.class.kind {
                K::AnonymousClass(class) => ExprKind::NewClass(self.class(class, new.class.span)),
                _ => ExprKind::New(self.class_ref(new.class), self.args(&new.args)),
            },
            K::AnonymousClass(class) => ExprKind::NewClass(self.class(class, expr.span)),
            K::CloneWith(a, b) => ExprKind::Other("clone with", self.pair(a, b)),
            K::Eval(e) => ExprKind::Other("eval", self.exprs(std::slice::from_ref(*e))),
            K::Yield(y) => {
                let inner: Vec<Expr<'a>> = [y.key, y.value].into_iter().flatten().map(|e| self.expr(e)).collect();
                ExprKind::Other("yield", self.arena.list(&inner))
            }
            K::CallableCreate(_) => ExprKind::Other("first-class callable", &[]),
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
        rest.reverse();
        let first = self.boxed(left);
        ExprKind::Chain(first, self.arena.list(&rest))
    }

    fn assign(&mut self, assign: &'a ast::AssignExpr<'a, 'a>) -> ExprKind<'a> {
        use ast::AssignOp as A;
        let (target, value) = (self.boxed(assign.target), self.boxed(assign.value));
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

    fn parts(&mut self, parts: &'a [ast::StringPart<'a, 'a>], start: u32) -> &'a [Part<'a>] {
        let mut cursor = start;
        self.each(parts, |l, part| match part {
            ast::StringPart::Literal(bytes) => Part::Text(l.text.restore(l.arena, bytes.as_bytes(), &mut cursor)),
            ast::StringPart::Expr(expr) => {
                cursor = expr.span.end;
                Part::Expr(l.expr(expr))
            }
            _ => Part::Text(&[]),
        })
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

    fn member(&mut self, member: &'a ast::Expr<'a, 'a>) -> Member<'a> {
        match &member.kind {
            K::Identifier(name) => Member::Name(self.text.name(self.arena, name.as_str()), self.span(member.span)),
            K::Name(name) => {
                let (name, span) = self.class_name(name);
                Member::Name(name, span)
            }
            _ => Member::Computed(self.boxed(member)),
        }
    }

    /// Behind `::` a variable is the name of a static property.
    fn static_member(&mut self, member: &'a ast::Expr<'a, 'a>) -> Member<'a> {
        match &member.kind {
            K::Variable(name) => Member::Name(self.text.name(self.arena, name.as_str()), self.span(member.span)),
            _ => self.member(member),
        }
    }

    fn class_ref(&mut self, class: &'a ast::Expr<'a, 'a>) -> ClassRef<'a> {
        match self.member(class) {
            Member::Name(name, span) => ClassRef::Name(name, span),
            Member::Computed(expr) => ClassRef::Computed(expr),
        }
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
