//! A function, and what its variables are assigned where that happens once.

use std::cell::OnceCell;

use foldhash::{HashMap, HashMapExt};

use crate::base::Span;
use crate::php::tree::{Callee, Expr, ExprKind, Param, Stmt, StmtKind};
use crate::php::walk::{Node, walk};

/// Functions that tests on the release are made of.
const BY_VALUE: [&str; 12] = [
    "count",
    "define",
    "explode",
    "floatval",
    "implode",
    "in_array",
    "intval",
    "is_array",
    "strpos",
    "substr",
    "version_compare",
    "versioncompare",
];

/// A function, or the top level of a file.
#[derive(Default)]
pub(super) struct Body<'a> {
    params: &'a [Param<'a>],
    stmts: &'a [Stmt<'a>],
    /// Made when the first test asks for a variable: most functions have none.
    assigned: OnceCell<Assigned<'a>>,
}

/// The variables of a function by what they are assigned; `None` for more than one assignment, and for what else may change them.
#[derive(Default)]
struct Assigned<'a> {
    values: HashMap<&'a str, Option<&'a Expr<'a>>>,
    /// Where files are included, which may assign too.
    includes: Vec<u32>,
}

impl<'a> Body<'a> {
    pub(super) fn new(params: &'a [Param<'a>], stmts: &'a [Stmt<'a>]) -> Self {
        Self { params, stmts, assigned: OnceCell::new() }
    }

    /// What a variable was assigned, where that happens once.
    pub(super) fn assigned(&self, name: &str) -> Option<&'a Expr<'a>> {
        self.all().values.get(name).copied().flatten()
    }

    /// The same for a place: what a file that is included before may count up is not known there.
    pub(super) fn assigned_before(&self, name: &str, place: Span) -> Option<&'a Expr<'a>> {
        let value = self.assigned(name)?;
        let may_change = |at: &u32| (value.span.end..place.start).contains(at);
        (!is_literal(value) || !self.all().includes.iter().any(may_change)).then_some(value)
    }

    fn all(&self) -> &Assigned<'a> {
        self.assigned.get_or_init(|| {
            let mut all = assigned(self.stmts);
            all.values.extend(self.params.iter().map(|param| (param.name, None)));
            all
        })
    }
}

fn assigned<'a>(body: &'a [Stmt<'a>]) -> Assigned<'a> {
    let mut includes = Vec::new();
    let mut found: HashMap<&str, Option<&Expr<'_>>> = HashMap::new();
    let mut passed: Vec<&str> = Vec::new();
    let mut put = |target: &'a Expr<'a>, value: Option<&'a Expr<'a>>| {
        match target.kind {
            ExprKind::Var(name) => _ = found.entry(name).and_modify(|known| *known = None).or_insert(value),
            // `$list[] = …` adds to what the variable holds, and `[$a, $b] = …` gives it something else.
            ExprKind::Index(..) | ExprKind::Array(_) => written(target).for_each(|name| _ = found.insert(name, None)),
            _ => {}
        }
    };
    walk(body, |node| match node {
        // These take values alone.
        Node::Expr(Expr { kind: ExprKind::Call(Callee::Name(name, _), _), .. })
            if BY_VALUE.iter().any(|known| name.eq_ignore_ascii_case(known)) => {}
        Node::Expr(Expr {
            kind: ExprKind::Call(_, args) | ExprKind::MethodCall(_, _, args) | ExprKind::StaticCall(_, _, args), ..
        }) => {
            passed.extend(args.iter().filter_map(|arg| if let ExprKind::Var(name) = arg.value.kind { Some(name) } else { None }));
        }
        Node::Expr(Expr { kind: ExprKind::Assign { target, value, by_ref: false }, .. }) => put(target, Some(value)),
        Node::Expr(Expr { kind: ExprKind::Assign { target, .. } | ExprKind::Step { target, .. }, .. }) => put(target, None),
        Node::Expr(Expr { kind: ExprKind::AssignOp(target, ..) | ExprKind::AssignCoalesce(target, _), .. }) => put(target, None),
        Node::Stmt(Stmt { kind: StmtKind::Foreach(each), .. }) => {
            put(&each.value, None);
            if let Some(key) = &each.key {
                put(key, None);
            }
        }
        Node::Expr(Expr { kind: ExprKind::Include { .. }, span }) => includes.push(span.start),
        Node::Stmt(Stmt { kind: StmtKind::Global(list), .. }) => list.iter().for_each(|e| put(e, None)),
        _ => {}
    });
    // What starts as a literal and is handed on may come back as something else: `$error = 0; $this->save($error);`
    for name in passed {
        if let Some(value) = found.get_mut(name)
            && value.is_some_and(|value| is_literal(value))
        {
            *value = None;
        }
    }
    Assigned { values: found, includes }
}

/// The variables that an element, or a list of targets, changes.
fn written<'a>(target: &'a Expr<'a>) -> impl Iterator<Item = &'a str> {
    let mut targets: Vec<&Expr<'_>> = match target.kind {
        ExprKind::Array(elements) => elements.iter().map(|element| &element.value).collect(),
        _ => vec![target],
    };
    targets.iter_mut().for_each(|target| {
        while let ExprKind::Index(base, _) = target.kind {
            *target = base;
        }
    });
    targets.into_iter().filter_map(|target| if let ExprKind::Var(name) = target.kind { Some(name) } else { None })
}

/// What functions count up and fill; texts they hardly ever change.
fn is_literal(value: &Expr<'_>) -> bool {
    matches!(value.kind, ExprKind::Null | ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Array(_))
}
