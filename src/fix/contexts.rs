//! Where an accessor is read, and whether a call answers the same there. An accessor that is not set is `null`, and the call answers `''`:
//! only where both do the same is anything changed.

use super::accessors::{Accessor, Kind, accessor};
use super::{Edit, Has, in_condition};
use crate::base::Span;
use crate::php::tree::{Arg, BinaryOp, Callee, Cast, Class, Expr, ExprKind, Stmt, StmtKind};
use crate::php::walk::{Node, parts};

/// Functions of PHP that take `null` for `''`, and none of their arguments by reference.
const OF_TEXT: [&str; 22] = [
    "addslashes",
    "explode",
    "floatval",
    "htmlentities",
    "htmlspecialchars",
    "intval",
    "lcfirst",
    "ltrim",
    "md5",
    "nl2br",
    "rtrim",
    "strip_tags",
    "strlen",
    "strtolower",
    "strtoupper",
    "strval",
    "trim",
    "ucfirst",
    "ucwords",
    "urlencode",
    "rawurlencode",
    "boolval",
];

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Context {
    /// It is asked for as a condition.
    Condition,
    /// It becomes text, where nothing and an empty text are the same.
    Text,
    /// Anything.
    Value,
    /// It is written to, referred to, or its parts are asked for: no call can stand there.
    Place,
}

/// Finds what can be repaired in a file.
pub(super) struct Fixer<'f> {
    pub text: &'f [u8],
    pub has: &'f Has,
    /// Whether the accessor at a place is to be repaired.
    pub wanted: &'f dyn Fn(Span) -> bool,
    pub quote: char,
    pub edits: Vec<Edit>,
}

impl<'a> Fixer<'_> {
    /// Looks into an expression that is a condition.
    pub(super) fn condition(&mut self, expr: &'a Expr<'a>) {
        self.expr(expr, Context::Condition);
    }

