//! Tests that ask functions of the module, and functions that may answer them, each as PHP that stands for itself: names of classes are
//! whole, variables are what they were assigned. Answers nothing.

use std::fmt::Write;

use super::file::{RELEASE, contains};
use super::reader::Reader;
use crate::base::Span;
use crate::model::uses::Answering;
use crate::php::eval::release::Assigned;
use crate::php::tree::{Arg, BinaryOp, Callee, Cast, ClassConst, ClassRef, Expr, ExprKind, Function, Member, Stmt, StmtKind};
use crate::php::walk::{Node, walk};

/// How deep tests and assignments are followed.
const DEEPEST: u8 = 12;
/// Bytes of a test.
const LONGEST: usize = 600;
/// Bytes of a function, and how many of one file are kept.
const LARGEST: usize = 4_000;
const MOST: usize = 100;

/// What the core and PHP answer, in small letters; tests are full of them.
const NOT_OWN: [&str; 24] = [
    "constant",
    "count",
    "defined",
    "explode",
    "floatval",
    "getdolglobalbool",
    "getdolglobalint",
    "getdolglobalstring",
    "getpost",
    "getpostint",
    "getpostisset",
    "in_array",
    "intval",
    "is_array",
    "ismodenabled",
    "php_sapi_name",
    "phpversion",
    "strlen",
    "strpos",
    "substr",
    "version_compare",
    "versioncompare",
    "versiondolibarrarray",
    "versionphparray",
];

impl<'a> Reader<'_, 'a, 'a> {
    /// A test that asks a function of the module for nothing but what the test says itself.
    pub(super) fn question(&self, test: &Expr<'a>, assigned: Assigned<'_, 'a>) -> Option<String> {
        let mut writer = Writer { reader: self, assigned, params: &[], text: String::new(), asks: false };
        writer.expr(test, DEEPEST)?;
        (writer.asks && writer.text.len() <= LONGEST).then_some(writer.text)
    }

    /// Keeps a function that may tell the release: one that names it and returns something, and one that only hands on what such a function
    /// says.
    pub(super) fn answering(&mut self, function: &'a Function<'a>, span: Span) {
        let Span { start, end } = Span { start: function.name_span.start, end: span.end };
        let is_broken = self.file.broken_from.is_some_and(|from| end > from);
        let Some(text) = self.file.text.get(start as usize..end as usize).filter(|text| text.len() <= LARGEST && !is_broken) else {
            return;
        };
        let names_release = self.has_release && RELEASE.iter().any(|word| contains(text, word.as_bytes()));
        let is_one = if names_release { is_about_release(function) } else { self.hands_on(function) };
        if is_one
            && self.found.answering.len() < MOST
            && let Ok(code) = String::from_utf8(self.whole(function, text, start))
        {
            let class = self.class.as_ref().map(|class| class.name.clone()).unwrap_or_default();
            self.found.answering.push(Answering { class, name: function.name.to_ascii_lowercase(), code: format!("function {code}") });
        }
    }

    /// Whether a function does nothing but to return what a function of the module says.
    fn hands_on(&self, function: &'a Function<'a>) -> bool {
        let [Stmt { kind: StmtKind::Return(Some(value)), .. }] = function.body else { return false };
        let params: Vec<&str> = function.params.iter().map(|param| param.name).collect();
        let mut writer = Writer { reader: self, assigned: &|_| None, params: &params, text: String::new(), asks: false };
        writer.expr(value, DEEPEST).is_some() && writer.asks
    }

