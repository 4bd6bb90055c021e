//! What functions of a module give on a release, where that rests on nothing but the release, their arguments and constants. Follows no
//! object, file, setting or function from elsewhere, and ends at a limit.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::ops;
use super::release::{Around, DEEPEST, On, Test};
use super::stmt::{Flow, Turn};
use crate::base::Version;
use crate::model::place::Place;
use crate::model::value::{Array, Value};
use crate::php::tree::{ClassRef, Element, Expr, ExprKind, Foreach, Function, MatchArm, Part, Stmt, StmtKind};

/// Steps for one test on one release.
const MOST_STEPS: u32 = 5_000;
/// Calls within calls.
const DEEPEST_CALL: u8 = 8;
/// Statements in statements, of all calls together.
const DEEPEST_BLOCK: u8 = 100;
/// Bytes of a string, and elements of an array.
const LARGEST: usize = 4_096;
const LONGEST: usize = 200;

/// Finds a function by its class, empty for none, and its name, both in small letters.
pub(crate) type Find<'s, 'a> = &'s dyn Fn(&str, &str) -> Option<&'a Function<'a>>;

/// Whether a test holds on a release; `None` when it rests on anything else. `left` are the steps that all tests together may still make.
pub(crate) fn holds<'a>(test: &Expr<'a>, release: &Version, find: Find<'_, 'a>, left: &Cell<u32>) -> Option<bool> {
    let steps = left.get().min(MOST_STEPS);
    let world = World {
        release,
        find,
        left: Cell::new(steps),
        calls: Cell::new(DEEPEST_CALL),
        blocks: Cell::new(DEEPEST_BLOCK),
        kept: RefCell::default(),
    };
    let value = Frame::new(&world, "").value(test);
    left.set(left.get() - (steps - world.left.get()));
    ops::truthy(&value?)
}

/// All calls of one test on one release.
struct World<'s, 'a> {
    release: &'s Version,
    find: Find<'s, 'a>,
    left: Cell<u32>,
    /// Calls and blocks that may still lie in one another.
    calls: Cell<u8>,
    blocks: Cell<u8>,
    /// Static properties, `null` until something is assigned.
    kept: RefCell<HashMap<String, Value>>,
}

impl<'a> World<'_, 'a> {
    fn call(&self, class: &str, name: &str, args: &[Value]) -> Option<Value> {
        let function = (self.find)(class, name)?;
        self.calls.set(self.calls.get().checked_sub(1)?);
        let frame = Frame::new(self, class);
        for (i, param) in function.params.iter().enumerate() {
            let value = match (args.get(i), &param.default) {
                _ if param.by_ref => return None,
                _ if param.variadic => Value::list(args.iter().skip(i).cloned(), &Place::file("")),
                (Some(value), _) => value.clone(),
                (None, Some(default)) => frame.value(default)?,
                // PHP throws.
                (None, None) => return None,
            };
            frame.variables.borrow_mut().insert(param.name, value);
        }
        let flow = frame.stmts(function.body)?;
        self.calls.set(self.calls.get() + 1);
        match flow {
            Flow::Return(value) => Some(value),
            _ => Some(Value::Null),
        }
    }
}

/// One call.
struct Frame<'w, 'a> {
    world: &'w World<'w, 'a>,
    /// The class that `static` and `$this` mean.
    class: &'w str,
    variables: RefCell<HashMap<&'a str, Value>>,
}

impl<'a> Around<'a> for Frame<'_, 'a> {
    fn variable(&self, _test: &Test<'_, 'a>, name: &'a str, _depth: u8) -> Option<Value> {
        self.variables.borrow().get(name).cloned()
    }

    fn function(&self, name: &str, args: &[Value]) -> Option<Value> {
        self.world.call("", name, args)
    }

    fn runs(&self) -> bool {
        true
    }

    fn spend(&self, steps: u32) -> bool {
        let left = self.world.left.get().checked_sub(steps);
        self.world.left.set(left.unwrap_or(0));
        left.is_some()
    }

