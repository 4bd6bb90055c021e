use git2::{RepositoryInitOptions, Signature, Time};
use tempfile::TempDir;

use super::*;
use crate::site::held::Wanted;

/// A directory with some modules that hold one file each.
fn lab(modules: &[&str]) -> (TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let base = dir.path().canonicalize().unwrap().to_str().unwrap().to_owned();
    for module in modules {
        fs::create_dir_all(join(&base, module)).unwrap();
        fs::write(join(&base, &format!("{module}/a.php")), "<?php").unwrap();
    }
    (dir, base)
}

fn commit(repo: &Repository) -> git2::Oid {
    let mut index = repo.index().unwrap();
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).unwrap();
    index.write().unwrap();
    let tree = repo.find_tree(index.write_tree().unwrap()).unwrap();
    let who = Signature::new("a", "a@example.org", &Time::new(1_700_000_000, 60)).unwrap();
    let parent = repo.head().ok().map(|head| head.peel_to_commit().unwrap());
    repo.commit(Some("HEAD"), &who, &who, "x", &tree, &parent.iter().collect::<Vec<_>>()).unwrap()
}

fn states_of(base: &str, dirs: &[&str]) -> Vec<Git> {
    let paths: Vec<String> = dirs.iter().map(|dir| join(base, dir)).collect();
    states(&Files::new(base.to_owned()), &paths.iter().map(String::as_str).collect::<Vec<_>>())
}

