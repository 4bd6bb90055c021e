use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::model::place::ProblemKind;
use crate::model::site::SiteKind;
use crate::php::loader::Loader;

const FOO: &str = "foo/core/modules/modFoo.class.php";

/// A directory with these files. A descriptor's text is made from its name.
fn lab(paths: &[&str]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let base = dir.path().canonicalize().unwrap();
    for path in paths {
        let file = base.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let class = path.rsplit('/').next().unwrap().trim_end_matches(".class.php");
        let parent = if class.starts_with("mod") && class != "model" { "DolibarrModules" } else { "CommonObject" };
        fs::write(file, format!("<?php\nclass {class} extends {parent} {{}}\ndefine('DOL_VERSION', '21.0.1');\n")).unwrap();
    }
    (dir, base)
}

fn read(path: &Path) -> Layout {
    open(path, Options { with_git: false, with_strays: true, with_sums: false }).unwrap().1
}

/// The shown directories of the modules.
fn shown(layout: &Layout) -> Vec<&str> {
    layout.modules.iter().map(|m| &*m.shown).collect()
}

fn strays(layout: &Layout) -> Vec<(&str, &str)> {
    layout.strays.iter().map(|s| (s.kind.as_str(), &*s.place.file)).collect()
}

fn problems(files: &Files) -> Vec<(ProblemKind, String)> {
    files.problems().into_iter().map(|p| (p.kind, p.place.file.to_string())).collect()
}

const CORE: [&str; 3] = ["htdocs/main.inc.php", "htdocs/filefunc.inc.php", "htdocs/core/modules/modUser.class.php"];

fn installation(more: &[&str]) -> (TempDir, PathBuf) {
    let more: Vec<String> = more.iter().map(|path| format!("htdocs/{path}")).collect();
    let mut paths = CORE.to_vec();
    paths.extend(more.iter().map(String::as_str));
    lab(&paths)
}

#[test]
fn an_installation_is_found_from_each_of_its_directories() {
    let (_dir, base) = installation(&["custom/foo/core/modules/modFoo.class.php", "custom/bar/core/modules/modBar.class.php", FOO]);
    let above = read(&base);
    assert_eq!(above.kind, SiteKind::Installation);
    assert_eq!(shown(&above), ["htdocs", "htdocs/foo", "htdocs/custom/bar", "htdocs/custom/foo"]);
    assert_eq!(above.release.as_ref().unwrap().value.as_str(), "21.0.1");
    let htdocs = read(&base.join("htdocs"));
    assert_eq!(shown(&htdocs), [".", "foo", "custom/bar", "custom/foo"]);
    assert_eq!(htdocs.roots.iter().map(|r| (&*r.shown, r.main)).collect::<Vec<_>>(), [("", true), ("custom", false)]);
    let custom = read(&base.join("htdocs/custom"));
    assert_eq!((custom.kind, shown(&custom)), (SiteKind::CustomRoot, vec!["..", "bar", "foo"]));
    let module = read(&base.join("htdocs/custom/foo"));
    assert_eq!((module.kind, shown(&module)), (SiteKind::Module, vec!["../..", "."]));
    assert_eq!((module.modules[1].root, &*module.modules[1].name), (1, "foo"));
    assert_eq!(module.release.as_ref().unwrap().place.file.as_ref(), "../../filefunc.inc.php");
    let file = read(&base.join("htdocs/custom/foo/core/modules/modFoo.class.php"));
    assert_eq!((file.kind, shown(&file)), (SiteKind::Module, shown(&module)));
}

#[test]
fn modules_are_those_that_dolibarr_would_list() {
    let (_dir, base) = installation(&[
        "custom/foo/core/modules/modFoo.class.php",
        "custom/foo/core/modules/modFoo2.class.php",
        "custom/foo/core/modules/mod_numbering.php",
        "custom/foo/core/modules/modFoo.class.php.bak",
        "custom/foo.disabled/core/modules/modFoo.class.php",
        "custom/.foo/core/modules/modFoo.class.php",
        "custom/cvsfoo/core/modules/modFoo.class.php",
        "custom/includes/core/modules/modFoo.class.php",
        "custom/core/modules/modHigh.class.php",
    ]);
    let layout = read(&base.join("htdocs"));
    assert_eq!(shown(&layout), [".", "custom", "custom/foo"]);
    let names: Vec<&str> = layout.modules[2].descriptors.iter().map(|path| path.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["modFoo.class.php", "modFoo2.class.php"]);
    assert_eq!(layout.modules[1].files.len(), 1, "a root's other directories are not files of a module that is the root itself");
    let skipped = [".foo", "cvsfoo", "foo.disabled", "includes"].map(|name| ("skipped", format!("custom/{name}")));
    assert_eq!(strays(&layout).iter().map(|(k, p)| (*k, (*p).to_owned())).filter(|s| s.0 == "skipped").collect::<Vec<_>>(), skipped);
}

#[test]
fn a_repository_is_a_module_or_several() {
    for (dir, module) in
        [("", "core/modules/modFoo.class.php"), ("src", "src/core/modules/modFoo.class.php"), ("a/b/c", &format!("a/b/c/{}", &FOO[4..]))]
    {
        let (_dir, base) = lab(&[module, "README.md"]);
        let layout = read(&base);
        assert_eq!((layout.kind, shown(&layout)), (SiteKind::Module, vec![if dir.is_empty() { "." } else { dir }]));
    }
    let (_dir, base) = lab(&["pack/foo/core/modules/modFoo.class.php", "pack/bar/core/modules/modBar.class.php"]);
    let layout = read(&base);
    assert_eq!((layout.kind, shown(&layout)), (SiteKind::CustomRoot, vec!["pack/bar", "pack/foo"]));
    let (_dir, base) = lab(&["modFoo.class.php", "class/foo.class.php"]);
    assert_eq!(strays(&read(&base)), [("misplaced-descriptor", "modFoo.class.php")]);
    let (_dir, base) = lab(&["index.php"]);
    assert!(matches!(open(&base, Options { with_git: false, with_strays: true, with_sums: false }), Err(Error::NoDolibarr { .. })));
    assert!(matches!(
        open(&base.join("gone"), Options { with_git: false, with_strays: true, with_sums: false }),
        Err(Error::NotFound { .. })
    ));
}

