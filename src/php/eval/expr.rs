//! Expressions of one world.

use super::ops;
use super::run::{Frame, MAX_STRING, Run};
use crate::base::Span;
use crate::model::value::{Array, Reason, Value};
use crate::php::tree::{BinaryOp, Cast, ClassRef, Expr, ExprKind, MatchArm, Part};

impl<'a> Run<'a, '_, '_> {
    /// The value of an expression, with its side effects.
    pub(super) fn expr(&mut self, frame: &mut Frame<'a>, expr: &'a Expr<'a>) -> Value {
        if !self.step() {
            return self.unknown(frame, expr.span, Reason::Limit, "");
        }
        match expr.kind {
            ExprKind::Null => Value::Null,
            ExprKind::Bool(b) => Value::Bool(b),
            ExprKind::Int(n) => Value::Int(n),
            ExprKind::Float(f) => Value::Float(f),
            ExprKind::Str(s) => Value::str(s),
            ExprKind::Interpolated(parts) => self.interpolate(frame, expr.span, parts),
            ExprKind::Var(name) => self.var(frame, name, expr.span),
            ExprKind::Const(name) => self.constant(frame, name, expr.span),
            ExprKind::Magic(name) => self.magic(frame, name, expr.span),
            ExprKind::Array(elements) => self.array(frame, elements),
            ExprKind::Index(base, index) => self.index(frame, base, index, expr.span),
            ExprKind::Prop(object, member) => self.prop(frame, object, &member, expr.span),
            ExprKind::StaticProp(class, member) => self.static_prop(frame, &class, &member, expr.span),
            ExprKind::ClassConst(class, member) => self.class_const(frame, &class, &member, expr.span),
            ExprKind::Call(ref callee, args) => self.call(frame, callee, args, expr.span),
            ExprKind::MethodCall(object, member, args) => self.method_call(frame, object, &member, args, expr.span),
            ExprKind::StaticCall(class, member, args) => self.static_call(frame, &class, &member, args, expr.span),
            ExprKind::Chain(first, rest) => self.chain_expr(frame, first, rest, expr.span),
            ExprKind::Not(inner) => {
                let value = self.expr(frame, inner);
                self.truth(&value).map_or(value, |b| Value::Bool(!b))
            }
            ExprKind::Isset(list) => self.isset(frame, list),
            ExprKind::Empty(inner) => {
                let value = self.expr(frame, inner);
                self.truth(&value).map_or(value, |b| Value::Bool(!b))
            }
            ExprKind::Ternary(test, then, otherwise) => self.ternary(frame, test, then, otherwise),
            ExprKind::Coalesce(left, right) => {
                let value = self.expr(frame, left);
                if value == Value::Null { self.expr(frame, right) } else { value }
            }
            ExprKind::Cast(kind, inner) => self.cast(frame, kind, inner, expr.span),
            ExprKind::Match(subject, arms) => self.match_expr(frame, subject, arms, expr.span),
            ExprKind::Include { path, once, required } => self.include(frame, path, once, required, expr.span),
            _ => self.write_expr(frame, expr),
        }
    }

    /// Expressions that change something, and those that are not followed.
    fn write_expr(&mut self, frame: &mut Frame<'a>, expr: &'a Expr<'a>) -> Value {
        match expr.kind {
            ExprKind::Assign { target, value, by_ref } => self.assign_expr(frame, target, value, by_ref, expr.span),
            ExprKind::AssignOp(target, op, value) => {
                let old = self.expr(frame, target);
                let right = self.expr(frame, value);
                let new = self.binary(frame, op, old, right, expr.span);
                self.assign(frame, target, new.clone());
                new
            }
            ExprKind::AssignCoalesce(target, value) => {
                let old = self.expr(frame, target);
                if old != Value::Null {
                    return old;
                }
                let new = self.expr(frame, value);
                self.assign(frame, target, new.clone());
                new
            }
            ExprKind::Step { target, by, before } => self.step_by(frame, target, by, before, expr.span),
            ExprKind::Negate(inner) => {
                let value = self.expr(frame, inner);
                self.binary(frame, BinaryOp::Mul, value, Value::Int(-1), expr.span)
            }
            ExprKind::Plus(inner) => {
                let value = self.expr(frame, inner);
                self.binary(frame, BinaryOp::Mul, value, Value::Int(1), expr.span)
            }
            ExprKind::Silence(inner) => self.expr(frame, inner),
            ExprKind::Print(inner) | ExprKind::Throw(inner) => {
                self.expr(frame, inner);
                Value::Int(1)
            }
            ExprKind::New(class, args) => {
                for arg in args {
                    self.expr(frame, &arg.value);
                }
                let name = if let ClassRef::Name(name, _) = class { name } else { "" };
                self.unknown(frame, expr.span, Reason::Object, name)
            }
            ExprKind::NewClass(..) => self.unknown(frame, expr.span, Reason::Object, "class"),
            ExprKind::Clone(inner) => self.expr(frame, inner),
            ExprKind::Closure(_) => self.unknown(frame, expr.span, Reason::Object, "Closure"),
            ExprKind::VarVar(_) => self.unknown(frame, expr.span, Reason::Unsupported, "variable variable"),
            ExprKind::Exit(_) => Value::Null,
            ExprKind::Other(what, _) => self.unknown(frame, expr.span, Reason::Unsupported, what),
            ExprKind::Error => self.unknown(frame, expr.span, Reason::Broken, ""),
            _ => self.unknown(frame, expr.span, Reason::Unsupported, "expression"),
        }
    }

