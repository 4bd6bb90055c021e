//! What becomes of a change in the target: whether it is there already, goes in, or meets changes of the same place.

use super::diff::{Diff, Edit};
use crate::model::core_state::Fate;

/// Holds the change from `pristine` to `installed` against the one from `pristine` to `target`.
pub(super) fn fate(ours: &Diff<'_>, pristine: &[u8], installed: &[u8], target: Option<&[u8]>) -> Fate {
    let Some(target) = target else { return Fate::Gone };
    if target == installed {
        return Fate::Upstream;
    }
    let theirs = Diff::of(pristine, target);
    // Git takes changes that touch for one place too, since nothing between them tells which comes first.
    let touching = |edit: &Edit| {
        let first = theirs.edits().partition_point(|other| other.before.end < edit.before.start);
        let end = edit.before.end;
        theirs.edits()[first..].iter().take_while(move |other| other.before.start <= end)
    };
    let is_there = |edit: &&Edit| touching(edit).any(|other| edit.before == other.before && ours.added(edit) == theirs.added(other));
    let (there, open): (Vec<&Edit>, Vec<&Edit>) = ours.edits().iter().partition(is_there);
    let conflicts = open.iter().filter(|edit| touching(edit).next().is_some()).count();
    match (open.len(), conflicts) {
        (0, _) => Fate::Upstream,
        (_, 0) => Fate::Applies(there.len()),
        (_, conflicts) => Fate::Conflicts(conflicts),
    }
}

/// The target with the change from `pristine` to what `ours` has in it, where nothing of both touches.
pub(super) fn carried(ours: &Diff<'_>, pristine: &[u8], target: &[u8]) -> Vec<u8> {
    let theirs = Diff::of(pristine, target);
    let lines: Vec<&[u8]> = target.split_inclusive(|byte| *byte == b'\n').collect();
    let (mut out, mut at) = (Vec::with_capacity(target.len()), 0);
    for edit in ours.edits() {
        // Those before this one, and the first that is not.
        let before = theirs.edits().partition_point(|other| other.before.end <= edit.before.start && other.before != edit.before);
        let is_same = |other: &Edit| edit.before == other.before && ours.added(edit) == theirs.added(other);
        if theirs.edits().get(before).is_some_and(is_same) {
            continue;
        }
        // Where the lines of the pristine text lie in the target.
        let last = before.checked_sub(1).map(|last| &theirs.edits()[last]);
        let start = last.map_or(edit.before.start, |other| edit.before.start - other.before.end + other.after.end);
        let end = start + edit.before.len();
        lines.get(at..start).unwrap_or_default().iter().for_each(|line| out.extend_from_slice(line));
        ours.added(edit).iter().for_each(|line| out.extend_from_slice(line));
        at = end;
    }
    lines.get(at..).unwrap_or_default().iter().for_each(|line| out.extend_from_slice(line));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(installed: &str, target: Option<&str>) -> Fate {
        let pristine = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let ours = Diff::of(pristine.as_bytes(), installed.as_bytes());
        fate(&ours, pristine.as_bytes(), installed.as_bytes(), target.map(str::as_bytes))
    }

    #[test]
    fn a_change_is_carried_into_its_target() {
        let pristine = b"1\n2\n3\n4\n5\n6\n7\n";
        let ours = Diff::of(pristine, b"1\nmine\n3\n4\n5\n6\n7\nend\n");
        let carried = |target: &[u8]| String::from_utf8(carried(&ours, pristine, target)).unwrap();
        assert_eq!(carried(b"0\n1\n2\n3\n4\nfive\n6\n7\n"), "0\n1\nmine\n3\n4\nfive\n6\n7\nend\n");
        assert_eq!(carried(b"1\nmine\n3\n4\n6\n7\n"), "1\nmine\n3\n4\n6\n7\nend\n", "what is there already stays");
    }

    #[test]
    fn a_change_meets_its_target() {
        let installed = "1\n2\nmine\n3\n4\n5\n6\n7\n8\n9\n";
        assert_eq!(judged(installed, None), Fate::Gone);
        assert_eq!(judged(installed, Some(installed)), Fate::Upstream);
        assert_eq!(judged(installed, Some("1\n2\nmine\n3\n4\n5\n6\nseven\n8\n9\n")), Fate::Upstream);
        assert_eq!(judged(installed, Some("1\n2\n3\n4\n5\n6\nseven\n8\n9\n")), Fate::Applies(0));
        assert_eq!(judged(installed, Some("1\n2\nother\n3\n4\n5\n6\n7\n8\n9\n")), Fate::Conflicts(1));
        assert_eq!(judged(installed, Some("1\n2\nthree\n4\n5\n6\n7\n8\n9\n")), Fate::Conflicts(1));
        let two = "1\n2\nmine\n3\n4\n5\n6\n7\n8\nnine\n";
        assert_eq!(judged(two, Some("1\n2\nmine\n3\n4\n5\n6\n7\n8\n9\n")), Fate::Applies(1));
    }
}
