//! Which strings an expression can be, as far as they follow from the file: literals, variables assigned in the same scope, and
//! the class that the code will run in, which only the whole core tells. Never guesses: what is not followed is left out.

use std::cell::Cell;
use std::collections::HashMap;

use crate::php::tree::{Arg, BinaryOp, Callee, ClassRef, Expr, ExprKind, Member, Param, Part, Stmt, StmtKind};
use crate::php::walk::{Node, walk};

/// How many strings one expression may stand for, and how deep assignments are followed.
const MOST: usize = 64;
const DEEPEST: u8 = 8;
/// Longest string that is put together, in bytes and in pieces; the longest context, hook or code of any core has 62 bytes.
pub(super) const LONGEST: usize = 256;
/// How many expressions and strings are looked at for all strings of one function: these, and as many for each of its nodes. Cores
/// need less than a tenth of either; without a bound seven variables with 40 values each would take 40^7 steps.
const STEPS: usize = 1_000;
const STEPS_PER_NODE: usize = 16;

/// A string with holes that a class fills.
pub(super) type Template = Vec<Piece>;

/// A part of a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// The name of the class that the code runs in.
    Class(Case),
    /// The string in a property or constant of that class.
    Member(String, Case),
    /// The argument at this place of the method that the code stands in.
    Param(usize),
    /// What was too much to follow; the whole string is left out.
    TooMuch,
}

/// What becomes of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Same,
    Upper,
    Lower,
}

impl Case {
    pub(super) fn apply(self, text: &str) -> String {
        match self {
            Self::Same => text.to_owned(),
            Self::Upper => text.to_ascii_uppercase(),
            Self::Lower => text.to_ascii_lowercase(),
        }
    }
}

/// The text of a template without holes.
pub(super) fn plain(template: &Template) -> Option<String> {
    template.iter().map(|piece| if let Piece::Text(text) = piece { Some(text.as_str()) } else { None }).collect()
}

/// The strings of a literal or of an array of literals, which follow from nothing else; `None` for any other expression.
pub(super) fn literals(expr: &Expr<'_>) -> Option<Vec<Template>> {
    match expr.kind {
        ExprKind::Str(bytes) => Some(vec![literal(bytes)]),
        ExprKind::Array(elements) if elements.iter().all(|element| matches!(element.value.kind, ExprKind::Str(_))) => {
            Some(either(elements.iter().filter_map(|element| literals(&element.value))))
        }
        _ => None,
    }
}

fn literal(bytes: &[u8]) -> Template {
    vec![if bytes.len() > LONGEST { Piece::TooMuch } else { Piece::Text(String::from_utf8_lossy(bytes).into_owned()) }]
}

