//! Lines of code to show with findings. Never one of a file that may hold passwords.

use std::collections::BTreeMap;
use std::path::Path;

use super::Checked;
use crate::model::finding::Finding;
use crate::model::place::{Excerpt, Place};

/// How many characters of a line are kept on each side of the place.
const SIDE: usize = 200;

impl Checked {
    /// The lines of code that some of its findings are about, by place.
    pub(crate) fn excerpts<'f>(&self, findings: impl Iterator<Item = &'f Finding>) -> BTreeMap<Place, Excerpt> {
        let mut places: Vec<&Place> = findings.map(|finding| &finding.place).filter(|place| place.line > 0).collect();
        // Places of one file stand together, so that each file is read once.
        places.sort();
        places.dedup();
        let mut excerpts = BTreeMap::new();
        for places in places.chunk_by(|a, b| a.file == b.file) {
            let file = &places[0].file;
            let Some(source) = (!may_hold_passwords(file)).then(|| self.files.read_shown(file)).flatten() else { continue };
            let mut wanted = places.iter().peekable();
            for (number, line) in (1..).zip(source.bytes.split(|byte| *byte == b'\n')) {
                while let Some(place) = wanted.next_if(|place| place.line == number) {
                    excerpts.insert((*place).clone(), excerpt(line, place.column as usize));
                }
                if wanted.peek().is_none() {
                    break;
                }
            }
        }
        excerpts
    }

    /// The opened directory as seen from another one; `None` where it does not lie in that.
    pub(crate) fn seen_from(&self, dir: &Path) -> Option<String> {
        self.files.seen_from(dir)
    }
}

/// Whether a file may be a copy of `conf.php`.
fn may_hold_passwords(file: &str) -> bool {
    file.split('/').any(|part| part == "conf" || part.starts_with("conf.php"))
}

/// The line around a column. As columns do, it counts bytes where the line is not UTF-8.
fn excerpt(line: &[u8], column: usize) -> Excerpt {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let before = column.saturating_sub(1);
    let from = before.saturating_sub(SIDE);
    let cut = |text: &mut dyn Iterator<Item = char>| text.skip(from).take(2 * SIDE).collect();
    let text = match std::str::from_utf8(line) {
        Ok(text) => cut(&mut text.chars()),
        Err(_) => cut(&mut line.iter().map(|byte| char::from(*byte))),
    };
    Excerpt { text, before: before - from, cut: from > 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::inventory::Aims;
    use crate::session::{self, Options, Policy};

    #[test]
    fn only_code_is_shown_and_no_password() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/broken");
        let options = Options::plain(1);
        let checked = session::check(&path, &Aims::default(), None, Policy::default(), options).unwrap();
        let shown = |file: &str, line| {
            let place = Place { file: file.into(), line, column: 3 };
            let finding = Finding { place: place.clone(), ..checked.findings[0].clone() };
            checked.excerpts([&finding].into_iter()).remove(&place)
        };
        let code = shown("custom/needy/core/modules/modNeedy.class.php", 17).unwrap();
        assert!(code.text.contains("$this->depends") && code.before == 2 && !code.cut, "{code:?}");
        assert!(std::fs::read_to_string(path.join("conf/conf.php")).unwrap().contains("never-shown"));
        for file in ["conf/conf.php", "custom/needy/../../conf/conf.php", "conf/conf.php.old"] {
            assert_eq!(shown(file, 11), None, "{file}");
        }
        assert_eq!(shown("../../Cargo.toml", 2), None);
        assert_eq!(shown("custom/needy/core/modules/modNeedy.class.php", 90_000), None);
    }

    #[test]
    fn a_column_is_found_in_a_line_of_any_encoding_and_length() {
        let all = |line: &[u8], column| (excerpt(line, column).text, excerpt(line, column).before);
        assert_eq!(all("é=b\r".as_bytes(), 2), ("é=b".to_owned(), 1));
        assert_eq!(all(b"\xe9=b", 2), ("é=b".to_owned(), 1));
        let long = excerpt("x".repeat(5_000).as_bytes(), 1_001);
        assert_eq!((long.text.len(), long.before, long.cut), (2 * SIDE, SIDE, true));
    }
}
