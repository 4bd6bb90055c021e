//! The text of one query, put together from pieces of PHP, with where each piece stands. Never knows what the text means.

use foldhash::HashSet;

use super::super::pieces::Pieces;
use crate::base::Span;
use crate::php::tree::{Arg, BinaryOp, Callee, Cast, ClassRef, Expr, ExprKind, Member, Part};

/// Stands where PHP puts the prefix of the tables.
pub(super) const PREFIX: u8 = 1;
/// Stands for what is not known before the code runs.
pub(super) const HOLE: u8 = 2;
/// Stands where one statement of PHP ends and the next one adds more.
pub(super) const SEAM: u8 = 3;

/// Longest query that is read, in bytes and in pieces. The longest of any core has some 20 KiB.
const LONGEST: (usize, usize) = (256 << 10, 8_192);
/// Functions of PHP that give a query back with a little changed.
const CHANGERS: [&str; 6] = ["preg_replace", "str_replace", "substr", "dol_substr", "trim", "rtrim"];
/// How deep expressions nest.
const DEEPEST: u8 = 24;

/// A query as it grows.
#[derive(Debug, Default)]
pub(super) struct Text {
    pieces: Pieces,
    /// Ends of alternatives that what comes next would be glued to.
    ends: Vec<usize>,
    /// Whether it is put into another text.
    pub is_part: bool,
}

/// What reading of expressions needs to know.
#[derive(Clone, Copy)]
pub(super) struct Around<'s> {
    /// Variables that hold the prefix of the tables.
    pub prefixes: &'s HashSet<String>,
    /// The variable that the text is the value of.
    pub variable: &'s str,
    pub at: Option<usize>,
}

impl Text {
    /// Adds what an expression says; a new statement of PHP does.
    pub(super) fn add(&mut self, expr: &Expr<'_>, around: Around<'_>) {
        if !self.pieces.bytes.is_empty() {
            self.push(&[SEAM], expr.span, around.at);
        }
        self.expr(expr, around, DEEPEST);
    }

