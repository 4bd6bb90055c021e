//! Samples cut at every position, and changed at random places.

use super::*;

/// A small generator of numbers (xorshift), the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (n.max(1) as u64)).unwrap()
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Some pieces that break strings, blocks, encodings and statements.
const PIECES: [&[u8]; 12] =
    [b"\0", b"\xff\xfe", b"'", b"\"", b"{", b"}", b"/*", b"<<<X\n", b"?>", b"\xEF\xBB\xBF", b"\r", b"\x1b[31m\xe2\x80\xae"];

/// One change of a text.
fn mutate(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut text = text.to_vec();
    let at = dice.below(text.len() + 1);
    let end = (at + dice.below(64)).min(text.len());
    match dice.below(6) {
        0 => text.truncate(at),
        1 => drop(text.drain(at..end)),
        2 => drop(text.splice(at..at, dice.pick(&PIECES).iter().copied())),
        3 => text.extend_from_within(at..),
        4 => {
            let piece: Vec<u8> = text.drain(at..end).collect();
            let to = dice.below(text.len() + 1);
            drop(text.splice(to..to, piece));
        }
        _ => {
            if let Some(byte) = text.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
    }
    text
}

#[test]
fn every_truncation_of_a_module_leaves_the_others() {
    let lab = Lab::of("healthy", &["custom/library", "custom/shelfmark"]);
    let cut = ["core/modules/modLibrary.class.php", "class/actions_library.class.php", "class/api_library.class.php"];
    let trigger = "core/triggers/interface_50_modLibrary_LibraryStock.class.php";
    let sql: Vec<PathBuf> = files(&lab.path("library/sql"));
    let paths = cut.iter().chain([&trigger]).map(|file| lab.path("library").join(file)).chain(sql.into_iter().take(2));
    for path in paths {
        let whole = fs::read(&path).unwrap();
        // Every position of small files; of larger ones as many.
        let step = whole.len().div_ceil(700);
        for (count, length) in (0..=whole.len()).step_by(step).enumerate() {
            fs::write(&path, &whole[..length]).unwrap();
            let checked = lab.check(&["modShelfmark"]);
            if count % 50 == 0 {
                rendered(&checked);
            }
        }
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn every_truncation_of_the_core_leaves_the_modules() {
    let lab = Lab::of("healthy", &["conf", "core", "custom", "filefunc.inc.php", "main.inc.php"]);
    for name in ["conf/conf.php", "filefunc.inc.php", "core/modules/DolibarrModules.class.php", "core/modules/modSociete.class.php"] {
        let path = lab.path(name);
        let whole = fs::read(&path).unwrap();
        for length in (0..=whole.len()).step_by(whole.len().div_ceil(100)) {
            fs::write(&path, &whole[..length]).unwrap();
            lab.check(&["modLibrary", "modLending", "modShelfmark"]);
        }
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn changes_at_random_places_are_survived() {
    let mut dice = Dice(0x005e_edd0_117e_5eed);
    for (sample, directories, rounds) in [("healthy", &["custom"][..], 6), ("broken", &["custom", "core", "conf"][..], 1)] {
        let lab = Lab::of(sample, directories);
        lab.write("custom/sound/core/modules/modSound.class.php", descriptor("Sound", "$this->numero = 470999;"));
        lab.write("main.inc.php", "<?php");
        lab.write("core/modules/modUser.class.php", descriptor("User", "$this->numero = 0;"));
        for path in files(lab.dir.path()) {
            let whole = fs::read(&path).unwrap();
            for round in 0..rounds {
                fs::write(&path, mutate(&whole, &mut dice)).unwrap();
                let is_sound = path.to_string_lossy().contains("sound");
                let checked = lab.check(if is_sound { &[] } else { &["modSound"] });
                if round == 0 {
                    rendered(&checked);
                }
            }
            fs::write(&path, whole).unwrap();
        }
    }
}

#[test]
fn facts_of_a_spoilt_core_are_read_as_far_as_it_is_sound() {
    let lab = Lab::of("cores", &["newer"]);
    let mut dice = Dice(0x0DD5_1DE5);
    let options = Options::plain(2);
    for path in files(&lab.path("newer")).into_iter().filter(|path| !path.ends_with("main.inc.php")) {
        let whole = fs::read(&path).unwrap();
        for _ in 0..8 {
            fs::write(&path, mutate(&whole, &mut dice)).unwrap();
            match session::build_facts(&lab.path("newer"), true, options) {
                // The facts of every file that was left as it is are there.
                Ok(built) if !path.ends_with("book.class.php") => assert!(built.text.contains("class\tBook\t"), "{}", path.display()),
                Ok(_) | Err(Error::NoRelease { .. }) => {}
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn a_spoilt_facts_file_is_refused_or_read() {
    let lab = Lab::of("cores", &["newer"]);
    let options = Options::plain(1);
    let text = session::build_facts(&lab.path("newer"), false, options).unwrap().text;
    let path = lab.path("spoilt.facts");
    let mut dice = Dice(0xFAC7_5EED);
    for _ in 0..150 {
        fs::write(&path, mutate(text.as_bytes(), &mut dice)).unwrap();
        match session::core(&path.to_string_lossy(), options) {
            Ok(core) => {
                let other = session::shipped_cores();
                drop(crate::core_facts::diff(other.side(), core.side()));
                let _ = session::symbols(&core, "Book::lend");
            }
            Err(Error::Facts { fault, .. }) => assert!(fault.starts_with("line "), "{fault}"),
            Err(error) => panic!("{error}"),
        }
    }
}