    fn other(&self, test: &Test<'_, 'a>, expr: &Expr<'a>, depth: u8) -> Option<Value> {
        let value = |expr: &Expr<'a>| test.value(expr, depth);
        Some(match expr.kind {
            ExprKind::Assign { target, value: given, by_ref: false } => self.assign(target, value(given)?)?,
            ExprKind::AssignOp(target, op, given) => self.assign(target, ops::binary(op, &value(target)?, &value(given)?)?)?,
            ExprKind::AssignCoalesce(target, given) => match value(target)? {
                Value::Null => self.assign(target, value(given)?)?,
                old => old,
            },
            ExprKind::Step { target, by, before } => {
                let old = value(target)?;
                let new = Value::Int(old.to_int().filter(|_| matches!(old, Value::Int(_)))?.checked_add(i64::from(by))?);
                self.assign(target, new.clone())?;
                if before { new } else { old }
            }
            ExprKind::Coalesce(asked, otherwise) => match value(asked)? {
                Value::Null => value(otherwise)?,
                known => known,
            },
            ExprKind::Isset(list) => {
                let all: Option<Vec<Value>> = list.iter().map(value).collect();
                Value::Bool(!all?.contains(&Value::Null))
            }
            ExprKind::Empty(inner) => Value::Bool(!ops::truthy(&value(inner)?)?),
            ExprKind::Interpolated(parts) => {
                let mut text = Vec::new();
                for part in parts {
                    match part {
                        Part::Text(bytes) => text.extend_from_slice(bytes),
                        Part::Expr(expr) => text.extend_from_slice(&ops::to_bytes(&value(expr)?)?),
                    }
                }
                small(Value::str(text))?
            }
            ExprKind::Match(subject, arms) => value(self.arm(&value(subject)?, arms, &value)?)?,
            ExprKind::StaticProp(ClassRef::Name(class, _), member) => {
                self.world.kept.borrow().get(&self.member(class, member.name()?)).cloned().unwrap_or(Value::Null)
            }
            ExprKind::StaticCall(ClassRef::Name(class, _), member, args) => {
                self.world.call(self.named(class), &member.name()?.to_ascii_lowercase(), &test.args(args, depth)?)?
            }
            ExprKind::MethodCall(Expr { kind: ExprKind::Var("this"), .. }, member, args) => {
                self.world.call(self.class, &member.name()?.to_ascii_lowercase(), &test.args(args, depth)?)?
            }
            _ => return None,
        })
    }
}

impl<'w, 'a> Frame<'w, 'a> {
    fn new(world: &'w World<'w, 'a>, class: &'w str) -> Self {
        Self { world, class, variables: RefCell::default() }
    }

    fn value(&self, expr: &Expr<'a>) -> Option<Value> {
        Test { on: On::Dolibarr(self.world.release), around: self }.value(expr, DEEPEST)
    }

    fn holds(&self, test: &Expr<'a>) -> Option<bool> {
        ops::truthy(&self.value(test)?)
    }

    fn named<'n>(&'n self, class: &'n str) -> &'n str {
        if class.eq_ignore_ascii_case("static") { self.class } else { class }
    }

    fn member(&self, class: &str, name: &str) -> String {
        format!("{}::{name}", self.named(class))
    }

    /// The first arm of `match` that has a value.
    fn arm(&self, subject: &Value, arms: &'a [MatchArm<'a>], value: &dyn Fn(&Expr<'a>) -> Option<Value>) -> Option<&'a Expr<'a>> {
        for arm in arms {
            for condition in arm.conditions.unwrap_or_default() {
                if ops::identical(subject, &value(condition)?)? {
                    return Some(&arm.body);
                }
            }
        }
        arms.iter().find(|arm| arm.conditions.is_none()).map(|arm| &arm.body)
    }

    /// Gives a variable, an element or a static property another value.
    fn assign(&self, target: &Expr<'a>, value: Value) -> Option<Value> {
        let value = small(value)?;
        match target.kind {
            ExprKind::Var(name) if name != "this" => _ = self.variables.borrow_mut().insert(name, value.clone()),
            ExprKind::StaticProp(ClassRef::Name(class, _), member) => {
                self.world.kept.borrow_mut().insert(self.member(class, member.name()?), value.clone());
            }
            ExprKind::Array(elements) => self.spread(elements, value.as_array()?)?,
            ExprKind::Index(Expr { kind: ExprKind::Var(name), .. }, index) => {
                let key = index.map(|index| self.value(index)).map_or(Some(None), |key| ops::to_key(&key?).map(Some))?;
                let mut array = match self.variables.borrow().get(name) {
                    None => Array::default(),
                    Some(held) => held.as_array()?.clone(),
                };
                array.set(key.unwrap_or_else(|| array.next_key()), value.clone(), Place::file(""));
                self.variables.borrow_mut().insert(name, small(Value::Array(array))?);
            }
            _ => return None,
        }
        Some(value)
    }

