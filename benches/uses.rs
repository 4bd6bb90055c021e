//! How long `dolivet check --target` and `dolivet matrix` take beside the bare parse of the same files.
//!
//! `cargo bench --bench uses -- PATH…`. Every figure is the least of several runs, the ratios are of one run of this program. The bare
//! parse reads each PHP file of the modules from the disk and parses it; all use the same number of threads and run by turns. The others
//! read the code as if for the first time (`--no-cache`), and again with what the run before has kept of it.

mod timing;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use php_rs_parser::{ParseOptions, bumpalo::Bump, parse_arena_with};
use rayon::prelude::*;
use tempfile::TempDir;
use timing::{by_turns, ms};
use walkdir::{DirEntry, WalkDir};

const RUNS: u32 = 9;
const CHECK: [&str; 3] = ["check", "--target", "24"];
const MATRIX: [&str; 1] = ["matrix"];
const NOTHING_KEPT: [&str; 1] = ["--no-cache"];

fn main() {
    for path in std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from) {
        measure(&path);
    }
}

fn measure(root: &Path) {
    let files = WalkDir::new(root).sort_by_file_name().into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let files: Vec<PathBuf> = files.map(DirEntry::into_path).filter(|path| path.extension().is_some_and(|end| end == "php")).collect();
    let bytes: u64 = files.iter().filter_map(|path| path.metadata().ok()).map(|m| m.len()).sum();
    println!("{}: {} PHP files, {} KB", root.display(), files.len(), bytes / 1024);
    for threads in [1, 0] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(64 << 20).build().expect("threads can be started");
        let cache = TempDir::new().expect("a temporary directory can be made");
        let timed = |arguments: &[&str]| run(arguments, root, threads, cache.path());
        // What the others take up again.
        timed(&CHECK);
        let [parse, first, first_matrix, again, again_matrix] = by_turns(
            RUNS,
            [
                &mut || pool.install(|| files.par_iter().for_each(|path| parse(path))),
                &mut || timed(&[&CHECK[..], &NOTHING_KEPT].concat()),
                &mut || timed(&[&MATRIX[..], &NOTHING_KEPT].concat()),
                &mut || timed(&CHECK),
                &mut || timed(&MATRIX),
            ],
        );
        let ratio = |time: Duration, to: Duration| time.as_secs_f64() / to.as_secs_f64();
        println!("  {} threads: bare parse {:.0} ms", pool.current_num_threads(), ms(parse));
        for (told, check, matrix) in [("for the first time", first, first_matrix), ("again", again, again_matrix)] {
            println!("    {told}: check for one release {:.0} ms, {:.2} x the parse", ms(check), ratio(check, parse));
            let (beside, of_parse) = (ratio(matrix, check), ratio(matrix, parse));
            println!("    {told}: matrix of all releases {:.0} ms, {of_parse:.2} x the parse, {beside:.2} x the check", ms(matrix));
        }
    }
}

fn parse(path: &Path) {
    let Ok(bytes) = std::fs::read(path) else { return };
    let arena = Bump::new();
    std::hint::black_box(parse_arena_with(&arena, &String::from_utf8_lossy(&bytes), &ParseOptions::default()).errors.len());
}

fn run(arguments: &[&str], root: &Path, threads: usize, cache: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dolivet"));
    command.args(arguments).args(["--quiet", "--no-git", "--threads", &threads.to_string()]).arg(root).env("DOLIVET_CACHE_DIR", cache);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("cargo has built the command");
    assert!(status.code().is_some_and(|code| code < 2), "{} could not be read", root.display());
}
