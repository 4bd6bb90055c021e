//! Hooks whose result the core adds to a query, from `rules/hooks/queries.txt`. Knows no module.

use super::lists::lines;

const QUERIES: &str = include_str!("../../rules/hooks/queries.txt");

/// Whether the core adds what methods for a hook leave in `resprints` to a query, and prints it nowhere. PHP finds the method in any case.
pub(crate) fn fills_query(hook: &str) -> bool {
    lines(QUERIES).any(|name| name.eq_ignore_ascii_case(hook))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core_facts::{Kind, Known};

    #[test]
    fn each_line_is_a_hook_of_some_release() {
        let names: Vec<&str> = lines(QUERIES).collect();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(names.iter().all(|name| Known::shipped().find(Kind::Hook, "", name).is_some()));
        assert!(fills_query("PrintFieldListWhere") && !fills_query("printFieldListValue") && !fills_query(""));
    }
}
