//! From findings to verdicts: what is certain and stops decides, what is only likely leaves it open.

use crate::model::finding::{Confidence, Finding, Level};
use crate::model::verdict::{Cell, Column, Verdict};

/// The verdict that the findings about one module on one core make. `unread` tells whether some of its code could not be read.
pub(crate) fn judge(column: &Column, findings: impl Iterator<Item = Finding>, unread: bool) -> Cell {
    let mut evidence: Vec<Finding> = findings.filter(|finding| finding.level >= Level::Error).collect();
    let is_certain = |finding: &Finding| finding.confidence == Confidence::Certain;
    let verdict = match () {
        () if evidence.iter().any(is_certain) => Verdict::Incompatible,
        () if unread || !evidence.is_empty() => Verdict::Unknown,
        () => Verdict::Compatible,
    };
    if verdict == Verdict::Incompatible {
        evidence.retain(is_certain);
    }
    evidence.sort_by(|a, b| (b.level, &a.place, &a.rule, &a.message).cmp(&(a.level, &b.place, &b.rule, &b.message)));
    Cell { column: column.clone(), verdict, evidence }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Version;
    use crate::model::place::Place;

    #[test]
    fn what_is_certain_and_stops_decides() {
        let column = Column { release: Version::parse("22.0.4").expect("a version"), core: None };
        let finding = |level, confidence| Finding {
            rule: "r".into(),
            level,
            confidence,
            module: None,
            message: String::new(),
            fix: String::new(),
            place: Place::file("a.php"),
            subject: String::new(),
            related: Vec::new(),
            set_aside: None,
            targets: Vec::new(),
        };
        let verdict = |list: &[(Level, Confidence)], unread| {
            let cell = judge(&column, list.iter().map(|(level, confidence)| finding(*level, *confidence)), unread);
            (cell.verdict, cell.evidence.len())
        };
        let (sure, likely) = (Confidence::Certain, Confidence::Likely);
        assert_eq!(verdict(&[(Level::Warning, sure)], false), (Verdict::Compatible, 0));
        assert_eq!(verdict(&[(Level::Warning, sure)], true), (Verdict::Unknown, 0));
        assert_eq!(verdict(&[(Level::Error, likely)], false), (Verdict::Unknown, 1));
        assert_eq!(verdict(&[(Level::Error, likely), (Level::Fatal, sure)], true), (Verdict::Incompatible, 1));
    }
}
