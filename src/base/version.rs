//! Version numbers in Dolibarr's order, which is not semver's: `core/lib/admin.lib.php: versioncompare`.

use std::cmp::Ordering;

/// A Dolibarr or PHP version as the list of its levels: `23.0.0-beta` is `23`, `0`, `0`, `beta`.
///
/// Two versions are equal when `versioncompare` says so: missing levels count as 0.
#[derive(Debug, Clone)]
pub struct Version {
    levels: Vec<Level>,
    text: String,
}

#[derive(Debug, Clone)]
enum Level {
    Number(f64),
    Word(String),
}

impl Version {
    /// Splits a version text at `.` and `-`, as `versiondolibarrarray` does. `None` if it does not start with a digit.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.starts_with(|c: char| c.is_ascii_digit()) || text.len() > 64 {
            return None;
        }
        let levels = text.split(['.', '-']).map(Level::new).collect();
        Some(Self { levels, text: text.to_owned() })
    }

    /// The version that an array such as `array(17, 0, -3)` stands for; each level is the element as a string.
    pub(crate) fn from_levels<S: AsRef<str>>(levels: &[S]) -> Self {
        let words: Vec<&str> = levels.iter().map(AsRef::as_ref).collect();
        Self { levels: words.iter().map(|w| Level::new(w)).collect(), text: words.join(".") }
    }

    /// The first level as a number, 0 when it is a word.
    pub fn major(&self) -> u32 {
        match self.levels.first() {
            // The cast saturates, which is what a hostile level deserves.
            Some(Level::Number(n)) => *n as u32,
            _ => 0,
        }
    }

    /// The first two levels as numbers, as file names such as `dolibarr_17.0-18.0.sql` and `PHP 8.2` need them.
    pub fn major_minor(&self) -> (u32, u32) {
        let minor = match self.levels.get(1) {
            Some(Level::Number(n)) => *n as u32,
            _ => 0,
        };
        (self.major(), minor)
    }

    /// What `versioncompare` returns: 0, or plus / minus the number of the first level that differs.
    pub fn compare(&self, other: &Self) -> i32 {
        let zero = Level::Number(0.0);
        for i in 0..self.levels.len().max(other.levels.len()) {
            let a = self.levels.get(i).unwrap_or(&zero);
            let b = other.levels.get(i).unwrap_or(&zero);
            let level = i32::try_from(i + 1).unwrap_or(i32::MAX);
            match a.order(b) {
                Ordering::Less => return -level,
                Ordering::Greater => return level,
                Ordering::Equal => {}
            }
        }
        0
    }

    /// How it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Level {
    /// The words of pre-releases stand for numbers below 0, tested in the order of `versioncompare`.
    fn new(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let digit_after = |word: &str| {
            let mut rest = lower.match_indices(word).map(|(i, _)| &lower[i + word.len()..]);
            rest.any(|r| r.starts_with(|c: char| c.is_ascii_digit()))
        };
        let number = if lower.contains("alpha") || lower.contains("dev") {
            Some(-5.0)
        } else if lower.ends_with("beta") {
            Some(-4.0)
        } else if digit_after("beta") {
            Some(-3.0)
        } else if lower.ends_with("rc") {
            Some(-2.0)
        } else if digit_after("rc") {
            Some(-1.0)
        } else {
            text.trim().parse().ok().filter(|n: &f64| n.is_finite())
        };
        number.map_or_else(|| Self::Word(text.to_owned()), Self::Number)
    }

    /// PHP 8 compares numbers as numbers, and a number with a word as two strings.
    fn order(&self, other: &Self) -> Ordering {
        let text = |level: &Self| match level {
            Self::Number(n) => n.to_string(),
            Self::Word(w) => w.clone(),
        };
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            _ => text(self).cmp(&text(other)),
        }
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.compare(other) == 0
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare(other).cmp(&0)
    }
}

/// As people write it: the array `(18, -3)` is `18-beta`.
impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, level) in self.text.split('.').enumerate() {
            match level {
                "-5" => f.write_str("-alpha")?,
                "-4" | "-3" => f.write_str("-beta")?,
                "-2" | "-1" => f.write_str("-rc")?,
                _ if i == 0 => f.write_str(level)?,
                _ => write!(f, ".{level}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_versioncompare_says() {
        // What PHP 8.2 printed for versioncompare() of 22.0.4: a version, an array's elements, the result.
        let cases = [
            ("22.0.4", "18", 1),
            ("22.0.4", "22|0|4", 0),
            ("22.0.4", "22|0|5", -3),
            ("22.0.4", "22|1", -2),
            ("23.0.0-beta", "23", -4),
            ("23.0.0-beta", "23|0|-3", 3),
            ("23.0.0-beta", "23|0|0|-4", 0),
            ("23.0.0-alpha", "23|0|-3", 3),
            ("23.0.0-rc2", "23|0|0|-1", 0),
            ("23.0.0-beta1", "23|0|0|-3", 0),
            ("11.0.0", "11|-3", 2),
            ("10.0.7", "11|-3", -1),
            ("11.0.0-dev", "11|-3", 2),
            ("3.9.0", "3|8|-3", 2),
            ("22.0.4", "22.0", 3),
            ("22.0.4", "x", -1),
            ("8.2.36", "7|4", 1),
            ("8.2.36", "8|3", -2),
            ("17.0.0", "14.0|18.0", 1),
        ];
        for (version, levels, result) in cases {
            let array = Version::from_levels(&levels.split('|').collect::<Vec<_>>());
            assert_eq!(Version::parse(version).expect("a version").compare(&array), result, "{version} {levels}");
        }
    }

    #[test]
    fn only_what_starts_with_a_digit_is_a_version() {
        for text in ["", "v1", "development", "-1", "x.y"] {
            assert!(Version::parse(text).is_none(), "{text}");
        }
        assert_eq!(Version::from_levels(&["18", "0", "-3"]).to_string(), "18.0-beta");
        assert_eq!(Version::parse(" 17.0.3-rc1 ").map(|v| v.major_minor()), Some((17, 0)));
    }
}
