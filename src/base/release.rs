//! The Dolibarr releases that dolivet holds knowledge of, and sets of them. Knows no symbols.

use super::Version;

/// The major releases, oldest first; a release's place in this list is its bit in a [`ReleaseSet`].
pub(crate) const RELEASES: [u32; 15] = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24];

/// A set of [`RELEASES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct ReleaseSet(u32);

impl ReleaseSet {
    /// No release.
    pub(crate) const NONE: Self = Self(0);
    /// Every release.
    pub(crate) const ALL: Self = Self((1 << RELEASES.len()) - 1);

    /// The releases for whose final version (`18.0.0`) `holds` is true.
    pub(crate) fn of(mut holds: impl FnMut(&Version) -> bool) -> Self {
        let mut set = Self::NONE;
        for (bit, major) in RELEASES.iter().enumerate() {
            let version = Version::parse(&format!("{major}.0.0")).expect("a digit comes first");
            if holds(&version) {
                set.0 |= 1 << bit;
            }
        }
        set
    }

    /// The releases in this set and not in `other`.
    pub(crate) fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The releases of the set, oldest first.
    pub(crate) fn iter(self) -> impl Iterator<Item = u32> {
        RELEASES.iter().enumerate().filter(move |(bit, _)| self.0 & (1 << bit) != 0).map(|(_, r)| *r)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_tells_its_releases() {
        let v18 = Version::parse("18.0.0").expect("a version");
        let from_18 = ReleaseSet::of(|v| *v >= v18);
        assert_eq!(from_18.iter().next(), Some(18));
        assert_eq!(ReleaseSet::ALL.minus(from_18).iter().last(), Some(17));
    }
}
