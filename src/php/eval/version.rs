//! PHP's own `version_compare`, which is neither Dolibarr's order nor semver's.

use std::cmp::Ordering;

/// Compares two versions as `version_compare` does: parts are split where digits and letters meet.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (parts(a), parts(b));
    for i in 0..a.len().max(b.len()) {
        let order = match (a.get(i), b.get(i)) {
            (Some(x), Some(y)) => part_order(x, y),
            // A number that the other lacks makes it newer; a word is held against the end, `#`.
            (Some(x), None) => {
                if is_number(x) {
                    Ordering::Greater
                } else {
                    rank(x).cmp(&rank("#"))
                }
            }
            (None, Some(y)) => {
                if is_number(y) {
                    Ordering::Less
                } else {
                    rank("#").cmp(&rank(y))
                }
            }
            (None, None) => Ordering::Equal,
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// Whether an order fulfils an operator of `version_compare`; `None` for an operator that it does not know.
pub(super) fn holds(order: Ordering, operator: &str) -> Option<bool> {
    Some(match operator {
        "<" | "lt" => order.is_lt(),
        "<=" | "le" => order.is_le(),
        ">" | "gt" => order.is_gt(),
        ">=" | "ge" => order.is_ge(),
        "==" | "eq" => order.is_eq(),
        "!=" | "<>" | "ne" => order.is_ne(),
        _ => return None,
    })
}

fn parts(version: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut last = None;
    for c in version.chars() {
        let kind = match c {
            '0'..='9' => Some(true),
            '.' | '-' | '_' | '+' => None,
            _ => Some(false),
        };
        match (kind, parts.last_mut()) {
            (Some(_), Some(part)) if kind == last => part.push(c),
            (Some(_), _) => parts.push(c.to_string()),
            (None, _) => {}
        }
        last = kind;
    }
    parts
}

fn is_number(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit())
}

fn part_order(a: &str, b: &str) -> Ordering {
    let number = |part: &str| part.parse::<u64>().unwrap_or(u64::MAX);
    match (is_number(a), is_number(b)) {
        (true, true) => number(a).cmp(&number(b)),
        (false, false) => rank(a).cmp(&rank(b)),
        (true, false) => rank("#").cmp(&rank(b)),
        (false, true) => rank(a).cmp(&rank("#")),
    }
}

/// dev < alpha = a < beta = b < RC = rc < # < pl = p; every other word is less than dev.
fn rank(word: &str) -> i32 {
    let words = [("dev", 0), ("alpha", 1), ("a", 1), ("beta", 2), ("b", 2), ("RC", 3), ("rc", 3), ("#", 4), ("pl", 5), ("p", 5)];
    words.iter().find(|(known, _)| word.starts_with(known)).map_or(-1, |(_, rank)| *rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_in_php() {
        // Every line was printed by PHP 8.2.
        let cases = [
            ("22.0.4", "18.0.0", 1),
            ("18.0.0-beta", "18.0.0", -1),
            ("18.0", "18.0.0", -1),
            ("18.0.0-alpha", "18.0.0-beta", -1),
            ("18.0.0", "18.0.0-rc1", 1),
            ("18.0.0-dev", "18.0.0alpha", -1),
            ("7.4.0pl1", "7.4.0", 1),
            ("1.0.foo", "1.0.dev", -1),
        ];
        for (a, b, order) in cases {
            assert_eq!(compare(a, b) as i32, order, "{a} {b}");
        }
    }
}
