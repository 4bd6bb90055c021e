//! PHP's string functions on known values. Strings are bytes; case changes only ASCII, as PHP 8 does.

use super::ops::{self, to_bytes};
use crate::model::place::Place;
use crate::model::value::Value;

/// Calls a string function; `None` when it is not among those that are evaluated.
pub(super) fn call(name: &str, args: &[Value], place: &Place) -> Option<Value> {
    let bytes = |i: usize| args.get(i).and_then(to_bytes);
    Some(match name {
        "strtoupper" | "dol_strtoupper" => Value::str(bytes(0)?.to_ascii_uppercase()),
        "strtolower" | "dol_strtolower" => Value::str(bytes(0)?.to_ascii_lowercase()),
        "mb_strtoupper" => Value::str(String::from_utf8(bytes(0)?.to_vec()).ok()?.to_uppercase()),
        "mb_strtolower" => Value::str(String::from_utf8(bytes(0)?.to_vec()).ok()?.to_lowercase()),
        "ucfirst" | "dol_ucfirst" => first_letter(&bytes(0)?, u8::to_ascii_uppercase),
        "lcfirst" => first_letter(&bytes(0)?, u8::to_ascii_lowercase),
        "ucwords" if args.len() == 1 => {
            let mut text = bytes(0)?.to_vec();
            for i in 0..text.len() {
                if i == 0 || text[i - 1].is_ascii_whitespace() {
                    text[i] = text[i].to_ascii_uppercase();
                }
            }
            Value::str(text)
        }
        "trim" | "ltrim" | "rtrim" | "chop" => trim(name, &bytes(0)?, args.get(1))?,
        "strlen" => Value::Int(i64::try_from(bytes(0)?.len()).ok()?),
        "strrev" => Value::str(bytes(0)?.iter().rev().copied().collect::<Vec<u8>>()),
        "str_repeat" => {
            let (text, times) = (bytes(0)?, usize::try_from(args.get(1)?.to_int()?).ok()?);
            (text.len().checked_mul(times)? <= super::run::MAX_STRING).then(|| Value::str(text.repeat(times)))?
        }
        "substr" => substr(&bytes(0)?, args.get(1)?.to_int()?, args.get(2))?,
        "strpos" | "stripos" | "strrpos" => position(name, &bytes(0)?, &bytes(1)?, args.get(2))?,
        "strstr" => {
            let (text, needle) = (bytes(0)?, bytes(1)?);
            (args.len() == 2).then(|| find(&text, &needle).map_or(Value::Bool(false), |at| Value::str(&text[at..])))?
        }
        "str_contains" => Value::Bool(find(&bytes(0)?, &bytes(1)?).is_some()),
        "str_starts_with" => Value::Bool(bytes(0)?.starts_with(&bytes(1)?)),
        "str_ends_with" => Value::Bool(bytes(0)?.ends_with(&bytes(1)?)),
        "str_replace" if args.len() == 3 => str_replace(args)?,
        "str_pad" => str_pad(args)?,
        "implode" | "join" => implode(args)?,
        "explode" if args.len() == 2 => {
            let (separator, text) = (bytes(0)?, bytes(1)?);
            (!separator.is_empty()).then(|| Value::list(split(&text, &separator).into_iter().map(Value::str), place))?
        }
        "sprintf" => sprintf(args)?,
        "preg_replace" => preg_replace(&bytes(0)?, &bytes(1)?, &bytes(2)?)?,
        "nl2br" => Value::str(String::from_utf8(bytes(0)?.to_vec()).ok()?.replace('\n', "<br />\n")),
        "md5" | "sha1" | "crc32" => return None,
        _ => return None,
    })
}

fn first_letter(text: &[u8], change: fn(&u8) -> u8) -> Value {
    let mut text = text.to_vec();
    if let Some(first) = text.first_mut() {
        *first = change(first);
    }
    Value::str(text)
}

fn trim(name: &str, text: &[u8], set: Option<&Value>) -> Option<Value> {
    let set = match set {
        None => b" \t\n\r\0\x0B".to_vec(),
        Some(set) => to_bytes(set)?.to_vec(),
    };
    if set.windows(2).any(|pair| pair == b"..") {
        return None;
    }
    let outside = |b: &u8| !set.contains(b);
    let start = if name.starts_with('r') || name == "chop" { 0 } else { text.iter().position(outside).unwrap_or(text.len()) };
    let end = if name == "ltrim" { text.len() } else { text.iter().rposition(outside).map_or(start, |i| i + 1) };
    Some(Value::str(&text[start..end.max(start)]))
}

