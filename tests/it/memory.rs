//! The command's peak memory on input made to use it up. Linux only: there the system tells of it.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// The promise of the design, in kB.
const PROMISED: u64 = 300 << 10;

#[test]
fn large_files_do_not_fill_the_memory() {
    let dir = TempDir::new().unwrap();
    let file = |path: &str, start: &str, line: &str, size: usize| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = fs::File::create(path).unwrap();
        file.write_all(start.as_bytes()).unwrap();
        file.write_all(line.repeat(size / line.len()).as_bytes()).unwrap();
    };
    let class = "<?php class modA extends DolibarrModules { function __construct($db) { $this->numero = 470998; }\n";
    file("a/core/modules/modA.class.php", class, "// a comment\n", 100);
    file("b/core/modules/modB.class.php", class, "$this->x[] = array(1, 2, 3);\n", 50 << 20);
    file("a/sql/llx_a.sql", "", "CREATE TABLE llx_a (b integer, c integer);\n", 50 << 20);
    for i in 0..12 {
        let name = format!("a/core/triggers/interface_{i:02}_modA_T{i}.class.php");
        file(&name, "<?php\n", "function f() { return array(1 => 'a', 2 => \"b $c\", 3 => $d->e(f)); }\n", 3 << 20);
        file(&format!("a/vendor/lib{i}.php"), "<?php\n", "$x = 1;\n", 3 << 20);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_dolivet"));
    let mut child = command.arg("check").arg(dir.path()).stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let code = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
        peak = now.unwrap_or(0).max(peak);
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(matches!(code, Some(0 | 1)), "{code:?}");
    assert!(peak > 0 && peak < PROMISED, "{peak} kB");
}
