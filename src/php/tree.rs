//! The lean tree: what the parser's tree says, without parentheses, with the file's own bytes, and with long chains of
//! operators as flat lists. All nodes are small, `Copy`, and live in an [`Arena`](super::Arena).

#![allow(dead_code, reason = "the tree says everything once; what a core offers and a module uses is read from it too")]

use crate::base::Span;

/// An expression.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expr<'a> {
    pub kind: ExprKind<'a>,
    pub span: Span,
}

/// Kinds of expressions.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ExprKind<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// A string literal, escapes decoded, in the file's encoding.
    Str(&'a [u8]),
    /// `"a $b"` and heredocs.
    Interpolated(&'a [Part<'a>]),
    /// `$name`
    Var(&'a str),
    /// `$$name`, `${…}`
    VarVar(&'a Expr<'a>),
    /// A constant: `DOL_VERSION`.
    Const(&'a str),
    /// `__DIR__` and its kind, in upper case.
    Magic(&'static str),
    Array(&'a [Element<'a>]),
    /// `$a[i]`; `$a[]` without index.
    Index(&'a Expr<'a>, Option<&'a Expr<'a>>),
    /// `$a->b`, `$a?->b`
    Prop(&'a Expr<'a>, Member<'a>),
    /// `A::$b`
    StaticProp(ClassRef<'a>, Member<'a>),
    /// `A::B`, also `A::class`
    ClassConst(ClassRef<'a>, Member<'a>),
    /// `f(…)`
    Call(Callee<'a>, &'a [Arg<'a>]),
    /// `$a->f(…)`, `$a?->f(…)`
    MethodCall(&'a Expr<'a>, Member<'a>, &'a [Arg<'a>]),
    /// `A::f(…)`
    StaticCall(ClassRef<'a>, Member<'a>, &'a [Arg<'a>]),
    New(ClassRef<'a>, &'a [Arg<'a>]),
    /// `new class(…) {}`
    NewClass(&'a Class<'a>, &'a [Arg<'a>]),
    /// `first op next op next …`, from the left: `a . b . c` is one node.
    Chain(&'a Expr<'a>, &'a [(BinaryOp, Expr<'a>)]),
    /// `$a = b`, `$a =& b`
    Assign {
        target: &'a Expr<'a>,
        value: &'a Expr<'a>,
        by_ref: bool,
    },
    /// `$a .= b`
    AssignOp(&'a Expr<'a>, BinaryOp, &'a Expr<'a>),
    /// `$a ??= b`
    AssignCoalesce(&'a Expr<'a>, &'a Expr<'a>),
    Not(&'a Expr<'a>),
    Negate(&'a Expr<'a>),
    Plus(&'a Expr<'a>),
    BitNot(&'a Expr<'a>),
    /// `++$a`, `$a++`, `--$a`, `$a--`
    Step {
        target: &'a Expr<'a>,
        by: i8,
        /// Whether the result is the new value.
        before: bool,
    },
    /// `a ? b : c`; without `b` for `a ?: c`.
    Ternary(&'a Expr<'a>, Option<&'a Expr<'a>>, &'a Expr<'a>),
    /// `a ?? b`
    Coalesce(&'a Expr<'a>, &'a Expr<'a>),
    Cast(Cast, &'a Expr<'a>),
    /// `@a`
    Silence(&'a Expr<'a>),
    Isset(&'a [Expr<'a>]),
    Empty(&'a Expr<'a>),
    Include {
        path: &'a Expr<'a>,
        once: bool,
        /// `require` rather than `include`.
        required: bool,
    },
    Exit(Option<&'a Expr<'a>>),
    Print(&'a Expr<'a>),
    Clone(&'a Expr<'a>),
    Throw(&'a Expr<'a>),
    Closure(&'a Function<'a>),
    Match(&'a Expr<'a>, &'a [MatchArm<'a>]),
    /// `eval`, `yield`, shell execution, first-class callables (a call with `...` as argument): named, with what they contain.
    Other(&'static str, &'a [Expr<'a>]),
    /// What the parser could not read, or what nests too deeply.
    Error,
}

/// A piece of an interpolated string.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part<'a> {
    Text(&'a [u8]),
    Expr(Expr<'a>),
}

/// An element of an array literal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    pub key: Option<Expr<'a>>,
    pub value: Expr<'a>,
    pub spread: bool,
    pub by_ref: bool,
}

/// The name behind `->` or `::`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Member<'a> {
    /// Written out, without `$`.
    Name(&'a str, Span),
    /// Computed.
    Computed(&'a Expr<'a>),
}

impl<'a> Member<'a> {
    /// The name, where it is written out.
    pub(crate) fn name(&self) -> Option<&'a str> {
        match self {
            Self::Name(name, _) => Some(name),
            Self::Computed(_) => None,
        }
    }
}

/// What stands before `::` or behind `new`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ClassRef<'a> {
    /// A name as written, without a leading `\`; also `self`, `static`, `parent`.
    Name(&'a str, Span),
    /// Computed.
    Computed(&'a Expr<'a>),
}

/// What is called.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Callee<'a> {
    /// A name as written, without a leading `\`.
    Name(&'a str, Span),
    /// Computed.
    Computed(&'a Expr<'a>),
}

/// An argument of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arg<'a> {
    pub name: Option<&'a str>,
    pub value: Expr<'a>,
    pub spread: bool,
}

/// An arm of `match`; no conditions for `default`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MatchArm<'a> {
    pub conditions: Option<&'a [Expr<'a>]>,
    pub body: Expr<'a>,
}

