//! Where values are written: variables, `$this->x`, static properties, and elements below them.

use super::ops;
use super::run::{Frame, Run};
use crate::base::Span;
use crate::model::module::Property;
use crate::model::place::Place;
use crate::model::value::{Array, Key, Reason, Unknown, Value};
use crate::php::tree::{ClassRef, Element, Expr, ExprKind, Stmt, StmtKind};

/// What an assignment goes to.
enum Root<'a> {
    Var(&'a str),
    This(String),
    Static(String, String),
    /// A member of `$conf`, which other statements may rely on.
    Conf(String),
    /// A property of another object, or a name that is not known.
    Elsewhere,
}

/// One `[…]` below the root.
enum Index {
    Key(Key),
    Append,
    Unknown,
}

impl<'a> Run<'a, '_, '_> {
    pub(super) fn assign(&mut self, frame: &mut Frame<'a>, target: &'a Expr<'a>, value: Value) {
        if let ExprKind::Array(elements) = target.kind {
            return self.destructure(frame, elements, &value);
        }
        let place = frame.unit.file.place(target.span);
        let (root, path) = self.resolve(frame, target);
        self.write(frame, root, &path, value, &place);
    }

    /// `$a[$i++] = $i`: the index comes first.
    pub(super) fn assign_indexes_first(&mut self, frame: &mut Frame<'a>, target: &'a Expr<'a>, value: &'a Expr<'a>) -> Value {
        let place = frame.unit.file.place(target.span);
        let (root, path) = self.resolve(frame, target);
        let new = self.expr(frame, value);
        self.write(frame, root, &path, new.clone(), &place);
        new
    }

    /// Writes one element of an array that is written out as an expression.
    pub(super) fn assign_element(&mut self, frame: &mut Frame<'a>, base: &'a Expr<'a>, key: &Key, value: Value) {
        let place = frame.unit.file.place(base.span);
        let (root, mut path) = self.resolve(frame, base);
        path.push(Index::Key(key.clone()));
        self.write(frame, root, &path, value, &place);
    }