/// What a scope knows of its variables.
pub(super) struct Scope<'a> {
    /// The file, relative to `htdocs`.
    path: &'a str,
    params: &'a [Param<'a>],
    assigned: HashMap<&'a str, Vec<&'a Expr<'a>>>,
    /// How many steps are left.
    steps: Cell<usize>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(path: &'a str, params: &'a [Param<'a>], body: &'a [Stmt<'a>]) -> Self {
        let mut assigned: HashMap<&str, Vec<&Expr<'_>>> = HashMap::new();
        let mut nodes = 0_usize;
        walk(body, |node| {
            nodes += 1;
            match node {
                Node::Expr(Expr { kind: ExprKind::Assign { target, value, .. }, .. }) => {
                    if let ExprKind::Var(name) = root(target).kind {
                        assigned.entry(name).or_default().push(value);
                    }
                }
                Node::Stmt(Stmt { kind: StmtKind::Foreach(each), .. }) => {
                    if let ExprKind::Var(name) = each.value.kind {
                        assigned.entry(name).or_default().push(&each.over);
                    }
                }
                _ => {}
            }
        });
        let steps = Cell::new(STEPS.saturating_add(nodes.saturating_mul(STEPS_PER_NODE)));
        Self { path, params, assigned, steps }
    }

    /// Every string that the expression can be; [`Piece::TooMuch`] among them says that some were not followed.
    pub(super) fn fold(&self, expr: &Expr<'_>) -> Vec<Template> {
        let mut found = self.at(expr, DEEPEST);
        if self.steps.get() == 0 {
            found.push(vec![Piece::TooMuch]);
        }
        found
    }

    /// Takes steps off; whether any are left.
    fn goes_on(&self, steps: usize) -> bool {
        self.steps.set(self.steps.get().saturating_sub(steps));
        self.steps.get() > 0
    }

    fn at(&self, expr: &Expr<'_>, depth: u8) -> Vec<Template> {
        let Some(depth) = depth.checked_sub(1).filter(|_| self.goes_on(1)) else { return Vec::new() };
        let found = self.strings(expr, depth);
        self.goes_on(found.len());
        found
    }

    fn strings(&self, expr: &Expr<'_>, depth: u8) -> Vec<Template> {
        let text = |text: String| vec![vec![if text.len() > LONGEST { Piece::TooMuch } else { Piece::Text(text) }]];
        match &expr.kind {
            ExprKind::Str(bytes) => vec![literal(bytes)],
            ExprKind::Magic("__FILE__") => text(format!("/{}", self.path)),
            ExprKind::Magic("__DIR__") => text(directory(&format!("/{}", self.path)).to_owned()),
            ExprKind::Magic("__CLASS__") => vec![vec![Piece::Class(Case::Same)]],
            ExprKind::Interpolated(parts) => self.join(parts.iter().map(|part| match part {
                Part::Text(bytes) => vec![literal(bytes)],
                Part::Expr(e) => self.at(e, depth),
            })),
            ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == BinaryOp::Concat) => {
                self.join(std::iter::once(*first).chain(rest.iter().map(|(_, e)| e)).map(|e| self.at(e, depth)))
            }
            ExprKind::Var(name) => self.variable(name, depth),
            ExprKind::Ternary(condition, then, otherwise) => either([then.unwrap_or(*condition), *otherwise].map(|e| self.at(e, depth))),
            ExprKind::Coalesce(a, b) => either([a, b].map(|e| self.at(e, depth))),
            ExprKind::Assign { value, .. } => self.at(value, depth),
            ExprKind::Silence(e) | ExprKind::Index(e, Some(_)) | ExprKind::Cast(_, e) => self.at(e, depth),
            ExprKind::Array(elements) => either(elements.iter().map(|element| self.at(&element.value, depth))),
            ExprKind::Match(_, arms) => either(arms.iter().map(|arm| self.at(&arm.body, depth))),
            ExprKind::Prop(object, Member::Name(name, _)) if matches!(object.kind, ExprKind::Var("this")) => {
                vec![vec![Piece::Member((*name).to_owned(), Case::Same)]]
            }
            ExprKind::ClassConst(ClassRef::Name(class, _), Member::Name(name, _)) if is_own(class) => {
                let piece = if name.eq_ignore_ascii_case("class") {
                    Piece::Class(Case::Same)
                } else {
                    Piece::Member((*name).to_owned(), Case::Same)
                };
                vec![vec![piece]]
            }
            ExprKind::Call(Callee::Name(name, _), args) => self.call(name, args, depth),
            _ => Vec::new(),
        }
    }

    fn variable(&self, name: &str, depth: u8) -> Vec<Template> {
        let param = self.params.iter().position(|param| param.name == name).map(|index| vec![Piece::Param(index)]);
        let assigned = self.assigned.get(name).into_iter().flatten().take(MOST).map(|value| self.at(value, depth));
        either(param.map(|template| vec![template]).into_iter().chain(assigned))
    }

    fn call(&self, name: &str, args: &[Arg<'_>], depth: u8) -> Vec<Template> {
        let arg = |i: usize| args.get(i).map(|arg| self.at(&arg.value, depth)).unwrap_or_default();
        let changed = |change: fn(&str) -> String| arg(0).iter().filter_map(plain).map(|text| vec![Piece::Text(change(&text))]).collect();
        match name.to_ascii_lowercase().as_str() {
            "strtoupper" | "dol_strtoupper" => cased(arg(0), Case::Upper),
            "strtolower" | "dol_strtolower" => cased(arg(0), Case::Lower),
            "trim" | "dol_escape_htmltag" => arg(0),
            "get_class" | "get_called_class" => vec![vec![Piece::Class(Case::Same)]],
            "dirname" if args.len() == 1 => changed(|path| directory(path).to_owned()),
            "basename" => {
                let ending = arg(1).iter().find_map(plain).unwrap_or_default();
                let base = |text: String| {
                    let name = text.rsplit('/').next().unwrap_or_default().to_owned();
                    name.strip_suffix(&ending).map_or_else(|| name.clone(), str::to_owned)
                };
                arg(0).iter().filter_map(plain).map(|text| vec![Piece::Text(base(text))]).collect()
            }
            "str_replace" => {
                let (Some(from), Some(to)) = (arg(0).iter().find_map(plain), arg(1).iter().find_map(plain)) else { return Vec::new() };
                let replaced = arg(2).iter().filter_map(plain).map(|text| text.replace(&from, &to)).collect::<Vec<_>>();
                replaced.into_iter().map(|text| vec![if text.len() > LONGEST { Piece::TooMuch } else { Piece::Text(text) }]).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Every way to put one string of each list behind another.
    fn join(&self, parts: impl Iterator<Item = Vec<Template>>) -> Vec<Template> {
        let mut joined: Vec<Template> = vec![Vec::new()];
        for part in parts {
            let longer = joined.iter().flat_map(|start| part.iter().map(move |end| both(start, end)));
            joined = longer.take(MOST).collect();
            if !self.goes_on(joined.len()) || joined.iter().all(|template| template.contains(&Piece::TooMuch)) {
                break;
            }
        }
        joined
    }
}

/// One string behind another. Texts that meet become one, so that many short parts do not pile up.
fn both(start: &Template, end: &Template) -> Template {
    let mut joined = start.clone();
    for piece in end {
        match (joined.last_mut(), piece) {
            (Some(Piece::Text(text)), Piece::Text(more)) => *text += more,
            _ => joined.push(piece.clone()),
        }
    }
    let bytes: usize = joined.iter().map(|piece| if let Piece::Text(text) = piece { text.len() } else { 1 }).sum();
    if bytes > LONGEST || joined.contains(&Piece::TooMuch) { vec![Piece::TooMuch] } else { joined }
}

/// The variable that an assignment to `$a`, `$a['b']` or `$a[]` changes.
fn root<'e, 'a>(mut target: &'e Expr<'a>) -> &'e Expr<'a> {
    while let ExprKind::Index(base, _) = &target.kind {
        target = base;
    }
    target
}

fn is_own(class: &str) -> bool {
    ["self", "static", "parent"].iter().any(|word| class.eq_ignore_ascii_case(word))
}

fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

fn either(lists: impl IntoIterator<Item = Vec<Template>>) -> Vec<Template> {
    let mut all: Vec<Template> = Vec::new();
    for template in lists.into_iter().flatten() {
        if !all.contains(&template) {
            all.push(template);
        }
        if all.len() == MOST {
            break;
        }
    }
    all
}

fn cased(templates: Vec<Template>, case: Case) -> Vec<Template> {
    let piece = |piece: Piece| match piece {
        Piece::Text(text) => Piece::Text(case.apply(&text)),
        Piece::Class(_) => Piece::Class(case),
        Piece::Member(name, _) => Piece::Member(name, case),
        kept @ (Piece::Param(_) | Piece::TooMuch) => kept,
    };
    templates.into_iter().map(|template| template.into_iter().map(piece).collect()).collect()
}
