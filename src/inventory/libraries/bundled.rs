//! Libraries that lie in a module as a file or two: known by the names of their files, sure by what stands in them. Where neither the
//! text nor the name says which version it is, nothing is guessed.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::declared::namespace;
use super::known::{KNOWN, Known};
use super::{Found, Reader, split};
use crate::model::library::{Ecosystem, KnownBy, Library};

/// How much of a file is looked at: versions of JavaScript stand in its head, those of PHP in a constant.
const HEAD: usize = 16 << 10;
const HEAD_OF_PHP: usize = 32 << 10;
/// How far below the name of a library its version stands.
const NEAR: usize = 400;
/// More than any module has.
const MAX_FILES: usize = 3_000;

/// What packers and authors put behind the name of a library.
const SUFFIXES: [&str; 16] = [
    "min",
    "pack",
    "packed",
    "slim",
    "full",
    "all",
    "bundle",
    "umd",
    "esm",
    "prod",
    "production",
    "global",
    "custom",
    "core",
    "common",
    "debug",
];

/// Every library that one of its files tells of.
pub(super) fn libraries(reader: &mut Reader<'_>, found: &mut Found) {
    let is_wanted = |path: &str| Name::of(path).is_some_and(|name| name.candidates(path).next().is_some());
    let mut settled = BTreeSet::new();
    for path in reader.paths(is_wanted).iter().take(MAX_FILES) {
        let Some(name) = Name::of(path) else { continue };
        let Some(source) = reader.head(path, if name.is_php { HEAD_OF_PHP } else { HEAD }) else { continue };
        let text = String::from_utf8_lossy(&source.bytes);
        let told = name.candidates(path).find_map(|known| Some((known, version(known, &text)?)));
        let (known, version, known_by) = match (told, name.candidates(path).find(|known| known.named_only)) {
            (Some((known, version)), _) => (known, version.or_else(|| name.version.clone()), KnownBy::Content),
            // What is packed tightly has lost its head, and its name may still be whole.
            (None, Some(known)) if name.version.is_some() => (known, name.version.clone(), KnownBy::FileName),
            _ => continue,
        };
        if let Some(at) = found.around(path) {
            let around = &mut found.list[at];
            if is_same(&around.name, known.name) {
                // Manifests put there by hand are not always those of the files beside.
                if around.known_by == KnownBy::Manifest && version.is_some() && settled.insert(at) {
                    around.version = version;
                }
                continue;
            }
        }
        let library = Library {
            ecosystem: known.ecosystem,
            name: known.name.to_owned(),
            version,
            licences: Vec::new(),
            place: reader.shown(path),
            more: Vec::new(),
            known_by,
            shipped: true,
            dev: false,
            requires: Vec::new(),
            namespace: if known.ecosystem == Ecosystem::Npm { None } else { namespace(&source.bytes) },
        };
        found.push(None, library);
    }
}

/// Whether two names mean one library: `select2/select2` and `select2`.
fn is_same(a: &str, b: &str) -> bool {
    let plain = |name: &str| split(name).1.trim_end_matches(".js").to_ascii_lowercase();
    plain(a) == plain(b)
}

/// The name of a file without what was put behind it.
#[derive(Debug)]
struct Name {
    stem: String,
    is_php: bool,
    version: Option<String>,
}

impl Name {
    fn of(path: &str) -> Option<Self> {
        let (mut stem, end) = split(path).1.rsplit_once('.')?;
        let is_php = match end {
            "php" => true,
            "js" | "mjs" | "css" => false,
            _ => return None,
        };
        let mut version = None;
        if let Some((at, found)) = number(stem) {
            stem = &stem[..at];
            version = found;
        }
        while let Some((rest, last)) = stem.rsplit_once(['.', '-', '_']) {
            if !SUFFIXES.contains(&last) || rest.is_empty() {
                break;
            }
            stem = rest;
        }
        Some(Self { stem: stem.to_ascii_lowercase(), is_php, version })
    }

