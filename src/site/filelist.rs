//! Dolibarr's own list of its files with checksums, `install/filelist-<version>.xml`, as `build/generate_filelist_xml.php` writes
//! it: md5 until 22, SHA-256 from 23, sizes from 11 on. Never follows an entity, never judges.

use std::collections::BTreeMap;

use md5::Digest as _;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What the list says nothing of: the generator leaves these directories out.
const NOT_COVERED: [&str; 4] = ["install/", "conf/", "custom/", "documents/"];

/// No list nests deeper than 3.
const MAX_DEPTH: usize = 64;

/// The section on `htdocs`; the others speak of scripts, constants and files that no module may change.
const SECTION: &str = "dolibarr_htdocs_dir";

/// The list of one release.
#[derive(Debug, Clone)]
pub(crate) struct FileList {
    checksums: BTreeMap<String, Checksum>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Checksum {
    Md5([u8; 16]),
    Sha256([u8; 32]),
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
        let mut list = Self { checksums: BTreeMap::new() };
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
        if list.checksums.is_empty() { Err("it lists no file below `dolibarr_htdocs_dir`".to_owned()) } else { Ok(list) }
    }

    /// How a file, named relative to `htdocs`, stands to the list.
    pub(crate) fn standing(&self, path: &str, content: &[u8]) -> Standing {
        match self.checksums.get(path) {
            None if covers(path) => Standing::Foreign,
            None => Standing::NotCovered,
            Some(listed) if listed.is_of(content) => Standing::Matches,
            Some(_) => Standing::Modified,
        }
    }

    /// Whether a file is listed; `None` when the list says nothing of its place.
    pub(crate) fn lists(&self, path: &str) -> Option<bool> {
        let listed = self.checksums.contains_key(path);
        (listed || covers(path)).then_some(listed)
    }
}

fn covers(path: &str) -> bool {
    !NOT_COVERED.iter().any(|dir| path.starts_with(dir))
}

impl Checksum {
    fn parse(text: &str) -> Option<Self> {
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Vec<u8> = text.as_bytes().chunks(2).map(byte).collect::<Option<_>>()?;
        let md5 = <[u8; 16]>::try_from(bytes.as_slice()).map(Self::Md5);
        md5.or_else(|_| <[u8; 32]>::try_from(bytes.as_slice()).map(Self::Sha256)).ok()
    }

    fn is_of(&self, content: &[u8]) -> bool {
        match self {
            Self::Md5(sum) => md5::Md5::digest(content).as_slice() == sum,
            Self::Sha256(sum) => sha2::Sha256::digest(content).as_slice() == sum,
        }
    }
}

/// Where in the file the reader is.
#[derive(Default)]
struct Open {
    /// Names of the elements around, outermost first.
    elements: Vec<String>,
    /// How long the directory's path was before each `dir` element around.
    dirs: Vec<usize>,
    dir: String,
    /// The file whose checksum is being read.
    file: Option<String>,
    text: String,
}

impl Open {
    fn step(&mut self, event: Event<'_>, list: &mut FileList) -> Result<(), String> {
        match event {
            Event::Start(element) => self.start(&element),
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

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        if self.elements.len() >= MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} elements inside of each other"));
        }
        let name = element.name().as_ref().to_owned();
        if self.elements.is_empty() && name != "checksum_list" {
            return Err(format!("`{}` instead of `checksum_list`", name));
        }
        if self.elements.get(1).is_some_and(|section| section == SECTION) {
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
                    self.file = Some(format!("{}{}", self.dir, attribute(element, "name")?));
                    self.text.clear();
                }
                _ => {}
            }
        }
        self.elements.push(name);
        Ok(())
    }

    fn end(&mut self, list: &mut FileList) -> Result<(), String> {
        let name = self.elements.pop().unwrap_or_default();
        if name == "dir"
            && let Some(length) = self.dirs.pop()
        {
            self.dir.truncate(length);
        }
        if let Some(file) = self.file.take() {
            let text = self.text.trim();
            let checksum = Checksum::parse(text).ok_or_else(|| format!("`{text}` is no checksum"))?;
            list.checksums.insert(file, checksum);
        }
        Ok(())
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<String, String> {
    let found = element.try_get_attribute(name).map_err(|error| error.to_string())?;
    let value = found.ok_or_else(|| format!("an element without `{name}`"))?;
    // No file of a core has a name that XML would escape but `&amp;`.
    Ok(value.value.replace("&amp;", "&"))
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
        assert_eq!(list.standing("s.php", b"abc"), Standing::Foreign);
        assert_eq!(list.standing("install/check.php", b""), Standing::NotCovered);
        assert_eq!((list.lists("a.php"), list.lists("b.php"), list.lists("custom/x.php")), (Some(true), Some(false), None));
    }

    #[test]
    fn broken_and_hostile_lists_are_refused_with_a_line() {
        let deep = format!("<dolibarr_htdocs_dir>{}", "<dir name=\"a\">".repeat(100_000));
        let cases = [
            ("<dolibarr_htdocs_dir><md5file name=\"a\">zz</md5file></dolibarr_htdocs_dir>", "line 3: `zz` is no checksum"),
            ("<dolibarr_htdocs_dir><md5file>00</md5file></dolibarr_htdocs_dir>", "line 3: an element without `name`"),
            ("<dolibarr_htdocs_dir>", "line 3: "),
            ("<dolibarr_htdocs_dir>&lol;</dolibarr_htdocs_dir>", "line 3: an entity, which no list has"),
            ("", "it lists no file"),
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
