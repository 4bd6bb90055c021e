//! Walks over statements and expressions, with or without the functions and classes declared inside. Need no recursion.

use super::tree::{Arg, Callee, ClassRef, Expr, ExprKind, Member, Part, Stmt, StmtKind};

/// A statement or an expression on a walk.
#[derive(Clone, Copy)]
pub(crate) enum Node<'a> {
    Stmt(&'a Stmt<'a>),
    Expr(&'a Expr<'a>),
}

/// Visits statements and expressions with everything inside them, closures too, in source order. Needs no recursion.
pub(crate) fn walk<'a>(stmts: &'a [Stmt<'a>], mut visit: impl FnMut(Node<'a>)) {
    let mut todo: Vec<Node<'a>> = stmts.iter().rev().map(Node::Stmt).collect();
    while let Some(node) = todo.pop() {
        visit(node);
        let start = todo.len();
        parts(node, &mut todo);
        todo[start..].reverse();
    }
}

/// Visits what [`walk`] does, and then the same in functions and classes declared inside, body by body.
pub(crate) fn everywhere<'a>(stmts: &'a [Stmt<'a>], mut visit: impl FnMut(Node<'a>)) {
    let mut bodies = vec![stmts];
    while let Some(stmts) = bodies.pop() {
        walk(stmts, |node| {
            match node {
                Node::Stmt(Stmt { kind: StmtKind::Function(function), .. }) => bodies.push(function.body),
                Node::Stmt(Stmt { kind: StmtKind::Class(class), .. }) | Node::Expr(Expr { kind: ExprKind::NewClass(class, _), .. }) => {
                    bodies.extend(class.methods.iter().map(|method| method.function.body));
                }
                _ => {}
            }
            visit(node);
        });
    }
}

/// Appends what lies directly inside a node.
pub(crate) fn parts<'a>(node: Node<'a>, out: &mut Vec<Node<'a>>) {
    match node {
        Node::Stmt(stmt) => stmt_parts(stmt, out),
        Node::Expr(expr) => expr_parts(expr, out),
    }
}

fn stmt_parts<'a>(stmt: &'a Stmt<'a>, out: &mut Vec<Node<'a>>) {
    match &stmt.kind {
        StmtKind::Expr(e) | StmtKind::Throw(e) | StmtKind::Return(Some(e)) => out.push(Node::Expr(e)),
        StmtKind::Echo(list) | StmtKind::Unset(list) | StmtKind::Global(list) => exprs(list, out),
        StmtKind::Block(body) | StmtKind::Namespace(_, body) | StmtKind::Other(_, body) => stmts(body, out),
        StmtKind::If { branches, otherwise } => {
            for (condition, body) in *branches {
                out.push(Node::Expr(condition));
                stmts(body, out);
            }
            stmts(otherwise.unwrap_or_default(), out);
        }
        StmtKind::While(condition, body) => {
            out.push(Node::Expr(condition));
            stmts(body, out);
        }
        StmtKind::DoWhile(body, condition) => {
            stmts(body, out);
            out.push(Node::Expr(condition));
        }
        StmtKind::For { init, condition, update, body } => {
            [init, condition, update].into_iter().for_each(|list| exprs(list, out));
            stmts(body, out);
        }
        StmtKind::Foreach(each) => {
            out.push(Node::Expr(&each.over));
            stmts(each.body, out);
        }
        StmtKind::Switch(subject, cases) => {
            out.push(Node::Expr(subject));
            for case in *cases {
                out.extend(case.value.as_ref().map(Node::Expr));
                stmts(case.body, out);
            }
        }
        StmtKind::StaticVars(vars) => out.extend(vars.iter().filter_map(|(_, value)| value.as_ref()).map(Node::Expr)),
        StmtKind::Try(parts) => {
            stmts(parts.body, out);
            parts.catches.iter().for_each(|catch| stmts(catch.body, out));
            stmts(parts.finally.unwrap_or_default(), out);
        }
        // Functions and classes inside a method are not part of what it does.
        _ => {}
    }
}

