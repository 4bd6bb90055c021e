//! Where the reading of one file begins. Goes through none of its code.

use foldhash::HashSet;

use super::body::Body;
use super::comments;
use super::editors::Editors;
use super::names::Names;
use super::page::{self, Page};
use super::reader::{Reader, Wanted};
use super::sql::Queries;
use super::types::{Types, Variables};
use super::words::RIGHTS;
use crate::base::Version;
use crate::model::uses::Uses;
use crate::php::File;

/// Without any of these words no test says anything of versions. Most files have one of the first.
pub(super) const TESTS: [&str; 15] = [
    "isset",
    "include_once",
    "defined",
    "_exists",
    "DOL_VERSION",
    "DOL_MAJOR_VERSION",
    "olibarrarray",
    "extension_loaded",
    "is_callable",
    "is_file",
    "is_readable",
    "PHP_VERSION",
    "PHP_MAJOR_VERSION",
    "phpversion",
    "versionphparray",
];

/// What words that name a version end with.
const VERSION: &str = "_VERSION";

/// Without any of these none names the release.
pub(super) const RELEASE: [&str; 3] = ["DOL_VERSION", "olibarrarray", "DOL_MAJOR_VERSION"];

/// Reads a file. `releases` are those that tests are tried on, by their bits in the table of facts.
pub(crate) fn read(file: &File<'_>, releases: &[(u32, Version)], wanted: Wanted<'_>) -> Uses {
    read_as(file, releases, wanted, true)
}

/// Reads a file for what it declares and includes alone, as one of a library.
pub(crate) fn declared(file: &File<'_>, releases: &[(u32, Version)]) -> Uses {
    let mut found = read_as(file, releases, &|_, _| false, false);
    (found.writes, found.natives, found.branches) = (Vec::new(), Vec::new(), Vec::new());
    found.classes.iter_mut().for_each(|class| class.undeclared.clear());
    found
}

fn read_as(file: &File<'_>, releases: &[(u32, Version)], wanted: Wanted<'_>, is_own: bool) -> Uses {
    // Half of the words end alike, and most files have none of those.
    let has_version = contains(file.text, VERSION.as_bytes());
    let may_be = |word: &&&str| has_version || !word.ends_with(VERSION);
    let has = |words: &[&str]| words.iter().filter(may_be).any(|word| contains(file.text, word.as_bytes()));
    let has_tests = has(&TESTS);
    let mut reader = Reader {
        file,
        releases,
        wanted,
        has_tests,
        has_release: has_tests && has(&RELEASE),
        has_rights: contains(file.text, RIGHTS),
        found: Uses { file: file.shown.clone(), unprotected: page::is_unprotected(file.text), ..Uses::default() },
        body: Body::default(),
        depth: 0,
        todo: Vec::new(),
        names: Names::default(),
        types: Types::default(),
        variables: Variables::default(),
        said: comments::variables(file.text),
        class: None,
        queries: Queries::new(),
        has_queries: is_own && ["MAIN_DB_PREFIX", "prefix()", "llx_"].iter().any(|word| contains(file.text, word.as_bytes())),
        is_open: contains(file.text, b"AllowDynamicProperties"),
        written: HashSet::default(),
        in_text: false,
        in_call: false,
        constructs: false,
        page: if is_own { Page::of(file.text) } else { Page::default() },
        editors: if is_own { Editors::of(file.text) } else { Editors::default() },
    };
    reader.said.reverse();
    reader.function(&[], None, file.stmts, None);
    reader.found.stripped = reader.editors.stripped(file);
    reader.found.types = reader.types.list;
    reader.found
}

pub(super) fn contains(text: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(text, word).is_some()
}
