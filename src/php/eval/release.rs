//! Whether a test on the version holds, Dolibarr's or PHP's, for code that is looked at and not run: nothing but what the test itself
//! says is known.

use super::{builtins, ops, strings, version};
use crate::base::Version;
use crate::model::place::Place;
use crate::model::value::Value;
use crate::php::tree::{Arg, BinaryOp, Callee, Cast, Expr, ExprKind};

/// How deep expressions and assignments are followed.
pub(super) const DEEPEST: u8 = 24;

/// What a variable was assigned, where that is one expression.
pub(crate) type Assigned<'s, 'a> = &'s dyn Fn(&str) -> Option<&'a Expr<'a>>;

/// The one version that is known.
#[derive(Debug, Clone, Copy)]
pub(crate) enum On<'s> {
    /// `DOL_VERSION`
    Dolibarr(&'s Version),
    /// `PHP_VERSION`, with all three levels.
    Php(&'s Version),
}

/// Whether a test holds on a version; `None` when it rests on anything else.
pub(crate) fn holds_at<'a>(test: &Expr<'a>, on: On<'_>, assigned: Assigned<'_, 'a>) -> Option<bool> {
    ops::truthy(&Test { on, around: &Once(assigned) }.value(test, DEEPEST)?)
}

/// What lies around a test.
pub(super) trait Around<'a> {
    /// The value of a variable.
    fn variable(&self, test: &Test<'_, 'a>, name: &'a str, depth: u8) -> Option<Value>;

    /// What a function gives that is neither PHP's nor Dolibarr's; its name is in small letters.
    fn function(&self, _name: &str, _args: &[Value]) -> Option<Value> {
        None
    }

    /// The value of what is not evaluated here.
    fn other(&self, _test: &Test<'_, 'a>, _expr: &Expr<'a>, _depth: u8) -> Option<Value> {
        None
    }

    /// Whether what is evaluated runs in its order, with what it assigns.
    fn runs(&self) -> bool {
        false
    }

    /// Whether so many more steps may be made.
    fn spend(&self, _steps: u32) -> bool {
        true
    }
}

/// Variables that are assigned once.
struct Once<'s, 'a>(Assigned<'s, 'a>);

impl<'a> Around<'a> for Once<'_, 'a> {
    fn variable(&self, test: &Test<'_, 'a>, name: &'a str, depth: u8) -> Option<Value> {
        test.value((self.0)(name)?, depth)
    }
}

pub(super) struct Test<'s, 'a> {
    pub(super) on: On<'s>,
    pub(super) around: &'s dyn Around<'a>,
}

