//! Runs the command on copies of the samples.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A copy of `samples/`, outside of the repository, so that no Git state of this project gets into the output.
pub(crate) struct Samples {
    dir: TempDir,
}

impl Samples {
    pub(crate) fn new() -> Self {
        let dir = TempDir::new().expect("a temporary directory can be made");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"), dir.path());
        Self { dir }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where the command keeps what it read.
    pub(crate) fn cache(&self) -> PathBuf {
        self.path().join(".cache")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dolivet"));
        command.args(arguments).current_dir(self.path()).env_remove("NO_COLOR").env("DOLIVET_CACHE_DIR", self.cache());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the command starts")
    }

    /// What the command says on standard output.
    pub(crate) fn says(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.is_empty(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).expect("output is UTF-8")
    }

    pub(crate) fn code(&self, arguments: &[&str]) -> Option<i32> {
        self.run(arguments).status.code()
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