    /// `[$a, $b] = …`
    fn spread(&self, elements: &'a [Element<'a>], list: &Array) -> Option<()> {
        for (at, Element { key, value: target, .. }) in elements.iter().enumerate() {
            let key = match key {
                Some(key) => ops::to_key(&self.value(key)?)?,
                None => ops::to_key(&Value::Int(i64::try_from(at).ok()?))?,
            };
            self.assign(target, list.get(&key).cloned().unwrap_or(Value::Null))?;
        }
        Some(())
    }

    fn stmts(&self, stmts: &'a [Stmt<'a>]) -> Option<Flow> {
        let blocks = &self.world.blocks;
        blocks.set(blocks.get().checked_sub(1)?);
        let mut flow = Flow::Next;
        for stmt in stmts {
            flow = self.stmt(stmt)?;
            if !matches!(flow, Flow::Next) {
                break;
            }
        }
        blocks.set(blocks.get() + 1);
        Some(flow)
    }

    fn stmt(&self, stmt: &'a Stmt<'a>) -> Option<Flow> {
        if !self.spend(1) {
            return None;
        }
        match &stmt.kind {
            StmtKind::Nop => {}
            StmtKind::Expr(expr) => _ = self.value(expr)?,
            StmtKind::Return(None) => return Some(Flow::Return(Value::Null)),
            StmtKind::Return(Some(value)) => return self.value(value).map(Flow::Return),
            StmtKind::Block(body) => return self.stmts(body),
            StmtKind::If { branches, otherwise } => {
                for (test, body) in *branches {
                    if self.holds(test)? {
                        return self.stmts(body);
                    }
                }
                return self.stmts(otherwise.unwrap_or_default());
            }
            StmtKind::Switch(subject, cases) => {
                let subject = self.value(subject)?;
                let mut start = None;
                for (at, case) in cases.iter().enumerate() {
                    if let Some(value) = &case.value
                        && ops::compare(&subject, &self.value(value)?)?.is_eq()
                    {
                        start = Some(at);
                        break;
                    }
                }
                let start = start.or_else(|| cases.iter().position(|case| case.value.is_none())).unwrap_or(cases.len());
                for case in &cases[start..] {
                    match self.stmts(case.body)? {
                        Flow::Next => {}
                        flow => return Some(flow.left()),
                    }
                }
            }
            StmtKind::Break(levels) => return Some(Flow::Break(*levels)),
            StmtKind::Continue(levels) => return Some(Flow::Continue(*levels)),
            StmtKind::StaticVars(variables) => {
                for (name, default) in *variables {
                    let value = default.as_ref().map_or(Some(Value::Null), |value| self.value(value))?;
                    self.variables.borrow_mut().insert(name, value);
                }
            }
            _ => return self.repeated(stmt),
        }
        Some(Flow::Next)
    }

    fn repeated(&self, stmt: &'a Stmt<'a>) -> Option<Flow> {
        match &stmt.kind {
            StmtKind::Foreach(each) => self.foreach(each),
            StmtKind::While(test, body) => self.turns(std::slice::from_ref(test), body, &[]),
            StmtKind::For { init, condition, update, body } => {
                init.iter().try_for_each(|expr| self.value(expr).map(|_| ()))?;
                self.turns(condition, body, update)
            }
            _ => None,
        }
    }

    fn foreach(&self, each: &'a Foreach<'a>) -> Option<Flow> {
        let over = self.value(&each.over)?;
        for item in over.as_array().filter(|_| !each.by_ref)?.items() {
            if let Some(key) = &each.key {
                self.assign(key, ops::key_value(&item.key))?;
            }
            self.assign(&each.value, item.value.clone())?;
            match self.stmts(each.body)?.turn() {
                Turn::Again => {}
                Turn::Done => break,
                Turn::Leave(flow) => return Some(flow),
            }
        }
        Some(Flow::Next)
    }

    fn turns(&self, tests: &'a [Expr<'a>], body: &'a [Stmt<'a>], update: &'a [Expr<'a>]) -> Option<Flow> {
        loop {
            let mut holds = true;
            for test in tests {
                holds = self.holds(test)?;
            }
            if !holds {
                return Some(Flow::Next);
            }
            match self.stmts(body)?.turn() {
                Turn::Again => {}
                Turn::Done => return Some(Flow::Next),
                Turn::Leave(flow) => return Some(flow),
            }
            update.iter().try_for_each(|expr| self.value(expr).map(|_| ()))?;
            if !self.spend(1) {
                return None;
            }
        }
    }
}

/// A value that is not too large to be kept.
fn small(value: Value) -> Option<Value> {
    let fits = match &value {
        Value::Str(text) => text.len() <= LARGEST,
        Value::Array(array) => array.items().len() <= LONGEST && array.depth() <= usize::from(DEEPEST_CALL),
        _ => true,
    };
    fits.then_some(value)
}