fn substr(text: &[u8], start: i64, length: Option<&Value>) -> Option<Value> {
    let size = i64::try_from(text.len()).ok()?;
    let start = if start < 0 { (size + start).max(0) } else { start.min(size) };
    let end = match length {
        None | Some(Value::Null) => size,
        Some(length) => match length.to_int()? {
            n if n < 0 => size + n,
            n => start.saturating_add(n).min(size),
        },
    };
    Some(if end <= start { Value::str("") } else { Value::str(&text[usize::try_from(start).ok()?..usize::try_from(end).ok()?]) })
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    if needle.is_empty() {
        return Some(0);
    }
    text.windows(needle.len()).position(|window| window == needle)
}

fn position(name: &str, text: &[u8], needle: &[u8], offset: Option<&Value>) -> Option<Value> {
    let offset = offset.map_or(Some(0), |o| usize::try_from(o.to_int()?).ok())?;
    if offset > text.len() || needle.is_empty() {
        return None;
    }
    let (text, needle) =
        if name == "stripos" { (text.to_ascii_lowercase(), needle.to_ascii_lowercase()) } else { (text.to_vec(), needle.to_vec()) };
    let at = if name == "strrpos" {
        text[offset..].windows(needle.len()).rposition(|window| window == needle)
    } else {
        find(&text[offset..], &needle)
    };
    Some(at.map_or(Value::Bool(false), |at| Value::Int(i64::try_from(at + offset).unwrap_or(i64::MAX))))
}

fn split<'t>(text: &'t [u8], separator: &[u8]) -> Vec<&'t [u8]> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = find(rest, separator) {
        parts.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
        if parts.len() > super::run::MAX_ITEMS {
            break;
        }
    }
    parts.push(rest);
    parts
}

fn str_replace(args: &[Value]) -> Option<Value> {
    let texts = |value: &Value| match value {
        Value::Array(array) => array.items().iter().map(|item| to_bytes(&item.value)).collect::<Option<Vec<_>>>(),
        scalar => to_bytes(scalar).map(|text| vec![text]),
    };
    let (searched, replacements) = (texts(&args[0])?, texts(&args[1])?);
    let one_for_all = !matches!(args[1], Value::Array(_));
    let mut text = to_bytes(&args[2])?.to_vec();
    for (i, needle) in searched.iter().enumerate().filter(|(_, needle)| !needle.is_empty()) {
        let replacement = replacements.get(if one_for_all { 0 } else { i }).map_or(&[][..], |r| r);
        text = split(&text, needle).join(replacement);
        if text.len() > super::run::MAX_STRING {
            return None;
        }
    }
    Some(Value::str(text))
}

fn str_pad(args: &[Value]) -> Option<Value> {
    let text = to_bytes(args.first()?)?;
    let length = usize::try_from(args.get(1)?.to_int()?).unwrap_or(0).min(super::run::MAX_STRING);
    let pad = args.get(2).map_or(Some([b' '].as_slice().into()), to_bytes)?;
    let fill: Vec<u8> = pad.iter().copied().cycle().take(length.saturating_sub(text.len())).collect();
    // The constants for the side are not evaluated, so only the default and plain numbers come here.
    match args.get(3).map_or(Some(1), Value::to_int)? {
        0 => Some(Value::str([fill, text.to_vec()].concat())),
        1 => Some(Value::str([text.to_vec(), fill].concat())),
        _ => None,
    }
}

fn implode(args: &[Value]) -> Option<Value> {
    let (glue, array) = match args {
        [Value::Array(array)] => ([].as_slice().into(), array),
        [glue, Value::Array(array)] | [Value::Array(array), glue] => (to_bytes(glue)?, array),
        _ => return None,
    };
    let parts: Option<Vec<_>> = array.items().iter().map(|item| to_bytes(&item.value)).collect();
    let parts = parts?;
    let text = parts.iter().map(|part| &**part).collect::<Vec<&[u8]>>().join(&*glue);
    (text.len() <= super::run::MAX_STRING).then(|| Value::str(text))
}

/// `%[flags][width][.precision]type` and `%n$…`, for the types that descriptors use.
fn sprintf(args: &[Value]) -> Option<Value> {
    let format = to_bytes(args.first()?)?;
    let mut out = Vec::new();
    let (mut at, mut next) = (0, 1);
    while at < format.len() {
        let b = format[at];
        at += 1;
        if b != b'%' {
            out.push(b);
            continue;
        }
        let mut spec = Spec::default();
        at = spec.read(&format, at)?;
        if spec.kind == b'%' {
            out.push(b'%');
            continue;
        }
        let index = spec.argument.unwrap_or(next);
        next += usize::from(spec.argument.is_none());
        out.extend(spec.format(args.get(index)?)?);
        if out.len() > super::run::MAX_STRING {
            return None;
        }
    }
    Some(Value::str(out))
}