    fn assign_expr(&mut self, frame: &mut Frame<'a>, target: &'a Expr<'a>, value: &'a Expr<'a>, by_ref: bool, span: Span) -> Value {
        if !by_ref && indexes_first(target) {
            return self.assign_indexes_first(frame, target, value);
        }
        let new = self.expr(frame, value);
        if by_ref && !matches!(value.kind, ExprKind::New(..) | ExprKind::Call(..) | ExprKind::MethodCall(..)) {
            return self.alias(frame, target, value, new, span);
        }
        if let (ExprKind::Var(name), Value::Unknown(u)) = (target.kind, &new)
            && u.reason == Reason::Release
        {
            frame.origins.insert(name, value);
        }
        self.assign(frame, target, new.clone());
        new
    }

    /// `&` ties two names together, which is not followed: both are lost, but for objects, where it changes nothing.
    fn alias(&mut self, frame: &mut Frame<'a>, target: &'a Expr<'a>, source: &'a Expr<'a>, value: Value, span: Span) -> Value {
        if !matches!(&value, Value::Unknown(_)) {
            self.lose(frame, source);
            let lost = self.unknown(frame, span, Reason::Unsupported, "reference");
            self.assign(frame, target, lost.clone());
            return lost;
        }
        self.assign(frame, target, value.clone());
        value
    }