impl<'a> Test<'_, 'a> {
    pub(super) fn value(&self, expr: &Expr<'a>, depth: u8) -> Option<Value> {
        let depth = depth.checked_sub(1).filter(|_| self.around.spend(1))?;
        Some(match expr.kind {
            ExprKind::Null => Value::Null,
            ExprKind::Bool(value) => Value::Bool(value),
            ExprKind::Int(value) => Value::Int(value),
            ExprKind::Float(value) => Value::Float(value),
            ExprKind::Str(bytes) => Value::str(bytes),
            ExprKind::Const(name) => self.constant(name)?,
            ExprKind::Var(name) => self.around.variable(self, name, depth)?,
            ExprKind::Silence(inner) | ExprKind::Plus(inner) => self.value(inner, depth)?,
            ExprKind::Not(inner) => Value::Bool(!ops::truthy(&self.value(inner, depth)?)?),
            ExprKind::Negate(inner) => ops::binary(BinaryOp::Mul, &Value::Int(-1), &self.value(inner, depth)?)?,
            ExprKind::Cast(cast, inner) => self.cast(cast, &self.value(inner, depth)?)?,
            ExprKind::Chain(first, rest) => self.chain(first, rest, depth)?,
            ExprKind::Ternary(test, then, otherwise) => {
                let holds = self.value(test, depth)?;
                let side = if ops::truthy(&holds)? { then } else { Some(otherwise) };
                side.map_or(Some(holds), |side| self.value(side, depth))?
            }
            ExprKind::Index(list, Some(key)) => {
                let key = ops::to_key(&self.value(key, depth)?)?;
                let list = self.value(list, depth)?;
                // PHP warns of an element that is not there, and goes on with null.
                list.as_array().filter(|list| !list.open)?.get(&key).cloned().unwrap_or(Value::Null)
            }
            ExprKind::Array(elements) => {
                let plain = elements.iter().all(|e| e.key.is_none() && !e.spread && !e.by_ref);
                let values: Option<Vec<Value>> = elements.iter().map(|e| self.value(&e.value, depth)).collect();
                list(values.filter(|_| plain)?)
            }
            ExprKind::Call(Callee::Name(name, _), args) => self.call(&name.to_ascii_lowercase(), args, depth)?,
            _ => self.around.other(self, expr, depth)?,
        })
    }

    fn constant(&self, name: &str) -> Option<Value> {
        match (self.on, name) {
            (On::Dolibarr(release), "DOL_VERSION") => Some(Value::str(release.as_str())),
            (On::Dolibarr(release), "DOL_MAJOR_VERSION") => Some(Value::str(release.major().to_string())),
            (On::Php(php), name) => php_constant(php, name.trim_start_matches('\\')),
            _ => None,
        }
    }

    fn chain(&self, first: &Expr<'a>, rest: &[(BinaryOp, Expr<'a>)], depth: u8) -> Option<Value> {
        let mut value = self.value(first, depth);
        for (op, next) in rest {
            let truth = |value: &Option<Value>| value.as_ref().and_then(ops::truthy);
            value = match op {
                BinaryOp::And | BinaryOp::Or => {
                    let decides = *op == BinaryOp::Or;
                    let before = truth(&value);
                    // Where code runs, the first side alone says whether the other one does; what is looked at either side can decide.
                    let after = match before {
                        None if self.around.runs() => return None,
                        Some(before) if before == decides => None,
                        _ => truth(&self.value(next, depth)),
                    };
                    match (before, after) {
                        (a, b) if a == Some(decides) || b == Some(decides) => Some(Value::Bool(decides)),
                        (Some(_), Some(_)) => Some(Value::Bool(!decides)),
                        _ => None,
                    }
                }
                op => ops::binary(*op, &value?, &self.value(next, depth)?),
            };
        }
        value
    }

    fn cast(&self, cast: Cast, value: &Value) -> Option<Value> {
        let name = match cast {
            Cast::Int => "intval",
            Cast::Float => "floatval",
            Cast::String => "strval",
            Cast::Bool => return Some(Value::Bool(ops::truthy(value)?)),
            Cast::Array | Cast::Object | Cast::Unset => return None,
        };
        pure(name, std::slice::from_ref(value))
    }

    fn levels(&self, constant: &str) -> Option<Value> {
        let text = self.constant(constant)?.to_text()?;
        Some(list(text.split(['.', '-']).map(Value::str).collect()))
    }

    fn call(&self, name: &str, args: &[Arg<'a>], depth: u8) -> Option<Value> {
        let args = self.args(args, depth)?;
        match (name, args.as_slice()) {
            ("versiondolibarrarray", []) => self.levels("DOL_VERSION"),
            ("versionphparray", []) => self.levels("PHP_VERSION"),
            ("phpversion" | "\\phpversion", []) => self.constant("PHP_VERSION"),
            ("constant", [name]) => self.constant(&name.to_text()?),
            ("versioncompare", [a, b]) => Some(Value::Int(i64::from(levels(a)?.compare(&levels(b)?)))),
            ("version_compare", [a, b, rest @ ..]) => {
                let order = version::compare(&a.to_text()?, &b.to_text()?);
                match rest {
                    [] => Some(Value::Int(order as i64)),
                    [operator, ..] => Some(Value::Bool(version::holds(order, &operator.to_text()?)?)),
                }
            }
            ("defined", [name]) => self.constant(&name.to_text()?).map(|_| Value::Bool(true)),
            _ if self.around.spend(cost(name)) => pure(name, &args).or_else(|| self.around.function(name, &args)),
            _ => None,
        }
    }

    /// The values that a call is given.
    pub(super) fn args(&self, args: &[Arg<'a>], depth: u8) -> Option<Vec<Value>> {
        let plain = args.iter().all(|arg| arg.name.is_none() && !arg.spread);
        args.iter().map(|arg| self.value(&arg.value, depth)).collect::<Option<_>>().filter(|_| plain)
    }
}

/// The steps that a function of PHP counts for. A pattern has to be made ready for each call.
fn cost(name: &str) -> u32 {
    if name.starts_with("preg_") { 2_000 } else { 20 }
}

/// What PHP says of its own version.
fn php_constant(php: &Version, name: &str) -> Option<Value> {
    let mut levels = php.as_str().split('.').map(|level| level.parse::<i64>().unwrap_or(0));
    let (major, minor, patch) = (levels.next()?, levels.next()?, levels.next()?);
    match name {
        "PHP_VERSION" => Some(Value::str(php.as_str())),
        "PHP_VERSION_ID" => Some(Value::Int(major * 10_000 + minor * 100 + patch)),
        "PHP_MAJOR_VERSION" => Some(Value::Int(major)),
        "PHP_MINOR_VERSION" => Some(Value::Int(minor)),
        "PHP_RELEASE_VERSION" => Some(Value::Int(patch)),
        _ => None,
    }
}

fn pure(name: &str, args: &[Value]) -> Option<Value> {
    let nowhere = Place::file("");
    let value = builtins::call(name, args, &nowhere).or_else(|| strings::call(name, args, &nowhere))?;
    value.is_known().then_some(value)
}

fn list(values: Vec<Value>) -> Value {
    Value::list(values.into_iter(), &Place::file(""))
}

/// A version array.
fn levels(value: &Value) -> Option<Version> {
    let words: Option<Vec<String>> = value.as_array()?.items().iter().map(|item| item.value.to_text()).collect();
    Some(Version::from_levels(&words?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::php::tree::StmtKind;
    use crate::php::{Arena, parse};

    /// The releases of some on which a test holds; `?` in front when it is not known for each.
    fn holds(test: &str) -> String {
        let arena = Arena::new();
        let file = parse(&arena, &Arc::from("x"), format!("<?php $v = explode('.', DOL_VERSION); $m = (int) $v[0]; {test};").as_bytes());
        let exprs: Vec<&Expr<'_>> =
            file.stmts.iter().filter_map(|s| if let StmtKind::Expr(e) = &s.kind { Some(e) } else { None }).collect();
        let assigned = |name: &str| {
            exprs.iter().find_map(|e| match e.kind {
                ExprKind::Assign { target: Expr { kind: ExprKind::Var(known), .. }, value, .. } if *known == name => Some(value),
                _ => None,
            })
        };
        let mut text = String::new();
        for release in ["10.0.1", "17.0.3", "18.0.0", "24.0.0-beta"] {
            match holds_at(exprs[2], On::Dolibarr(&Version::parse(release).unwrap()), &assigned) {
                None => text.push('?'),
                Some(true) => text += &format!("{} ", &release[..2]),
                Some(false) => {}
            }
        }
        text.trim_end().to_owned()
    }

    #[test]
    fn tests_on_the_release_are_understood() {
        for (test, releases) in [
            ("version_compare(DOL_VERSION, '18.0.0', '>=')", "18 24"),
            ("version_compare(DOL_VERSION, '18.0.0') < 0", "10 17"),
            ("(float) DOL_VERSION >= 17.0", "17 18 24"),
            ("(int) DOL_VERSION < 18", "10 17"),
            ("intval(DOL_VERSION) == 17", "17"),
            ("versioncompare(versiondolibarrarray(), array(18, 0, -3)) >= 0", "18 24"),
            ("versioncompare(explode('.', DOL_VERSION), explode('.', '17.0.3')) <= 0", "10 17"),
            ("$m > 17 && true", "18 24"),
            ("!($v[0] < 18)", "18 24"),
            ("substr(DOL_VERSION, 0, 2) == '10'", "10"),
            ("DOL_VERSION >= 18", "18 24"),
            ("(int) DOL_VERSION < 18 || $unknown", "10 17??"),
            ("$unknown && (int) DOL_VERSION >= 18", "??"),
            ("isModEnabled('x')", "????"),
            ("(int) DOL_VERSION >= 18 ? true : false", "18 24"),
        ] {
            let sure = |text: &str| text.replace([' ', '?'], "");
            assert_eq!(sure(&holds(test)), sure(releases), "{test}");
            assert_eq!(holds(test).matches('?').count(), releases.matches('?').count(), "{test}");
        }
    }
}
