//! The one table of fact kinds, their columns, and the words of closed columns. Rules are checked against it when they are loaded.

mod code;
mod modules;

pub(crate) use super::kind::{Column, Kind};
use super::kind::{about_module, closed, text};

const YES_NO: &[&str] = &["yes", "no"];
const SURE: Column = closed("confidence", &["certain", "likely"]);

/// Every kind.
pub(crate) fn kinds() -> impl Iterator<Item = &'static Kind> {
    code::KINDS.iter().chain(modules::KINDS)
}

/// The kind of that name.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted_and_say_what_a_row_means_and_columns_are_there_once() {
        for list in [code::KINDS, modules::KINDS] {
            assert!(list.windows(2).all(|pair| pair[0].name < pair[1].name));
        }
        assert!(code::KINDS.iter().all(|kind| modules::KINDS.iter().all(|other| other.name != kind.name)));
        for kind in kinds() {
            assert!(!kind.about.is_empty() && !kind.about.ends_with('.'), "{}", kind.name);
            let mut names = kind.column_names();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{}", kind.name);
        }
    }
}
