//! Names and offsets of every kind of declaration and call in `fixtures/all-kinds.php`, held against the file beside it.
//! `DOLIVET_BLESS=1 cargo test` rewrites that file; what it says is worth reading whenever the parser is renewed.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::tree::*;
use super::{Arena, parse};
use crate::base::Span;

#[test]
fn names_and_offsets_of_declarations_and_calls_are_as_they_were() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/php/fixtures");
    let text = fs::read(fixtures.join("all-kinds.php")).unwrap();
    let arena = Arena::new();
    let file = parse(&arena, &Arc::from("all-kinds.php"), &text);
    assert_eq!(file.errors, []);
    let mut facts = Facts::default();
    facts.stmts(file.stmts);
    facts.0.sort_by_key(|fact| (fact.2.start, fact.0));
    let mut found = String::new();
    for (kind, name, span) in &facts.0 {
        let place = file.place(*span);
        writeln!(found, "{}-{} {}:{} {kind} {name}", span.start, span.end, place.line, place.column).unwrap();
        let written = String::from_utf8_lossy(&text[span.start as usize..span.end as usize]);
        let written = written.trim_start_matches(['\\', '$']).trim_start_matches("namespace\\");
        assert!(kind.starts_with("doc") || written == name, "{kind} {name} at {span:?} is written {written}");
    }
    let golden = fixtures.join("all-kinds.txt");
    if std::env::var_os("DOLIVET_BLESS").is_some() {
        fs::write(&golden, &found).unwrap();
    }
    assert_eq!(fs::read_to_string(&golden).unwrap(), found, "DOLIVET_BLESS=1 rewrites the golden file");
}

