//! Statements of one world.

use std::sync::Arc;

use super::files::Unit;
use super::ops;
use super::run::{ClassUnit, Frame, FunctionUnit, Run};
use crate::model::module::FaultKind;
use crate::model::value::{Array, Reason, Value};
use crate::php::tree::{Case, Catch, Expr, Foreach, Stmt, StmtKind, Try};

/// How a statement ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Flow {
    Next,
    Break(u32),
    Continue(u32),
    Return(Value),
    Throw,
    /// `exit`, or a limit.
    Stop,
}

/// What a loop does after its body.
pub(super) enum Turn {
    Again,
    Done,
    Leave(Flow),
}

impl Flow {
    /// What a loop does whose body ended so.
    pub(super) fn turn(self) -> Turn {
        match self {
            Self::Next | Self::Continue(1) => Turn::Again,
            Self::Break(1) => Turn::Done,
            other => Turn::Leave(other.left()),
        }
    }

    /// What is left to do behind a loop or `switch` that was left so.
    pub(super) fn left(self) -> Self {
        match self {
            Self::Break(1) | Self::Continue(1) => Self::Next,
            Self::Break(levels) => Self::Break(levels - 1),
            Self::Continue(levels) => Self::Continue(levels - 1),
            other => other,
        }
    }
}

impl<'a> Run<'a, '_, '_> {
    /// Runs a file's top level: declarations first, as PHP binds them early.
    pub(super) fn load(&mut self, frame: &mut Frame<'a>) -> Flow {
        let unit = frame.unit.clone();
        for stmt in unit.file.stmts {
            self.declare(&unit, stmt, false);
        }
        self.stmts(frame, unit.file.stmts)
    }

    /// Binds a class or function. `late` is set when the statement itself is reached.
    fn declare(&mut self, unit: &Arc<Unit<'a>>, stmt: &'a Stmt<'a>, late: bool) {
        match stmt.kind {
            StmtKind::Class(class) => {
                let found = ClassUnit { class, unit: unit.clone() };
                self.classes.entry(class.name.to_ascii_lowercase()).or_insert(found);
            }
            StmtKind::Function(function) => {
                let found = FunctionUnit { function, unit: unit.clone() };
                self.functions.entry(function.name.to_ascii_lowercase()).or_insert(found);
            }
            StmtKind::Namespace(_, body) if !late => {
                for stmt in body {
                    self.declare(unit, stmt, false);
                }
            }
            _ => {}
        }
    }

