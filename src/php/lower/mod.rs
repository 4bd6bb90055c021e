//! The parser's tree → the lean tree: statements and declarations.

mod expr;
mod skim;

use php_ast::ast;

use super::Arena;
use super::source::Text;
use super::tree::*;
use crate::base::Span;
pub(crate) use skim::Marks;
use skim::Skim;

/// How deep expressions and statements may nest here. The parser bounds itself to 512 but for chains that lean to the left.
const MAX_DEPTH: u32 = 640;

/// Walks the parser's tree once.
pub(super) struct Lower<'a> {
    arena: &'a Arena,
    text: Text<'a>,
    depth: u32,
    /// The first expression that nests too deeply; it is replaced by [`ExprKind::Error`].
    pub too_deep: Option<Span>,
    /// The squares of the lengths of all chains of operators, summed up.
    pub chains: u64,
    /// What to lower, when that is not everything.
    skim: Option<Skim>,
}

impl<'a> Lower<'a> {
    /// With `marks`, code that holds none of them is left out.
    pub(super) fn new(arena: &'a Arena, text: Text<'a>, marks: Option<Marks>) -> Self {
        Self { arena, text, depth: 0, too_deep: None, chains: 0, skim: marks.map(Skim::new) }
    }

    fn span(&self, span: php_ast::Span) -> Span {
        self.text.span(span)
    }

