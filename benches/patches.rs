//! How long `dolivet patches` takes beside `md5sum` or `sha256sum` of the files that the official list names.
//!
//! `cargo bench --bench patches -- HTDOCS…`. Every figure is the least of several runs, the ratios are of one run of this program.
//! Both use the same number of threads; the sums are spread by `xargs -P`.

mod timing;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use timing::{least, ms};

const RUNS: u32 = 7;

fn main() {
    for path in std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from) {
        measure(&path);
    }
}

fn measure(root: &Path) {
    let Some((files, tool)) = listed(root) else { return println!("{}: no official list", root.display()) };
    let bytes: u64 = files.iter().filter_map(|file| root.join(file).metadata().ok()).map(|meta| meta.len()).sum();
    println!("{}: {} listed files, {} MB", root.display(), files.len(), bytes >> 20);
    let names = files.join("\0");
    for threads in ["1", "2"] {
        let sums = least(RUNS, || {
            let mut command = Command::new("xargs");
            command.args(["-0", "-n", "1000", "-P", threads, tool]).current_dir(root).stdin(Stdio::piped()).stdout(Stdio::null());
            let mut child = command.spawn().expect("xargs is there");
            child.stdin.take().expect("it was asked for").write_all(names.as_bytes()).expect("xargs reads all names");
            assert!(child.wait().expect("xargs ends").success());
        });
        let patches = least(RUNS, || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_dolivet"));
            command.args(["patches", "--quiet", "--threads", threads]).arg(root).stdout(Stdio::null()).stderr(Stdio::null());
            assert_ne!(command.status().expect("cargo has built the command").code(), Some(2), "{} could not be read", root.display());
        });
        println!("  {threads} threads: {tool} {:.0} ms, patches {:.0} ms, {:.2} x", ms(sums), ms(patches), ms(patches) / ms(sums));
    }
}

/// The files that the newest list names and that are there, and the tool for its checksums.
fn listed(root: &Path) -> Option<(Vec<String>, &'static str)> {
    let lists = fs::read_dir(root.join("install")).ok()?.flatten().map(|entry| entry.path());
    let list = lists.filter(|path| path.to_string_lossy().contains("/filelist-")).max()?;
    let text = fs::read_to_string(list).ok()?;
    let section = text.split("</dolibarr_htdocs_dir>").next()?;
    let name = |line: &str| Some(line.split_once("name=\"")?.1.split_once('"')?.0.trim_matches('/').to_owned());
    let (mut dir, mut files) = (String::new(), Vec::new());
    for line in section.lines() {
        match name(line) {
            Some(found) if line.contains("<dir ") => dir = if found.is_empty() { found } else { found + "/" },
            Some(found) if line.contains("file ") => files.push(dir.clone() + &found),
            _ => {}
        }
    }
    files.retain(|file| root.join(file).is_file());
    Some((files, if text.contains("<sha256file") { "sha256sum" } else { "md5sum" }))
}
