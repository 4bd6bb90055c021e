//! What a finding is recognised by from one run to the next. Never depends on lines, targets or words.

use std::collections::HashMap;

use super::{Verdict, plain};
use crate::site::checksum;

/// How many hexadecimal digits of the checksum are kept.
const DIGITS: usize = 32;

/// Tells things apart by their rule, file and subject, and equal ones by their order.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    seen: HashMap<String, usize>,
}

impl Fingerprints {
    /// The fingerprint of the next thing.
    pub(super) fn next(&mut self, rule: &str, file: &str, subject: &str) -> String {
        let name = [rule, file, subject].map(|part| part.replace('\0', "\0\0")).join("\0 ");
        let number = self.seen.entry(name.clone()).and_modify(|number| *number += 1).or_insert(0);
        let mut sum = checksum(format!("{name}\0 {number}").as_bytes());
        sum.truncate(DIGITS);
        sum
    }
}

/// The fingerprint of each finding, also of those that are not shown: which are shown must not change it.
pub(super) fn of_findings(verdict: &Verdict<'_>) -> Vec<String> {
    let mut all = Fingerprints::default();
    let of = verdict.findings.iter().map(|finding| all.next(&finding.rule, &verdict.path(&finding.place.file), &finding.subject));
    of.collect()
}

/// The fingerprint of each problem.
pub(super) fn of_problems(verdict: &Verdict<'_>) -> Vec<String> {
    let mut all = Fingerprints::default();
    let problems = verdict.inventory.problems.iter();
    problems.map(|problem| all.next(plain::NOT_READ, &verdict.path(&problem.place.file), problem.kind.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_things_are_told_apart_and_parts_do_not_run_together() {
        let mut all = Fingerprints::default();
        let made = [("r", "f", "s"), ("r", "f", "s"), ("r", "f\0 ", "s"), ("r", "f", "\0 s"), ("rf", "", "s")];
        let made: Vec<String> = made.iter().map(|(rule, file, subject)| all.next(rule, file, subject)).collect();
        let mut once = made.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), made.len());
        assert_eq!(made[0], Fingerprints::default().next("r", "f", "s"));
        assert_eq!(made[0].len(), DIGITS);
    }
}