    fn candidates<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'static Known> + 'a {
        static BY_STEM: LazyLock<HashMap<(bool, &'static str), Vec<&'static Known>>> = LazyLock::new(by_stem);
        let lies = |known: &&Known| known.below.is_empty() || split(path).0.to_ascii_lowercase().contains(known.below);
        BY_STEM.get(&(self.is_php, self.stem.as_str())).into_iter().flatten().copied().filter(move |known| lies(known))
    }
}

fn by_stem() -> HashMap<(bool, &'static str), Vec<&'static Known>> {
    let mut map: HashMap<_, Vec<_>> = HashMap::new();
    for known in KNOWN {
        known.stems.iter().for_each(|stem| map.entry((known.is_php, *stem)).or_default().push(known));
    }
    map
}

/// Where a version begins in a name, and the version if it is more than one number.
fn number(stem: &str) -> Option<(usize, Option<String>)> {
    let bytes = stem.as_bytes();
    let starts = |at: usize| {
        let digit = if bytes.get(at + 1) == Some(&b'v') { at + 2 } else { at + 1 };
        (matches!(bytes[at], b'-' | b'.' | b'_') && bytes.get(digit).is_some_and(u8::is_ascii_digit)).then_some((at, digit))
    };
    let (at, digit) = (1..bytes.len()).find_map(starts)?;
    let text: String = stem[digit..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let version = text.trim_end_matches('.');
    Some((at, version.contains('.').then(|| version.to_owned())))
}

/// The version that the text of a library's file says, `Some(None)` where it says none; `None` where it is another file.
fn version(known: &Known, text: &str) -> Option<Option<String>> {
    if !known.sign.is_empty() && !text.contains(known.sign) {
        return None;
    }
    let mut found = !known.sign.is_empty();
    for mark in known.marks {
        for (at, _) in text.match_indices(mark).take(3) {
            found = true;
            let rest = &text[at + mark.len()..];
            if let Some(version) = leading(rest) {
                return Some(Some(version));
            }
            let near: String = rest.chars().take(NEAR).collect();
            let lower = near.to_ascii_lowercase();
            let further =
                ["version: ", "version : ", "@version ", "version "].iter().find_map(|word| lower.find(word).map(|at| at + word.len()));
            if let Some(version) = further.and_then(|at| leading(&near[at..])) {
                return Some(Some(version));
            }
        }
    }
    found.then_some(None)
}

/// A version of at least two numbers at the start of a text.
fn leading(text: &str) -> Option<String> {
    let text = text.trim_start_matches([' ', '\t', ':', '=', '\'', '"', '-', ',', '(', '.']);
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text).trim_start_matches([' ', '.']);
    let text: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')).take(30).collect();
    let numbers = text.split('.').take_while(|part| part.starts_with(|c: char| c.is_ascii_digit())).count();
    let version = text.trim_end_matches(['.', '-', '+']);
    (numbers > 1).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let parts = |name: &str| Name::of(name).map(|name| (name.stem, name.version));
        for (name, stem, version) in [
            ("js/jquery-3.4.1.min.js", "jquery", Some("3.4.1")),
            ("jquery-ui-1.12.1.custom.min.js", "jquery-ui", Some("1.12.1")),
            ("Chart.bundle.min.js", "chart", None),
            ("d3.v5.min.js", "d3", None),
            ("html5-qrcode.min.js", "html5-qrcode", None),
            ("class.phpmailer.php", "class.phpmailer", None),
        ] {
            assert_eq!(parts(name), Some((stem.to_owned(), version.map(str::to_owned))), "{name}");
        }
        assert!(parts("readme.txt").is_none() && parts("jquery").is_none());
    }

    #[test]
    fn versions_are_read_where_they_stand() {
        let read = |name: &str, text: &str| {
            let found: Vec<_> = KNOWN.iter().filter(|known| known.name == name).filter_map(|known| version(known, text)).collect();
            found.first().cloned().map(|version| version.unwrap_or_else(|| "none".to_owned()))
        };
        for (name, text, told) in [
            ("jquery", "/*!\n * jQuery JavaScript Library v1.7.1\n", Some("1.7.1")),
            ("jquery", "/*! jQuery v3.3.1 | (c) JS Foundation */", Some("3.3.1")),
            ("bootstrap", "/*!\n  * Bootstrap  v4.0.0-beta.2 (https://getbootstrap.com)", Some("4.0.0-beta.2")),
            ("tecnickcom/tcpdf", "// Version     : 5.9.131\nclass TCPDF {", Some("5.9.131")),
            ("tecnickcom/tcpdf", "$config['tcpdf'] = '1.2';", None),
            ("setasign/fpdf", "define('FPDF_VERSION','1.81');\nclass FPDF\n", Some("1.81")),
            ("ckeditor4", "window.CKEDITOR={timestamp:\"J39A\",version:\"4.11.4\"", Some("4.11.4")),
            ("phpoffice/phpexcel", "@version ##VERSION##\nclass PHPExcel\n", Some("none")),
            ("erusev/parsedown", "class Parsedown\n{\n    const version = '1.6.0';", Some("1.6.0")),
            ("chart.js", "function chart() {}", None),
            // A wrapper around a library bears its name in other letters.
            ("tecnickcom/tcpdf", "namespace PhpOffice\\PhpSpreadsheet\\Writer\\Pdf;\nclass Tcpdf extends Pdf", None),
        ] {
            assert_eq!(read(name, text).as_deref(), told, "{name}: {text}");
        }
    }
}
