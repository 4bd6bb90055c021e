//! Patterns for paths. Never looks at the disk.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// How many patterns stand together, and how long each may be. The file may come with a module of a stranger, and what is made of patterns is
/// much larger than they are.
const MOST: usize = 200;
const LONGEST: usize = 300;

/// Patterns, one of which has to match.
#[derive(Debug, Clone, Default)]
pub(crate) struct Globs {
    set: GlobSet,
}

impl Globs {
    /// Reads patterns as of `.gitignore`: `*` stays in one directory, `**` goes through all, and a directory stands for all that is in it.
    /// An error names the pattern by its number and says what is wrong.
    pub(super) fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Result<Self, (usize, String)> {
        let mut set = GlobSetBuilder::new();
        for (number, pattern) in patterns.into_iter().enumerate() {
            let wrong = |message: String| (number, message);
            if number == MOST {
                return Err(wrong(format!("there are more than {MOST} in this list")));
            }
            if pattern.len() > LONGEST {
                return Err(wrong(format!("it has more than {LONGEST} bytes")));
            }
            let plain = pattern.strip_prefix("./").unwrap_or(pattern).trim_end_matches('/');
            if plain.is_empty() || plain.starts_with('/') {
                return Err(wrong("a path is relative to what is checked, as findings show it".to_owned()));
            }
            for pattern in [plain.to_owned(), format!("{plain}/**")] {
                let glob = GlobBuilder::new(&pattern).literal_separator(true).backslash_escape(true).build();
                set.add(glob.map_err(|error| wrong(error.kind().to_string()))?);
            }
        }
        let set = set.build().map_err(|error| (0, error.kind().to_string()))?;
        Ok(Self { set })
    }

    /// Whether one of the patterns matches a path.
    pub(crate) fn is_match(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}
