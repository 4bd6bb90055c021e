//! `dolivet facts`: cores wherever they lie, and what is wrong with them.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::support::{Samples, copy};

/// Says why the command could not do its work; it ends with 2 and gives advice.
pub(crate) fn refused(samples: &Samples, arguments: &[&str]) -> String {
    let output = samples.run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.lines().count() >= 2, "no advice: {text}");
    text
}

/// Every file of a directory, relative and sorted, with its content.
pub(crate) fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut todo = vec![dir.to_owned()];
    while let Some(at) = todo.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else {
                found.push((path.strip_prefix(dir).unwrap().to_string_lossy().replace('\\', "/"), fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn zip(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tar(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in entries {
        let mut header = tar::Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append(&header, content.as_slice()).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn a_core_gives_the_same_facts_wherever_it_lies() {
    let samples = Samples::new();
    let expected = samples.says(&["facts", "build", "cores/newer", "-q"]);
    let packed = files(&samples.path().join("cores/newer")).into_iter();
    let packed: Vec<(String, Vec<u8>)> = packed.map(|(name, content)| (format!("dolibarr-22.0.1/htdocs/{name}"), content)).collect();
    let tar = tar(&packed);
    let zst = ruzstd::encoding::compress_to_vec(tar.as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
    for (name, bytes) in [("core.zip", zip(&packed)), ("core.tar.gz", gzip(&tar)), ("core.tar.zst", zst), ("core.tar", tar)] {
        fs::write(samples.path().join(name), bytes).unwrap();
        assert_eq!(samples.says(&["facts", "build", name, "-q"]), expected, "{name}");
        let same = samples.run(&["facts", "diff", "cores/newer", name, "--exit-code"]);
        assert_eq!(same.status.code(), Some(0), "{name}");
    }
    assert_eq!(samples.code(&["facts", "diff", "cores/older", "core.zip", "--exit-code"]), Some(1));
}

#[cfg(feature = "git")]
#[test]
fn a_core_is_read_from_a_commit_not_from_the_work_tree() {
    let samples = Samples::new();
    let expected = samples.says(&["facts", "build", "cores/newer", "-q"]);
    let top = samples.path().join("work");
    copy(&samples.path().join("cores/newer"), &top.join("htdocs"));
    let repo = git2::Repository::init(&top).unwrap();
    let mut index = repo.index().unwrap();
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).unwrap();
    let tree = repo.find_tree(index.write_tree().unwrap()).unwrap();
    let who = git2::Signature::new("a", "a@example.org", &git2::Time::new(0, 0)).unwrap();
    let commit = repo.commit(None, &who, &who, "core", &tree, &[]).unwrap();
    repo.reference("refs/tags/22.0.1", commit, true, "").unwrap();
    fs::remove_dir_all(top.join("htdocs")).unwrap();
    assert_eq!(samples.says(&["facts", "build", "work@22.0.1", "-q"]), expected);
    assert_eq!(samples.says(&["facts", "build", &format!("work/.git@{commit}"), "-q"]), expected);
    let text = refused(&samples, &["facts", "build", "work@no-such-tag"]);
    assert!(text.contains("there is no `no-such-tag`"), "{text}");
}

#[test]
fn a_file_that_is_not_the_official_one_is_left_out_and_told() {
    let samples = Samples::new();
    let changed = samples.path().join("cores/newer/shelf/class/book.class.php");
    fs::write(&changed, fs::read_to_string(&changed).unwrap() + "function patched() {}\n").unwrap();
    fs::write(samples.path().join("cores/newer/shelf/added.php"), "<?php\nfunction added() {}\n").unwrap();
    let output = samples.run(&["facts", "build", "cores/newer"]);
    let (text, told) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(!text.contains("class\tBook\t") && !text.contains("added") && text.contains("class\tCommonThing\t"), "{text}");
    assert!(told.contains("shelf/class/book.class.php: not as the official list has it") && told.contains("shelf/added.php"), "{told}");
    let text = samples.says(&["facts", "build", "cores/newer", "--unverified", "-q"]);
    for line in ["unverified shelf/class/book.class.php\n", "function\tpatched\t()", "function\tadded\t()", "class\tBook\t"] {
        assert!(text.contains(line), "{line}");
    }
    // The core that a person names is taken as it is.
    assert!(samples.says(&["facts", "show", "patched()", "--core", "cores/newer"]).starts_with("function patched: in 22.0.1"));
}

#[test]
fn what_is_asked_in_vain_is_told() {
    let samples = Samples::new();
    let text = refused(&samples, &["facts", "diff", "9", "22"]);
    assert!(text.contains("no facts of Dolibarr 9; there are 10.0.1, 11.0.4"), "{text}");
    let text = refused(&samples, &["facts", "show", "dol_print_dat"]);
    assert!(text.contains("called `dol_print_dat`") && text.contains("did you mean: dol_print_date"), "{text}");
    assert!(refused(&samples, &["facts", "show", "x", "--core", "healthy/conf"]).contains("no `main.inc.php`"));
    assert!(refused(&samples, &["facts", "build", "absent.zip"]).contains("does not exist"));
    fs::write(samples.path().join("cores/older/filefunc.inc.php"), "<?php\n").unwrap();
    assert!(refused(&samples, &["facts", "build", "cores/older"]).contains("does not say which release it is"));
    for (name, bytes, reason) in [
        ("a.facts", &b"dolivet-facts 1\nrelease 22.0.0\n\nfunction\tf\t()\nthing\tx\n"[..], "line 5: `thing` is no kind of fact"),
        ("b.facts", b"dolivet-facts 1\nrelease 22.0.0\n\nfunction\t\xff\n", "line 4: not UTF-8"),
        ("c.facts", b"", "line 1: the first line is not `dolivet-facts 1`"),
        ("d.zip", b"PK\x03\x04 and no more", "a broken zip archive"),
        ("e.bin", b"\x7fELF", "neither a zip nor a tar archive"),
        ("f.tar.gz", b"\x1f\x8b\x08\x00garbage", "no `main.inc.php`"),
        ("g.tar.zst", b"\x28\xb5\x2f\xfdgarbage", "cannot be read"),
    ] {
        fs::write(samples.path().join(name), bytes).unwrap();
        let text = refused(&samples, &["facts", "diff", name, "22"]);
        assert!(text.contains(reason) && text.contains(name), "{name}: {text}");
    }
}

#[test]
fn a_hostile_archive_is_read_as_far_as_it_is_a_core() {
    let samples = Samples::new();
    let mut packed = files(&samples.path().join("cores/newer"));
    packed.push(("../escaped.php".to_owned(), b"<?php".to_vec()));
    packed.push(("/tmp/dolivet-absolute.php".to_owned(), b"<?php".to_vec()));
    packed.push(("shelf/nested.php".to_owned(), format!("<?php {}", "(".repeat(100_000)).into_bytes()));
    packed.push(("shelf/\u{1b}[2J.php".to_owned(), b"<?php initHooks(".to_vec()));
    packed.push(("shelf/binary.php".to_owned(), vec![0xff; 4096]));
    let tar = tar(&packed);
    for (name, bytes) in [("hostile.zip", zip(&packed)), ("cut.tar", tar[..tar.len() - 3000].to_vec()), ("hostile.tar", tar)] {
        fs::write(samples.path().join(name), bytes).unwrap();
        let output = samples.run(&["facts", "build", name, "--unverified"]);
        let (text, told) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(0), "{name}: {told}");
        assert!(text.contains("class\tBook\t") && text.contains("trigger\tBOOK_RETURN"), "{name}: {text}");
        assert!(told.contains("leads out of the tree"), "{name}: {told}");
        assert!(!text.contains('\u{1b}') && !told.contains('\u{1b}'), "{name}: {told}");
    }
    assert!(!samples.path().parent().unwrap().join("escaped.php").exists() && !Path::new("/tmp/dolivet-absolute.php").exists());
}

#[test]
fn links_in_an_archive_are_told_and_not_followed() {
    let samples = Samples::new();
    let mut tar = tar::Builder::new(tar(&files(&samples.path().join("cores/newer"))));
    // The end of the first archive is two empty blocks, behind which nothing is read.
    let length = tar.get_ref().len() - 1024;
    tar.get_mut().truncate(length);
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    tar.append_link(&mut header, "shelf/passwd.php", "/etc/passwd").unwrap();
    fs::write(samples.path().join("links.tar"), tar.into_inner().unwrap()).unwrap();
    let output = samples.run(&["facts", "build", "links.tar"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("shelf/passwd.php: a link or a special file; it is left out"), "{told}");
    assert!(!String::from_utf8(output.stdout).unwrap().contains("passwd"));
}

#[test]
fn what_was_read_is_kept_by_content() {
    let samples = Samples::new();
    let show = ["facts", "show", "CommonThing", "--core", "cores/newer"];
    let expected = samples.says(&show);
    let kept = || files(&samples.cache());
    let [(name, facts)] = kept().try_into().expect("one core was kept");
    assert!(String::from_utf8(facts.clone()).unwrap().contains("class\tCommonThing\t"));
    // The same content elsewhere has the same name.
    copy(&samples.path().join("cores/newer"), &samples.path().join("again"));
    samples.says(&["facts", "show", "CommonThing", "--core", "again"]);
    assert_eq!(kept().len(), 1);
    // What was kept is read where it is sound, and then not written again; what was edited or broken is replaced.
    let path = samples.cache().join(name);
    let old = fs::File::options().append(true).open(&path).unwrap();
    old.set_modified(std::time::UNIX_EPOCH).unwrap();
    let is_old = || fs::metadata(&path).unwrap().modified().unwrap() == std::time::UNIX_EPOCH;
    assert_eq!(samples.says(&show), expected);
    assert!(is_old());
    let edited = String::from_utf8(facts.clone()).unwrap().replace("class\tCommonThing\t", "class\tOtherThing\t");
    for spoilt in [edited.as_bytes(), &facts[..100], b""] {
        fs::write(&path, spoilt).unwrap();
        old.set_modified(std::time::UNIX_EPOCH).unwrap();
        assert_eq!(samples.says(&show), expected);
        assert!(!is_old() && fs::read(&path).unwrap() == facts);
    }
    // Another content is another core.
    fs::write(samples.path().join("cores/newer/shelf/more.php"), "<?php\nfunction more() {}\n").unwrap();
    samples.says(&["facts", "show", "more", "--core", "cores/newer"]);
    assert_eq!(kept().len(), 2);
}

#[test]
fn the_shipped_facts_know_what_is_in_every_core() {
    let samples = Samples::new();
    for (symbol, kind, releases) in [
        ("dol_now", "function", "in every release from 10 to 24"),
        ("CommonObject::fetch_thirdparty", "method", "in every release from 10 to 24"),
        ("getDolGlobalString", "function", "since"),
        ("llx_societe.nom", "column", "in every release from 10 to 24"),
        ("BILL_VALIDATE", "trigger", "in every release from 10 to 24"),
        ("invoicecard", "context", "in every release from 10 to 24"),
        ("compta/facture/card.php", "path", "in every release from 10 to 24"),
        ("modFacture", "module", "in every release from 10 to 24"),
    ] {
        let text = samples.says(&["facts", "show", symbol]);
        assert!(text.lines().any(|line| line.starts_with(kind) && line.contains(releases)), "{symbol}: {text}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_of_the_cache_is_not_waited_for() {
    let samples = Samples::new();
    let show = ["facts", "show", "CommonThing", "--core", "cores/newer"];
    let expected = samples.says(&show);
    let [(name, _)] = files(&samples.cache()).try_into().expect("one core was kept");
    let path = samples.cache().join(name);
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
    assert_eq!(samples.says(&show), expected);
    fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_eq!(samples.says(&show), expected);
    assert!(fs::symlink_metadata(&path).unwrap().is_file());
}

#[test]
fn a_file_that_is_no_archive_or_too_large_is_refused_unread() {
    let samples = Samples::new();
    let sparse = |name: &str, start: &[u8], size: u64| {
        let mut file = fs::File::create(samples.path().join(name)).unwrap();
        file.write_all(start).unwrap();
        file.set_len(size).unwrap();
    };
    sparse("a.bin", b"nothing", 60 << 30);
    sparse("b.zip", b"PK\x03\x04", 60 << 30);
    sparse("c.facts", b"dolivet-facts 1\n", 60 << 30);
    let start = std::time::Instant::now();
    for (name, reason) in
        [("a.bin", "neither a zip nor a tar"), ("b.zip", "of an archive that are read"), ("c.facts", "bytes that are read")]
    {
        let text = refused(&samples, &["facts", "show", "x", "--core", name]);
        assert!(text.contains(reason), "{text}");
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn a_release_is_not_taken_for_what_lies_there() {
    let samples = Samples::new();
    copy(&samples.path().join("cores/newer"), &samples.path().join("22"));
    assert_eq!(samples.code(&["facts", "show", "dol_now", "--core", "22"]), Some(0));
    assert_eq!(samples.code(&["facts", "show", "CommonThing", "--core", "22"]), Some(2));
    assert_eq!(samples.code(&["facts", "show", "CommonThing", "--core", "./22"]), Some(0));
}

#[cfg(feature = "git")]
#[test]
fn the_first_repository_before_an_at_sign_is_meant() {
    let samples = Samples::new();
    // `a` is a directory, the repository is `a@b`, and the branch `c@d`.
    fs::create_dir(samples.path().join("a")).unwrap();
    let top = samples.path().join("a@b");
    copy(&samples.path().join("cores/newer"), &top);
    let repo = git2::Repository::init(&top).unwrap();
    let mut index = repo.index().unwrap();
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).unwrap();
    let tree = repo.find_tree(index.write_tree().unwrap()).unwrap();
    let who = git2::Signature::new("a", "a@example.org", &git2::Time::new(0, 0)).unwrap();
    repo.commit(Some("refs/heads/c@d"), &who, &who, "core", &tree, &[]).unwrap();
    assert_eq!(samples.code(&["facts", "build", "a@b@c@d", "-q"]), Some(0));
    assert!(refused(&samples, &["facts", "build", "a@nowhere"]).contains('a'));
}

#[cfg(unix)]
#[test]
fn links_of_a_core_on_a_disk_are_told_and_not_followed() {
    use std::os::unix::fs::symlink;
    let samples = Samples::new();
    let expected = samples.says(&["facts", "build", "cores/newer", "-q"]);
    let core = samples.path().join("cores/newer");
    for dir in ["custom", "documents", "conf"] {
        fs::create_dir_all(core.join(dir)).unwrap();
        symlink("/etc/passwd", core.join(dir).join("link.php")).unwrap();
    }
    fs::rename(core.join("conf/link.php"), core.join("conf/conf.php")).unwrap();
    assert!(!String::from_utf8(samples.run(&["facts", "build", "cores/newer"]).stderr).unwrap().contains("link"));
    symlink("/etc/passwd", core.join("shelf/passwd.php")).unwrap();
    symlink(".", core.join("shelf/circle")).unwrap();
    // An installation whose `htdocs` is a link is read as any other.
    fs::create_dir(samples.path().join("installed")).unwrap();
    symlink("../cores/newer", samples.path().join("installed/htdocs")).unwrap();
    for named in ["cores/newer", "installed", "installed/htdocs"] {
        let output = samples.run(&["facts", "build", named]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected, "{named}");
        for link in ["passwd.php", "circle"] {
            assert!(told.contains(&format!("shelf/{link}: a link; it is not followed")), "{named}: {told}");
        }
        assert_eq!(told.matches("a link").count(), 2, "{named}: {told}");
    }
}
