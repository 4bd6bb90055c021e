//! One file of a core → its declarations, and what it says of hooks, triggers and includes, each with the function it stands in.

use std::collections::{BTreeMap, BTreeSet};

use super::assigned::{Assigned, Owned};
use super::declared;
use super::draft::Draft;
use super::fold::{Scope, Template, literals, plain};
use crate::base::Span;
use crate::php::File;
use crate::php::tree::{Arg, BinaryOp, Callee, Class, ClassRef, Expr, ExprKind, Function, Member, Param, Stmt, StmtKind};
use crate::php::walk::{Node, walk};

/// What one file says.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub drafts: Vec<Draft>,
    pub classes: Vec<ClassInfo>,
    /// Hook contexts that are opened, by function.
    pub contexts: Vec<(String, Template)>,
    /// Hook methods that are run, by function.
    pub hooks: Vec<(String, String)>,
    /// Trigger codes that are fired, by function.
    pub triggers: Vec<(String, Template)>,
    /// Words that look like trigger codes and are given to methods: method in lower case, place, word.
    pub passed: Vec<(String, usize, String)>,
    /// Properties that functions assign and that their class does not declare itself, with the class.
    pub assigned: Vec<Owned>,
    /// Files included by code outside of functions, relative to `htdocs`.
    pub includes: BTreeSet<String>,
    /// Whether it can be opened in a browser: code outside of functions includes `main.inc.php`.
    pub is_page: bool,
}

/// What folding needs to know of a class.
#[derive(Debug, Default, Clone)]
pub(super) struct ClassInfo {
    pub name: String,
    pub parent: Option<String>,
    /// Properties and constants whose values are string literals.
    pub strings: BTreeMap<String, String>,
    /// Methods that it calls on itself or on its parent and whose names end in `common`, in lower case.
    pub calls: BTreeSet<String>,
}

/// Reads a file. What lies behind a syntax error is left out.
pub(super) fn scan(file: &File<'_>, path: &str) -> Scanned {
    let mut scan = Scan { file, path, found: Scanned::default(), assigned: BTreeSet::new() };
    let mut declarations: Vec<&Stmt<'_>> = Vec::new();
    scan.body("", Code { class: None, params: &[], body: file.stmts }, &mut declarations);
    while let Some(stmt) = declarations.pop() {
        match stmt.kind {
            StmtKind::Function(function) if scan.is_sound(stmt.span) => {
                scan.found.drafts.push(declared::function(file, path, function));
                scan.body(function.name, Code::of(None, function), &mut declarations);
            }
            StmtKind::Class(class) if scan.is_sound(stmt.span) => scan.class(class, &mut declarations),
            StmtKind::Const(items) => {
                scan.found.drafts.extend(items.iter().map(|(name, value)| declared::constant(file, path, name, Some(value))));
            }
            _ => {}
        }
    }
    scan.found.assigned = scan.assigned.into_iter().map(|(class, name)| (class.to_owned(), name.to_owned())).collect();
    scan.found
}

/// The code of a function, or of the file itself.
struct Code<'a> {
    class: Option<&'a Class<'a>>,
    params: &'a [Param<'a>],
    body: &'a [Stmt<'a>],
}

impl<'a> Code<'a> {
    fn of(class: Option<&'a Class<'a>>, function: &Function<'a>) -> Self {
        Self { class, params: function.params, body: function.body }
    }
}

