//! Tests on the release and on what exists → conditions.

use super::{contexts, paths};
use crate::base::{PhpSet, Span, Version};
use crate::model::uses::{Condition, Thing};
use crate::php::eval::release::{Assigned, On, holds_at};
use crate::php::tree::{Arg, BinaryOp, Callee, Cast, Expr, ExprKind, Member, Stmt, StmtKind};
use crate::php::walk::{Node, parts};

/// How deep tests and assignments are followed.
const DEEPEST: u8 = 24;
/// How many expressions of a test are looked at.
const LARGEST: usize = 64;

/// Functions that end the page (`core/lib/security.lib.php` and `core/lib/functions.lib.php`).
const NEVER_RETURN: [&str; 3] = ["accessforbidden", "httponly_accessforbidden", "recordnotfound"];

/// Variables that hold an object on every page (`master.inc.php`), unless that asks for less.
const GLOBALS: [&str; 6] = ["conf", "db", "hookmanager", "langs", "mysoc", "user"];

/// Reads tests of one function.
pub(super) struct Tests<'s, 'a> {
    /// The releases to try, by bit.
    pub releases: &'s [(u32, Version)],
    /// Whether the file has a word that such tests are made of; else only functions of the module can be asked.
    pub has_words: bool,
    pub assigned: Assigned<'s, 'a>,
    /// A test that asks functions of the module, as PHP.
    pub own: &'s dyn Fn(&Expr<'a>) -> Option<String>,
    /// A property of a class that is told, where not every release has one of that name.
    pub changing: &'s dyn Fn(&Expr<'a>, &Member<'a>) -> Option<Thing>,
    /// Whether the file itself has given a property of that name a value before.
    pub writes: &'s dyn Fn(&str) -> bool,
}

/// Extensions that PHP dropped with 7.0, and nobody has made anew.
const GONE_WITH_7: [&[u8]; 4] = [b"ereg", b"mssql", b"mysql", b"sybase_ct"];