    pub(super) fn stmts(&mut self, frame: &mut Frame<'a>, stmts: &'a [Stmt<'a>]) -> Flow {
        for stmt in stmts {
            if !self.step() {
                return Flow::Stop;
            }
            match self.stmt(frame, stmt) {
                Flow::Next => {}
                other => return other,
            }
        }
        Flow::Next
    }

    fn stmt(&mut self, frame: &mut Frame<'a>, stmt: &'a Stmt<'a>) -> Flow {
        match stmt.kind {
            StmtKind::Expr(ref expr) => self.expr_stmt(frame, expr),
            StmtKind::Echo(list) => {
                for expr in list {
                    self.expr(frame, expr);
                }
                Flow::Next
            }
            StmtKind::Return(None) => Flow::Return(Value::Null),
            StmtKind::Return(Some(ref value)) => Flow::Return(self.expr(frame, value)),
            StmtKind::Block(body) | StmtKind::Namespace(_, body) | StmtKind::Other(_, body) => self.stmts(frame, body),
            StmtKind::If { .. } if self.passes_over_choice(stmt) => Flow::Next,
            StmtKind::If { branches, otherwise } => {
                for (test, body) in branches {
                    if self.decide(frame, test) {
                        return self.stmts(frame, body);
                    }
                }
                otherwise.map_or(Flow::Next, |body| self.stmts(frame, body))
            }
            StmtKind::While(ref test, body) => self.repeat(frame, std::slice::from_ref(test), &[], body),
            StmtKind::DoWhile(body, ref test) => match self.turn(frame, body) {
                Turn::Again => self.repeat(frame, std::slice::from_ref(test), &[], body),
                Turn::Done => Flow::Next,
                Turn::Leave(flow) => flow,
            },
            StmtKind::For { init, condition, update, body } => {
                for expr in init {
                    self.expr(frame, expr);
                }
                self.repeat(frame, condition, update, body)
            }
            StmtKind::Foreach(foreach) => self.foreach(frame, foreach),
            StmtKind::Switch(ref subject, cases) => self.switch(frame, subject, cases),
            StmtKind::Break(n) => Flow::Break(n),
            StmtKind::Continue(n) => Flow::Continue(n),
            StmtKind::Throw(ref value) => {
                self.expr(frame, value);
                Flow::Throw
            }
            StmtKind::Try(stmt) => self.try_catch(frame, stmt),
            StmtKind::Class(_) | StmtKind::Function(_) => {
                let unit = frame.unit.clone();
                self.declare(&unit, stmt, true);
                Flow::Next
            }
            _ => self.small_stmt(frame, stmt),
        }
    }

    fn small_stmt(&mut self, frame: &mut Frame<'a>, stmt: &'a Stmt<'a>) -> Flow {
        match stmt.kind {
            StmtKind::Unset(list) => {
                for target in list {
                    self.unset(frame, target);
                }
            }
            StmtKind::Global(list) => {
                for name in list {
                    self.global(frame, name);
                }
            }
            StmtKind::StaticVars(vars) => {
                for (name, default) in vars {
                    let value = default.as_ref().map_or(Value::Null, |e| self.expr(frame, e));
                    frame.vars.insert(name, value);
                }
            }
            StmtKind::Const(items) => {
                for (name, value) in items {
                    let value = self.expr(frame, value);
                    self.constants.insert((*name).to_owned(), value);
                }
            }
            _ => {}
        }
        Flow::Next
    }

    fn expr_stmt(&mut self, frame: &mut Frame<'a>, expr: &'a Expr<'a>) -> Flow {
        use crate::php::tree::ExprKind;
        if self.passes_over(frame, expr) {
            return if self.limit.is_some() { Flow::Stop } else { Flow::Next };
        }
        let value = self.expr(frame, expr);
        match expr.kind {
            ExprKind::Exit(_) => Flow::Stop,
            ExprKind::Throw(_) => Flow::Throw,
            _ => {
                drop(value);
                if self.limit.is_some() { Flow::Stop } else { Flow::Next }
            }
        }
    }

    /// `global $x` brings in Dolibarr's objects; other globals are not known.
    fn global(&mut self, frame: &mut Frame<'a>, name: &'a Expr<'a>) {
        if let crate::php::tree::ExprKind::Var(name) = name.kind {
            frame.vars.remove(name);
        }
    }

    /// `while` and `for`: as long as the tests are known. From the first unknown one on, what the body sets is not known.
    fn repeat(&mut self, frame: &mut Frame<'a>, tests: &'a [Expr<'a>], update: &'a [Expr<'a>], body: &'a [Stmt<'a>]) -> Flow {
        loop {
            if !self.step() {
                return Flow::Stop;
            }
            let mut holds = Some(true);
            for test in tests {
                let value = self.expr(frame, test);
                holds = match value {
                    Value::Unknown(_) => None,
                    value => self.truth(&value),
                };
            }
            match holds {
                Some(true) => {}
                Some(false) => return Flow::Next,
                None => {
                    self.havoc(frame, body);
                    update.iter().chain(tests).for_each(|expr| self.havoc_expr(frame, expr));
                    return Flow::Next;
                }
            }
            match self.turn(frame, body) {
                Turn::Again => {}
                Turn::Done => return Flow::Next,
                Turn::Leave(flow) => return flow,
            }
            for expr in update {
                self.expr(frame, expr);
            }
        }
    }

    fn turn(&mut self, frame: &mut Frame<'a>, body: &'a [Stmt<'a>]) -> Turn {
        self.stmts(frame, body).turn()
    }

    fn foreach(&mut self, frame: &mut Frame<'a>, foreach: &'a Foreach<'a>) -> Flow {
        let over = self.expr(frame, &foreach.over);
        let known = match &over {
            Value::Array(array) if !array.open => array.clone(),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => Array::default(),
            _ => {
                self.havoc(frame, foreach.body);
                foreach.key.iter().chain([&foreach.value]).for_each(|target| self.lose(frame, target));
                if foreach.by_ref {
                    self.lose(frame, &foreach.over);
                }
                return Flow::Next;
            }
        };
        for item in known.items() {
            if !self.step() {
                return Flow::Stop;
            }
            if let Some(key) = &foreach.key {
                self.assign(frame, key, ops::key_value(&item.key));
            }
            self.assign(frame, &foreach.value, item.value.clone());
            let turn = self.turn(frame, foreach.body);
            if foreach.by_ref {
                let value = self.expr(frame, &foreach.value);
                self.assign_element(frame, &foreach.over, &item.key, value);
            }
            match turn {
                Turn::Again => {}
                Turn::Done => break,
                Turn::Leave(flow) => return flow,
            }
        }
        Flow::Next
    }

    fn switch(&mut self, frame: &mut Frame<'a>, subject: &'a Expr<'a>, cases: &'a [Case<'a>]) -> Flow {
        let value = self.expr(frame, subject);
        let mut start = None;
        for (i, case) in cases.iter().enumerate() {
            let Some(test) = &case.value else { continue };
            let candidate = self.expr(frame, test);
            let equal = ops::compare(&value, &candidate).map(std::cmp::Ordering::is_eq);
            let holds = equal.unwrap_or_else(|| {
                let text = format!("{} == {}", self.source(frame, subject.span), self.source(frame, test.span));
                self.decision(text, None, frame.unit.file.place(test.span))
            });
            if holds {
                start = Some(i);
                break;
            }
        }
        let Some(start) = start.or_else(|| cases.iter().position(|case| case.value.is_none())) else { return Flow::Next };
        for case in &cases[start..] {
            match self.stmts(frame, case.body) {
                Flow::Next => {}
                other => return other.left(),
            }
        }
        Flow::Next
    }

    fn try_catch(&mut self, frame: &mut Frame<'a>, stmt: &'a Try<'a>) -> Flow {
        let mut flow = self.stmts(frame, stmt.body);
        if let (Flow::Throw, Some(catch)) = (&flow, stmt.catches.first()) {
            flow = self.catch(frame, catch);
        }
        match stmt.finally.map(|body| self.stmts(frame, body)) {
            None | Some(Flow::Next) => flow,
            Some(other) => other,
        }
    }

    fn catch(&mut self, frame: &mut Frame<'a>, catch: &'a Catch<'a>) -> Flow {
        if let Some(var) = catch.var {
            let span = catch.body.first().map_or_else(Default::default, |s| s.span);
            let caught = self.unknown(frame, span, Reason::Object, catch.types.first().copied().unwrap_or("Throwable"));
            frame.vars.insert(var, caught);
        }
        self.stmts(frame, catch.body)
    }

    /// Notes that something stops PHP for certain.
    pub(super) fn fatal_call(&mut self, frame: &Frame<'a>, span: crate::base::Span, detail: impl Into<String>) {
        let place = frame.unit.file.place(span);
        self.fault(FaultKind::FatalCall, detail, place);
    }
}
