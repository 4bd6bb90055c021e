//! Reading variables, elements and properties of one world.

use super::ops;
use super::run::{Frame, Run};
use crate::base::Span;
use crate::model::value::{Array, Key, Reason, Value};
use crate::php::tree::{Element, Expr, ExprKind, Member};

/// Globals that Dolibarr sets up before it constructs a descriptor, as `main.inc.php` and `master.inc.php` do.
const OBJECTS: [&str; 7] = ["conf", "db", "langs", "user", "mysoc", "hookmanager", "extrafields"];

impl<'a> Run<'a, '_, '_> {
    pub(super) fn var(&mut self, frame: &mut Frame<'a>, name: &str, span: Span) -> Value {
        if name == "this" {
            return self.unknown(frame, span, Reason::Object, "this");
        }
        if let Some(value) = frame.vars.get(name).cloned() {
            return match (&value, frame.origins.get(name).copied()) {
                // While a test is tried on each release, what came from the release is known.
                (Value::Unknown(u), Some(origin)) if u.reason == Reason::Release && self.release.is_some() => {
                    self.deeper(|run| run.expr(frame, origin)).unwrap_or(value)
                }
                _ => value,
            };
        }
        if OBJECTS.contains(&name) {
            return self.unknown(frame, span, Reason::Object, name);
        }
        if name.starts_with("dolibarr_main_") || name.starts_with('_') {
            return self.unknown(frame, span, Reason::Site, format!("${name}"));
        }
        // PHP warns and goes on with null.
        Value::Null
    }

    pub(super) fn array(&mut self, frame: &mut Frame<'a>, elements: &'a [Element<'a>]) -> Value {
        let mut array = Array::default();
        for element in elements {
            let key = element.key.as_ref().map(|e| self.expr(frame, e));
            let value = self.expr(frame, &element.value);
            let place = frame.unit.file.place(element.key.as_ref().map_or(element.value.span, |k| k.span));
            match (key, element.spread) {
                (_, true) => match value {
                    Value::Array(spread) if !spread.open => {
                        for item in spread.items() {
                            match &item.key {
                                Key::Int(_) => array.push(item.value.clone(), item.place.clone()),
                                key => array.set(key.clone(), item.value.clone(), item.place.clone()),
                            }
                        }
                    }
                    _ => array.open = true,
                },
                (None, _) => array.push(value, place),
                (Some(key), _) => match ops::to_key(&key) {
                    Some(key) => array.set(key, value, place),
                    None => array.open = true,
                },
            }
            self.bound(&array);
        }
        Value::Array(array)
    }

    pub(super) fn index(&mut self, frame: &mut Frame<'a>, base: &'a Expr<'a>, index: Option<&'a Expr<'a>>, span: Span) -> Value {
        let base = self.expr(frame, base);
        let Some(index) = index else { return self.unknown(frame, span, Reason::Broken, "[]") };
        let key = self.expr(frame, index);
        match (&base, ops::to_key(&key)) {
            (Value::Unknown(u), _) => {
                let (reason, detail) =
                    if u.reason == Reason::Object { (Reason::Object, self.source(frame, span)) } else { (u.reason, u.detail.clone()) };
                self.unknown(frame, span, reason, detail)
            }
            (_, None) => match key {
                Value::Unknown(_) => key,
                _ => self.unknown(frame, span, Reason::Unsupported, "array as key"),
            },
            (Value::Array(array), Some(key)) => match array.get(&key) {
                Some(value) => value.clone(),
                None if array.open => self.unknown(frame, span, Reason::Undefined, key.text()),
                None => Value::Null,
            },
            (Value::Str(s), Some(Key::Int(n))) => {
                let at = if n < 0 { s.len().checked_add_signed(n as isize) } else { usize::try_from(n).ok() };
                at.and_then(|at| s.get(at..=at)).map_or(Value::str(""), Value::str)
            }
            (Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_), _) => Value::Null,
            _ => self.unknown(frame, span, Reason::Unsupported, "string offset"),
        }
    }

    pub(super) fn prop(&mut self, frame: &mut Frame<'a>, object: &'a Expr<'a>, member: &Member<'a>, span: Span) -> Value {
        let Some(name) = self.member(frame, member) else {
            return self.unknown(frame, span, Reason::Unsupported, "computed property");
        };
        if matches!(object.kind, ExprKind::Var("this")) {
            self.note_read(&name);
            return self.properties.get(&name).map_or(Value::Null, |p| p.value.clone());
        }
        match self.expr(frame, object) {
            // Objects from JSON are kept as arrays.
            Value::Array(array) => array.named(&name).cloned().unwrap_or(Value::Null),
            Value::Unknown(u) if u.reason == Reason::Object && u.detail == "conf" => {
                if self.conf_set.contains(&name) {
                    return self.unknown(frame, span, Reason::Object, format!("$conf->{name}"));
                }
                let text = self.source(frame, span);
                self.unknown(frame, span, Reason::Site, text)
            }
            Value::Unknown(u) => {
                let reason = if OBJECTS.contains(&u.detail.as_str()) { Reason::Site } else { u.reason };
                let text = self.source(frame, span);
                self.unknown(frame, span, reason, text)
            }
            _ => Value::Null,
        }
    }

    /// The name behind `->` or `::`, computed if need be.
    pub(super) fn member(&mut self, frame: &mut Frame<'a>, member: &Member<'a>) -> Option<String> {
        match member {
            Member::Name(name, _) => Some((*name).to_owned()),
            Member::Computed(expr) => {
                let value = self.expr(frame, expr);
                value.to_text()
            }
        }
    }

    pub(super) fn isset(&mut self, frame: &mut Frame<'a>, list: &'a [Expr<'a>]) -> Value {
        let mut all = Value::Bool(true);
        for expr in list {
            match self.expr(frame, expr) {
                Value::Null => return Value::Bool(false),
                Value::Unknown(u) if u.reason != Reason::Object => all = Value::Unknown(u),
                _ => {}
            }
        }
        all
    }
}