    /// `list($a, $b) = …`
    fn destructure(&mut self, frame: &mut Frame<'a>, elements: &'a [Element<'a>], value: &Value) {
        for (i, element) in elements.iter().enumerate() {
            if matches!(element.value.kind, ExprKind::Null) {
                continue;
            }
            let key = match &element.key {
                Some(key) => self.expr(frame, key),
                None => Value::Int(i64::try_from(i).unwrap_or(i64::MAX)),
            };
            let part = match (value, ops::to_key(&key)) {
                (Value::Array(array), Some(key)) if !array.open => array.get(&key).cloned().unwrap_or(Value::Null),
                (Value::Unknown(u), _) => Value::Unknown(u.clone()),
                _ => self.unknown(frame, element.value.span, Reason::Unsupported, "list()"),
            };
            self.assign(frame, &element.value, part);
        }
    }

    /// Follows `a[b]->c` down to its root.
    fn resolve(&mut self, frame: &mut Frame<'a>, target: &'a Expr<'a>) -> (Root<'a>, Vec<Index>) {
        let mut path = Vec::new();
        let mut at = target;
        let root = loop {
            match at.kind {
                ExprKind::Index(base, index) => {
                    path.push(match index.map(|e| self.expr(frame, e)) {
                        None => Index::Append,
                        Some(value) => ops::to_key(&value).map_or(Index::Unknown, Index::Key),
                    });
                    at = base;
                }
                ExprKind::Silence(inner) => at = inner,
                ExprKind::Var("this") => break Root::Elsewhere,
                ExprKind::Var(name) => break Root::Var(name),
                ExprKind::Prop(object, member) => match (object.kind, self.member(frame, &member)) {
                    (ExprKind::Var("this"), Some(name)) => break Root::This(name),
                    (ExprKind::Var("conf"), Some(name)) => break Root::Conf(name),
                    (_, Some(name)) if matches!(self.expr(frame, object), Value::Array(_)) => {
                        path.push(Index::Key(Key::Str(name.into_bytes().into())));
                        at = object;
                    }
                    _ => {
                        self.check_null_object(frame, object);
                        break Root::Elsewhere;
                    }
                },
                ExprKind::StaticProp(ClassRef::Name(class, span), member) => {
                    let class = self.class_of(frame, class, span);
                    break match (class, self.member(frame, &member)) {
                        (Some(class), Some(name)) => Root::Static(class.class.name.to_ascii_lowercase(), name),
                        _ => Root::Elsewhere,
                    };
                }
                _ => break Root::Elsewhere,
            }
        };
        path.reverse();
        (root, path)
    }

    fn write(&mut self, frame: &mut Frame<'a>, root: Root<'a>, path: &[Index], value: Value, place: &Place) {
        let slot = match root {
            Root::Var(name) => frame.vars.entry(name).or_insert(Value::Null),
            Root::This(name) => {
                let property = self.properties.entry(name).or_insert_with(|| Property { value: Value::Null, place: place.clone() });
                if path.is_empty() {
                    property.place = place.clone();
                }
                &mut property.value
            }
            Root::Static(class, name) => self.statics.entry((class, name)).or_insert(Value::Null),
            Root::Conf(name) => {
                self.conf_set.insert(name);
                return;
            }
            Root::Elsewhere => return,
        };
        let too_large = write_below(slot, path, value, place);
        if too_large {
            self.limit.get_or_insert("it builds arrays that are too large");
        }
    }

    pub(super) fn unset(&mut self, frame: &mut Frame<'a>, target: &'a Expr<'a>) {
        let (root, path) = self.resolve(frame, target);
        let slot = match (&root, path.is_empty()) {
            (Root::Var(name), true) => {
                frame.vars.remove(name);
                None
            }
            (Root::This(name), true) => {
                self.properties.remove(name);
                None
            }
            (Root::Var(name), false) => frame.vars.get_mut(name),
            (Root::This(name), false) => self.properties.get_mut(name).map(|p| &mut p.value),
            _ => None,
        };
        let Some(mut slot) = slot else { return };
        for (i, index) in path.iter().enumerate() {
            let (Value::Array(array), Index::Key(key)) = (slot, index) else { return };
            if i + 1 == path.len() {
                array.remove(key);
                return;
            }
            if array.get(key).is_none() {
                return;
            }
            slot = &mut array.slot(key.clone(), &Place::file("")).value;
        }
    }

    /// The target may have been given any value.
    pub(super) fn lose(&mut self, frame: &mut Frame<'a>, target: &'a Expr<'a>) {
        if let ExprKind::Array(elements) = target.kind {
            for element in elements {
                self.lose(frame, &element.value);
            }
            return;
        }
        let (root, path) = self.resolve(frame, target);
        let unknown = self.unknown(frame, target.span, Reason::Site, "set in a loop over something that is not known");
        let place = frame.unit.file.place(target.span);
        match path.is_empty() {
            true => self.write(frame, root, &[], unknown, &place),
            // Which element it was depends on the loop: the whole array is open from here on.
            false => self.write(frame, root, &[Index::Unknown], unknown, &place),
        }
    }

    /// What the body of a loop sets is not known, since it may run any number of times.
    pub(super) fn havoc(&mut self, frame: &mut Frame<'a>, body: &'a [Stmt<'a>]) {
        let mut todo: Vec<&'a Stmt<'a>> = body.iter().collect();
        while let Some(stmt) = todo.pop() {
            let mut bodies: Vec<&'a [Stmt<'a>]> = Vec::new();
            match stmt.kind {
                StmtKind::Expr(ref e) => self.havoc_expr(frame, e),
                StmtKind::Block(b) | StmtKind::Other(_, b) => bodies.push(b),
                StmtKind::While(ref e, b) | StmtKind::DoWhile(b, ref e) => {
                    self.havoc_expr(frame, e);
                    bodies.push(b);
                }
                StmtKind::If { branches, otherwise } => {
                    for (test, body) in branches {
                        self.havoc_expr(frame, test);
                        bodies.push(body);
                    }
                    bodies.extend(otherwise);
                }
                StmtKind::For { init, condition, update, body } => {
                    init.iter().chain(condition).chain(update).for_each(|e| self.havoc_expr(frame, e));
                    bodies.push(body);
                }
                StmtKind::Foreach(f) => {
                    f.key.iter().chain([&f.value]).for_each(|e| self.lose(frame, e));
                    bodies.push(f.body);
                }
                StmtKind::Switch(_, cases) => bodies.extend(cases.iter().map(|c| c.body)),
                StmtKind::Try(t) => {
                    bodies.push(t.body);
                    bodies.extend(t.catches.iter().map(|c| c.body));
                    bodies.extend(t.finally);
                }
                StmtKind::Unset(list) => list.iter().for_each(|e| self.lose(frame, e)),
                _ => {}
            }
            todo.extend(bodies.into_iter().flatten());
            if !self.step() {
                return;
            }
        }
    }

    /// The targets of assignments in an expression are lost.
    pub(super) fn havoc_expr(&mut self, frame: &mut Frame<'a>, expr: &'a Expr<'a>) {
        match expr.kind {
            ExprKind::Assign { target, value, .. } => {
                self.lose(frame, target);
                self.havoc_expr(frame, value);
            }
            ExprKind::AssignOp(target, _, value) | ExprKind::AssignCoalesce(target, value) => {
                self.lose(frame, target);
                self.havoc_expr(frame, value);
            }
            ExprKind::Step { target, .. } => self.lose(frame, target),
            ExprKind::Chain(first, rest) => {
                self.havoc_expr(frame, first);
                rest.iter().for_each(|(_, e)| self.havoc_expr(frame, e));
            }
            ExprKind::Not(e) | ExprKind::Silence(e) => self.havoc_expr(frame, e),
            ExprKind::Call(_, args) | ExprKind::MethodCall(_, _, args) => {
                // `array_push($this->x, …)` and its kind change their first argument.
                for arg in args.iter().filter(|arg| matches!(arg.value.kind, ExprKind::Prop(..) | ExprKind::Var(_))) {
                    let value = self.expr(frame, &arg.value);
                    if matches!(value, Value::Array(_)) && matches!(expr.kind, ExprKind::Call(..)) {
                        self.lose_array(frame, &arg.value, expr.span);
                    }
                }
            }
            _ => {}
        }
    }

    /// The array may have other elements.
    fn lose_array(&mut self, frame: &mut Frame<'a>, target: &'a Expr<'a>, span: Span) {
        let (root, path) = self.resolve(frame, target);
        if path.is_empty() {
            let unknown = self.unknown(frame, span, Reason::Site, "changed in a loop over something that is not known");
            let place = frame.unit.file.place(span);
            self.write(frame, root, &[Index::Unknown], unknown, &place);
        }
    }
}

/// Writes below a value; `true` when an array got too large.
fn write_below(slot: &mut Value, path: &[Index], value: Value, place: &Place) -> bool {
    let mut slot = slot;
    let mut large = false;
    let depth = value.as_array().map_or(0, Array::depth);
    for (i, index) in path.iter().enumerate() {
        if let Value::Null = slot {
            *slot = Value::Array(Array::default());
        }
        let array = match slot {
            Value::Array(array) => array,
            Value::Unknown(_) | Value::OneOf(_) => return large,
            _ => {
                let detail = "element of a value that is no array".to_owned();
                *slot = Value::Unknown(Unknown { reason: Reason::Unsupported, detail, place: place.clone() });
                return large;
            }
        };
        let key = match index {
            Index::Key(key) => key.clone(),
            Index::Append => array.next_key(),
            Index::Unknown => {
                array.open = true;
                return large;
            }
        };
        array.deepen(depth + path.len() - i);
        large |= array.items().len() > super::run::MAX_ITEMS || array.depth() > super::run::MAX_NESTING;
        let item = array.slot(key, place);
        if i + 1 == path.len() {
            item.place = place.clone();
        }
        slot = &mut item.value;
    }
    *slot = value;
    large
}
