//! Dolibarr's own list of its files with checksums, `install/filelist-<version>.xml`, as `build/generate_filelist_xml.php` writes
//! it: md5 until 22, SHA-256 from 23, sizes from 11 on. Never follows an entity, never judges.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::paths::name;
use super::sum::{Listed, Sum};

/// What the list says nothing of: the generator leaves out every directory whose path ends so, whatever the case.
const PASSED_OVER: [&str; 12] = [
    "custom",
    "documents",
    "conf",
    "install",
    "public/test",
    "escpos-php/doc",
    "shared/pclzip",
    "nusoap/lib/mail",
    "php/example",
    "php/test",
    "ckeditor/samples",
    "ckeditor/adapters",
];
/// Endings of the files that PHP runs; every list has those.
const RUN: [&str; 8] = ["php", "php3", "php4", "php5", "phtml", "phps", "phar", "inc"];
/// Endings of the other files that a list has, those of 10.0 first.
const SHOWN: [&str; 34] = [
    "css", "html", "js", "json", "tpl", "jpg", "png", "gif", "sql", "lang", "scss", "xml", "jpeg", "ico", "txt", "yml", "bak", "md", "mp3",
    "mp4", "wav", "mkv", "z", "gz", "zip", "rar", "tar", "less", "svg", "eot", "woff", "woff2", "ttf", "manifest",
];
/// How many of [`SHOWN`] the lists of 10.0 have.
const SHOWN_IN_10: usize = 10;

/// How long a path may be, how many a list may have, and how many bytes they may have together; the longest list has 16,000 paths.
const PATH_LIMIT: usize = 4096;
const PATHS_LIMIT: usize = 200_000;
const BYTES_LIMIT: usize = 16 << 20;

/// No list nests deeper than 3.
const MAX_DEPTH: usize = 64;

/// The list of one release.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileList {
    /// The release that it says it is of.
    pub version: String,
    /// What lies below `htdocs`.
    pub files: BTreeMap<String, Listed>,
    /// What lies below `scripts`, beside `htdocs`.
    pub scripts: BTreeMap<String, Listed>,
    /// Files below `htdocs` that the law wants unaltered where it applies.
    pub unalterable: BTreeSet<String>,
}

/// How a file stands to the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Its content is as listed.
    Matches,
    /// It is listed with another checksum.
    Modified,
    /// It is not listed though the list covers its place.
    Foreign,
    /// The list says nothing of its place.
    NotCovered,
}

impl FileList {
    /// Reads a list. An error says what is wrong and in which line.
    pub(crate) fn read(xml: &[u8]) -> Result<Self, String> {
        let mut reader = Reader::from_reader(xml);
        let mut list = Self::default();
        let mut open = Open::default();
        loop {
            let event = reader.read_event().map_err(|error| error.to_string());
            let step = match event {
                Ok(Event::Eof) => break,
                Ok(event) => open.step(event, &mut list),
                Err(error) => Err(error),
            };
            if let Err(message) = step {
                let read = usize::try_from(reader.buffer_position()).unwrap_or(xml.len()).min(xml.len());
                let line = xml[..read].iter().filter(|byte| **byte == b'\n').count() + 1;
                return Err(format!("line {line}: {message}"));
            }
        }
        if !open.elements.is_empty() {
            return Err(format!("the file ends inside of `{}`", open.elements[0]));
        }
        if list.files.is_empty() { Err("it lists no file below `dolibarr_htdocs_dir`".to_owned()) } else { Ok(list) }
    }

    /// How a file, named relative to `htdocs`, stands to the list.
    pub(crate) fn standing(&self, path: &str, content: &[u8]) -> Standing {
        match self.files.get(path) {
            None if self.covers(path) => Standing::Foreign,
            None => Standing::NotCovered,
            Some(listed) if listed.is_of(content) => Standing::Matches,
            Some(_) => Standing::Modified,
        }
    }

    /// Whether a file is listed; `None` when the list says nothing of its place.
    pub(crate) fn lists(&self, path: &str) -> Option<bool> {
        let listed = self.files.contains_key(path);
        (listed || self.covers(path)).then_some(listed)
    }

    /// Whether the list leaves out a directory that is one of a library's tests, samples or documentation.
    pub(crate) fn passes_over(path: &str) -> bool {
        let lower = path.to_lowercase();
        let is_one = |dir: &str| PASSED_OVER.iter().any(|end| end.contains('/') && dir.ends_with(end));
        let is_test = |dir: &str| dir.contains("sabre/sabre/") && dir.ends_with("/tests");
        lower.match_indices('/').any(|(at, _)| is_one(&lower[..at]) || is_test(&lower[..at])) || lower.contains("geoip/sample")
    }