    /// The text of a function with whole names of classes, and constants of its own class as they are written.
    fn whole(&self, function: &'a Function<'a>, text: &[u8], start: u32) -> Vec<u8> {
        let mut changes: Vec<(Span, Vec<u8>)> = Vec::new();
        let mut class = |class: &ClassRef<'a>| {
            if let ClassRef::Name(name, span) = class
                && !name.eq_ignore_ascii_case("static")
            {
                changes.push((*span, self.meant(class).map_or_else(|| b"static".to_vec(), |name| format!("\\{name}").into_bytes())));
            }
        };
        let mut others = Vec::new();
        walk(function.body, |node| {
            let Node::Expr(expr) = node else { return };
            match &expr.kind {
                ExprKind::StaticCall(of, ..) => class(of),
                ExprKind::StaticProp(of, member) if self.starts_empty(of, member) => class(of),
                // No value is known of `$this`.
                ExprKind::StaticProp(..) => others.push((expr.span, b"$this".to_vec())),
                ExprKind::ClassConst(of, member) => {
                    let value =
                        self.own_constant(of, member).and_then(|value| self.file.text.get(value.start as usize..value.end as usize));
                    others.push((expr.span, value.map_or_else(|| b"$this".to_vec(), |value| [b"(", value, b")"].concat())));
                }
                _ => {}
            }
        });
        changes.append(&mut others);
        changes.sort();
        let (mut whole, mut at) = (Vec::with_capacity(text.len()), 0);
        for (span, new) in changes {
            let [from, to] = [span.start, span.end].map(|offset| offset.saturating_sub(start) as usize);
            if at <= from && from <= to && to <= text.len() {
                whole.extend_from_slice(&text[at..from]);
                whole.extend_from_slice(&new);
                at = to;
            }
        }
        whole.extend_from_slice(&text[at..]);
        whole
    }

    /// Where a constant of the class around has its value, if that is a literal.
    fn own_constant(&self, class: &ClassRef<'a>, member: &Member<'a>) -> Option<Span> {
        let own = self.class.as_ref().filter(|own| !own.name.is_empty() && self.meant(class).as_deref() == Some(own.name.as_str()))?;
        let is_it = |constant: &&ClassConst<'a>| Some(constant.name) == member.name();
        let value = own.decl.constants.iter().find(is_it)?.value.as_ref()?;
        matches!(value.kind, ExprKind::Str(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_)).then_some(value.span)
    }

    /// Whether a static property of the class around holds nothing until something is assigned.
    fn starts_empty(&self, class: &ClassRef<'a>, member: &Member<'a>) -> bool {
        let Some(own) = self.class.as_ref().filter(|own| self.meant(class).as_deref() == Some(own.name.as_str())) else { return false };
        let is_empty = |value: &Option<Expr<'a>>| value.as_ref().is_none_or(|value| matches!(value.kind, ExprKind::Null));
        own.decl.properties.iter().any(|property| property.is_static && Some(property.name) == member.name() && is_empty(&property.default))
    }
}

/// Whether a function that names the release returns something, and makes nothing that others see.
fn is_about_release(function: &Function<'_>) -> bool {
    let (mut returns, mut is_plain) = (false, true);
    walk(function.body, |node| match node {
        Node::Stmt(Stmt { kind: StmtKind::Return(Some(_)), .. }) => returns = true,
        Node::Stmt(Stmt { kind: StmtKind::Echo(_) | StmtKind::Html, .. }) => is_plain = false,
        Node::Expr(Expr { kind: ExprKind::Print(_) | ExprKind::Include { .. } | ExprKind::New(..) | ExprKind::Closure(_), .. }) => {
            is_plain = false;
        }
        Node::Expr(Expr { kind: ExprKind::MethodCall(base, ..), .. }) if !matches!(base.kind, ExprKind::Var("this")) => is_plain = false,
        _ => {}
    });
    returns && (is_plain || speaks_of_version(function.name))
}

/// Whether a name says that it is about versions.
pub(super) fn speaks_of_version(name: &str) -> bool {
    name.to_ascii_lowercase().contains("version")
}

/// Writes a test anew.
struct Writer<'w, 'r, 'f, 'a> {
    reader: &'w Reader<'r, 'f, 'a>,
    assigned: Assigned<'w, 'a>,
    /// Variables that stay as they are.
    params: &'w [&'a str],
    text: String,
    /// Whether a function of the module is asked.
    asks: bool,
}