    pub(super) fn stmts(&mut self, stmts: &'a [Stmt<'a>]) {
        for stmt in stmts {
            match &stmt.kind {
                StmtKind::If { branches, otherwise } => {
                    for (condition, body) in *branches {
                        self.condition(condition);
                        self.stmts(body);
                    }
                    self.stmts(otherwise.unwrap_or_default());
                }
                StmtKind::While(condition, body) | StmtKind::DoWhile(body, condition) => {
                    self.condition(condition);
                    self.stmts(body);
                }
                StmtKind::Echo(list) => list.iter().for_each(|expr| self.expr(expr, Context::Text)),
                // Initial values of static variables can be no calls.
                StmtKind::Unset(_) | StmtKind::Global(_) | StmtKind::StaticVars(_) | StmtKind::Const(_) => {}
                StmtKind::Foreach(each) => {
                    self.expr(&each.over, if each.by_ref { Context::Place } else { Context::Value });
                    each.key.iter().chain([&each.value]).for_each(|expr| self.expr(expr, Context::Place));
                    self.stmts(each.body);
                }
                StmtKind::Function(function) => self.stmts(function.body),
                StmtKind::Class(class) => self.class(class),
                _ => self.inside(Node::Stmt(stmt), Context::Value),
            }
        }
    }

    fn class(&mut self, class: &'a Class<'a>) {
        class.methods.iter().for_each(|method| self.stmts(method.function.body));
    }

    /// Goes on with what lies directly inside.
    fn inside(&mut self, node: Node<'a>, context: Context) {
        let mut found = Vec::new();
        parts(node, &mut found);
        for part in found {
            match part {
                Node::Stmt(stmt) => self.stmts(std::slice::from_ref(stmt)),
                Node::Expr(expr) => self.expr(expr, context),
            }
        }
    }

    fn expr(&mut self, expr: &'a Expr<'a>, context: Context) {
        if let Some(found) = self.accessor(expr) {
            let fits = match found.kind {
                Kind::Flag => context == Context::Condition,
                Kind::Global | Kind::Token => matches!(context, Context::Condition | Context::Text),
            };
            if fits {
                self.put(expr.span, found.call());
            }
            return;
        }
        match &expr.kind {
            ExprKind::Not(inner) => self.not(expr, inner, context),
            ExprKind::Empty(inner) => match self.emptied(inner) {
                Some(found) => self.put(expr.span, format!("!{}", found.call())),
                None => self.expr(inner, Context::Place),
            },
            ExprKind::Chain(first, rest) => self.chain(first, rest),
            ExprKind::Ternary(condition, then, otherwise) => self.ternary(condition, *then, otherwise, context),
            ExprKind::Coalesce(first, second) | ExprKind::AssignCoalesce(first, second) => {
                self.expr(first, Context::Place);
                self.expr(second, Context::Value);
            }
            ExprKind::Assign { target, value, by_ref } => {
                self.expr(target, Context::Place);
                self.expr(value, if *by_ref { Context::Place } else { Context::Value });
            }
            ExprKind::AssignOp(target, op, value) => {
                self.expr(target, Context::Place);
                self.expr(value, if *op == BinaryOp::Concat { Context::Text } else { Context::Value });
            }
            ExprKind::Cast(cast, inner) => self.cast(expr, *cast, inner),
            ExprKind::Print(inner) => self.expr(inner, Context::Text),
            ExprKind::Exit(Some(inner)) => self.expr(inner, Context::Value),
            ExprKind::Silence(inner) => self.expr(inner, context),
            ExprKind::Call(callee, args) => self.call(expr, callee, args),
            ExprKind::Array(elements) => {
                for element in *elements {
                    element.key.iter().for_each(|key| self.expr(key, Context::Value));
                    self.expr(&element.value, if element.by_ref { Context::Place } else { Context::Value });
                    let key = element.key.as_ref().map(|key| key.kind);
                    if let (Some(ExprKind::Str(b"enabled" | b"perms")), ExprKind::Str(_)) = (key, element.value.kind) {
                        self.code(&element.value);
                    }
                }
            }
            ExprKind::NewClass(class, _) => {
                self.inside(Node::Expr(expr), Context::Value);
                self.class(class);
            }
            ExprKind::Closure(function) => self.stmts(function.body),
            // In a text between quotes no function can be called.
            ExprKind::Interpolated(_) => {}
            ExprKind::Isset(_) | ExprKind::Step { .. } | ExprKind::Other(..) | ExprKind::Prop(..) | ExprKind::Index(..) => {
                self.inside(Node::Expr(expr), Context::Place);
            }
            _ => self.inside(Node::Expr(expr), Context::Value),
        }
    }

    /// `!empty($conf->global->X)` is what the call answers, where that is a condition.
    fn not(&mut self, whole: &Expr<'a>, inner: &'a Expr<'a>, context: Context) {
        if let (ExprKind::Empty(asked), Context::Condition) = (&inner.kind, context)
            && let Some(found) = self.emptied(asked)
        {
            return self.put(whole.span, found.call());
        }
        self.expr(inner, Context::Condition);
    }

    fn chain(&mut self, first: &'a Expr<'a>, rest: &'a [(BinaryOp, Expr<'a>)]) {
        let Some((op, second)) = rest.first() else { return self.expr(first, Context::Value) };
        let context = |op: BinaryOp| match op {
            BinaryOp::And | BinaryOp::Or | BinaryOp::Xor => Context::Condition,
            BinaryOp::Concat => Context::Text,
            _ => Context::Value,
        };
        // A comparison of two values; further on the left side is what came before.
        let compared = |one: &Expr<'a>, other: &Expr<'a>, turned: bool| answers_alike(*op, one, other, turned);
        self.expr(first, if compared(first, second, false) { Context::Text } else { context(*op) });
        self.expr(second, if compared(second, first, true) { Context::Text } else { context(*op) });
        rest[1..].iter().for_each(|(op, expr)| self.expr(expr, context(*op)));
    }

    fn ternary(&mut self, condition: &'a Expr<'a>, then: Option<&'a Expr<'a>>, otherwise: &'a Expr<'a>, context: Context) {
        let Some(then) = then else {
            self.expr(condition, if context == Context::Condition { context } else { Context::Text });
            return self.expr(otherwise, context);
        };
        self.expr(condition, Context::Condition);
        // What was found to be there is a text already.
        let is_there = self.accessor(then).is_some_and(|found| found.kind != Kind::Flag && self.asks_for(condition, &found));
        self.expr(then, if is_there { Context::Text } else { context });
        self.expr(otherwise, context);
    }

    /// Whether a condition holds only where an accessor has a value that counts as true.
    fn asks_for(&self, condition: &Expr<'a>, wanted: &Accessor) -> bool {
        match &condition.kind {
            ExprKind::Not(Expr { kind: ExprKind::Empty(inner), .. }) => self.accessor(inner).is_some_and(|found| found.is(wanted)),
            ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == BinaryOp::And) => {
                self.asks_for(first, wanted) || rest.iter().any(|(_, part)| self.asks_for(part, wanted))
            }
            _ => self.accessor(condition).is_some_and(|found| found.is(wanted)),
        }
    }

    fn cast(&mut self, whole: &Expr<'a>, cast: Cast, inner: &'a Expr<'a>) {
        let number = self.accessor(inner).filter(|_| cast == Cast::Int).and_then(|found| found.int_call());
        match (number, cast) {
            (Some(call), _) => self.put(whole.span, call),
            (None, Cast::Bool) => self.condition(inner),
            (None, Cast::Int | Cast::Float | Cast::String) => self.expr(inner, Context::Text),
            (None, _) => self.expr(inner, Context::Value),
        }
    }

    fn call(&mut self, whole: &'a Expr<'a>, callee: &Callee<'a>, args: &'a [Arg<'a>]) {
        match callee {
            Callee::Name(name, _) if OF_TEXT.contains(&name.to_ascii_lowercase().trim_start_matches('\\')) => {
                args.iter().for_each(|arg| self.expr(&arg.value, Context::Text));
            }
            _ => self.inside(Node::Expr(whole), Context::Value),
        }
    }

    /// Code in single quotes that Dolibarr evaluates as a condition.
    fn code(&mut self, literal: &Expr<'a>) {
        let (start, end) = (literal.span.start as usize, literal.span.end as usize);
        let inner = self.text.get(start..end).and_then(|text| text.strip_prefix(b"'")?.strip_suffix(b"'"));
        if let Some(inner) = inner.filter(|_| (self.wanted)(literal.span)) {
            self.edits.extend(in_condition(inner, literal.span.start + 1, self.has));
        }
    }

    fn accessor(&self, expr: &Expr<'a>) -> Option<Accessor> {
        accessor(expr, self.text, self.has, self.quote).filter(|_| (self.wanted)(expr.span))
    }

    /// An accessor in `empty()`, whose answer is told by the call alone. A session without a token is asked for as it is.
    fn emptied(&self, expr: &Expr<'a>) -> Option<Accessor> {
        self.accessor(expr).filter(|found| found.kind != Kind::Token)
    }

    fn put(&mut self, span: Span, text: String) {
        self.edits.push(Edit { span, text: text.into_bytes() });
    }
}

/// Whether `null` and `''` compare alike with a literal in every version of PHP.
fn answers_alike(op: BinaryOp, one: &Expr<'_>, other: &Expr<'_>, turned: bool) -> bool {
    // What is compared has to be an accessor, and the other side a literal.
    if !matches!(one.kind, ExprKind::Prop(..)) {
        return false;
    }
    match (op, other.kind) {
        (BinaryOp::Equal | BinaryOp::NotEqual, ExprKind::Str(_)) => true,
        (BinaryOp::Equal | BinaryOp::NotEqual, ExprKind::Int(number)) => number != 0,
        (BinaryOp::Less | BinaryOp::Greater | BinaryOp::LessOrEqual | BinaryOp::GreaterOrEqual, ExprKind::Int(number)) => {
            number > 0 && !turned
        }
        _ => false,
    }
}