/// Kind, name and where the name is written.
#[derive(Default)]
struct Facts(Vec<(&'static str, String, Span)>);

impl Facts {
    fn add(&mut self, kind: &'static str, name: &str, span: Span) {
        self.0.push((kind, name.to_owned(), span));
    }

    fn list(&mut self, kind: &'static str, names: &[(&str, Span)]) {
        names.iter().for_each(|(name, span)| self.add(kind, name, *span));
    }

    fn member(&mut self, kind: &'static str, member: Member<'_>) {
        match member {
            Member::Name(name, span) => self.add(kind, name, span),
            Member::Computed(expr) => self.expr(expr),
        }
    }

    fn class_ref(&mut self, kind: &'static str, class: ClassRef<'_>) {
        match class {
            ClassRef::Name(name, span) => self.add(kind, name, span),
            ClassRef::Computed(expr) => self.expr(expr),
        }
    }

    fn class(&mut self, class: &Class<'_>) {
        let kind = match class.kind {
            ClassKind::Class => "class",
            ClassKind::Interface => "interface",
            ClassKind::Trait => "trait",
            ClassKind::Enum => "enum",
        };
        if !class.name.is_empty() {
            self.add(kind, class.name, class.name_span);
        }
        if let Some(doc) = class.doc {
            self.add("doc of class", doc, class.name_span);
        }
        self.list("extends", class.extends);
        self.list("implements", class.implements);
        self.list("uses trait", class.traits);
        for constant in class.constants {
            self.add("class constant", constant.name, constant.span);
            self.exprs(constant.value.as_slice());
        }
        for property in class.properties {
            self.add("property", property.name, property.span);
            self.exprs(property.default.as_slice());
        }
        for method in class.methods {
            self.function("method", &method.function);
        }
    }

    fn function(&mut self, kind: &'static str, function: &Function<'_>) {
        if !function.name.is_empty() {
            self.add(kind, function.name, function.name_span);
        }
        if let Some(doc) = function.doc {
            self.add("doc of function", doc, function.name_span);
        }
        for param in function.params {
            self.exprs(param.default.as_slice());
        }
        self.stmts(function.body);
    }

    fn stmts(&mut self, stmts: &[Stmt<'_>]) {
        for stmt in stmts {
            match stmt.kind {
                StmtKind::Expr(e) | StmtKind::Throw(e) | StmtKind::Return(Some(e)) => self.expr(&e),
                StmtKind::Echo(list) => self.exprs(list),
                StmtKind::Block(body) | StmtKind::Namespace(_, body) | StmtKind::Other(_, body) => self.stmts(body),
                StmtKind::If { branches, .. } => branches.iter().for_each(|(condition, body)| {
                    self.expr(condition);
                    self.stmts(body);
                }),
                StmtKind::While(e, body) | StmtKind::DoWhile(body, e) => {
                    self.expr(&e);
                    self.stmts(body);
                }
                StmtKind::Foreach(each) => {
                    self.expr(&each.over);
                    self.stmts(each.body);
                }
                StmtKind::Switch(e, cases) => {
                    self.expr(&e);
                    cases.iter().for_each(|case| self.stmts(case.body));
                }
                StmtKind::Try(parts) => {
                    self.stmts(parts.body);
                    parts.catches.iter().for_each(|catch| self.stmts(catch.body));
                    self.stmts(parts.finally.unwrap_or_default());
                }
                StmtKind::Function(function) => self.function("function", function),
                StmtKind::Class(class) => self.class(class),
                StmtKind::Const(list) => list.iter().for_each(|(_, value)| self.expr(value)),
                _ => {}
            }
        }
    }

    fn exprs(&mut self, list: &[Expr<'_>]) {
        list.iter().for_each(|e| self.expr(e));
    }

    fn args(&mut self, args: &[Arg<'_>]) {
        args.iter().for_each(|arg| self.expr(&arg.value));
    }

    fn expr(&mut self, expr: &Expr<'_>) {
        match expr.kind {
            ExprKind::Const(name) => self.add("constant", name, expr.span),
            ExprKind::Call(Callee::Name(name, span), args) => {
                self.add("call", name, span);
                self.args(args);
            }
            ExprKind::Call(Callee::Computed(e), args) => {
                self.expr(e);
                self.args(args);
            }
            ExprKind::MethodCall(object, member, args) => {
                self.expr(object);
                self.member("method call", member);
                self.args(args);
            }
            ExprKind::StaticCall(class, member, args) => {
                self.class_ref("class of static call", class);
                self.member("static call", member);
                self.args(args);
            }
            ExprKind::New(class, args) => {
                self.class_ref("new", class);
                self.args(args);
            }
            ExprKind::NewClass(class, args) => {
                self.args(args);
                self.class(class);
            }
            ExprKind::ClassConst(class, member) => {
                self.class_ref("class of constant", class);
                self.member("constant of class", member);
            }
            ExprKind::StaticProp(class, member) => {
                self.class_ref("class of property", class);
                self.member("static property", member);
            }
            ExprKind::Prop(object, member) => {
                self.expr(object);
                self.member("property of object", member);
            }
            _ => self.inner(expr),
        }
    }

    /// Expressions without a name of their own.
    fn inner(&mut self, expr: &Expr<'_>) {
        match expr.kind {
            ExprKind::Interpolated(parts) => parts.iter().for_each(|part| {
                if let Part::Expr(e) = part {
                    self.expr(e)
                }
            }),
            ExprKind::Array(elements) => elements.iter().for_each(|element| self.expr(&element.value)),
            ExprKind::Chain(first, rest) => {
                self.expr(first);
                rest.iter().for_each(|(_, e)| self.expr(e));
            }
            ExprKind::Assign { target, value, .. } | ExprKind::Coalesce(target, value) => {
                self.expr(target);
                self.expr(value);
            }
            ExprKind::Index(base, index) => {
                self.expr(base);
                index.into_iter().for_each(|e| self.expr(e));
            }
            ExprKind::Not(e) | ExprKind::Print(e) | ExprKind::Empty(e) | ExprKind::Exit(Some(e)) | ExprKind::Throw(e) => self.expr(e),
            ExprKind::Step { target, .. } => self.expr(target),
            ExprKind::Include { path, .. } => self.expr(path),
            ExprKind::Isset(list) | ExprKind::Other(_, list) => self.exprs(list),
            ExprKind::Closure(function) => self.function("closure", function),
            ExprKind::Match(subject, arms) => {
                self.expr(subject);
                for arm in arms {
                    self.exprs(arm.conditions.unwrap_or_default());
                    self.expr(&arm.body);
                }
            }
            _ => {}
        }
    }
}