fn state_of(base: &str, dir: &str) -> GitState {
    match states_of(base, &[dir]).pop() {
        Some(Git::Repository(state)) => *state,
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_repository_is_split_into_its_modules() {
    let (_dir, base) = lab(&["foo", "bar", "new", "vendored"]);
    fs::write(join(&base, ".gitignore"), "vendored/\n").unwrap();
    let repo = Repository::init(&base).unwrap();
    fs::rename(join(&base, "new"), join(&base, ".git/new")).unwrap();
    let id = commit(&repo);
    fs::rename(join(&base, ".git/new"), join(&base, "new")).unwrap();
    fs::write(join(&base, "foo/a.php"), "<?php // changed").unwrap();
    fs::create_dir(join(&base, "foo/sub")).unwrap();
    fs::write(join(&base, "foo/sub/b.php"), "").unwrap();
    let states = states_of(&base, &["foo", "bar", "new", "vendored"]);
    let clean = GitState {
        worktree: ".".into(),
        commit: Some(id.to_string()),
        time: Some(1_700_000_000),
        branch: branch(&repo),
        ..GitState::default()
    };
    let with = |dirty: &[&str], untracked: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
        Git::Repository(Box::new(GitState { dirty: owned(dirty), untracked: owned(untracked), ..clean.clone() }))
    };
    assert_eq!(states, [with(&["a.php"], &["sub/b.php"]), with(&[], &[]), with(&[], &["."]), Git::None]);
}

#[test]
fn tags_heads_and_remotes_are_read() {
    let (_dir, base) = lab(&["foo"]);
    let repo = Repository::init(join(&base, "foo")).unwrap();
    let unborn = state_of(&base, "foo");
    assert!(unborn.own && unborn.commit.is_none() && unborn.branch.is_some());
    assert_eq!(unborn.untracked, ["a.php"]);
    let first = commit(&repo);
    repo.tag_lightweight("v1.0", &repo.find_object(first, None).unwrap(), false).unwrap();
    repo.remote("upstream", "https://me:token@example.org/x.git?key=1").unwrap();
    let tagged = state_of(&base, "foo");
    assert_eq!((tagged.tag.as_deref(), tagged.describe.as_deref()), (Some("v1.0"), Some("v1.0")));
    assert_eq!(tagged.remote.as_deref(), Some("https://example.org/x.git"));
    fs::write(join(&base, "foo/a.php"), "").unwrap();
    let second = commit(&repo);
    repo.set_head_detached(second).unwrap();
    fs::write(join(&base, "foo/.git/shallow"), format!("{first}\n")).unwrap();
    let later = state_of(&base, "foo");
    assert!(later.shallow && later.branch.is_none() && later.tag.is_none());
    assert!(later.describe.is_some_and(|text| text.starts_with("v1.0-1-g")));
}

#[test]
fn linked_work_trees_and_submodules_are_told() {
    let (_dir, base) = lab(&["foo", "sub"]);
    let repo = Repository::init(join(&base, "foo")).unwrap();
    commit(&repo);
    repo.worktree("wt", Path::new(&join(&base, "wt")), None).unwrap();
    let linked = state_of(&base, "wt");
    assert!(linked.linked && linked.own && !linked.submodule);
    assert_eq!((linked.branch.as_deref(), linked.commit), (Some("wt"), state_of(&base, "foo").commit));
    let inner = join(&base, "foo/.git/modules/sub");
    let mut options = RepositoryInitOptions::new();
    options.workdir_path(Path::new(&join(&base, "sub"))).no_dotgit_dir(true);
    commit(&Repository::init_opts(&inner, &options).unwrap());
    fs::write(join(&base, "sub/.git"), "gitdir: ../foo/.git/modules/sub\n").unwrap();
    let sub = state_of(&base, "sub");
    assert!(sub.submodule && !sub.linked && sub.dirty.is_empty(), "{sub:?}");
}

#[test]
fn broken_repositories_say_why() {
    let (_dir, base) = lab(&["empty", "gone", "odd", "head"]);
    fs::create_dir(join(&base, "empty/.git")).unwrap();
    fs::write(join(&base, "gone/.git"), "gitdir: ../nowhere").unwrap();
    fs::write(join(&base, "odd/.git"), "what").unwrap();
    commit(&Repository::init(join(&base, "head")).unwrap());
    fs::write(join(&base, "head/.git/HEAD"), "garbage").unwrap();
    let files = Files::new(base.clone());
    let paths = ["empty", "gone", "odd", "head"].map(|dir| join(&base, dir));
    for state in states(&files, &paths.each_ref().map(String::as_str)) {
        assert!(matches!(&state, Git::Broken(text) if !text.contains(&base) && !text.contains('\n')), "{state:?}");
    }
    assert_eq!(files.problems().len(), 4);
}

#[cfg(unix)]
#[test]
fn what_would_be_read_for_ever_is_not_opened() {
    for (path, config) in [(".gitignore", None), (".git/info/exclude", None), ("endless", Some("[include]\npath = ../endless\n"))] {
        let (_dir, base) = lab(&["foo"]);
        commit(&Repository::init(join(&base, "foo")).unwrap());
        let path = join(&base, &format!("foo/{path}"));
        let _ = fs::remove_file(&path);
        std::os::unix::fs::symlink("/dev/zero", path).unwrap();
        if let Some(config) = config {
            let file = join(&base, "foo/.git/config");
            fs::write(&file, fs::read_to_string(&file).unwrap() + config).unwrap();
        }
        assert!(matches!(&states_of(&base, &["foo"])[0], Git::Broken(text) if text.contains("neither a file")));
    }
}

/// Only the superuser can give files away; for others there is nothing to test.
#[cfg(unix)]
#[test]
fn repositories_of_another_user_are_read_and_run_nothing() {
    let (_dir, base) = lab(&["foo"]);
    let repo = Repository::init(join(&base, "foo")).unwrap();
    fs::write(join(&base, "foo/.gitattributes"), "*.php filter=evil\n").unwrap();
    commit(&repo);
    let mut config = repo.config().unwrap();
    let mark = join(&base, "mark");
    config.set_str("filter.evil.clean", &format!("touch '{mark}'; cat")).unwrap();
    config.set_str("core.fsmonitor", &format!("touch '{mark}'")).unwrap();
    config.set_str("core.worktree", "/").unwrap();
    fs::write(join(&base, "foo/a.php"), "<?phq").unwrap();
    for path in ["foo", "foo/.git"] {
        let _ = std::os::unix::fs::chown(join(&base, path), Some(65_534), None);
    }
    assert_eq!(state_of(&base, "foo").dirty, ["a.php"]);
    assert!(!Path::new(&mark).exists());
}

#[test]
fn addresses_lose_what_is_secret() {
    for (url, kept) in [
        ("https://me:p@ss@example.org:8443/x.git?token=1#y", "https://example.org:8443/x.git"),
        ("ssh://git@example.org/~me/x", "ssh://example.org/~me/x"),
        ("git@example.org:me/x.git", "example.org:me/x.git"),
        ("/srv/git/a:b@c.git", "/srv/git/a:b@c.git"),
        ("https://token@example.org", "https://example.org"),
    ] {
        assert_eq!(stripped(url), kept);
    }
}

#[cfg(unix)]
fn fifo(path: &str) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// What is said of a repository that is spoilt like this, as a work tree and by reference.
#[cfg(unix)]
fn told_of(spoil: impl Fn(&str)) -> [Option<String>; 2] {
    let (_dir, base) = lab(&["foo"]);
    commit(&Repository::init(join(&base, "foo")).unwrap());
    spoil(&base);
    let work_tree = match states_of(&base, &["foo"]).remove(0) {
        Git::Broken(text) => Some(text),
        _ => None,
    };
    [work_tree, tree::id(Path::new(&join(&base, "foo")), "HEAD").err()]
}

#[cfg(unix)]
#[test]
fn what_a_repository_borrows_is_looked_at() {
    let append = |path: String, text: &str| {
        let before = fs::read_to_string(&path).unwrap_or_default();
        fs::write(path, before + text).unwrap();
    };
    let alternate = |base: &str, list: &str| {
        fs::create_dir_all(join(base, "other/pack")).unwrap();
        fs::create_dir_all(join(base, "other/info")).unwrap();
        fs::write(join(base, list), "# a comment\n../../../other\n").unwrap();
    };
    let list = "foo/.git/objects/info/alternates";
    assert_eq!(told_of(|base| alternate(base, list)), [None, None]);
    let special = "is neither a file nor a directory";
    let told = told_of(|base| {
        alternate(base, list);
        fifo(&join(base, "other/pack/pack-1.idx"));
    });
    assert!(told.iter().flatten().filter(|text| text.contains(special)).count() == 2, "{told:?}");
    let told = told_of(|base| {
        alternate(base, list);
        fs::write(join(base, "other/info/alternates"), "../fifo\n").unwrap();
        fifo(&join(base, "fifo"));
    });
    assert!(told.iter().flatten().filter(|text| text.contains(special)).count() == 2, "{told:?}");
    let told = told_of(|base| {
        fs::rename(join(base, "foo/.git/objects"), join(base, "objects")).unwrap();
        std::os::unix::fs::symlink("../../objects", join(base, "foo/.git/objects")).unwrap();
        fifo(&join(base, "objects/pack/pack-1.idx"));
    });
    assert!(told.iter().flatten().filter(|text| text.contains(special)).count() == 2, "{told:?}");
    for include in ["[include] path = \"../../end\\\nless\" # x\n", "[IncludeIf \"gitdir:/\"]\n\tPath = ../../endless ; x\n"] {
        let told = told_of(|base| {
            append(join(base, "foo/.git/config"), "[include]\npath = ../../between\n");
            fs::write(join(base, "between"), include.replace("../../", "")).unwrap();
            fifo(&join(base, "endless"));
        });
        assert!(told[0].as_ref().is_some_and(|text| text.contains(special)), "{told:?}");
        assert!(told[1].as_ref().is_some_and(|text| text.contains("includes other configurations")), "{told:?}");
    }
    let told = told_of(|base| {
        append(join(base, "foo/.git/config"), "[include]\npath = ../../between\n");
        fs::write(join(base, "between"), "[core]\nautocrlf = false\n").unwrap();
    });
    assert!(told[0].is_none() && told[1].is_some(), "{told:?}");
}

#[test]
fn large_objects_are_not_loaded() {
    let (_dir, base) = lab(&["foo"]);
    let repo = Repository::init(join(&base, "foo")).unwrap();
    let odb = repo.odb().unwrap();
    let blob = odb.write(git2::ObjectType::Blob, b"x").unwrap();
    let mut bytes = Vec::new();
    for i in 0..400_000 {
        bytes.extend_from_slice(format!("100644 {i:040}\0").as_bytes());
        bytes.extend_from_slice(blob.as_bytes());
    }
    let large = odb.write(git2::ObjectType::Tree, &bytes).unwrap();
    let name = format!("100644 {}\0", "n".repeat(5_000));
    let top = [&b"40000 large\0"[..], large.as_bytes(), name.as_bytes(), blob.as_bytes()];
    let long = format!("40000 {}\0", "o".repeat(5_000));
    let top = odb.write(git2::ObjectType::Tree, &[&top.concat(), long.as_bytes(), large.as_bytes()].concat()).unwrap();
    let path = join(&base, "foo");
    let holding = tree::read(Path::new(&path), &top.to_string(), Wanted::Facts).unwrap();
    let told = holding.told();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[2].starts_with("large/: a directory of") && told[..2].iter().all(|text| text.contains("a name of more than")), "{told:?}");
    assert!(tree::read(Path::new(&path), &large.to_string(), Wanted::Facts).unwrap_err().contains("more than the"));
    assert!(tree::id(Path::new(&path), &blob.to_string()).unwrap_err().contains("has no files"));
}