impl<'a> Writer<'_, '_, 'a, 'a> {
    fn expr(&mut self, expr: &Expr<'a>, depth: u8) -> Option<()> {
        let depth = depth.checked_sub(1).filter(|_| self.text.len() <= LONGEST)?;
        match expr.kind {
            ExprKind::Null => self.text.push_str("null"),
            ExprKind::Bool(value) => self.put(value)?,
            ExprKind::Int(value) => self.put(value)?,
            ExprKind::Float(value) if value.is_finite() => write!(self.text, "{value:?}").ok()?,
            ExprKind::Str(bytes) => {
                let text = std::str::from_utf8(bytes).ok()?;
                write!(self.text, "'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")).ok()?;
            }
            ExprKind::Const(name) => self.put(name)?,
            ExprKind::Var(name) if self.params.contains(&name) => write!(self.text, "${name}").ok()?,
            ExprKind::Var(name) => self.expr((self.assigned)(name)?, depth)?,
            ExprKind::Assign { value: inner, .. } | ExprKind::Silence(inner) | ExprKind::Plus(inner) => self.expr(inner, depth)?,
            ExprKind::Not(inner) => self.around("!", inner, depth)?,
            ExprKind::Negate(inner) => self.around("-", inner, depth)?,
            ExprKind::Cast(cast, inner) => self.around(cast_word(cast)?, inner, depth)?,
            ExprKind::Chain(first, rest) => self.chain(first, rest, depth)?,
            ExprKind::Ternary(test, then, otherwise) => {
                self.text.push('(');
                self.expr(test, depth)?;
                self.text.push_str(" ? ");
                then.map_or(Some(()), |then| self.expr(then, depth))?;
                self.text.push_str(" : ");
                self.expr(otherwise, depth)?;
                self.text.push(')');
            }
            ExprKind::Index(list, Some(key)) => {
                self.expr(list, depth)?;
                self.text.push('[');
                self.expr(key, depth)?;
                self.text.push(']');
            }
            ExprKind::Array(elements) => {
                self.text.push('[');
                for element in elements.iter() {
                    if element.key.is_some() || element.spread || element.by_ref {
                        return None;
                    }
                    self.expr(&element.value, depth)?;
                    self.text.push(',');
                }
                self.text.push(']');
            }
            ExprKind::ClassConst(class, member) => {
                let value = self.reader.own_constant(&class, &member)?;
                let text = self.reader.file.text.get(value.start as usize..value.end as usize)?;
                write!(self.text, "({})", std::str::from_utf8(text).ok()?).ok()?;
            }
            _ => self.call(expr, depth)?,
        }
        Some(())
    }

    fn call(&mut self, expr: &Expr<'a>, depth: u8) -> Option<()> {
        let (class, name, args) = match expr.kind {
            ExprKind::Call(Callee::Name(name, _), args) => (None, name, args),
            ExprKind::StaticCall(class, member, args) => (Some(self.reader.meant(&class)?), member.name()?, args),
            ExprKind::MethodCall(Expr { kind: ExprKind::Var("this"), .. }, member, args) => {
                let class = self.reader.class.as_ref().filter(|class| !class.name.is_empty())?;
                (Some(class.name.clone()), member.name()?, args)
            }
            _ => return None,
        };
        let is_own = class.is_some() || !NOT_OWN.iter().any(|known| known.eq_ignore_ascii_case(name));
        self.asks |= is_own;
        class.map_or(Some(()), |class| write!(self.text, "\\{class}::").ok())?;
        self.put(name)?;
        self.text.push('(');
        for Arg { name: label, value, spread } in args {
            if label.is_some() || *spread {
                return None;
            }
            let start = self.text.len();
            // Whether the function tells the release at all says more than nothing.
            if self.expr(value, depth).is_none() {
                if !is_own {
                    return None;
                }
                self.text.truncate(start);
                self.text.push_str("$this");
            }
            self.text.push(',');
        }
        self.text.push(')');
        Some(())
    }

    fn chain(&mut self, first: &Expr<'a>, rest: &[(BinaryOp, Expr<'a>)], depth: u8) -> Option<()> {
        self.text.extend(std::iter::repeat_n('(', rest.len()));
        self.expr(first, depth)?;
        for (op, next) in rest {
            write!(self.text, " {} ", sign(*op)?).ok()?;
            self.expr(next, depth)?;
            self.text.push(')');
        }
        Some(())
    }

    fn around(&mut self, before: &str, inner: &Expr<'a>, depth: u8) -> Option<()> {
        write!(self.text, "({before}").ok()?;
        self.expr(inner, depth)?;
        self.text.push(')');
        Some(())
    }

    fn put(&mut self, word: impl std::fmt::Display) -> Option<()> {
        write!(self.text, "{word}").ok()
    }
}

fn cast_word(cast: Cast) -> Option<&'static str> {
    Some(match cast {
        Cast::Int => "(int) ",
        Cast::Float => "(float) ",
        Cast::String => "(string) ",
        Cast::Bool => "(bool) ",
        Cast::Array | Cast::Object | Cast::Unset => return None,
    })
}

fn sign(op: BinaryOp) -> Option<&'static str> {
    Some(match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::Concat => ".",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Identical => "===",
        BinaryOp::NotIdentical => "!==",
        BinaryOp::Less => "<",
        BinaryOp::Greater => ">",
        BinaryOp::LessOrEqual => "<=",
        BinaryOp::GreaterOrEqual => ">=",
        BinaryOp::Spaceship => "<=>",
        BinaryOp::And => "&&",
        BinaryOp::Or => "||",
        _ => return None,
    })
}