impl<'a> Tests<'_, 'a> {
    pub(super) fn condition(&self, test: &Expr<'a>) -> Condition {
        self.at(test, DEEPEST)
    }

    fn at(&self, test: &Expr<'a>, depth: u8) -> Condition {
        let Some(depth) = depth.checked_sub(1) else { return Condition::Unknown };
        match test.kind {
            ExprKind::Not(inner) => Condition::Not(Box::new(self.at(inner, depth))),
            ExprKind::Silence(inner) | ExprKind::Cast(Cast::Bool, inner) => self.at(inner, depth),
            ExprKind::Assign { value, .. } => self.at(value, depth),
            // `empty(function_exists('f'))` is a test too.
            ExprKind::Empty(inner) => Condition::Not(Box::new(self.property(inner).map_or_else(|| self.at(inner, depth), Condition::Set))),
            ExprKind::Isset([one]) => self.property(one).map_or_else(|| self.filled(one), Condition::Set),
            ExprKind::Prop(..) | ExprKind::Index(..) => self.filled(test),
            ExprKind::Null | ExprKind::Bool(false) | ExprKind::Int(0) => Condition::Off,
            ExprKind::Chain(first, rest) if rest.last().is_some_and(|(op, _)| is_logic(*op)) => self.logic(first, rest, depth),
            ExprKind::Var(name) => match (self.assigned)(name) {
                Some(value) => self.at(value, depth),
                None => Condition::Unknown,
            },
            ExprKind::Call(Callee::Name(name, _), args) => self.called(&name.to_ascii_lowercase(), args, test),
            ExprKind::Chain(..) | ExprKind::Ternary(..) => self.compared(test, depth),
            ExprKind::StaticCall(..) | ExprKind::MethodCall(..) => self.own(test),
            _ => Condition::Unknown,
        }
    }

    /// A chain whose last operator is `&&` or `||`: all operands that this operator joins, and what stands before them.
    fn logic(&self, first: &'a Expr<'a>, rest: &'a [(BinaryOp, Expr<'a>)], depth: u8) -> Condition {
        let Some((joint, _)) = rest.last() else { return self.at(first, depth) };
        let start = rest.iter().rposition(|(op, _)| op != joint).map_or(0, |other| other + 1);
        let mut parts = vec![self.at(&prefix(first, &rest[..start]), depth)];
        parts.extend(rest[start..].iter().map(|(_, operand)| self.at(operand, depth)));
        if *joint == BinaryOp::And { Condition::All(parts) } else { Condition::Any(parts) }
    }

    fn called(&self, function: &str, args: &[Arg<'a>], test: &Expr<'a>) -> Condition {
        match (function, args) {
            // PHP 5.4 to 7.4 answer no, and later ones have no such function.
            ("get_magic_quotes_gpc" | "get_magic_quotes_runtime", []) => Condition::Php { can: PhpSet::NONE, must: PhpSet::NONE },
            ("extension_loaded", [Arg { value: Expr { kind: ExprKind::Str(name), .. }, .. }]) if GONE_WITH_7.contains(name) => {
                Condition::Php { can: PhpSet::of(|version| version < (7, 0)), must: PhpSet::NONE }
            }
            ("is_null", [one]) if self.is_global(&one.value) => Condition::Off,
            ("is_array" | "is_object" | "count" | "sizeof", [list]) => match self.filled(&list.value) {
                Condition::Unknown => self.releases(test),
                filled => filled,
            },
            ("in_array", [one, list, ..]) => match contexts::any(&one.value, &list.value, self.assigned) {
                Some(names) => needs(Condition::Any(names.into_iter().map(Thing::Context).map(Condition::Exists).collect())),
                None => self.releases(test),
            },
            _ => match asked(function, args) {
                Some(thing) => Condition::Exists(thing),
                None => self.releases(test),
            },
        }
    }

    /// Whether an expression is one of [`GLOBALS`] that the code itself has given no value.
    fn is_global(&self, expr: &Expr<'a>) -> bool {
        matches!(expr.kind, ExprKind::Var(name) if GLOBALS.contains(&name) && (self.assigned)(name).is_none())
    }

    /// What cannot hold unless a property has a value: `$object->list`, `$object->list['a']`.
    pub(super) fn filled(&self, expr: &Expr<'a>) -> Condition {
        let mut inner = expr;
        while let ExprKind::Index(base, _) = inner.kind {
            inner = base;
        }
        match inner.kind {
            ExprKind::Prop(base, member) if !member.name().is_some_and(self.writes) => {
                (self.changing)(base, &member).map_or(Condition::Unknown, |thing| needs(Condition::Set(thing)))
            }
            _ => Condition::Unknown,
        }
    }

    /// `function_exists('f') === false` and its kind, else a test on the release.
    fn compared(&self, test: &Expr<'a>, depth: u8) -> Condition {
        // `count($object->list) > 0`
        if let ExprKind::Chain(Expr { kind: ExprKind::Call(Callee::Name(name, _), [list, ..]), .. }, [(BinaryOp::Greater, _)]) = test.kind
            && ["count", "sizeof"].iter().any(|known| name.eq_ignore_ascii_case(known))
            && let filled @ Condition::All(_) = self.filled(&list.value)
        {
            return filled;
        }
        if let ExprKind::Chain(first, [(BinaryOp::Equal | BinaryOp::Identical, other)]) = test.kind {
            // `$mysoc === null`
            if matches!(other.kind, ExprKind::Null) && self.is_global(first) {
                return Condition::Off;
            }
            if let Some(name) = contexts::same(first, other, self.assigned) {
                return needs(Condition::Exists(Thing::Context(name)));
            }
            // `$object->list['a'] == 'text'`, which null is not.
            if let (true, filled @ Condition::All(_)) = (is_something(other), self.filled(first)) {
                return filled;
            }
        }
        if let ExprKind::Chain(first, [(op, Expr { kind: ExprKind::Bool(value), .. })]) = test.kind {
            let same = match op {
                BinaryOp::Equal | BinaryOp::Identical => Some(*value),
                BinaryOp::NotEqual | BinaryOp::NotIdentical => Some(!*value),
                _ => None,
            };
            if let Some(same) = same {
                let inner = self.at(first, depth);
                return if same { inner } else { Condition::Not(Box::new(inner)) };
            }
        }
        self.releases(test)
    }

    /// `isset($object->name)`
    fn property(&self, expr: &Expr<'_>) -> Option<Thing> {
        match expr.kind {
            ExprKind::Prop(_, member) if self.has_words => Some(Thing::Property(String::new(), member.name()?.to_owned())),
            _ => None,
        }
    }

    /// A test that only the whole module can answer.
    fn own(&self, test: &Expr<'a>) -> Condition {
        (self.own)(test).map_or(Condition::Unknown, Condition::Asks)
    }

    fn releases(&self, test: &Expr<'a>) -> Condition {
        if !self.has_words {
            return self.own(test);
        }
        let mut set = 0;
        for (bit, release) in self.releases {
            match holds_at(test, On::Dolibarr(release), self.assigned) {
                Some(true) => set |= 1 << bit,
                Some(false) => {}
                None if speaks_of_php(test) => return self.php(test),
                None => return self.own(test),
            }
        }
        Condition::Releases(set)
    }

    /// A test on PHP's own version. Of each minor version the first and a late release are tried.
    fn php(&self, test: &Expr<'a>) -> Condition {
        let holds = |(major, minor), patch| {
            let version = Version::parse(&format!("{major}.{minor}.{patch}"))?;
            holds_at(test, On::Php(&version), self.assigned)
        };
        let tried: Vec<_> = PhpSet::ALL.versions().map(|version| (version, holds(version, 0).zip(holds(version, 99)))).collect();
        // Whoever asks in a way that is not understood still knows what lies behind it.
        if tried.iter().any(|(_, held)| held.is_none()) {
            return Condition::Php { can: PhpSet::NONE, must: PhpSet::ALL };
        }
        let set = |wanted: fn((bool, bool)) -> bool| {
            PhpSet::of(|version| tried.iter().any(|(known, held)| *known == version && held.is_some_and(wanted)))
        };
        Condition::Php { can: set(|(first, late)| first || late), must: set(|(first, late)| first && late) }
    }
}

