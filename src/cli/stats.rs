//! `--stats`: how much a check read and found and how long it took, on standard error alone, since reports are the same from run to run.

use std::collections::BTreeMap;
use std::time::Instant;

use super::output::Output;
use crate::session::Checked;

/// Says how much was there and was read, how long it took since `start`, and how many findings each rule has, most first.
pub(super) fn tell(checked: &Checked, start: Instant, output: &Output) {
    let files: usize = checked.inventory.layout.modules.iter().map(|dir| dir.files.len()).sum();
    let modules = checked.inventory.modules.iter().filter(|module| !module.core).count();
    let (read, bytes) = checked.amount();
    let (megabytes, seconds) = (bytes as f64 / 1e6, start.elapsed().as_secs_f64());
    let mut lines = vec![format!("modules: {modules}, with {files} files; read: {read} files, {megabytes:.1} MB; seconds: {seconds:.2}")];
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    checked.findings.iter().for_each(|finding| *rules.entry(&finding.rule).or_default() += 1);
    let mut rules: Vec<(&str, usize)> = rules.into_iter().collect();
    rules.sort_by_key(|(_, found)| std::cmp::Reverse(*found));
    lines.extend(rules.into_iter().map(|(rule, found)| format!("{found:>6}  {rule}")));
    lines.iter().for_each(|line| output.say(line));
}
