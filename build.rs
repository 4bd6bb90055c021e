//! Lists the rule files, so that the binary carries them and a new rule is one new file, and packs the facts of all releases
//! into one table that is read in place.

#[path = "src/core_facts/pack.rs"]
#[allow(dead_code, reason = "the library uses the rest")]
mod pack;
#[path = "src/core_facts/row.rs"]
#[allow(dead_code, reason = "the library uses the rest")]
mod row;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The oldest release of `base::release::RELEASES`, and the first bit behind theirs.
const FIRST: u32 = 10;
const PATCH_LEVELS: u32 = 15;

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=rules");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it for build scripts"));
    let mut files = Vec::new();
    rule_files(&root.join("rules"), &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let shown = file.strip_prefix(&root).unwrap_or(file).display().to_string().replace('\\', "/");
        writeln!(list, "    ({shown:?}, include_str!({:?})),", file.display().to_string()).expect("writing to a string cannot fail");
    }
    list.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it for build scripts"));
    fs::write(out.join("rules.rs"), list)?;
    fs::write(out.join("facts.bin"), facts(&root.join("rules/core"))?)
}

/// Packs `rules/core/<release>.facts`. The newest patch level of a major release has that release's bit, as in
/// `base::release::RELEASES`; older ones have bits of their own behind those.
fn facts(dir: &Path) -> io::Result<Vec<u8>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "facts") {
            texts.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    let mut files = Vec::new();
    for (path, text) in &texts {
        files.push(row::FactsFile::parse(text).map_err(|fault| io::Error::other(format!("{path}: {fault}")))?);
    }
    files.sort_by_key(|file| numbers(file.header("release").unwrap_or_default()));
    let major = |file: &row::FactsFile<'_>| numbers(file.header("release").unwrap_or_default()).first().copied().unwrap_or(0);
    let majors: Vec<u32> = files.iter().map(major).collect();
    let mut older = PATCH_LEVELS..pack::FIRST_NAMED;
    let mut bits = Vec::new();
    for (i, major) in majors.iter().enumerate() {
        let bit = if majors.get(i + 1) == Some(major) { older.next() } else { major.checked_sub(FIRST).filter(|bit| *bit < PATCH_LEVELS) };
        bits.push(bit.ok_or_else(|| io::Error::other(format!("no bit is left for facts of release {major}")))?);
    }
    Ok(pack::pack(&bits.into_iter().zip(files).collect::<Vec<_>>()))
}

/// `22.0.4` in an order that numbers give.
fn numbers(release: &str) -> Vec<u32> {
    release.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

/// Collects `rules/<area>/<id>.toml`.
fn rule_files(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            rule_files(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
