//! PHP's conversions, comparisons and arithmetic on known values. What is not known stays not known: `None`.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::model::value::{Key, Value};
use crate::php::tree::BinaryOp;

/// A number as PHP computes with it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    pub(super) fn float(self) -> f64 {
        match self {
            // Large integers lose digits here, as they do in PHP.
            Self::Int(n) => n as f64,
            Self::Float(f) => f,
        }
    }
}

/// Whether a value is true in a condition.
pub(super) fn truthy(value: &Value) -> Option<bool> {
    match value {
        Value::Null => Some(false),
        Value::Bool(b) => Some(*b),
        Value::Int(n) => Some(*n != 0),
        Value::Float(f) => Some(*f != 0.0),
        Value::Str(s) => Some(!(s.is_empty() || **s == *b"0")),
        Value::Array(array) => match (array.items().is_empty(), array.open) {
            (true, true) => None,
            (empty, _) => Some(!empty),
        },
        Value::Unknown(_) | Value::OneOf(_) => None,
    }
}

/// A value as a string; arrays have none.
pub(super) fn to_bytes(value: &Value) -> Option<Arc<[u8]>> {
    match value {
        Value::Str(s) => Some(s.clone()),
        Value::Float(f) => Some(float_text(*f).into_bytes().into()),
        other => other.to_text().map(|text| text.into_bytes().into()),
    }
}