/// Casts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cast {
    Int,
    Float,
    String,
    Bool,
    Array,
    Object,
    Unset,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
    Concat,
    Equal,
    NotEqual,
    Identical,
    NotIdentical,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Spaceship,
    And,
    Or,
    Xor,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    Instanceof,
    Pipe,
}

/// A statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stmt<'a> {
    pub kind: StmtKind<'a>,
    pub span: Span,
}

/// Kinds of statements.
#[derive(Debug, Clone, Copy)]
pub(crate) enum StmtKind<'a> {
    Expr(Expr<'a>),
    Echo(&'a [Expr<'a>]),
    Return(Option<Expr<'a>>),
    Block(&'a [Stmt<'a>]),
    If {
        /// `if` and every `elseif`, in order.
        branches: &'a [(Expr<'a>, &'a [Stmt<'a>])],
        otherwise: Option<&'a [Stmt<'a>]>,
    },
    While(Expr<'a>, &'a [Stmt<'a>]),
    DoWhile(&'a [Stmt<'a>], Expr<'a>),
    For {
        init: &'a [Expr<'a>],
        condition: &'a [Expr<'a>],
        update: &'a [Expr<'a>],
        body: &'a [Stmt<'a>],
    },
    Foreach(&'a Foreach<'a>),
    Switch(Expr<'a>, &'a [Case<'a>]),
    /// `break n`
    Break(u32),
    /// `continue n`
    Continue(u32),
    Unset(&'a [Expr<'a>]),
    Global(&'a [Expr<'a>]),
    StaticVars(&'a [(&'a str, Option<Expr<'a>>)]),
    Throw(Expr<'a>),
    Try(&'a Try<'a>),
    Function(&'a Function<'a>),
    Class(&'a Class<'a>),
    /// `const A = 1;` outside of classes.
    Const(&'a [(&'a str, Expr<'a>)]),
    /// `namespace x;` has no statements, `namespace x {}` has its own.
    Namespace(Option<&'a str>, &'a [Stmt<'a>]),
    /// `use A\B as C;`: kind (`class`, `function`, `const`), name and alias.
    Use(&'a [(&'static str, &'a str, Option<&'a str>)]),
    /// `goto`, labels, `declare`: nothing that evaluation follows, with the statements inside.
    Other(&'static str, &'a [Stmt<'a>]),
    Html,
    Nop,
    Error,
}

/// `foreach`
#[derive(Debug, Clone, Copy)]
pub(crate) struct Foreach<'a> {
    pub over: Expr<'a>,
    pub key: Option<Expr<'a>>,
    pub value: Expr<'a>,
    pub by_ref: bool,
    pub body: &'a [Stmt<'a>],
}

/// A `case`, or `default` without value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'a> {
    pub value: Option<Expr<'a>>,
    pub body: &'a [Stmt<'a>],
}

/// `try`
#[derive(Debug, Clone, Copy)]
pub(crate) struct Try<'a> {
    pub body: &'a [Stmt<'a>],
    pub catches: &'a [Catch<'a>],
    pub finally: Option<&'a [Stmt<'a>]>,
}

/// `catch`
#[derive(Debug, Clone, Copy)]
pub(crate) struct Catch<'a> {
    pub types: &'a [&'a str],
    pub var: Option<&'a str>,
    pub body: &'a [Stmt<'a>],
}

/// A function, method, closure or arrow function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Function<'a> {
    /// Empty for closures.
    pub name: &'a str,
    pub name_span: Span,
    pub params: &'a [Param<'a>],
    /// The return type as written.
    pub returns: Option<&'a str>,
    pub by_ref: bool,
    /// Statements; for an arrow function one `return`.
    pub body: &'a [Stmt<'a>],
    /// Whether there is a body at all.
    pub has_body: bool,
    /// The doc comment with its delimiters.
    pub doc: Option<&'a str>,
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Param<'a> {
    pub name: &'a str,
    /// The type as written.
    pub kind: Option<&'a str>,
    pub default: Option<Expr<'a>>,
    pub by_ref: bool,
    pub variadic: bool,
    /// Whether it is a promoted property, and whether that is public.
    pub promoted: Option<Visibility>,
    pub span: Span,
}

/// Who sees a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Visibility {
    Public,
    Protected,
    Private,
}

/// A class, interface, trait or enum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Class<'a> {
    pub kind: ClassKind,
    /// Empty for anonymous classes.
    pub name: &'a str,
    pub name_span: Span,
    pub is_abstract: bool,
    pub is_final: bool,
    /// Parents: one for a class, any number for an interface.
    pub extends: &'a [(&'a str, Span)],
    pub implements: &'a [(&'a str, Span)],
    pub traits: &'a [(&'a str, Span)],
    pub constants: &'a [ClassConst<'a>],
    pub properties: &'a [Property<'a>],
    pub methods: &'a [Method<'a>],
    pub doc: Option<&'a str>,
    pub span: Span,
}

/// Kinds of class-like declarations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClassKind {
    Class,
    Interface,
    Trait,
    Enum,
}

/// A class constant or enum case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClassConst<'a> {
    pub name: &'a str,
    pub value: Option<Expr<'a>>,
    pub visibility: Visibility,
    pub span: Span,
}

/// A property of a class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Property<'a> {
    pub name: &'a str,
    /// The type as written.
    pub kind: Option<&'a str>,
    pub default: Option<Expr<'a>>,
    pub visibility: Visibility,
    pub is_static: bool,
    pub doc: Option<&'a str>,
    pub span: Span,
}

/// A method of a class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Method<'a> {
    pub function: Function<'a>,
    pub visibility: Visibility,
    pub is_static: bool,
    pub is_abstract: bool,
    pub is_final: bool,
    pub span: Span,
}