#[test]
fn strays_are_named_with_their_kind() {
    let (_dir, base) = installation(&[
        "custom/foo/core/modules/modFoo.class.php",
        "custom/foo/class/model.class.php",
        "custom/foo_old/core/modules/modFoo.class.php",
        "custom/module_foo-1.2.zip",
        "custom/deep/deep/core/modules/modDeep.class.php",
        "custom/flat/modFlat.class.php",
        "custom/foo/core/modules/sub/modSub.class.php",
        "custom/empty/index.php",
        "custom/index.html",
        "custom/notes.txt",
        "site.tar.gz",
        "compta/index.php",
    ]);
    let found = read(&base.join("htdocs"));
    let expected = [
        ("archive", "custom/module_foo-1.2.zip"),
        ("misplaced-descriptor", "custom/deep/deep/core/modules/modDeep.class.php"),
        ("misplaced-descriptor", "custom/flat/modFlat.class.php"),
        ("misplaced-descriptor", "custom/foo/core/modules/sub/modSub.class.php"),
        ("no-descriptor", "custom/empty"),
        ("loose-file", "custom/notes.txt"),
        ("old-copy", "custom/foo_old"),
        ("archive", "site.tar.gz"),
    ];
    let mut expected = expected.to_vec();
    expected.sort_by_key(|(_, path)| *path);
    assert_eq!(strays(&found), expected);
    assert_eq!(found.strays.iter().find(|s| s.note.contains("`deep/deep` belongs")).map(|s| s.kind.as_str()), Some("misplaced-descriptor"));
}

#[cfg(unix)]
#[test]
fn links_and_special_files_are_problems_and_nothing_more() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let (_out, elsewhere) = lab(&["core/modules/modLinked.class.php", "secret.txt"]);
    let (_dir, base) = installation(&["custom/foo/core/modules/modFoo.class.php", "custom/foo/lib/a.php"]);
    let custom = base.join("htdocs/custom");
    symlink(&elsewhere, custom.join("linked")).unwrap();
    symlink("..", custom.join("loop")).unwrap();
    symlink("nowhere", custom.join("gone")).unwrap();
    symlink("../lib", custom.join("foo/core/inner")).unwrap();
    symlink("..", custom.join("foo/core/circle")).unwrap();
    symlink("/", custom.join("foo/root")).unwrap();
    symlink(elsewhere.join("secret.txt"), custom.join("foo/allowed.txt")).unwrap();
    symlink("/etc/passwd", custom.join("foo/passwd")).unwrap();
    fs::create_dir_all(custom.join("out")).unwrap();
    symlink(base.join("beside"), custom.join("out/core")).unwrap();
    fs::create_dir_all(base.join("beside/modules")).unwrap();
    symlink("/etc/passwd", custom.join("foo/core/modules/modOut.class.php")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(custom.join("foo/socket")).unwrap();
    fs::write(custom.join("foo").join(std::ffi::OsStr::from_bytes(b"caf\xe9.php")), "").unwrap();
    let (files, layout) = open(&base.join("htdocs"), Options { with_git: false, with_strays: true, with_sums: false }).unwrap();
    assert_eq!(shown(&layout), [".", "custom/foo", "custom/linked"]);
    let names: Vec<&str> = layout.modules[1].files.iter().map(|f| &*f.path).collect();
    assert_eq!(names, ["allowed.txt", "core/inner/a.php", "core/modules/modFoo.class.php", "lib/a.php"]);
    let expected = [
        (ProblemKind::Unreadable, "custom/foo/caf\u{fffd}.php"),
        (ProblemKind::Link, "custom/foo/core/circle"),
        (ProblemKind::Link, "custom/foo/core/modules/modOut.class.php"),
        (ProblemKind::Link, "custom/foo/passwd"),
        (ProblemKind::Link, "custom/foo/root"),
        (ProblemKind::Unreadable, "custom/foo/socket"),
        (ProblemKind::Link, "custom/gone"),
        (ProblemKind::Link, "custom/loop"),
        (ProblemKind::Link, "custom/out/core/modules"),
    ];
    assert_eq!(problems(&files), expected.map(|(kind, file)| (kind, file.to_owned())));
    let at = |path: &str| custom.join(path).to_str().unwrap().to_owned();
    assert!(files.read(&at("foo/lib/a.php")).is_some() && files.read(&at("linked/secret.txt")).is_some());
    assert!(files.read(&at("foo/passwd")).is_none() && files.read(&at("foo/root/etc/passwd")).is_none());
    assert!(files.read("/etc/passwd").is_none() && files.read(&at("foo/../../../../../etc/passwd")).is_none());
    assert!(files.read(&at("foo/socket")).is_none() && files.list("/etc").is_empty());
}

#[test]
fn large_files_are_left_out() {
    let (_dir, base) = lab(&["core/modules/modFoo.class.php"]);
    let path = base.join("big.sql");
    fs::File::create(&path).unwrap().set_len((16 << 20) + 1).unwrap();
    let (files, _) = open(&base, Options { with_git: false, with_strays: true, with_sums: false }).unwrap();
    assert!(files.problems().is_empty() && files.read(path.to_str().unwrap()).is_none());
    assert_eq!(files.problems()[0].kind, ProblemKind::Limit);
}
