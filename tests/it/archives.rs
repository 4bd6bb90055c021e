//! Archives that are opened in place of a directory: told as what they hold is told on a disk, and never trusted.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Samples, files, gzip, refused, tar, zip};

/// A file in an archive: its name and its content.
type Packed = (String, Vec<u8>);

/// The files of a sample, below a directory of the archive.
fn packed(samples: &Samples, sample: &str, below: &str) -> Vec<Packed> {
    files(&samples.path().join(sample)).into_iter().map(|(name, content)| (format!("{below}{name}"), content)).collect()
}

/// The same files in each kind of archive.
fn archives(samples: &Samples, packed: &[Packed]) -> [&'static str; 4] {
    let tar = tar(packed);
    let zst = ruzstd::encoding::compress_to_vec(tar.as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
    let names = ["a.zip", "a.tar.gz", "a.tar.zst", "a.tar"];
    for (name, bytes) in names.into_iter().zip([zip(packed), gzip(&tar), zst, tar]) {
        fs::write(samples.path().join(name), bytes).unwrap();
    }
    names
}

/// A tar archive to which more can be added.
fn builder(packed: &[Packed]) -> tar::Builder<Vec<u8>> {
    let mut bytes = tar(packed);
    // Two empty blocks end it.
    bytes.truncate(bytes.len() - 1024);
    tar::Builder::new(bytes)
}

fn json(samples: &Samples, arguments: &[&str]) -> Value {
    let output = samples.run(&[arguments, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

fn rules(checked: &Value) -> BTreeSet<&str> {
    checked["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}

/// Every problem as `file: message`.
fn problems(told: &Value) -> Vec<String> {
    let one = |problem: &Value| format!("{}: {}", problem["place"]["file"].as_str().unwrap(), problem["message"].as_str().unwrap());
    told["problems"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn a_site_is_told_the_same_wherever_it_lies() {
    let samples = Samples::new();
    for (sample, below) in
        [("healthy", ""), ("broken", "backup/erp/"), ("behind", ""), ("patched/site", "x/"), ("healthy/custom", "custom/")]
    {
        let commands: [&[&str]; 4] = [&["inventory"], &["check", "--target", "23"], &["check"], &["matrix"]];
        let told = |path: &str| -> Vec<String> {
            let run = |command: &&[&str]| {
                let output = samples.run(&[command, &[path, "--no-git", "--format", "json"][..]].concat());
                String::from_utf8(output.stdout).unwrap()
            };
            let manifest = samples.run(&["manifest", "create", path, "--no-git"]);
            commands.iter().map(run).chain([String::from_utf8(manifest.stdout).unwrap()]).collect()
        };
        // Modules know the core around them only where that was packed too.
        let alone = samples.path().join("alone/custom");
        let on_disk = if sample == "healthy/custom" {
            crate::support::copy(&samples.path().join(sample), &alone);
            told("alone/custom")
        } else {
            told(sample)
        };
        for name in archives(&samples, &packed(&samples, sample, below)) {
            // The texts themselves are too long to be shown.
            let same: Vec<bool> = told(name).iter().zip(&on_disk).map(|(one, other)| one == other).collect();
            assert_eq!(same, [true; 5], "{sample} in {name}");
        }
    }
}

#[test]
fn a_backup_in_an_archive_is_verified() {
    let samples = Samples::new();
    assert!(samples.run(&["manifest", "create", "healthy", "-o", "m.json", "--no-git"]).status.success());
    let mut site = packed(&samples, "healthy", "htdocs/");
    for name in archives(&samples, &site) {
        assert_eq!(samples.code(&["manifest", "verify", "m.json", name]), Some(0), "{name}");
    }
    let changed = site.iter_mut().find(|(name, _)| name.ends_with("lending/VERSION")).expect("the sample has this file");
    changed.1.push(b'\n');
    for name in archives(&samples, &site) {
        let told = json(&samples, &["manifest", "verify", "m.json", name]);
        let files: Vec<&Value> = told["deviations"].as_array().unwrap().iter().collect();
        assert!(files.len() == 1 && files[0]["module"]["class"] == "modLending", "{name}: {files:?}");
    }
}

#[test]
fn a_hostile_archive_is_read_as_far_as_it_is_sound_and_nothing_is_written() {
    let samples = Samples::new();
    let mut entries = packed(&samples, "healthy/custom/lending", "lending/");
    let evil = b"<?php".to_vec();
    for name in ["../out.php", "/abs.php", "lending/../../up.php", "lending/x\x1b[2J.php"] {
        entries.push((name.to_owned(), evil.clone()));
    }
    entries.push(("lending/.git/config".to_owned(), b"[core]".to_vec()));
    let before: Vec<String> = files(samples.path()).into_iter().map(|(name, _)| name).collect();
    let names = archives(&samples, &entries);
    for name in names {
        let told = json(&samples, &["inventory", name]);
        assert_eq!(told["modules"].as_array().unwrap().len(), 1, "{name}");
        let out: Vec<String> = problems(&told).into_iter().filter(|problem| problem.ends_with("it is left out")).collect();
        assert_eq!(out.len(), 3, "{name}: {out:?}");
        assert!(!samples.says(&["inventory", name]).contains('\u{1b}'));
    }
    let after: Vec<String> = files(samples.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(after.into_iter().filter(|name| !names.contains(&name.as_str())).collect::<Vec<_>>(), before);
}

#[test]
fn links_in_an_archive_stay_in_it() {
    let samples = Samples::new();
    let mut tar = builder(&packed(&samples, "healthy/custom/lending", "lending/"));
    for (name, target, kind) in [
        ("lending/inside.php", "core/modules/modLending.class.php", tar::EntryType::Symlink),
        ("lending/hard.php", "lending/core/modules/modLending.class.php", tar::EntryType::Link),
        ("lending/secret.php", "../../../../../../etc/passwd", tar::EntryType::Symlink),
        ("lending/absolute.php", "/etc/passwd", tar::EntryType::Symlink),
        ("lending/circle.php", "circle.php", tar::EntryType::Symlink),
    ] {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(kind);
        header.set_size(0);
        tar.append_link(&mut header, name, target).unwrap();
    }
    fs::write(samples.path().join("links.tar"), tar.into_inner().unwrap()).unwrap();
    let made = samples.run(&["manifest", "create", "links.tar"]);
    let manifest: Value = serde_json::from_slice(&made.stdout).unwrap();
    let files = &manifest["modules"][0]["files"];
    let descriptor = &files["core/modules/modLending.class.php"]["sha256"];
    assert_eq!((&files["inside.php"]["sha256"], &files["hard.php"]["sha256"]), (descriptor, descriptor));
    assert!(descriptor.is_string() && files.get("secret.php").is_none() && files.get("absolute.php").is_none());
    let told = String::from_utf8(made.stderr).unwrap();
    assert_eq!(told.matches("a link out of the archive").count(), 2, "{told}");
    assert!(told.contains("leads nowhere"), "{told}");
}

#[test]
fn a_bomb_ends_at_a_limit() {
    let samples = Samples::new();
    let module = packed(&samples, "healthy/custom/lending", "lending/");
    let zeros = |size: u64| std::io::repeat(0).take(size);
    let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(zip(&module))).unwrap();
    let mut tar = builder(&module);
    for i in 0..20 {
        let name = format!("lending/{i}.bin");
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::copy(&mut zeros(40 << 20), &mut zip).unwrap();
        let mut header = tar::Header::new_ustar();
        header.set_size(40 << 20);
        tar.append_data(&mut header, name, zeros(40 << 20)).unwrap();
    }
    fs::write(samples.path().join("bomb.zip"), zip.finish().unwrap().into_inner()).unwrap();
    fs::write(samples.path().join("bomb.tar.gz"), gzip(&tar.into_inner().unwrap())).unwrap();
    for name in ["bomb.zip", "bomb.tar.gz"] {
        let start = Instant::now();
        let told = json(&samples, &["inventory", name]);
        assert!(start.elapsed() < Duration::from_secs(30), "{name}");
        assert_eq!(told["modules"].as_array().unwrap().len(), 1, "{name}");
        assert!(
            problems(&told).iter().any(|problem| problem.contains("larger than") || problem.contains("unpacks to more than")),
            "{name}"
        );
    }
}

#[test]
fn paths_without_end_are_too_many_names() {
    let samples = Samples::new();
    let mut entries = packed(&samples, "healthy/custom/lending", "lending/");
    let deep = "d/".repeat(2_000);
    entries.extend((0..600).map(|i| (format!("lending/{i:04}/{deep}x.php"), Vec::new())));
    fs::write(samples.path().join("deep.zip"), zip(&entries)).unwrap();
    let start = Instant::now();
    let told = json(&samples, &["inventory", "deep.zip"]);
    assert!(start.elapsed() < Duration::from_secs(30));
    assert!(problems(&told).iter().any(|problem| problem.contains("bytes of names")), "{:?}", problems(&told));
}

#[test]
fn an_archive_that_is_cut_off_says_so() {
    let samples = Samples::new();
    let bytes = gzip(&tar(&packed(&samples, "healthy", "")));
    fs::write(samples.path().join("cut.tar.gz"), &bytes[..bytes.len() * 3 / 4]).unwrap();
    let told = json(&samples, &["inventory", "cut.tar.gz"]);
    assert!(problems(&told).iter().any(|problem| problem.contains("the archive is broken")), "{told}");
    assert_eq!(samples.code(&["manifest", "create", "cut.tar.gz"]), Some(2));
    for (name, bytes) in [("no.zip", &b"PK\x03\x04"[..]), ("text.txt", b"hello"), ("empty.tar", &[0; 1024]), ("g.tar.gz", b"\x1f\x8b")] {
        fs::write(samples.path().join(name), bytes).unwrap();
        refused(&samples, &["inventory", name]);
    }
}

#[test]
fn a_package_is_held_against_what_dolibarr_takes() {
    let samples = Samples::new();
    let mut module = packed(&samples, "healthy/custom/lending", "lending/");
    let check = |name: &str, entries: &[Packed]| {
        fs::write(samples.path().join(name), zip(entries)).unwrap();
        json(&samples, &["check", name])
    };
    let clean = check("module_lending-0.9.2.zip", &module);
    assert!(rules(&clean).iter().all(|rule| !rule.starts_with("package-")), "{clean}");
    assert!(rules(&check("lending-main.zip", &module)).contains("package-name-refused"));
    assert!(rules(&check("module_other-0.9.2.zip", &module)).contains("package-directory-missing"));
    assert!(rules(&check("module_lending-0.9.3.zip", &module)).contains("package-version-differs"));
    module.push(("lending/index.php".to_owned(), b"<?php\nrequire_once __DIR__.'/vendor/autoload.php';\n".to_vec()));
    let lacking = check("module_lending-0.9.2.zip", &module);
    assert!(rules(&lacking).contains("package-file-missing"), "{lacking}");
    module.extend(packed(&samples, "healthy/custom/library", "library/"));
    assert!(rules(&check("module_lending-0.9.2.zip", &module)).contains("package-module-left-behind"));
}