    /// What it says so far.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.pieces.bytes
    }

    /// Makes the text one whose start is not known.
    pub(super) fn add_hole(&mut self, at: Option<usize>) {
        self.push(&[HOLE], Span::default(), at);
    }

    /// Whether more than one statement of PHP makes it.
    pub(super) fn is_added_to(&self) -> bool {
        self.pieces.bytes.contains(&SEAM)
    }

    /// Whether the text was read to its end and names a table with a prefix.
    pub(super) fn may_be_query(&self) -> bool {
        let bytes = &self.pieces.bytes;
        let is_prefix = |end: usize| end.checked_sub(3).is_some_and(|start| bytes[start..end].eq_ignore_ascii_case(b"llx"));
        !self.pieces.is_full && (bytes.contains(&PREFIX) || memchr::memchr_iter(b'_', bytes).any(is_prefix))
    }

    /// Where a part of the text stands in the file, and behind which test.
    pub(super) fn place(&self, start: usize, end: usize) -> (Span, Option<usize>) {
        let Some(piece) = self.pieces.piece(start) else { return (Span::default(), None) };
        (Span { start: piece.source_of(start), end: piece.source_of(end) }, piece.at)
    }

    fn expr(&mut self, expr: &Expr<'_>, around: Around<'_>, depth: u8) {
        let Some(depth) = depth.checked_sub(1) else { return self.push(&[HOLE], expr.span, around.at) };
        match &expr.kind {
            ExprKind::Str(bytes) => self.literal(bytes, inner(expr.span), around.at),
            ExprKind::Interpolated(parts) => self.parts(expr.span, parts, around, depth),
            ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == BinaryOp::Concat) => {
                self.expr(first, around, depth);
                rest.iter().for_each(|(_, operand)| self.expr(operand, around, depth));
            }
            ExprKind::Silence(inner) | ExprKind::Cast(Cast::String, inner) => self.expr(inner, around, depth),
            ExprKind::Ternary(_, Some(then), otherwise) => {
                let mark = self.mark();
                if !self.alternatives(then, otherwise, around, depth) {
                    self.back(&mark);
                    self.push(&[HOLE], expr.span, around.at);
                }
            }
            // What `$sql = $sql." more"` begins with is there already.
            ExprKind::Var(_) | ExprKind::Prop(..) if is_variable(expr, around.variable) => {}
            ExprKind::Call(..) if goes_on(expr, around.variable) => {}
            ExprKind::Call(Callee::Name(name, _), [fields, ..]) if name.eq_ignore_ascii_case("natural_search") => {
                self.arguments(std::slice::from_ref(fields), around, depth);
            }
            ExprKind::MethodCall(_, Member::Name(name, _), args) if name.eq_ignore_ascii_case("ifsql") => {
                self.arguments(args, around, depth)
            }
            _ => self.push(&[if is_prefix(expr, around.prefixes) { PREFIX } else { HOLE }], expr.span, around.at),
        }
    }

    /// Arguments that become parts of the query: conditions, and the columns that `natural_search` looks into.
    fn arguments(&mut self, args: &[Arg<'_>], around: Around<'_>, depth: u8) {
        for value in args.iter().map(|arg| &arg.value) {
            let parts = if let ExprKind::Array(elements) = value.kind { elements } else { &[] };
            let values = if parts.is_empty() { std::slice::from_ref(value).iter() } else { [].iter() };
            for part in values.chain(parts.iter().map(|element| &element.value)) {
                let mark = self.mark();
                self.push(b" ", part.span, around.at);
                self.expr(part, around, depth);
                if !self.pieces.bytes.get(mark.0.0..).is_some_and(is_whole) {
                    self.back(&mark);
                    self.push(b" \x02", part.span, around.at);
                }
                self.push(b" ", part.span, around.at);
            }
        }
    }

    fn mark(&self) -> ((usize, usize), Vec<usize>) {
        (self.pieces.mark(), self.ends.clone())
    }

    fn back(&mut self, (lengths, ends): &((usize, usize), Vec<usize>)) {
        self.pieces.back(*lengths);
        self.ends.clone_from(ends);
    }

    /// The pieces of `"a $b"`: a text begins where the expression before it ends, or behind its `}`.
    fn parts(&mut self, whole: Span, parts: &[Part<'_>], around: Around<'_>, depth: u8) {
        let has_braces = braces(whole, parts);
        let mut start = whole.start.saturating_add(1);
        for part in parts {
            match part {
                Part::Text(text) => self.literal(text, Span { start, end: whole.end }, around.at),
                Part::Expr(expr) => {
                    start = expr.span.end.saturating_add(u32::from(has_braces || needs_braces(expr)));
                    self.expr(expr, around, depth);
                }
            }
        }
    }

    /// Both sides of a ternary, one behind the other; whether that says the same as each of them alone would.
    fn alternatives(&mut self, then: &Expr<'_>, otherwise: &Expr<'_>, around: Around<'_>, depth: u8) -> bool {
        let is_glued = self.pieces.bytes.last().is_some_and(|last| joins(*last) || *last == b'.');
        let start = self.pieces.bytes.len();
        self.expr(then, around, depth);
        let middle = self.pieces.bytes.len();
        self.push(&[SEAM, b' '], otherwise.span, around.at);
        let second = self.pieces.bytes.len();
        self.expr(otherwise, around, depth);
        self.ends.push(middle);
        let (Some(first), Some(second)) = (self.pieces.bytes.get(start..middle), self.pieces.bytes.get(second..)) else { return false };
        [first, second].iter().all(|side| is_whole(side) && !(is_glued && side.first().is_some_and(|byte| joins(*byte))))
    }

    fn literal(&mut self, text: &[u8], source: Span, at: Option<usize>) {
        let start = self.pieces.bytes.len();
        self.push(text, source, at);
        // What means something here means nothing in a literal.
        self.pieces.bytes.iter_mut().skip(start).filter(|byte| matches!(**byte, PREFIX | HOLE | SEAM)).for_each(|byte| *byte = HOLE);
    }

    fn push(&mut self, bytes: &[u8], source: Span, at: Option<usize>) {
        let Some(first) = bytes.first() else { return };
        self.pieces.is_full |= self.pieces.would_exceed(bytes.len(), LONGEST);
        if self.pieces.is_full {
            return;
        }
        for end in std::mem::take(&mut self.ends) {
            if let Some(byte) = self.pieces.bytes.get_mut(end).filter(|_| joins(*first)) {
                *byte = HOLE;
            }
        }
        self.pieces.push(bytes, source, at);
    }
}

/// Bytes of names, and what may stand in their place.
pub(super) fn joins(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | PREFIX | HOLE) || byte >= 0x80
}

