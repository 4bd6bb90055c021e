//! How long `dolivet inventory` takes beside the bare parse of the files it parses, and beside `php -l` over them.
//!
//! `cargo bench --bench speed -- PATH…` (the samples when no path is given). Every figure is the least of several runs, the
//! ratios are of one run of this program. The files are those that the inventory of any module parses: descriptors, actions
//! classes, triggers and API classes.

mod timing;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use php_rs_parser::{ParseOptions, bumpalo::Bump, parse_arena_with};
use timing::{least, ms};
use walkdir::WalkDir;

const RUNS: u32 = 7;

fn main() {
    let given: Vec<PathBuf> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from).collect();
    let samples = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/healthy"))];
    for path in if given.is_empty() { samples } else { given } {
        measure(&path);
    }
}

fn measure(path: &Path) {
    let files: Vec<(PathBuf, String)> = WalkDir::new(path)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file() && is_read(entry.path()))
        .filter_map(|entry| Some((entry.path().to_owned(), std::fs::read_to_string(entry.path()).ok()?)))
        .collect();
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!("{}: {} files, {} KB", path.display(), files.len(), bytes / 1024);
    let parse = least(RUNS, || {
        for (_, text) in &files {
            let arena = Bump::new();
            std::hint::black_box(parse_arena_with(&arena, text, &ParseOptions::default()).errors.len());
        }
    });
    report("bare parse, 1 thread", parse, parse);
    let mut peak = 0;
    for (label, extra) in [("inventory, 1 thread", ["--no-git", "--threads=1"]), ("inventory, all cores", ["--no-git", "--threads=0"])] {
        let time = least(RUNS, || peak = peak.max(inventory(path, &extra)));
        report(label, time, parse);
    }
    let with_git = least(RUNS, || peak = peak.max(inventory(path, &["--threads=0", "--quiet"])));
    report("inventory with Git, all cores", with_git, parse);
    println!("  peak memory of an inventory: {peak} KB");
    if Command::new("php").arg("-v").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        let start = Instant::now();
        for (file, _) in &files {
            let linted = Command::new("php").arg("-l").arg(file).stdout(Stdio::null()).stderr(Stdio::null()).status();
            linted.expect("php was there a moment ago");
        }
        report("php -l, one by one", start.elapsed(), parse);
    }
}

fn is_read(path: &Path) -> bool {
    let path = path.to_string_lossy().replace('\\', "/");
    let Some((dir, name)) = path.rsplit_once('/') else { return false };
    let starts = |prefix: &str| name.starts_with(prefix) && name.ends_with(".class.php");
    (dir.ends_with("/core/modules") && starts("mod"))
        || (dir.ends_with("/core/triggers") && starts("interface_"))
        || (dir.ends_with("/class") && (starts("actions_") || starts("api_")))
}

/// Runs the command and returns its peak memory in KB, as far as the system tells.
fn inventory(path: &Path, extra: &[&str]) -> u64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dolivet"));
    command.arg("inventory").arg(path).args(["--all", "--format=json"]).args(extra).stdout(Stdio::null());
    let mut child = command.spawn().expect("cargo has built the command");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("a child can be waited for").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0).max(peak);
        std::thread::sleep(Duration::from_micros(300));
    }
    peak
}

fn report(label: &str, time: Duration, parse: Duration) {
    println!("  {label:<30} {:>9.1} ms  {:>6.2} x the bare parse", ms(time), time.as_secs_f64() / parse.as_secs_f64());
}