/// A float as `echo` prints it: 14 significant digits.
fn float_text(f: f64) -> String {
    if !f.is_finite() {
        return if f.is_nan() {
            "NAN"
        } else if f > 0.0 {
            "INF"
        } else {
            "-INF"
        }
        .to_owned();
    }
    if f == 0.0 {
        return if f.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    let scientific = format!("{f:.13e}");
    let (digits, exponent) = scientific.split_once('e').expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("an exponent is a number");
    if (-4..14).contains(&exponent) {
        let decimals = usize::try_from(13 - exponent).unwrap_or(0);
        let text = format!("{f:.decimals$}");
        return if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
    }
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    let digits = if digits.contains('.') { digits.to_owned() } else { format!("{digits}.0") };
    format!("{digits}E{}{}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// The number that a whole string is, white space around it allowed.
pub(super) fn numeric(bytes: &[u8]) -> Option<Number> {
    let text = std::str::from_utf8(bytes).ok()?.trim_matches([' ', '\t', '\n', '\r', '\x0B', '\x0C']);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || digits == "." {
        return None;
    }
    if let Ok(n) = text.parse() {
        return Some(Number::Int(n));
    }
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')).then(|| text.parse().ok().map(Number::Float))?
}

/// The number at the start of a string; `None` when there is none.
pub(super) fn leading_number(bytes: &[u8]) -> Option<Number> {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace())?;
    let bytes = &bytes[start..bytes.len().min(start + 64)];
    (1..=bytes.len()).rev().find_map(|end| numeric(&bytes[..end]))
}

/// A value as a number for arithmetic; `None` where PHP throws, or when it is not known.
pub(super) fn to_number(value: &Value) -> Option<Number> {
    match value {
        Value::Null => Some(Number::Int(0)),
        Value::Bool(b) => Some(Number::Int(i64::from(*b))),
        Value::Int(n) => Some(Number::Int(*n)),
        Value::Float(f) => Some(Number::Float(*f)),
        Value::Str(s) => leading_number(s),
        Value::Array(_) | Value::Unknown(_) | Value::OneOf(_) => None,
    }
}

/// A value as an array key.
pub(super) fn to_key(value: &Value) -> Option<Key> {
    match value {
        Value::Int(n) => Some(Key::Int(*n)),
        Value::Str(s) => Some(Key::from_bytes(s)),
        Value::Bool(b) => Some(Key::Int(i64::from(*b))),
        Value::Float(f) => Some(Key::Int(*f as i64)),
        Value::Null => Some(Key::Str([].into())),
        Value::Array(_) | Value::Unknown(_) | Value::OneOf(_) => None,
    }
}

/// A key as a value.
pub(super) fn key_value(key: &Key) -> Value {
    match key {
        Key::Int(n) => Value::Int(*n),
        Key::Str(s) => Value::Str(s.clone()),
    }
}

/// `===`
pub(super) fn identical(a: &Value, b: &Value) -> Option<bool> {
    if !(a.is_known() && b.is_known()) {
        return None;
    }
    match (a, b) {
        (Value::Array(x), Value::Array(y)) => {
            let same = |(i, j): (&crate::model::value::Item, &crate::model::value::Item)| {
                i.key == j.key && identical(&i.value, &j.value) == Some(true)
            };
            Some(x.items().len() == y.items().len() && x.items().iter().zip(y.items()).all(same))
        }
        _ => Some(a == b),
    }
}

/// `<=>` and everything that rests on it, as PHP 8 compares.
pub(super) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    use Value::{Array, Bool, Null, Str};
    match (a, b) {
        (Null, Str(s)) => Some([].as_slice().cmp(s)),
        (Str(s), Null) => Some((**s).cmp(&[])),
        (Bool(_) | Null, _) | (_, Bool(_) | Null) => Some(truthy(a)?.cmp(&truthy(b)?)),
        (Str(x), Str(y)) => match (numeric(x), numeric(y)) {
            (Some(m), Some(n)) => m.float().partial_cmp(&n.float()),
            _ => Some(x.cmp(y)),
        },
        (Array(x), Array(y)) => {
            if x.open || y.open {
                return None;
            }
            if x.items().len() != y.items().len() {
                return Some(x.items().len().cmp(&y.items().len()));
            }
            for item in x.items() {
                // PHP calls arrays with different keys uncomparable; neither is less.
                match compare(&item.value, y.get(&item.key)?)? {
                    Ordering::Equal => {}
                    other => return Some(other),
                }
            }
            Some(Ordering::Equal)
        }
        (Array(_), _) if b.is_known() => Some(Ordering::Greater),
        (_, Array(_)) if a.is_known() => Some(Ordering::Less),
        (Str(s), number) | (number, Str(s)) => {
            let (text, flipped) = (to_bytes(number)?, matches!(b, Str(_)));
            let order = match numeric(s) {
                Some(n) => to_number(number)?.float().partial_cmp(&n.float())?,
                None => text.cmp(s),
            };
            Some(if flipped { order } else { order.reverse() })
        }
        _ => to_number(a)?.float().partial_cmp(&to_number(b)?.float()),
    }
}

/// A binary operator on two known values, but for `&&`, `||` and `instanceof`.
pub(super) fn binary(op: BinaryOp, a: &Value, b: &Value) -> Option<Value> {
    use BinaryOp as B;
    let order = |wanted: fn(Ordering) -> bool| compare(a, b).map(|o| Value::Bool(wanted(o)));
    match op {
        B::Concat => {
            let (x, y) = (to_bytes(a)?, to_bytes(b)?);
            Some(Value::Str([&*x, &*y].concat().into()))
        }
        B::Equal => order(Ordering::is_eq),
        B::NotEqual => order(Ordering::is_ne),
        B::Less => order(Ordering::is_lt),
        B::Greater => order(Ordering::is_gt),
        B::LessOrEqual => order(Ordering::is_le),
        B::GreaterOrEqual => order(Ordering::is_ge),
        B::Spaceship => compare(a, b).map(|o| Value::Int(o as i64)),
        B::Identical => identical(a, b).map(Value::Bool),
        B::NotIdentical => identical(a, b).map(|same| Value::Bool(!same)),
        B::Xor => Some(Value::Bool(truthy(a)? != truthy(b)?)),
        B::Add => match (a, b) {
            (Value::Array(x), Value::Array(y)) => {
                let mut sum = x.clone();
                for item in y.items().iter().filter(|item| x.get(&item.key).is_none()) {
                    sum.set(item.key.clone(), item.value.clone(), item.place.clone());
                }
                sum.open |= y.open;
                Some(Value::Array(sum))
            }
            _ => arithmetic(op, to_number(a)?, to_number(b)?),
        },
        B::Sub | B::Mul | B::Div | B::Mod | B::Pow => arithmetic(op, to_number(a)?, to_number(b)?),
        B::BitAnd | B::BitOr | B::BitXor | B::ShiftLeft | B::ShiftRight => bits(op, a, b),
        B::And | B::Or | B::Instanceof | B::Pipe => None,
    }
}

fn arithmetic(op: BinaryOp, a: Number, b: Number) -> Option<Value> {
    use BinaryOp as B;
    if let (Number::Int(x), Number::Int(y)) = (a, b) {
        let exact = match op {
            B::Add => x.checked_add(y),
            B::Sub => x.checked_sub(y),
            B::Mul => x.checked_mul(y),
            B::Mod => return x.checked_rem(y).map(Value::Int),
            B::Div if y != 0 && x % y == 0 => x.checked_div(y),
            B::Pow => u32::try_from(y).ok().and_then(|y| x.checked_pow(y)),
            _ => None,
        };
        if let Some(n) = exact {
            return Some(Value::Int(n));
        }
    }
    let (x, y) = (a.float(), b.float());
    match op {
        B::Add => Some(Value::Float(x + y)),
        B::Sub => Some(Value::Float(x - y)),
        B::Mul => Some(Value::Float(x * y)),
        B::Div if y != 0.0 => Some(Value::Float(x / y)),
        B::Pow => Some(Value::Float(x.powf(y))),
        B::Mod => (x as i64).checked_rem(y as i64).map(Value::Int),
        _ => None,
    }
}

/// Operators on bits, for integers; on strings PHP works byte by byte, which no descriptor does.
fn bits(op: BinaryOp, a: &Value, b: &Value) -> Option<Value> {
    if matches!((a, b), (Value::Str(_), Value::Str(_))) {
        return None;
    }
    let (Number::Int(x), Number::Int(y)) = (to_number(a)?, to_number(b)?) else { return None };
    let shift = u32::try_from(y).ok();
    let n = match op {
        BinaryOp::BitAnd => x & y,
        BinaryOp::BitOr => x | y,
        BinaryOp::BitXor => x ^ y,
        BinaryOp::ShiftLeft => x.checked_shl(shift?).unwrap_or(0),
        _ => x.checked_shr(shift?).unwrap_or(if x < 0 { -1 } else { 0 }),
    };
    Some(Value::Int(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_php_prints_them() {
        let cases = [
            (0.1 + 0.2, "0.3"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (1e15, "1.0E+15"),
            (123_456_789_012_345.0, "1.2345678901234E+14"),
            (1e-5, "1.0E-5"),
            (0.0001, "0.0001"),
            (100.0, "100"),
        ];
        for (f, text) in cases {
            assert_eq!(float_text(f), text);
        }
    }

    #[test]
    fn comparisons_are_those_of_php_8() {
        let s = |text: &str| Value::str(text);
        let equal = |a: &Value, b: &Value| compare(a, b) == Some(Ordering::Equal);
        assert!(!equal(&Value::Int(0), &s("a")));
        assert!(equal(&s("1.0"), &Value::Int(1)));
        assert!(equal(&s("1e1"), &s("10")));
        assert!(equal(&Value::Null, &s("")));
        assert!(!equal(&Value::Null, &s("0")));
        assert!(equal(&Value::Bool(false), &s("0")));
        assert_eq!(compare(&s("22.0.4"), &Value::Int(18)), Some(Ordering::Greater));
        assert_eq!(compare(&Value::Int(9), &s("18.0.0")), Some(Ordering::Greater));
    }

    #[test]
    fn arithmetic_overflows_into_floats() {
        assert_eq!(binary(BinaryOp::Add, &Value::Int(i64::MAX), &Value::Int(1)), Some(Value::Float(9_223_372_036_854_775_807_i64 as f64)));
        assert_eq!(binary(BinaryOp::Div, &Value::Int(1), &Value::Int(0)), None);
        assert_eq!(binary(BinaryOp::Mod, &Value::Int(i64::MIN), &Value::Int(-1)), None);
        assert_eq!(binary(BinaryOp::Add, &s("5 apples"), &Value::Int(1)), Some(Value::Int(6)));
        fn s(text: &str) -> Value {
            Value::str(text)
        }
    }
}