/// Whether an expression is the prefix of the tables.
pub(super) fn is_prefix(expr: &Expr<'_>, prefixes: &HashSet<String>) -> bool {
    match &expr.kind {
        ExprKind::Const(name) => *name == "MAIN_DB_PREFIX",
        ExprKind::Var(name) => *name == "dolibarr_main_db_prefix" || prefixes.contains(*name),
        ExprKind::MethodCall(_, method, _) | ExprKind::StaticCall(ClassRef::Name(..), method, _) => {
            method.name().is_some_and(|name| name.eq_ignore_ascii_case("prefix"))
        }
        ExprKind::Prop(_, Member::Name("prefix_db", _)) => true,
        ExprKind::Prop(base, Member::Name("prefix", _)) => matches!(base.kind, ExprKind::Prop(_, Member::Name("db", _))),
        ExprKind::Silence(inner) | ExprKind::Cast(Cast::String, inner) => matches!(inner.kind, ExprKind::Const("MAIN_DB_PREFIX")),
        _ => false,
    }
}

/// Whether an expression is what a variable holds already with something behind it, or with a little changed: `$sql." more"`,
/// `preg_replace('/,$/', '', $sql)`.
pub(super) fn goes_on(expr: &Expr<'_>, variable: &str) -> bool {
    match &expr.kind {
        ExprKind::Chain(first, rest) => is_variable(first, variable) && rest.iter().all(|(op, _)| *op == BinaryOp::Concat),
        ExprKind::Call(Callee::Name(name, _), args) => {
            CHANGERS.iter().any(|changer| name.eq_ignore_ascii_case(changer)) && args.iter().any(|arg| is_variable(&arg.value, variable))
        }
        _ => false,
    }
}

/// Whether an expression is a variable by its name: `a` for `$a`, `a->b` for `$a->b`.
fn is_variable(expr: &Expr<'_>, variable: &str) -> bool {
    match (&expr.kind, variable.rsplit_once("->")) {
        (ExprKind::Var(name), None) => *name == variable,
        (ExprKind::Prop(base, member), Some((object, name))) => {
            member.name() == Some(name) && matches!(base.kind, ExprKind::Var(var) if var == object)
        }
        _ => false,
    }
}

/// Whether the expressions in `"a {$b}"` that may stand without braces have them, as its length tells where no escape is in it.
fn braces(whole: Span, parts: &[Part<'_>]) -> bool {
    let length = |span: Span| span.end.saturating_sub(span.start) as usize;
    let known = parts.iter().map(|part| match part {
        Part::Text(text) => text.len(),
        Part::Expr(expr) => length(expr.span) + 2 * usize::from(needs_braces(expr)),
    });
    let free = parts.iter().filter(|part| matches!(part, Part::Expr(expr) if !needs_braces(expr))).count();
    free > 0 && length(whole) >= known.sum::<usize>() + 2 + 2 * free
}

fn needs_braces(expr: &Expr<'_>) -> bool {
    match expr.kind {
        ExprKind::Prop(base, _) => !matches!(base.kind, ExprKind::Var(_)),
        ExprKind::Var(_) | ExprKind::Index(..) => false,
        _ => true,
    }
}

/// A literal without its quotes.
fn inner(span: Span) -> Span {
    Span { start: span.start.saturating_add(1).min(span.end), end: span.end }
}

/// Whether quotes and parentheses that open in a text close there too.
fn is_whole(text: &[u8]) -> bool {
    let count = |byte: u8| text.iter().filter(|other| **other == byte).count();
    let even = [b'\'', b'"', b'`'].into_iter().all(|quote| count(quote) % 2 == 0);
    even && count(b'(') == count(b')')
}
