//! Why dolivet could not do its work at all. What is wrong inside the user's modules is a `Problem` instead.

use std::path::PathBuf;

/// Errors of the library. Each names the path that it is about.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The path does not exist.
    #[error("`{}` does not exist", path.display())]
    NotFound {
        /// The path as given.
        path: PathBuf,
    },
    /// The path is there, but cannot be read.
    #[error("`{}` cannot be read: {source}", path.display())]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Neither a Dolibarr, nor a directory of modules, nor a module.
    #[error("`{}` holds neither a Dolibarr nor a module", path.display())]
    NoDolibarr {
        /// The path as given.
        path: PathBuf,
    },
    /// Not the files of a Dolibarr.
    #[error("`{}` is not the directory of a Dolibarr: there is no `main.inc.php` with `core/modules/` beside it", path.display())]
    NoCore {
        /// The path as given.
        path: PathBuf,
    },
    /// A Dolibarr that does not say which release it is.
    #[error("`{}` does not say which release it is: no `DOL_VERSION` in `version.inc.php` or `filefunc.inc.php`", path.display())]
    NoRelease {
        /// The path as given.
        path: PathBuf,
    },
    /// Nothing says what the files of a core should be.
    #[error("nothing says what the files of {} should be: {}", path.display(), lacking(release.as_deref(), broken.as_deref()))]
    NoPristine {
        /// The core's root.
        path: PathBuf,
        /// Its release.
        release: Option<String>,
        /// What is wrong with its official list.
        broken: Option<String>,
    },
    /// A pristine state of another release than the installed one.
    #[error("`{}` is Dolibarr {release}, and the installation is {installed}", path.display())]
    OtherRelease {
        /// The path as given.
        path: PathBuf,
        /// Its release.
        release: String,
        /// The installed release.
        installed: String,
    },
    /// An archive that cannot be read.
    #[error("`{}` cannot be read: {message}", path.display())]
    Archive {
        /// The path as given.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A commit of a repository that cannot be read.
    #[error("`{}` cannot be read at `{reference}`: {message}", path.display())]
    Repository {
        /// The path as given.
        path: PathBuf,
        /// The commit, branch or tag as given.
        reference: String,
        /// What is wrong with it.
        message: String,
    },
    /// A release whose facts are not shipped.
    #[error("there are no facts of Dolibarr {release}; there are {}", held.join(", "))]
    UnknownRelease {
        /// The release as given.
        release: String,
        /// The releases that are there.
        held: Vec<String>,
    },
    /// A facts file is wrong.
    #[error("`{}`, {fault}", path.display())]
    Facts {
        /// The file as given.
        path: PathBuf,
        /// The line, and what is wrong with it.
        fault: String,
    },
    /// A manifest is wrong.
    #[error("`{}` is no manifest that can be read: {message}", path.display())]
    Manifest {
        /// The file as given.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// No release has a symbol of this name.
    #[error("nothing in {} is called `{name}`", if *releases == 1 { "this core".to_owned() } else { format!("{releases} releases of Dolibarr") })]
    UnknownSymbol {
        /// The name as given.
        name: String,
        /// How many releases were looked at.
        releases: usize,
        /// The names nearest to it.
        near: Vec<String>,
    },
    /// What is staged cannot be read.
    #[error("`{}`: what is staged cannot be read: {message}", path.display())]
    Staged {
        /// The opened directory.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// A file of settings is wrong.
    #[error("{file}:{line}:{column}: {message}")]
    Settings {
        /// The file as shown.
        file: String,
        /// Line from 1.
        line: u32,
        /// Column in characters from 1.
        column: u32,
        /// What is wrong, with the valid words.
        message: String,
    },
    /// A baseline cannot be used.
    #[error("`{}`{}: {message}", path.display(), if *line == 0 { String::new() } else { format!(", line {line}") })]
    Baseline {
        /// The file as given.
        path: PathBuf,
        /// Line from 1; 0 for the file as a whole.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// A rule file is wrong.
    #[error("{file}:{line}: {message}")]
    Rule {
        /// The rule file.
        file: String,
        /// Line from 1.
        line: usize,
        /// What is wrong, with the valid words.
        message: String,
    },
    /// Output could not be written.
    #[error("`{}` cannot be written: {source}", path.display())]
    Write {
        /// The file, or `standard output`.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Why there is no pristine state.
fn lacking(release: Option<&str>, broken: Option<&str>) -> String {
    let git = if cfg!(feature = "git") { "and no Git repository around it holds it" } else { "and this dolivet was built without Git" };
    match (release, broken) {
        (None, _) => "it does not say which release it is".to_owned(),
        (Some(release), None) => format!("there is no `install/filelist-{release}.xml`, {git}"),
        (Some(release), Some(broken)) => format!("`install/filelist-{release}.xml` cannot be used ({broken}), {git}"),
    }
}