    /// Whether a file of this name would be listed if it were Dolibarr's: the same choice is made by
    /// `build/generate_filelist_xml.php` and `admin/system/filecheck.php`.
    pub(crate) fn covers(&self, path: &str) -> bool {
        let lower = path.to_lowercase();
        let is_passed_over =
            |dir: &str| PASSED_OVER.iter().any(|end| dir.ends_with(end)) || (dir.contains("sabre/sabre/") && dir.ends_with("/tests"));
        let hides = path.split('/').any(|part| part.starts_with('.')) || lower.contains("dejavu-fonts-ttf-");
        if hides || lower.match_indices('/').any(|(at, _)| is_passed_over(&lower[..at])) || lower.contains("geoip/sample") {
            return false;
        }
        let ending = ending(&lower);
        let is_old = self.version.starts_with("10.");
        // Lists of 10.0 have of what PHP runs only `.php`.
        (RUN.contains(&ending) && !(is_old && ending != "php")) || SHOWN[..if is_old { SHOWN_IN_10 } else { SHOWN.len() }].contains(&ending)
    }
}

/// Whether PHP runs a file, by its name; more endings than Dolibarr's own lists have, since servers are set up to run them.
pub(crate) fn is_run(path: &str) -> bool {
    let lower = path.to_lowercase();
    RUN.contains(&ending(&lower)) || ["php7", "php8", "pht"].contains(&ending(&lower))
}

fn ending(path: &str) -> &str {
    name(path).rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Where in the file the reader is.
#[derive(Default)]
struct Open {
    section: Section,
    /// Names of the elements around, outermost first.
    elements: Vec<String>,
    /// How long the directory's path was before each `dir` element around.
    dirs: Vec<usize>,
    dir: String,
    /// How many paths there were, and their bytes.
    paths: usize,
    bytes: usize,
    /// The file whose checksum is being read, and its size.
    file: Option<(String, Option<u64>)>,
    text: String,
}

/// The parts of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Section {
    Files,
    Scripts,
    Unalterable,
    /// Checksums of checksums, and constants.
    #[default]
    Other,
}

impl Section {
    fn of(name: &str) -> Self {
        match name {
            "dolibarr_htdocs_dir" => Self::Files,
            // Both names are in use.
            "dolibarr_script_dir" | "dolibarr_scripts_dir" => Self::Scripts,
            "dolibarr_unalterable_files" => Self::Unalterable,
            _ => Self::Other,
        }
    }
}

