//! What is kept comes back as it was, and nothing else does.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::core_facts::Known;
use crate::model::uses::{Condition, Guard};
use crate::php::Arena;
use crate::session::code::said;

/// Every PHP file of the samples.
fn sources() -> Vec<Source> {
    let top = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/samples"));
    let (mut dirs, mut found) = (vec![top], Vec::new());
    while let Some(dir) = dirs.pop() {
        for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
            match path.extension() {
                _ if path.is_dir() => dirs.push(path),
                Some(end) if end == "php" => found.push(Source { shown: path.to_str().unwrap().into(), bytes: fs::read(&path).unwrap() }),
                _ => {}
            }
        }
    }
    found
}

fn read(source: &Source, is_foreign: bool) -> Said {
    said(&mut Arena::new(), source, is_foreign, Some((Known::shipped(), None)))
}

fn made(said: &Said) -> Vec<u8> {
    let mut made = Made::new(said.0.file.clone());
    said.put(&mut made);
    made.finish().unwrap()
}

fn taken(bytes: &[u8], shown: &Arc<str>) -> Option<Said> {
    let mut given = Given::new(bytes, shown.clone());
    let said = Said::take(&mut given)?;
    (given.is_done() && uses::are_sound(&said.0)).then_some(said)
}

#[test]
fn everything_comes_back_as_it_was() {
    let sources = sources();
    assert!(sources.len() > 50);
    for source in &sources {
        for is_foreign in [false, true] {
            let said = read(source, is_foreign);
            assert_eq!(taken(&made(&said), &source.shown), Some(said), "{}", source.shown);
        }
    }
}

#[test]
fn whatever_the_bytes_are_reading_them_ends() {
    let code = "<?php if ((int) DOL_VERSION >= 18 && !function_exists('f')) { class A extends Form { /** @return User[] */ function f() {
        $this->a = new Facture($db); return $this->a->thirdparty->getNomUrl(1); } } include 'b.php'; }
        function v($m) { return DOL_VERSION >= $m; } if (v(18)) { f(); }";
    let source = Source { shown: "a.php".into(), bytes: code.into() };
    let bytes = made(&read(&source, false));
    for at in 0..bytes.len() {
        assert!(taken(&bytes[..at], &source.shown).is_none());
        for byte in 0..=u8::MAX {
            let mut spoilt = bytes.clone();
            spoilt[at] = byte;
            taken(&spoilt, &source.shown);
        }
    }
    // A test in a test in a test, and a list that says it is longer than all memory.
    assert!(Condition::take(&mut Given::new(&[2; 1 << 16], source.shown.clone())).is_none());
    assert!(Vec::<String>::take(&mut Given::new(&[0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 1], source.shown.clone())).is_none());
}

#[test]
fn a_test_that_lies_in_itself_is_refused() {
    let guard = |outer| Guard { outer, condition: Condition::Unknown, holds: true };
    let uses = |guards| Uses { guards, ..Uses::default() };
    assert!(uses::are_sound(&uses(vec![guard(None), guard(Some(0))])));
    for wrong in [vec![guard(Some(0))], vec![guard(Some(1)), guard(None)], vec![guard(Some(7))]] {
        assert!(!uses::are_sound(&uses(wrong)));
    }
}

#[test]
fn a_place_in_another_file_is_not_kept() {
    let mut said = read(&Source { shown: "a.php".into(), bytes: b"<?php function f() {}".to_vec() }, false);
    said.0.declares[0].place.file = "b.php".into();
    let mut made = Made::new("a.php".into());
    said.put(&mut made);
    assert!(made.finish().is_none());
}

#[test]
fn only_what_this_program_has_written_is_read() {
    let mut made = Made::new(Arc::default());
    "me".to_owned().put(&mut made);
    for (key, bytes) in [("a", "abc"), ("b", "")] {
        key.to_owned().put(&mut made);
        made.bytes(bytes.as_bytes());
    }
    let bytes = made.finish().unwrap();
    let found = entries(&bytes, "me").unwrap();
    assert_eq!((found.len(), &bytes[found["a"].clone()], found["b"].len()), (2, &b"abc"[..], 0));
    assert!(entries(&bytes, "you").is_none() && entries(&bytes[..bytes.len() - 1], "me").is_none() && entries(&[], "me").is_none());
}