/// Whether an expression is a literal that null is not equal to.
fn is_something(expr: &Expr<'_>) -> bool {
    match expr.kind {
        ExprKind::Str(text) => !text.is_empty(),
        ExprKind::Int(number) => number != 0,
        ExprKind::Bool(value) => value,
        _ => false,
    }
}

/// What can fail even where something holds that it needs.
fn needs(condition: Condition) -> Condition {
    Condition::All(vec![condition, Condition::Unknown])
}

/// Whether a test asks for the version of PHP.
fn speaks_of_php(test: &Expr<'_>) -> bool {
    let mut todo = vec![Node::Expr(test)];
    for _ in 0..LARGEST {
        let Some(node) = todo.pop() else { return false };
        let Node::Expr(expr) = node else { continue };
        let is_version = |name: &str| name.starts_with("PHP_VERSION") || name == "PHP_MAJOR_VERSION";
        match expr.kind {
            ExprKind::Const(name) if is_version(name.trim_start_matches('\\')) => return true,
            ExprKind::Call(Callee::Name(name, _), _) if name.trim_start_matches('\\').eq_ignore_ascii_case("phpversion") => return true,
            _ => parts(node, &mut todo),
        }
    }
    false
}

/// The start of a chain as an expression of its own.
pub(super) fn prefix<'a>(first: &'a Expr<'a>, rest: &'a [(BinaryOp, Expr<'a>)]) -> Expr<'a> {
    match rest.last() {
        None => *first,
        Some((_, last)) => Expr { kind: ExprKind::Chain(first, rest), span: Span { start: first.span.start, end: last.span.end } },
    }
}

pub(super) fn is_logic(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::And | BinaryOp::Or)
}

/// What a function such as `function_exists` asks for.
fn asked(function: &str, args: &[Arg<'_>]) -> Option<Thing> {
    let text = |i: usize| match args.get(i)?.value.kind {
        ExprKind::Str(text) => std::str::from_utf8(text).ok().map(|text| text.trim_start_matches('\\').to_owned()),
        _ => None,
    };
    let lower = |i: usize| text(i).map(|text| text.to_ascii_lowercase());
    match function {
        "function_exists" => Some(Thing::Function(lower(0)?)),
        "is_callable" => match args.first()?.value.kind {
            ExprKind::Str(_) => Some(Thing::Function(lower(0)?)),
            ExprKind::Array([_, method]) => match method.value.kind {
                ExprKind::Str(name) => Some(Thing::Method(String::new(), String::from_utf8_lossy(name).to_ascii_lowercase())),
                _ => None,
            },
            _ => None,
        },
        "class_exists" | "interface_exists" | "trait_exists" => Some(Thing::Class(lower(0)?)),
        "defined" => Some(match text(0)?.split_once("::") {
            Some((class, name)) => Thing::ClassConstant(class.to_ascii_lowercase(), name.to_owned()),
            None => Thing::Constant(text(0)?),
        }),
        "method_exists" => Some(Thing::Method(lower(0).unwrap_or_default(), lower(1)?)),
        "property_exists" => Some(Thing::Property(lower(0).unwrap_or_default(), text(1)?)),
        // Which file is asked for may not be told; that one is decides whether a missing one is a mistake.
        "file_exists" | "is_file" | "is_readable" | "dol_is_file" | "stream_resolve_include_path" => {
            Some(file(&args.first()?.value).unwrap_or_else(|| Thing::File(String::new())))
        }
        "dol_include_once" => file(&args.first()?.value),
        _ => None,
    }
}

/// The file of the core that a path means.
pub(super) fn file(path: &Expr<'_>) -> Option<Thing> {
    match path.kind {
        ExprKind::Call(Callee::Name("dol_buildpath", _), [arg, ..]) => file(&arg.value),
        ExprKind::Str(text) => paths::normal(std::str::from_utf8(text).ok()?).map(Thing::File),
        _ => paths::included(path, None).map(Thing::File),
    }
}

/// Whether what follows a list of statements is never reached from its end.
pub(super) fn leaves(body: &[Stmt<'_>]) -> bool {
    let Some(last) = body.iter().rev().find(|stmt| !matches!(stmt.kind, StmtKind::Nop | StmtKind::Html)) else { return false };
    match &last.kind {
        StmtKind::Return(_) | StmtKind::Throw(_) | StmtKind::Break(_) | StmtKind::Continue(_) => true,
        StmtKind::Expr(Expr { kind: ExprKind::Exit(_) | ExprKind::Throw(_), .. }) => true,
        StmtKind::Expr(Expr { kind: ExprKind::Call(Callee::Name(name, _), _), .. }) => {
            NEVER_RETURN.contains(&name.to_ascii_lowercase().as_str())
        }
        StmtKind::Block(inner) => leaves(inner),
        StmtKind::If { branches, otherwise: Some(otherwise) } => leaves(otherwise) && branches.iter().all(|(_, body)| leaves(body)),
        _ => false,
    }
}
