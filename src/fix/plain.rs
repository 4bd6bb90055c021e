//! Repairs that need no look at what becomes of a value: functions that only call another one, and syntax that newer PHP refuses and older
//! PHP has another way for.

use super::{Edit, Has};
use crate::base::Span;
use crate::core_facts::wrapped;
use crate::php::tree::{Arg, Callee, Cast, Class, Expr, ExprKind, Param, Part, Stmt, StmtKind};
use crate::php::walk::{Node, everywhere};

/// The edits in a file, at the places that are wanted.
pub(super) fn edits(text: &[u8], stmts: &[Stmt<'_>], has: &Has, wanted: &dyn Fn(Span) -> bool) -> Vec<Edit> {
    let mut plain = Plain { text, has, wanted, edits: Vec::new() };
    everywhere(stmts, |node| plain.node(node));
    plain.edits
}

struct Plain<'f> {
    text: &'f [u8],
    has: &'f Has,
    wanted: &'f dyn Fn(Span) -> bool,
    edits: Vec<Edit>,
}

impl Plain<'_> {
    fn node(&mut self, node: Node<'_>) {
        match node {
            Node::Stmt(Stmt { kind: StmtKind::Expr(Expr { kind: ExprKind::Call(Callee::Name(name, span), args), .. }), .. }) => {
                self.call(name, *span, args, true);
            }
            Node::Stmt(Stmt { kind: StmtKind::Function(function), .. }) => self.params(function.params),
            Node::Stmt(Stmt { kind: StmtKind::Class(class), .. }) => self.class(class),
            Node::Stmt(_) => {}
            Node::Expr(expr) => self.expr(expr),
        }
    }

    fn expr(&mut self, expr: &Expr<'_>) {
        match expr.kind {
            ExprKind::Call(Callee::Name(name, span), args) => self.call(name, span, args, false),
            ExprKind::Closure(function) => self.params(function.params),
            ExprKind::NewClass(class, _) => self.class(class),
            ExprKind::Index(base, Some(key)) => self.offset(base, key),
            ExprKind::Cast(Cast::Float, _) => {
                let at = expr.span.start + 1 + self.blank(expr.span.start + 1);
                if self.rest(at).get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"real")) {
                    self.put(long(at, 4), "float");
                }
            }
            ExprKind::Assign { target, value: value @ Expr { kind: ExprKind::New(..), .. }, by_ref: true } => {
                let between = self.text.get(target.span.end as usize..value.span.start as usize).unwrap_or_default();
                let signs: Vec<u8> = between.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
                if let (b"=&", Some(at), true) = (&signs[..], between.iter().position(|byte| *byte == b'&'), (self.wanted)(value.span)) {
                    let sign = long(long(target.span.end, at).end, 1);
                    self.edits.push(Edit { span: sign, text: Vec::new() });
                }
            }
            ExprKind::Interpolated(parts) => parts.iter().for_each(|part| self.part(part)),
            _ => {}
        }
    }

    fn class(&mut self, class: &Class<'_>) {
        class.methods.iter().for_each(|method| self.params(method.function.params));
    }

    /// A function that only calls another one. What prints is repaired where nobody asks what it returns.
    fn call(&mut self, name: &str, span: Span, args: &[Arg<'_>], is_statement: bool) {
        let Some(wrapped) = wrapped(name).filter(|wrapped| self.has.functions.contains(&wrapped.name)) else { return };
        let plain = args.iter().all(|arg| arg.name.is_none() && !arg.spread) && args.len() >= wrapped.least;
        let is_written = self.rest(span.start).get(..name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name.as_bytes()));
        if plain && is_written && wrapped.prints == is_statement {
            let print = if wrapped.prints { "print " } else { "" };
            self.put(long(span.start, name.len()), &format!("{print}{}", wrapped.name));
        }
    }

    /// `$text{0}` → `$text[0]`
    fn offset(&mut self, base: &Expr<'_>, key: &Expr<'_>) {
        let open = base.span.end + self.blank(base.span.end);
        let close = key.span.end + self.blank(key.span.end);
        let (open, close) = (long(open, 1), long(close, 1));
        if (self.rest(open.start).first(), self.rest(close.start).first()) == (Some(&b'{'), Some(&b'}')) && (self.wanted)(open) {
            self.edits.extend([(open, b"["), (close, b"]")].map(|(span, text)| Edit { span, text: text.to_vec() }));
        }
    }

    /// `${name}` → `{$name}`; in `${name[…]}` and the like more than a name would change.
    fn part(&mut self, part: &Part<'_>) {
        let Part::Expr(Expr { kind: ExprKind::Var(name), span }) = part else { return };
        let written = format!("${{{name}}}");
        if self.rest(span.start).starts_with(written.as_bytes()) {
            self.put(long(span.start, written.len()), &format!("{{${name}}}"));
        }
    }

    /// `Type $x = null` → `?Type $x = null`
    fn params(&mut self, params: &[Param<'_>]) {
        for param in params.iter().filter(|param| self.has.nullable && param.promoted.is_none()) {
            let (Some(kind), Some(Expr { kind: ExprKind::Null, .. })) = (param.kind, &param.default) else { continue };
            let is_simple = kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'\\'));
            let is_mixed = kind.eq_ignore_ascii_case("mixed") || kind.eq_ignore_ascii_case("null");
            if is_simple && !is_mixed && self.rest(param.span.start).starts_with(kind.as_bytes()) && (self.wanted)(param.span) {
                self.edits.push(Edit { span: long(param.span.start, 0), text: b"?".to_vec() });
            }
        }
    }

    fn rest(&self, at: u32) -> &[u8] {
        self.text.get(at as usize..).unwrap_or_default()
    }

    /// How many bytes of white space stand at a place.
    fn blank(&self, at: u32) -> u32 {
        u32::try_from(self.rest(at).iter().take_while(|byte| byte.is_ascii_whitespace()).count()).unwrap_or(0)
    }

    fn put(&mut self, span: Span, text: &str) {
        if (self.wanted)(span) {
            self.edits.push(Edit { span, text: text.as_bytes().to_vec() });
        }
    }
}

/// So many bytes from a place on.
fn long(start: u32, length: usize) -> Span {
    Span { start, end: start + u32::try_from(length).unwrap_or(0) }
}