fn expr_parts<'a>(expr: &'a Expr<'a>, out: &mut Vec<Node<'a>>) {
    match &expr.kind {
        ExprKind::Interpolated(parts) => out.extend(parts.iter().filter_map(|part| match part {
            Part::Expr(e) => Some(Node::Expr(e)),
            Part::Text(_) => None,
        })),
        ExprKind::Array(elements) => {
            for element in *elements {
                out.extend(element.key.as_ref().map(Node::Expr));
                out.push(Node::Expr(&element.value));
            }
        }
        ExprKind::Index(base, index) => out.extend(std::iter::once(*base).chain(*index).map(Node::Expr)),
        ExprKind::Prop(base, member) => {
            out.push(Node::Expr(base));
            computed(member, out);
        }
        ExprKind::StaticProp(_, member) | ExprKind::ClassConst(_, member) => computed(member, out),
        ExprKind::Call(callee, list) => {
            if let Callee::Computed(e) = callee {
                out.push(Node::Expr(e));
            }
            args(list, out);
        }
        ExprKind::MethodCall(base, member, list) => {
            out.push(Node::Expr(base));
            computed(member, out);
            args(list, out);
        }
        ExprKind::StaticCall(class, _, list) | ExprKind::New(class, list) => {
            if let ClassRef::Computed(e) = class {
                out.push(Node::Expr(e));
            }
            args(list, out);
        }
        ExprKind::Chain(first, rest) => {
            out.push(Node::Expr(first));
            out.extend(rest.iter().map(|(_, e)| Node::Expr(e)));
        }
        ExprKind::Assign { target: a, value: b, .. } | ExprKind::AssignOp(a, _, b) => out.extend([a, b].map(|e| Node::Expr(e))),
        ExprKind::AssignCoalesce(a, b) | ExprKind::Coalesce(a, b) => out.extend([a, b].map(|e| Node::Expr(e))),
        ExprKind::Ternary(a, b, c) => out.extend([Some(*a), *b, Some(*c)].into_iter().flatten().map(Node::Expr)),
        ExprKind::Isset(list) | ExprKind::Other(_, list) => exprs(list, out),
        ExprKind::Closure(function) => stmts(function.body, out),
        ExprKind::Match(subject, arms) => {
            out.push(Node::Expr(subject));
            for arm in *arms {
                exprs(arm.conditions.unwrap_or_default(), out);
                out.push(Node::Expr(&arm.body));
            }
        }
        ExprKind::Exit(e) => out.extend(e.iter().copied().map(Node::Expr)),
        ExprKind::Include { path: e, .. } | ExprKind::Step { target: e, .. } => out.push(Node::Expr(e)),
        ExprKind::VarVar(e) | ExprKind::Not(e) | ExprKind::Negate(e) | ExprKind::Plus(e) | ExprKind::BitNot(e) => out.push(Node::Expr(e)),
        ExprKind::Cast(_, e) | ExprKind::Silence(e) | ExprKind::Empty(e) | ExprKind::Print(e) => out.push(Node::Expr(e)),
        ExprKind::Clone(e) | ExprKind::Throw(e) => out.push(Node::Expr(e)),
        _ => {}
    }
}

fn stmts<'a>(list: &'a [Stmt<'a>], out: &mut Vec<Node<'a>>) {
    out.extend(list.iter().map(Node::Stmt));
}

fn exprs<'a>(list: &'a [Expr<'a>], out: &mut Vec<Node<'a>>) {
    out.extend(list.iter().map(Node::Expr));
}

fn args<'a>(list: &'a [Arg<'a>], out: &mut Vec<Node<'a>>) {
    out.extend(list.iter().map(|arg| Node::Expr(&arg.value)));
}

fn computed<'a>(member: &Member<'a>, out: &mut Vec<Node<'a>>) {
    if let Member::Computed(e) = member {
        out.push(Node::Expr(e));
    }
}
