//! Holds the order between the folders, the homes of outside crates and the size of files, as ARCHITECTURE.md states them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder may use what stands in a later line; folders in one line do not use each other.
const ORDER: [&[&str]; 13] = [
    &["cli"],
    &["session"],
    &["sbom"],
    &["fix", "manifest", "report", "triage"],
    &["rules"],
    &["resolve"],
    &["patches"],
    &["core_facts"],
    &["graph", "inventory", "symbols"],
    &["sql", "site"],
    &["config", "php"],
    &["model"],
    &["base"],
];

/// Where each outside crate may be named.
const HOMES: [(&str, &[&str]); 36] = [
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("comfy_table", &["report"]),
    ("ct_codecs", &["manifest"]),
    ("flate2", &["site"]),
    ("foldhash", &["core_facts", "resolve", "symbols"]),
    ("git2", &["site"]),
    ("globset", &["config"]),
    ("imara_diff", &["patches"]),
    ("indicatif", &["cli"]),
    ("md5", &["site"]),
    ("memchr", &["base", "core_facts", "fix", "site", "symbols", "triage"]),
    ("mimalloc", &["main"]),
    ("minisign", &["manifest"]),
    ("minisign_verify", &["manifest"]),
    ("packageurl", &["sbom"]),
    ("petgraph", &["graph"]),
    ("php_ast", &["php"]),
    ("php_rs_parser", &["php"]),
    ("quick_xml", &["site"]),
    ("rayon", &["core_facts", "patches", "resolve", "session", "site"]),
    ("rpassword", &["cli"]),
    ("ruzstd", &["site"]),
    ("serde", &["config", "inventory", "manifest", "report", "rules", "sbom", "triage"]),
    ("serde_json", &["inventory", "manifest", "php", "report", "sbom", "triage"]),
    ("sha2", &["site"]),
    ("spdx", &["sbom"]),
    ("strsim", &["base", "core_facts"]),
    ("tar", &["site"]),
    ("terminal_size", &["cli"]),
    ("thiserror", &["error"]),
    ("toml", &["config", "rules"]),
    ("unicode_width", &["report"]),
    ("walkdir", &["site"]),
    ("zip", &["site"]),
];

/// Longest file in lines, tests not counted.
const LONGEST: usize = 400;

/// A source file: the folder below `src/` that it belongs to, and its lines without tests and comments.
struct Source {
    path: PathBuf,
    folder: String,
    lines: Vec<(usize, String)>,
    length: usize,
}

#[test]
fn folders_use_only_what_stands_below_them() {
    let level = |folder: &str| ORDER.iter().position(|line| line.contains(&folder));
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(from) = level(&source.folder) else { continue };
        for (number, line) in &source.lines {
            for used in crate_paths(line) {
                let allowed = used == source.folder || level(&used).is_none_or(|to| to > from);
                if !allowed {
                    wrong.push(format!("{}:{number}: `{}` uses `{used}`", source.path.display(), source.folder));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outside_crates_stay_at_home() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in &source.lines {
            for (name, homes) in HOMES {
                if names_crate(line, name) && !homes.contains(&source.folder.as_str()) {
                    wrong.push(format!("{}:{number}: `{name}` belongs in {homes:?}", source.path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_dependency_has_a_home() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let library = |package: &str| if package == "md-5" { "md5".to_owned() } else { package.replace('-', "_") };
    let names = section.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| library(name.trim()));
    let homeless: Vec<String> = names.filter(|name| HOMES.iter().all(|(known, _)| known != name)).collect();
    assert!(homeless.is_empty(), "no home for {homeless:?}");
}

#[test]
fn every_folder_stands_in_the_order() {
    let known = |folder: &String| ORDER.iter().any(|line| line.contains(&folder.as_str())) || ["lib", "main", "error"].contains(&&**folder);
    let strange: Vec<String> = sources().into_iter().map(|source| source.folder).filter(|folder| !known(folder)).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn files_are_short() {
    let long = sources().into_iter().filter(|source| source.length > LONGEST);
    let long: BTreeMap<PathBuf, usize> = long.map(|source| (source.path, source.length)).collect();
    assert!(long.is_empty(), "longer than {LONGEST} lines: {long:?}");
}

#[test]
fn paths_in_a_line_are_found() {
    assert_eq!(crate_paths("use crate::{inventory, php::{a, b}, site};"), ["inventory", "php", "site"]);
    assert_eq!(crate_paths("let x = crate::graph::build(crate::php::y);"), ["graph", "php"]);
    assert!(crate_paths("pub(crate) fn x()").is_empty());
    assert!(
        names_crate("use serde::Serialize;", "serde") && !names_crate("serde_json::x", "serde") && !names_crate("my_serde::x", "serde")
    );
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file outside of tests.
fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    walk(&root().join("src"), &mut files);
    files.sort();
    let texts: Vec<(PathBuf, String)> = files.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect();
    let tests: Vec<PathBuf> = texts.iter().flat_map(|(path, text)| test_files(path, text)).collect();
    let is_test = |path: &Path| tests.iter().any(|test| path.starts_with(test) || path.with_extension("") == *test);
    let kept = texts.into_iter().filter(|(path, _)| !is_test(path));
    kept.map(|(path, text)| source(path, &text)).collect()
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

/// Modules that a file declares for tests only (`#[cfg(test)] mod x;`), as paths without ending.
fn test_files(path: &Path, text: &str) -> Vec<PathBuf> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let declared = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]").filter_map(|pair| pair[1].strip_suffix(';'));
    let names = declared.filter_map(|line| line.rsplit_once("mod ")).map(|(_, name)| name);
    let own = path.file_stem().is_some_and(|stem| stem == "mod" || stem == "lib");
    let base = if own { path.parent().unwrap().to_owned() } else { path.with_extension("") };
    names.map(|name| base.join(name)).collect()
}

fn source(path: PathBuf, text: &str) -> Source {
    let below = path.strip_prefix(root().join("src")).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy();
    let folder = first.trim_end_matches(".rs").to_owned();
    // Unit tests stand at the end of a file.
    let end = text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let code: Vec<(usize, String)> = text[..end].lines().enumerate().map(|(i, line)| (i + 1, line.trim().to_owned())).collect();
    let length = code.len();
    let lines = code.into_iter().filter(|(_, line)| !line.starts_with("//")).collect();
    Source { path, folder, lines, length }
}

/// The folders that a line names after `crate::`.
fn crate_paths(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, word) in line.match_indices("crate::") {
        let rest = &line[at + word.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push(name(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                ' ' => {}
                _ if start => {
                    found.push(name(&group[i..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    found
}

fn name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Whether a line names an outside crate, as a path or in `use`.
fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + name.len()..];
        let whole = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':');
        whole && (after.starts_with("::") || (line.starts_with("use ") && after.starts_with(';')))
    })
}