    /// Lowers a list, node by node.
    fn each<T, U: Copy>(&mut self, list: &'a [T], mut lower: impl FnMut(&mut Self, &'a T) -> U) -> &'a [U] {
        self.arena.fill(list.iter().map(|item| lower(self, item)))
    }

    pub(super) fn stmts(&mut self, stmts: &'a [ast::Stmt<'a, 'a>]) -> &'a [Stmt<'a>] {
        self.each(stmts, Self::stmt)
    }

    /// The statements of a body: those of a block, or the one statement.
    fn body(&mut self, stmt: &'a ast::Stmt<'a, 'a>) -> &'a [Stmt<'a>] {
        match &stmt.kind {
            ast::StmtKind::Block(block) => self.stmts(&block.stmts),
            _ => self.stmts(std::slice::from_ref(stmt)),
        }
    }

    fn stmt(&mut self, stmt: &'a ast::Stmt<'a, 'a>) -> Stmt<'a> {
        let span = self.span(stmt.span);
        if self.depth >= MAX_DEPTH {
            self.too_deep.get_or_insert(span);
            return Stmt { kind: StmtKind::Error, span };
        }
        if let Some(kind) = self.left_out(stmt) {
            return Stmt { kind, span };
        }
        self.depth += 1;
        let kind = self.stmt_kind(stmt);
        self.depth -= 1;
        Stmt { kind, span }
    }

    fn stmt_kind(&mut self, stmt: &'a ast::Stmt<'a, 'a>) -> StmtKind<'a> {
        use ast::StmtKind as K;
        match &stmt.kind {
            K::Expression(expr) => StmtKind::Expr(self.expr(expr)),
            K::Echo(list) => StmtKind::Echo(self.exprs(list)),
            K::Return(value) => StmtKind::Return(value.map(|e| self.expr(e))),
            K::Block(block) => StmtKind::Block(self.stmts(&block.stmts)),
            K::If(stmt) => self.if_stmt(stmt),
            K::While(stmt) => StmtKind::While(self.part(&stmt.condition), self.body(stmt.body)),
            K::DoWhile(stmt) => StmtKind::DoWhile(self.body(stmt.body), self.part(&stmt.condition)),
            K::For(stmt) => StmtKind::For {
                init: self.each(&stmt.init, Self::part),
                condition: self.each(&stmt.condition, Self::part),
                update: self.each(&stmt.update, Self::part),
                body: self.body(stmt.body),
            },
            K::Foreach(stmt) => self.foreach(stmt),
            K::Switch(stmt) => StmtKind::Switch(self.part(&stmt.expr), self.each(&stmt.body.cases, Self::case)),
            K::Break(levels) => StmtKind::Break(levels_of(*levels)),
            K::Continue(levels) => StmtKind::Continue(levels_of(*levels)),
            K::Unset(list) => StmtKind::Unset(self.exprs(list)),
            K::Global(list) => StmtKind::Global(self.exprs(list)),
            K::StaticVar(vars) => {
                StmtKind::StaticVars(self.each(vars, |l, var| (l.ident(&var.name), var.default.as_ref().map(|e| l.expr(e)))))
            }
            K::Throw(value) => StmtKind::Throw(self.expr(value)),
            K::TryCatch(stmt) => self.try_catch(stmt),
            K::Function(function) => StmtKind::Function(self.scope(stmt.span, |l| l.function(function))),
            K::Class(class) => StmtKind::Class(self.class(class, stmt.span)),
            K::Interface(class) => StmtKind::Class(self.interface(class, stmt.span)),
            K::Trait(class) => StmtKind::Class(self.trait_decl(class, stmt.span)),
            K::Enum(class) => StmtKind::Class(self.enum_decl(class, stmt.span)),
            K::Const(items) => StmtKind::Const(self.each(items, |l, item| (l.ident(&item.name), l.expr(&item.value)))),
            K::Namespace(decl) => self.namespace(decl),
            K::Use(decl) => StmtKind::Use(self.each(&decl.uses, |l, item| l.use_item(item, decl.kind))),
            K::Declare(decl) => StmtKind::Other("declare", decl.body.map_or(&[], |body| self.body(body))),
            K::Goto(_) => StmtKind::Other("goto", &[]),
            K::Label(_) => StmtKind::Other("label", &[]),
            K::HaltCompiler(_) => StmtKind::Other("__halt_compiler", &[]),
            K::Nop => StmtKind::Nop,
            K::InlineHtml(_) => StmtKind::Html,
            _ => StmtKind::Error,
        }
    }

    fn if_stmt(&mut self, stmt: &'a ast::IfStmt<'a, 'a>) -> StmtKind<'a> {
        let mut branches = vec![(self.part(&stmt.condition), self.body(stmt.then_branch))];
        for branch in stmt.elseif_branches.iter() {
            branches.push((self.part(&branch.condition), self.body(&branch.body)));
        }
        StmtKind::If { branches: self.arena.list(&branches), otherwise: stmt.else_branch.map(|body| self.body(body)) }
    }

    fn foreach(&mut self, stmt: &'a ast::ForeachStmt<'a, 'a>) -> StmtKind<'a> {
        let lowered = Foreach {
            over: self.part(&stmt.expr),
            key: stmt.key.as_ref().map(|e| self.expr(e)),
            value: self.expr(&stmt.value),
            by_ref: stmt.by_ref,
            body: self.body(stmt.body),
        };
        StmtKind::Foreach(self.arena.one(lowered))
    }

    fn case(&mut self, case: &'a ast::SwitchCase<'a, 'a>) -> Case<'a> {
        Case { value: case.value.as_ref().map(|e| self.part(e)), body: self.stmts(&case.body) }
    }

    fn try_catch(&mut self, stmt: &'a ast::TryCatchStmt<'a, 'a>) -> StmtKind<'a> {
        let catches = self.each(&stmt.catches, |l, catch| Catch {
            types: l.each(&catch.types, |l, name| l.class_name(name).0),
            var: catch.var.as_ref().map(|v| l.ident(v)),
            body: l.stmts(&catch.body.stmts),
        });
        let lowered = Try { body: self.stmts(&stmt.body.stmts), catches, finally: stmt.finally.map(|block| self.stmts(&block.stmts)) };
        StmtKind::Try(self.arena.one(lowered))
    }

    fn namespace(&mut self, decl: &'a ast::NamespaceDecl<'a, 'a>) -> StmtKind<'a> {
        let name = decl.name.as_ref().map(|name| self.class_name(name).0);
        match &decl.body {
            ast::NamespaceBody::Braced(block) => StmtKind::Namespace(name, self.stmts(&block.stmts)),
            _ => StmtKind::Namespace(name, &[]),
        }
    }

    fn use_item(&mut self, item: &'a ast::UseItem<'a, 'a>, kind: ast::UseKind) -> (&'static str, &'a str, Option<&'a str>) {
        let kind = match item.kind.unwrap_or(kind) {
            ast::UseKind::Function => "function",
            ast::UseKind::Const => "const",
            _ => "class",
        };
        (kind, self.class_name(&item.name).0, item.alias.as_ref().map(|alias| self.ident(alias)))
    }

    fn ident(&self, ident: &ast::Ident<'a>) -> &'a str {
        self.text.name(self.arena, ident.as_str().unwrap_or(""), ident.span)
    }

    /// A name without a leading backslash, and its span.
    fn class_name(&self, name: &'a ast::Name<'a, 'a>) -> (&'a str, Span) {
        let joined = match name.parts_slice() {
            [one] => one,
            parts => self.arena.text(&parts.join("\\")),
        };
        (self.text.name(self.arena, joined, name.span()), self.span(name.span()))
    }

    /// A type as the source writes it.
    fn type_text(&self, hint: &ast::TypeHint<'a, 'a>) -> &'a str {
        self.text.slice(hint.span).unwrap_or("").trim()
    }

    fn doc(&self, doc: Option<&ast::Comment<'a>>) -> Option<&'a str> {
        // PHP wants white space behind `/**`: banners such as `/*****/` and `/**<` are plain comments to it.
        doc.filter(|comment| matches!(comment.text.as_bytes().get(3), Some(b' ' | b'\t' | b'\r' | b'\n')))
            .map(|comment| self.text.name(self.arena, comment.text, comment.span))
    }

    fn function(&mut self, decl: &'a ast::FunctionDecl<'a, 'a>) -> &'a Function<'a> {
        let lowered = Function {
            name: self.ident(&decl.name),
            name_span: self.span(decl.name.span),
            params: self.each(&decl.params, Self::param),
            returns: decl.return_type.as_ref().map(|hint| self.type_text(hint)),
            by_ref: decl.by_ref,
            body: self.stmts(&decl.body.stmts),
            has_body: true,
            doc: self.doc(decl.doc_comment.as_ref()),
        };
        self.arena.one(lowered)
    }

    fn param(&mut self, param: &'a ast::Param<'a, 'a>) -> Param<'a> {
        let promotes = param.modifiers.visibility.is_some() || param.modifiers.is_readonly;
        Param {
            name: self.ident(&param.name),
            kind: param.type_hint.as_ref().map(|hint| self.type_text(hint)),
            default: param.default.as_ref().map(|e| self.expr(e)),
            by_ref: param.by_ref,
            variadic: param.variadic,
            promoted: promotes.then(|| visibility(param.modifiers)),
            span: self.span(param.span),
        }
    }

    fn method(&mut self, decl: &'a ast::MethodDecl<'a, 'a>, span: php_ast::Span) -> Method<'a> {
        let function = Function {
            name: self.ident(&decl.name),
            name_span: self.span(decl.name.span),
            params: self.each(&decl.params, Self::param),
            returns: decl.return_type.as_ref().map(|hint| self.type_text(hint)),
            by_ref: decl.by_ref,
            body: decl.body.map_or(&[], |block| self.stmts(&block.stmts)),
            has_body: decl.body.is_some(),
            doc: self.doc(decl.doc_comment.as_ref()),
        };
        Method {
            function,
            visibility: visibility(decl.modifiers),
            is_static: decl.modifiers.is_static,
            is_abstract: decl.modifiers.is_abstract,
            is_final: decl.modifiers.is_final,
            span: self.span(span),
        }
    }

    fn names(&mut self, names: &'a [ast::Name<'a, 'a>]) -> &'a [(&'a str, Span)] {
        self.each(names, |l, name| l.class_name(name))
    }

    fn class(&mut self, decl: &'a ast::ClassDecl<'a, 'a>, span: php_ast::Span) -> &'a Class<'a> {
        let mut class = self.members(&decl.body.members);
        class.name = decl.name.as_ref().map_or("", |name| self.ident(name));
        class.name_span = self.span(decl.name.as_ref().map_or(span, |name| name.span));
        class.is_abstract = decl.modifiers.is_abstract;
        class.is_final = decl.modifiers.is_final;
        class.extends = self.names(decl.extends.as_slice());
        class.implements = self.names(&decl.implements);
        class.doc = self.doc(decl.doc_comment.as_ref());
        class.span = self.span(span);
        self.arena.one(class)
    }

    fn interface(&mut self, decl: &'a ast::InterfaceDecl<'a, 'a>, span: php_ast::Span) -> &'a Class<'a> {
        let mut class = self.members(&decl.body.members);
        class.kind = ClassKind::Interface;
        (class.name, class.name_span) = (self.ident(&decl.name), self.span(decl.name.span));
        class.extends = self.names(&decl.extends);
        class.doc = self.doc(decl.doc_comment.as_ref());
        class.span = self.span(span);
        self.arena.one(class)
    }

    fn trait_decl(&mut self, decl: &'a ast::TraitDecl<'a, 'a>, span: php_ast::Span) -> &'a Class<'a> {
        let mut class = self.members(&decl.body.members);
        class.kind = ClassKind::Trait;
        (class.name, class.name_span) = (self.ident(&decl.name), self.span(decl.name.span));
        class.doc = self.doc(decl.doc_comment.as_ref());
        class.span = self.span(span);
        self.arena.one(class)
    }

    fn enum_decl(&mut self, decl: &'a ast::EnumDecl<'a, 'a>, span: php_ast::Span) -> &'a Class<'a> {
        let mut members = Members::default();
        for member in decl.body.members.iter() {
            match &member.kind {
                ast::EnumMemberKind::Case(case) => members.constants.push(ClassConst {
                    name: self.ident(&case.name),
                    value: case.value.as_ref().map(|e| self.expr(e)),
                    visibility: Visibility::Public,
                    span: self.span(case.name.span),
                }),
                ast::EnumMemberKind::Method(method) => members.methods.push(self.scope(member.span, |l| l.method(method, member.span))),
                ast::EnumMemberKind::ClassConst(constant) => members.constants.push(self.class_const(constant)),
                ast::EnumMemberKind::TraitUse(using) => members.traits.extend(self.names(&using.traits)),
                _ => {}
            }
        }
        let mut class = self.class_of(&members);
        class.kind = ClassKind::Enum;
        (class.name, class.name_span) = (self.ident(&decl.name), self.span(decl.name.span));
        class.implements = self.names(&decl.implements);
        class.doc = self.doc(decl.doc_comment.as_ref());
        class.span = self.span(span);
        self.arena.one(class)
    }

    fn members(&mut self, list: &'a [ast::ClassMember<'a, 'a>]) -> Class<'a> {
        let mut members = Members::default();
        for member in list {
            match &member.kind {
                ast::ClassMemberKind::Property(property) => members.properties.push(self.property(property)),
                ast::ClassMemberKind::Method(method) => members.methods.push(self.scope(member.span, |l| l.method(method, member.span))),
                ast::ClassMemberKind::ClassConst(constant) => members.constants.push(self.class_const(constant)),
                ast::ClassMemberKind::TraitUse(using) => members.traits.extend(self.names(&using.traits)),
                _ => {}
            }
        }
        // Where the text breaks off behind `function`, the parser invents a method without a name.
        members.methods.retain(|method| !method.function.name.is_empty());
        self.class_of(&members)
    }

    fn property(&mut self, decl: &'a ast::PropertyDecl<'a, 'a>) -> Property<'a> {
        Property {
            name: self.ident(&decl.name),
            kind: decl.type_hint.as_ref().map(|hint| self.type_text(hint)),
            default: decl.default.as_ref().map(|e| self.expr(e)),
            visibility: visibility(decl.modifiers),
            is_static: decl.modifiers.is_static,
            doc: self.doc(decl.doc_comment.as_ref()),
            span: self.span(decl.name.span),
        }
    }

    fn class_const(&mut self, decl: &'a ast::ClassConstDecl<'a, 'a>) -> ClassConst<'a> {
        ClassConst {
            name: self.ident(&decl.name),
            value: Some(self.expr(&decl.value)),
            visibility: visibility(decl.modifiers),
            span: self.span(decl.name.span),
        }
    }

    fn class_of(&self, members: &Members<'a>) -> Class<'a> {
        Class {
            kind: ClassKind::Class,
            name: "",
            name_span: Span::default(),
            is_abstract: false,
            is_final: false,
            extends: &[],
            implements: &[],
            traits: self.arena.list(&members.traits),
            constants: self.arena.list(&members.constants),
            properties: self.arena.list(&members.properties),
            methods: self.arena.list(&members.methods),
            doc: None,
            span: Span::default(),
        }
    }
}

#[derive(Default)]
struct Members<'a> {
    traits: Vec<(&'a str, Span)>,
    constants: Vec<ClassConst<'a>>,
    properties: Vec<Property<'a>>,
    methods: Vec<Method<'a>>,
}

fn visibility(modifiers: ast::Modifiers) -> Visibility {
    match modifiers.visibility {
        Some(ast::Visibility::Private) => Visibility::Private,
        Some(ast::Visibility::Protected) => Visibility::Protected,
        _ => Visibility::Public,
    }
}

/// The number behind `break` and `continue`, 1 without.
fn levels_of(levels: Option<&ast::Expr<'_, '_>>) -> u32 {
    match levels.map(|e| &e.kind) {
        Some(ast::ExprKind::Int(n)) => u32::try_from(*n).unwrap_or(1).max(1),
        _ => 1,
    }
}
