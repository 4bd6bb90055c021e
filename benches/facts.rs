//! How long `dolivet facts build` takes beside the bare parse of the same files, and what the embedded facts cost at start.
//!
//! `cargo bench --bench facts -- HTDOCS…`. Every figure is the least of several runs, the ratios are of one run of this program.
//! The bare parse reads each file from the disk and parses it; both use the same number of threads.

mod timing;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use php_rs_parser::{ParseOptions, bumpalo::Bump, parse_arena_with};
use rayon::prelude::*;
use timing::{by_turns, least, ms};
use walkdir::WalkDir;

const RUNS: u32 = 7;

fn main() {
    for path in std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from) {
        measure(&path);
    }
    start();
}

fn measure(root: &Path) {
    let files = own_files(root);
    let bytes: u64 = files.iter().filter_map(|path| path.metadata().ok()).map(|m| m.len()).sum();
    println!("{}: {} own PHP files, {} KB", root.display(), files.len(), bytes / 1024);
    for threads in [1, 0] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(64 << 20).build().expect("threads can be started");
        let build = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_dolivet"));
            command.args(["facts", "build", "--unverified", "--quiet", "--threads", &threads.to_string()]).arg(root);
            let done = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("cargo has built the command");
            assert!(done.success(), "the facts of {} could not be built", root.display());
        };
        let parse_all = || pool.install(|| files.par_iter().for_each(|path| parse(path)));
        let [parse, build] = by_turns(RUNS, [&mut { parse_all }, &mut { build }]);
        println!(
            "  {} threads: bare parse {:.0} ms, facts {:.0} ms, {:.2} x",
            pool.current_num_threads(),
            ms(parse),
            ms(build),
            ms(build) / ms(parse)
        );
    }
}

/// What `facts build` parses: PHP outside of libraries and of what is not the core's.
fn own_files(root: &Path) -> Vec<PathBuf> {
    let own = |path: &Path| {
        let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let foreign = ["includes/", "custom/", "documents/"].iter().any(|dir| below.starts_with(dir)) || below.contains("/includes/");
        below.ends_with(".php") && !foreign
    };
    let files = WalkDir::new(root).sort_by_file_name().into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).filter(|path| own(path)).collect()
}

fn parse(path: &Path) {
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let arena = Bump::new();
    std::hint::black_box(parse_arena_with(&arena, &text, &ParseOptions::default()).errors.len());
}

/// `facts show` of one symbol beside `--version`, which opens nothing.
fn start() {
    let run = |args: &[&str]| {
        let status = Command::new(env!("CARGO_BIN_EXE_dolivet")).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.expect("cargo has built the command");
    };
    let (nothing, shown) = (least(RUNS, || run(&["--version"])), least(RUNS, || run(&["facts", "show", "dol_now"])));
    println!("start: `--version` {:.1} ms, `facts show dol_now` {:.1} ms", ms(nothing), ms(shown));
}