struct Scan<'f, 'a> {
    file: &'f File<'a>,
    path: &'f str,
    found: Scanned,
    /// What becomes of [`Scanned::assigned`].
    assigned: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Scan<'_, 'a> {
    fn is_sound(&self, span: Span) -> bool {
        self.file.broken_from.is_none_or(|from| span.end <= from)
    }

    fn class(&mut self, class: &'a Class<'a>, inner: &mut Vec<&'a Stmt<'a>>) {
        declared::class(self.file, self.path, class, &mut self.found.drafts);
        let mut info = ClassInfo {
            name: class.name.to_owned(),
            parent: class.extends.first().map(|(name, _)| (*name).to_owned()),
            ..ClassInfo::default()
        };
        let properties = class.properties.iter().map(|property| (property.name, property.default.as_ref()));
        let constants = class.constants.iter().map(|constant| (constant.name, constant.value.as_ref()));
        for (name, value) in properties.chain(constants) {
            if let Some(ExprKind::Str(text)) = value.map(|e| e.kind) {
                info.strings.insert(name.to_owned(), String::from_utf8_lossy(text).into_owned());
            }
        }
        for method in class.methods {
            let scope = format!("{}::{}", class.name, method.function.name);
            info.calls.append(&mut self.body(&scope, Code::of(Some(class), &method.function), inner));
        }
        self.found.classes.push(info);
        for property in class.properties {
            self.assigned.remove(&(class.name, property.name));
        }
    }

    /// Reads the code of a function, which may stand in a class, or of the file itself; declarations inside go to `inner`. Returns
    /// what it calls on its own object or class, as far as [`ClassInfo::calls`] wants that.
    fn body(&mut self, scope: &str, code: Code<'a>, inner: &mut Vec<&'a Stmt<'a>>) -> BTreeSet<String> {
        let Code { class, params, body } = code;
        let mut calls = BTreeSet::new();
        // The variables of a file are those of every file that includes it.
        let mut assigned = (!scope.is_empty()).then(|| Assigned::new(params));
        // Most functions hold nothing that needs variables.
        let mut variables: Option<Scope<'_>> = None;
        let path = self.path;
        walk(body, |node| {
            if let Some(assigned) = &mut assigned {
                assigned.see(node);
            }
            let expr = match node {
                Node::Expr(expr) => expr,
                Node::Stmt(stmt) if declared::is_declaration(stmt) => return inner.push(stmt),
                Node::Stmt(_) => return,
            };
            let mut fold =
                |e: &Expr<'_>| literals(e).unwrap_or_else(|| variables.get_or_insert_with(|| Scope::new(path, params, body)).fold(e));
            match &expr.kind {
                ExprKind::MethodCall(_, Member::Name(name, _), args) | ExprKind::StaticCall(_, Member::Name(name, _), args) => {
                    if is_for_others(name) && is_own_call(expr) {
                        calls.insert(name.to_ascii_lowercase());
                    }
                    self.method_call(scope, name, args, &mut fold);
                }
                ExprKind::Call(Callee::Name(name, _), args) if name.eq_ignore_ascii_case("define") => self.define(args),
                ExprKind::Include { path: included, .. } if scope.is_empty() => self.include(included),
                ExprKind::NewClass(class, _) => self.anonymous(scope, class, inner),
                _ => {}
            }
        });
        if let Some(assigned) = assigned {
            assigned.owned(class, &mut self.assigned);
        }
        calls
    }

    /// The methods of a class without a name are no facts, but what they fire is.
    fn anonymous(&mut self, scope: &str, class: &'a Class<'a>, inner: &mut Vec<&'a Stmt<'a>>) {
        for method in class.methods {
            self.body(scope, Code::of(Some(class), &method.function), inner);
        }
    }

    fn method_call(&mut self, scope: &str, name: &str, args: &[Arg<'_>], fold: &mut dyn FnMut(&Expr<'_>) -> Vec<Template>) {
        let Some(first) = args.first() else { return };
        if name.eq_ignore_ascii_case("initHooks") {
            let found = fold(&first.value);
            self.found.contexts.extend(found.into_iter().map(|context| (scope.to_owned(), context)));
        } else if name.eq_ignore_ascii_case("executeHooks") {
            let names = fold(&first.value).iter().filter_map(plain).filter(|name| !name.is_empty()).collect::<Vec<_>>();
            self.found.hooks.extend(names.into_iter().map(|name| (scope.to_owned(), name)));
        } else if name.eq_ignore_ascii_case("call_trigger") || name.eq_ignore_ascii_case("run_triggers") {
            let found = fold(&first.value);
            self.found.triggers.extend(found.into_iter().map(|code| (scope.to_owned(), code)));
        } else {
            for (i, arg) in args.iter().enumerate() {
                if let ExprKind::Str(text) = arg.value.kind
                    && looks_like_code(text)
                {
                    self.found.passed.push((name.to_ascii_lowercase(), i, String::from_utf8_lossy(text).into_owned()));
                }
            }
        }
    }

    fn define(&mut self, args: &[Arg<'_>]) {
        if let Some(ExprKind::Str(name)) = args.first().map(|arg| arg.value.kind)
            && !name.is_empty()
        {
            let name = String::from_utf8_lossy(name);
            self.found.drafts.push(declared::constant(self.file, self.path, &name, args.get(1).map(|arg| &arg.value)));
        }
    }

    fn include(&mut self, included: &Expr<'_>) {
        let Some(target) = target(self.path, included) else { return };
        self.found.is_page |= target == "main.inc.php" || target.ends_with("/main.inc.php");
        self.found.includes.insert(target);
    }
}

/// Whether a method is there for others to call, by its name: `createCommon`.
pub(super) fn is_for_others(method: &str) -> bool {
    let start = method.len().saturating_sub("common".len());
    method.as_bytes()[start..].eq_ignore_ascii_case(b"common")
}

/// Whether an expression calls a method of its own object or class.
fn is_own_call(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::MethodCall(object, ..) => matches!(object.kind, ExprKind::Var("this")),
        ExprKind::StaticCall(ClassRef::Name(class, _), ..) => {
            ["parent", "self", "static"].iter().any(|own| class.eq_ignore_ascii_case(own))
        }
        _ => false,
    }
}

/// `BILL_VALIDATE`
pub(super) fn looks_like_code(text: &[u8]) -> bool {
    text.len() > 3
        && text[0].is_ascii_uppercase()
        && text.contains(&b'_')
        && text.iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == b'_')
}

/// The file that an include means, relative to `htdocs`: `DOL_DOCUMENT_ROOT.'/x'`, `__DIR__.'/x'`, `'../x'`.
fn target(path: &str, included: &Expr<'_>) -> Option<String> {
    let text = |e: &Expr<'_>| if let ExprKind::Str(text) = e.kind { std::str::from_utf8(text).ok().map(str::to_owned) } else { None };
    let here = path.rsplit_once('/').map_or("", |(dir, _)| dir);
    let joined = match &included.kind {
        ExprKind::Str(_) => format!("{here}/{}", text(included)?),
        ExprKind::Chain(first, [(BinaryOp::Concat, last)]) => match &first.kind {
            ExprKind::Const("DOL_DOCUMENT_ROOT") => text(last)?,
            ExprKind::Magic("__DIR__") => format!("{here}/{}", text(last)?),
            ExprKind::Call(Callee::Name("dirname", _), [arg]) if matches!(arg.value.kind, ExprKind::Magic("__FILE__")) => {
                format!("{here}/{}", text(last)?)
            }
            _ => return None,
        },
        _ => return None,
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." => _ = parts.pop(),
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