#[derive(Default)]
struct Spec {
    argument: Option<usize>,
    left: bool,
    plus: bool,
    pad: Option<u8>,
    width: usize,
    precision: Option<usize>,
    kind: u8,
}

impl Spec {
    fn read(&mut self, format: &[u8], mut at: usize) -> Option<usize> {
        let number = |at: &mut usize| {
            let start = *at;
            while format.get(*at).is_some_and(u8::is_ascii_digit) {
                *at += 1;
            }
            std::str::from_utf8(&format[start..*at]).ok()?.parse::<usize>().ok()
        };
        let mut ahead = at;
        if let Some(n) = number(&mut ahead)
            && format.get(ahead) == Some(&b'$')
        {
            self.argument = Some(n);
            at = ahead + 1;
        }
        loop {
            match format.get(at)? {
                b'-' => self.left = true,
                b'+' => self.plus = true,
                b'0' => self.pad = Some(b'0'),
                b' ' => self.pad = Some(b' '),
                b'\'' => {
                    at += 1;
                    self.pad = Some(*format.get(at)?);
                }
                _ => break,
            }
            at += 1;
        }
        self.width = number(&mut at).unwrap_or(0);
        if format.get(at) == Some(&b'.') {
            at += 1;
            self.precision = Some(number(&mut at).unwrap_or(0));
        }
        self.kind = *format.get(at)?;
        (self.width < 1000 && self.precision.unwrap_or(0) < 100).then_some(at + 1)
    }

    fn format(&self, value: &Value) -> Option<Vec<u8>> {
        let float = || ops::to_number(value).map_or(0.0, ops::Number::float);
        let text = match self.kind {
            b's' => {
                let text = to_bytes(value)?;
                text[..self.precision.unwrap_or(text.len()).min(text.len())].to_vec()
            }
            b'd' | b'i' => format!("{}{}", if self.plus && value.to_int()? >= 0 { "+" } else { "" }, value.to_int()?).into_bytes(),
            b'u' => format!("{}", value.to_int()? as u64).into_bytes(),
            b'x' => format!("{:x}", value.to_int()?).into_bytes(),
            b'X' => format!("{:X}", value.to_int()?).into_bytes(),
            b'f' | b'F' => format!("{:.*}", self.precision.unwrap_or(6), float()).into_bytes(),
            b'c' => vec![u8::try_from(value.to_int()?).ok()?],
            _ => return None,
        };
        let fill = vec![self.pad.unwrap_or(b' '); self.width.saturating_sub(text.len())];
        Some(if self.left {
            [text, fill].concat()
        } else if self.pad == Some(b'0') && text.first().is_some_and(|b| matches!(b, b'-' | b'+')) && self.kind != b's' {
            [&text[..1], &fill, &text[1..]].concat()
        } else {
            [fill, text].concat()
        })
    }
}

/// The idioms seen in descriptors: a literal at the start, at the end, or anywhere, without groups.
fn preg_replace(pattern: &[u8], replacement: &[u8], subject: &[u8]) -> Option<Value> {
    let pattern = std::str::from_utf8(pattern).ok()?;
    let delimiter = pattern.chars().next().filter(|c| matches!(c, '/' | '#' | '~' | '@' | '!'))?;
    let (body, flags) = pattern[1..].rsplit_once(delimiter)?;
    if !matches!(flags, "" | "i") || replacement.contains(&b'$') || replacement.contains(&b'\\') {
        return None;
    }
    let (start, body) = body.strip_prefix('^').map_or((false, body), |rest| (true, rest));
    let (end, body) = body.strip_suffix('$').map_or((false, body), |rest| (true, rest));
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | ' ' | ':' | ';' | ',' | '-' | '=' | '@' | '"' | '\'' | '<' | '>');
    if body.is_empty() || !body.chars().all(plain) {
        return None;
    }
    let needle = body.as_bytes();
    let equal = |text: &[u8]| if flags == "i" { text.eq_ignore_ascii_case(needle) } else { text == needle };
    let mut out = Vec::new();
    let mut at = 0;
    while at < subject.len() {
        let fits = subject.get(at..at + needle.len()).is_some_and(equal);
        if fits && (!start || at == 0) && (!end || at + needle.len() == subject.len()) {
            out.extend_from_slice(replacement);
            at += needle.len();
        } else {
            out.push(subject[at]);
            at += 1;
        }
    }
    Some(Value::str(out))
}
