//! How long `dolivet check --staged --target 24` takes for five changed files of a module, beside the bare parse of these five.
//!
//! `cargo bench --bench staged -- MODULE…`. Each module is copied into a repository of its own, which needs the command `git`. Every figure
//! is the least of several runs: with nothing kept of the code, and with what the run before has kept.

mod timing;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use php_rs_parser::{ParseOptions, bumpalo::Bump, parse_arena_with};
use tempfile::TempDir;
use timing::{least, ms};
use walkdir::{DirEntry, WalkDir};

const RUNS: u32 = 11;
/// How many files are changed.
const STAGED: usize = 5;

fn main() {
    for path in std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from) {
        measure(&path);
    }
}

fn measure(module: &Path) {
    let dir = TempDir::new().expect("a temporary directory can be made");
    let (copy, cache) = (dir.path().join("module"), dir.path().join("cache"));
    let files = WalkDir::new(module).sort_by_file_name().into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let inner = |entry: DirEntry| entry.path().strip_prefix(module).expect("it was found below").to_owned();
    let files: Vec<PathBuf> = files.map(inner).filter(|path| !path.starts_with(".git")).collect();
    for file in &files {
        fs::create_dir_all(copy.join(file).parent().expect("it lies in the copy")).expect("directories can be made");
        fs::copy(module.join(file), copy.join(file)).expect("files can be copied");
    }
    let is_own = |path: &&PathBuf| path.extension().is_some_and(|end| end == "php") && !path.starts_with("vendor");
    let php: Vec<&PathBuf> = files.iter().filter(is_own).collect();
    let changed: Vec<&PathBuf> = php.iter().step_by((php.len() / STAGED).max(1)).take(STAGED).copied().collect();
    git(&copy, &["init", "-q"]);
    git(&copy, &["add", "-A"]);
    git(&copy, &["-c", "user.name=a", "-c", "user.email=a@localhost", "commit", "-qm", "all"]);
    for file in &changed {
        let mut text = fs::read(copy.join(file)).expect("it was copied");
        text.extend(b"\n// changed\n");
        fs::write(copy.join(file), text).expect("it can be written");
    }
    git(&copy, &["add", "-A"]);
    let texts: Vec<String> =
        changed.iter().map(|file| String::from_utf8_lossy(&fs::read(copy.join(file)).expect("it was copied")).into_owned()).collect();
    let parse = least(RUNS, || {
        for text in &texts {
            std::hint::black_box(parse_arena_with(&Bump::new(), text, &ParseOptions::default()).errors.len());
        }
    });
    println!("{}: {} PHP files, bare parse of {} of them {:.1} ms", module.display(), php.len(), changed.len(), ms(parse));
    for threads in ["1", "0"] {
        let cold = least(RUNS, || {
            let _ = fs::remove_dir_all(&cache);
            check(&copy, &cache, threads);
        });
        let warm = least(RUNS, || check(&copy, &cache, threads));
        println!("  --threads {threads}: nothing kept {:.0} ms, then {:.0} ms", ms(cold), ms(warm));
    }
}

fn git(dir: &Path, arguments: &[&str]) {
    let status = Command::new("git").arg("-C").arg(dir).args(arguments).status().expect("there is a `git`");
    assert!(status.success(), "{arguments:?}");
}

fn check(dir: &Path, cache: &Path, threads: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dolivet"));
    command.args(["check", "--staged", "--target", "24", "--quiet", "--threads", threads]).arg(dir).env("DOLIVET_CACHE_DIR", cache);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("cargo has built the command");
    assert!(status.code().is_some_and(|code| code < 2), "{} could not be checked", dir.display());
}
