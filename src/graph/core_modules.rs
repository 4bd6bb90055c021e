//! The names of every module that a Dolibarr core ever had: `rules/core/modules.txt`. Knows nothing else of them.

/// One descriptor class a line, from the cores of the releases 10 to 24.
const NAMES: &str = include_str!("../../rules/core/modules.txt");

/// Whether any core has, or had, a descriptor of this class.
pub(super) fn ever_had(class: &str) -> bool {
    NAMES.lines().any(|name| name.eq_ignore_ascii_case(class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_has_no_name_twice() {
        let names: Vec<String> = NAMES.lines().map(str::to_ascii_lowercase).collect();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(names.iter().all(|name| name.starts_with("mod")));
        assert!(ever_had("modfacture") && !ever_had("mod"));
    }
}