impl Open {
    fn step(&mut self, event: Event<'_>, list: &mut FileList) -> Result<(), String> {
        match event {
            Event::Start(element) => self.start(&element, list),
            Event::Text(text) => {
                if self.file.is_some() {
                    self.text.push_str(&text);
                }
                Ok(())
            }
            Event::End(_) => self.end(list),
            Event::DocType(_) => Err("a document type, which no list has".to_owned()),
            Event::GeneralRef(_) => Err("an entity, which no list has".to_owned()),
            _ => Ok(()),
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, list: &mut FileList) -> Result<(), String> {
        if self.elements.len() >= MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} elements inside of each other"));
        }
        let name = element.name().as_ref().to_owned();
        if self.elements.is_empty() {
            if name != "checksum_list" {
                return Err(format!("`{name}` instead of `checksum_list`"));
            }
            list.version = attribute(element, "version").unwrap_or_default();
        }
        if self.elements.len() == 1 {
            self.section = Section::of(&name);
        } else if self.section != Section::Other {
            match name.as_str() {
                "dir" => {
                    self.dirs.push(self.dir.len());
                    let dir = attribute(element, "name")?;
                    let dir = dir.trim_matches('/');
                    if !dir.is_empty() {
                        self.dir += &format!("{dir}/");
                    }
                }
                "md5file" | "sha256file" => {
                    let size = attribute(element, "size").ok().and_then(|size| size.parse().ok());
                    let file = attribute(element, "name")?;
                    self.count(&file)?;
                    self.file = Some((format!("{}{file}", self.dir), size));
                    self.text.clear();
                }
                _ => {}
            }
        }
        self.elements.push(name);
        Ok(())
    }

    /// Refuses names that lead elsewhere, and more of them than any list has.
    fn count(&mut self, file: &str) -> Result<(), String> {
        let leads_out = |part: &str| part.is_empty() || part == "." || part == "..";
        if file.contains(['\\', '\0']) || self.dir.split_terminator('/').chain(file.split('/')).any(leads_out) {
            return Err("a name that leads out of `htdocs`".to_owned());
        }
        (self.paths, self.bytes) = (self.paths + 1, self.bytes + self.dir.len() + file.len());
        if self.dir.len() + file.len() > PATH_LIMIT || self.paths > PATHS_LIMIT || self.bytes > BYTES_LIMIT {
            return Err("longer or more names than any list has".to_owned());
        }
        Ok(())
    }

    fn end(&mut self, list: &mut FileList) -> Result<(), String> {
        let name = self.elements.pop().unwrap_or_default();
        if name == "dir"
            && let Some(length) = self.dirs.pop()
        {
            self.dir.truncate(length);
        }
        if let Some((file, size)) = self.file.take() {
            let text = self.text.trim();
            let sum = Sum::parse(text).ok_or_else(|| format!("`{text}` is no checksum"))?;
            match self.section {
                Section::Files => drop(list.files.insert(file, Listed { sum, size })),
                Section::Scripts => drop(list.scripts.insert(file, Listed { sum, size })),
                Section::Unalterable => drop(list.unalterable.insert(file)),
                Section::Other => {}
            }
        }
        Ok(())
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<String, String> {
    let found = element.try_get_attribute(name).map_err(|error| error.to_string())?;
    let value = found.ok_or_else(|| format!("an element without `{name}`"))?;
    if !value.value.contains('&') {
        return Ok(value.value.into_owned());
    }
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    Ok(plain.iter().fold(value.value.to_string(), |text, (escaped, plain)| text.replace(escaped, plain)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(inner: &str) -> Result<FileList, String> {
        FileList::read(format!("<?xml version=\"1.0\" ?>\n<checksum_list version=\"22.0.4\">\n{inner}</checksum_list>\n").as_bytes())
    }

    #[test]
    fn both_checksums_and_nested_directories_are_read() {
        let list = list(
            "<dolibarr_htdocs_dir includecustom=\"0\">
            <md5file name=\"a.php\" size=\"3\">900150983cd24fb0d6963f7d28e17f72</md5file>
            <dir name=\"/core\"><dir name=\"lib\"><sha256file name=\"b.php\">
                ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad</sha256file></dir></dir>
            <dir name=\"/x\"><md5file name=\"c.php\">900150983cd24fb0d6963f7d28e17f72</md5file></dir></dolibarr_htdocs_dir>
            <dolibarr_script_dir><md5file name=\"s.php\">900150983cd24fb0d6963f7d28e17f72</md5file></dolibarr_script_dir>",
        )
        .unwrap();
        for path in ["a.php", "core/lib/b.php", "x/c.php"] {
            assert_eq!((list.standing(path, b"abc"), list.standing(path, b"abd")), (Standing::Matches, Standing::Modified), "{path}");
        }
        assert!(list.scripts.contains_key("s.php") && list.version == "22.0.4");
        assert_eq!(list.files["a.php"].size, Some(3));
        assert_eq!(list.standing("s.php", b"abc"), Standing::Foreign);
        assert_eq!(list.standing("install/check.php", b""), Standing::NotCovered);
        assert_eq!((list.lists("a.php"), list.lists("b.php"), list.lists("custom/x.php")), (Some(true), Some(false), None));
    }

    #[test]
    fn broken_and_hostile_lists_are_refused_with_a_line() {
        let long = format!("<dolibarr_htdocs_dir><dir name=\"{}\"><md5file name=\"x\">", "a".repeat(5000));
        let deep = format!("<dolibarr_htdocs_dir>{}", "<dir name=\"a\">".repeat(100_000));
        let cases = [
            ("<dolibarr_htdocs_dir><md5file name=\"a\">zz</md5file></dolibarr_htdocs_dir>", "line 3: `zz` is no checksum"),
            ("<dolibarr_htdocs_dir><md5file>00</md5file></dolibarr_htdocs_dir>", "line 3: an element without `name`"),
            ("<dolibarr_htdocs_dir>", "line 3: "),
            ("<dolibarr_htdocs_dir>&lol;</dolibarr_htdocs_dir>", "line 3: an entity, which no list has"),
            ("", "it lists no file"),
            ("<dolibarr_htdocs_dir><dir name=\"a\"><md5file name=\"../x\">", "line 3: a name that leads out of `htdocs`"),
            ("<dolibarr_htdocs_dir><md5file name=\"/etc/passwd\">", "line 3: a name that leads out of `htdocs`"),
            (long.as_str(), "line 3: longer or more names than any list has"),
            (deep.as_str(), "line 3: more than 64 elements"),
        ];
        for (inner, message) in cases {
            let error = list(inner).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
        let whole = |xml: &[u8]| FileList::read(xml).unwrap_err();
        assert_eq!(whole(b"<html></html>"), "line 1: `html` instead of `checksum_list`");
        assert_eq!(whole(b"<!DOCTYPE x [<!ENTITY a \"aa\">]><x/>"), "line 1: a document type, which no list has");
        assert!(whole(b"<checksum_list><dolibarr_htdocs_dir>").contains("ends inside of `checksum_list`"));
        assert!(!whole(b"\xff\xfe<\0").is_empty());
    }
}
