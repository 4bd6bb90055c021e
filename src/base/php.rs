//! The versions of PHP that code is held against, and sets of them. Knows nothing of what they have.

use super::Version;

/// The minor versions, oldest first; a version's place in this list is its bit in a [`PhpSet`].
const VERSIONS: [(u32, u32); 16] = [
    (5, 3),
    (5, 4),
    (5, 5),
    (5, 6),
    (7, 0),
    (7, 1),
    (7, 2),
    (7, 3),
    (7, 4),
    (8, 0),
    (8, 1),
    (8, 2),
    (8, 3),
    (8, 4),
    (8, 5),
    // Stands for everything newer.
    (8, 6),
];

/// A set of minor versions of PHP. What is older than all of them counts as the oldest, what is newer as the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct PhpSet(u32);

impl PhpSet {
    /// No version.
    pub(crate) const NONE: Self = Self(0);
    /// Every version.
    pub(crate) const ALL: Self = Self((1 << VERSIONS.len()) - 1);

    /// The versions, by major and minor, for which `holds` is true.
    pub(crate) fn of(mut holds: impl FnMut((u32, u32)) -> bool) -> Self {
        let bits = VERSIONS.iter().enumerate().filter(|(_, version)| holds(**version));
        Self(bits.fold(0, |set, (bit, _)| set | 1 << bit))
    }

    /// One version alone.
    pub(crate) fn only(version: &Version) -> Self {
        Self::between(version, version)
    }

    /// From one version to another, both included.
    pub(crate) fn between(first: &Version, last: &Version) -> Self {
        let (first, last) = (held(first), held(last));
        Self::of(|version| first <= version && version <= last)
    }

    /// A version and all newer ones.
    pub(crate) fn since(version: &Version) -> Self {
        let first = version.major_minor();
        Self::of(|version| first <= version)
    }

    /// What is in this set and in `other`.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this set or in `other`.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in this set and not in `other`.
    pub(crate) fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The set as bits.
    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    /// What is in this set and has its bit in `bits`.
    pub(crate) fn kept(self, bits: u32) -> Self {
        Self(self.0 & bits)
    }

    /// Whether it holds no version.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its version, if it is one alone.
    pub(crate) fn single(self) -> Option<(u32, u32)> {
        let mut versions = self.versions();
        versions.next().filter(|_| versions.next().is_none())
    }

    /// Its versions by major and minor, oldest first.
    pub(crate) fn versions(self) -> impl DoubleEndedIterator<Item = (u32, u32)> {
        VERSIONS.into_iter().enumerate().filter(move |(bit, _)| self.0 & (1 << bit) != 0).map(|(_, version)| version)
    }

    /// Its versions as `8.2`, oldest first.
    pub(crate) fn names(self) -> impl DoubleEndedIterator<Item = String> {
        self.versions().map(|(major, minor)| format!("{major}.{minor}"))
    }
}

/// The version of the list that stands for one.
fn held(version: &Version) -> (u32, u32) {
    version.major_minor().clamp(VERSIONS[0], VERSIONS[VERSIONS.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_minor_versions() {
        let version = |text: &str| Version::parse(text).unwrap();
        let names = |set: PhpSet| set.names().collect::<Vec<_>>().join(" ");
        assert_eq!(names(PhpSet::between(&version("7.3.5"), &version("8.0.0"))), "7.3 7.4 8.0");
        assert_eq!(names(PhpSet::only(&version("5.2"))), "5.3");
        assert_eq!(names(PhpSet::only(&version("9.1"))), "8.6");
        assert_eq!(names(PhpSet::ALL.minus(PhpSet::since(&version("5.5")))), "5.3 5.4");
        assert!(PhpSet::between(&version("8.0"), &version("7.0")).is_empty());
        assert_eq!(PhpSet::only(&version("8.2.1")).single(), Some((8, 2)));
        assert_eq!((PhpSet::NONE.single(), PhpSet::since(&version("8.5")).single()), (None, None));
        assert_eq!(PhpSet::of(|v| v == (7, 9)), PhpSet::NONE);
        assert_eq!(PhpSet::since(&version("7.5")), PhpSet::since(&version("8.0")));
    }
}