    fn interpolate(&mut self, frame: &mut Frame<'a>, span: Span, parts: &'a [Part<'a>]) -> Value {
        let mut text = Value::str("");
        for part in parts {
            let next = match part {
                Part::Text(bytes) => Value::str(bytes),
                Part::Expr(expr) => self.expr(frame, expr),
            };
            text = self.binary(frame, BinaryOp::Concat, text, next, span);
        }
        text
    }

    fn magic(&mut self, frame: &Frame<'a>, name: &str, span: Span) -> Value {
        let class = frame.class.as_ref().map_or("", |c| c.class.name);
        let path = &frame.unit.path;
        match name {
            "__DIR__" => Value::str(path.rsplit_once('/').map_or("", |(dir, _)| dir)),
            "__FILE__" => Value::str(path),
            "__CLASS__" => Value::str(class),
            "__FUNCTION__" => Value::str(frame.function),
            "__METHOD__" if class.is_empty() => Value::str(frame.function),
            "__METHOD__" => Value::str(format!("{class}::{}", frame.function)),
            "__LINE__" => Value::Int(i64::from(frame.unit.file.place(span).line)),
            "__NAMESPACE__" | "__TRAIT__" => Value::str(""),
            _ => self.unknown(frame, span, Reason::Unsupported, name),
        }
    }

    fn chain_expr(&mut self, frame: &mut Frame<'a>, first: &'a Expr<'a>, rest: &'a [(BinaryOp, Expr<'a>)], span: Span) -> Value {
        let mut left = self.expr(frame, first);
        for (op, right) in rest {
            left = match op {
                BinaryOp::And | BinaryOp::Or => self.logic(frame, *op == BinaryOp::Or, left, right),
                BinaryOp::Instanceof => self.unknown(frame, span, Reason::Object, "instanceof"),
                _ => {
                    let right = self.expr(frame, right);
                    self.binary(frame, *op, left, right, span)
                }
            };
        }
        left
    }

    /// `&&` and `||`: the right side is not reached when the left one settles it.
    fn logic(&mut self, frame: &mut Frame<'a>, or: bool, left: Value, right: &'a Expr<'a>) -> Value {
        let known = self.truth(&left);
        if known == Some(or) {
            return Value::Bool(or);
        }
        let right = self.expr(frame, right);
        match (known, self.truth(&right)) {
            (Some(_), Some(b)) => Value::Bool(b),
            (None, Some(b)) if b == or => Value::Bool(or),
            // What depends on the release alone can be tried on each release.
            (None, None) => match (&left, &right) {
                (Value::Unknown(l), Value::Unknown(r)) if l.reason == Reason::Release => Value::Unknown(r.clone()),
                _ => left,
            },
            (None, Some(_)) => left,
            (Some(_), None) => right,
        }
    }

    /// A binary operator; what is not known stays so, with its reason.
    pub(super) fn binary(&mut self, frame: &Frame<'a>, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        if let (Value::Unknown(_), _) | (_, Value::Unknown(_)) = (&left, &right) {
            let unknown = if matches!(left, Value::Unknown(_)) { left } else { right };
            // A comparison of an object or of null with something is no object itself.
            if let Value::Unknown(mut u) = unknown {
                if u.reason == Reason::Object && u.detail != "this" {
                    u.reason = Reason::Site;
                }
                return Value::Unknown(u);
            }
            return self.unknown(frame, span, Reason::Unsupported, "operator");
        }
        match ops::binary(op, &left, &right) {
            Some(Value::Str(s)) if s.len() > MAX_STRING => {
                self.limit.get_or_insert("it builds strings that are too long");
                Value::Null
            }
            Some(value) => {
                self.spend(&value);
                value
            }
            None => {
                let text = self.source(frame, span);
                self.unknown(frame, span, Reason::Unsupported, text)
            }
        }
    }

    fn ternary(&mut self, frame: &mut Frame<'a>, test: &'a Expr<'a>, then: Option<&'a Expr<'a>>, otherwise: &'a Expr<'a>) -> Value {
        let Some(then) = then else {
            let value = self.expr(frame, test);
            return match self.truth(&value) {
                Some(true) => value,
                Some(false) => self.expr(frame, otherwise),
                None => value,
            };
        };
        if self.decide(frame, test) { self.expr(frame, then) } else { self.expr(frame, otherwise) }
    }

    fn cast(&mut self, frame: &mut Frame<'a>, kind: Cast, inner: &'a Expr<'a>, span: Span) -> Value {
        let value = self.expr(frame, inner);
        if let Value::Unknown(_) = value {
            return value;
        }
        let cast = match kind {
            Cast::Int => value.to_int().map(Value::Int),
            Cast::Float => ops::to_number(&value).map_or(Some(0.0), |n| Some(n.float())).map(Value::Float),
            Cast::String => ops::to_bytes(&value).map(Value::Str),
            Cast::Bool => ops::truthy(&value).map(Value::Bool),
            Cast::Array => Some(match value {
                Value::Array(_) => value,
                Value::Null => Value::Array(Array::default()),
                scalar => {
                    let mut array = Array::default();
                    array.push(scalar, frame.unit.file.place(span));
                    Value::Array(array)
                }
            }),
            Cast::Object => Some(value),
            Cast::Unset => Some(Value::Null),
        };
        cast.unwrap_or_else(|| self.unknown(frame, span, Reason::Unsupported, "cast"))
    }

    fn match_expr(&mut self, frame: &mut Frame<'a>, subject: &'a Expr<'a>, arms: &'a [MatchArm<'a>], span: Span) -> Value {
        let value = self.expr(frame, subject);
        for arm in arms {
            let Some(conditions) = arm.conditions else { return self.expr(frame, &arm.body) };
            for condition in conditions {
                let candidate = self.expr(frame, condition);
                match ops::identical(&value, &candidate) {
                    Some(true) => return self.expr(frame, &arm.body),
                    Some(false) => {}
                    None => return self.unknown(frame, span, Reason::Unsupported, "match"),
                }
            }
        }
        self.unknown(frame, span, Reason::Unsupported, "match without a fitting arm")
    }

    fn step_by(&mut self, frame: &mut Frame<'a>, target: &'a Expr<'a>, by: i8, before: bool, span: Span) -> Value {
        let old = self.expr(frame, target);
        let new = match &old {
            Value::Null if by < 0 => Value::Null,
            Value::Bool(_) => old.clone(),
            Value::Str(s) if ops::numeric(s).is_none() => self.unknown(frame, span, Reason::Unsupported, "increment of a string"),
            _ => self.binary(frame, BinaryOp::Add, old.clone(), Value::Int(by.into()), span),
        };
        self.assign(frame, target, new.clone());
        if before { new } else { old }
    }

    /// Stops at arrays that grow without end.
    pub(super) fn bound(&mut self, array: &Array) {
        if array.items().len() > super::run::MAX_ITEMS || array.depth() > super::run::MAX_NESTING {
            self.limit.get_or_insert("it builds arrays that are too large");
        }
    }
}

/// Whether PHP evaluates the indexes of a target before the value: all but plain variables and literals.
fn indexes_first(target: &Expr<'_>) -> bool {
    let mut at = target;
    while let ExprKind::Index(base, index) = at.kind {
        let plain =
            index.is_none_or(|e| matches!(e.kind, ExprKind::Var(_) | ExprKind::Str(_) | ExprKind::Int(_) | ExprKind::ClassConst(..)));
        if !plain {
            return true;
        }
        at = base;
    }
    false
}
