//! Bad input for the whole pipeline: samples cut and changed at every place, and files made to do harm. Whatever comes, dolivet
//! ends in time, does not panic, and tells of every other module.

mod made;
mod mutated;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::base::Version;
use crate::error::Error;
use crate::graph;
use crate::model::inventory::Aims;
use crate::report::{Checkstyle, Format, Github, Gitlab, Human, Json, Junit, Listing, Look, Markdown, Sarif, Table, Verdict};
use crate::session::{self, Checked, Options, Policy};

/// Longer than any input may take, on a slow machine and without optimisation.
const PATIENCE: Duration = Duration::from_secs(20);

/// A directory of modules that tests may spoil.
struct Lab {
    dir: TempDir,
}

impl Lab {
    /// A copy of some directories of a sample.
    fn of(sample: &str, directories: &[&str]) -> Self {
        let dir = TempDir::new().unwrap();
        for directory in directories {
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample).join(directory);
            let to = dir.path().join(Path::new(directory).file_name().unwrap_or_default());
            copy(&from, &to);
        }
        Self { dir }
    }

    /// An empty custom root with one healthy module `sound` in it.
    fn with_sound_module() -> Self {
        let lab = Self { dir: TempDir::new().unwrap() };
        lab.write("sound/core/modules/modSound.class.php", descriptor("Sound", "$this->numero = 470999;"));
        lab
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Checks the directory, and that the modules of these classes are told of with their numbers.
    fn check(&self, sound: &[&str]) -> Checked {
        let start = Instant::now();
        let checked = check(self.dir.path()).expect("a directory with a sound module can be checked");
        assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
        for class in sound {
            let module = checked.inventory.modules.iter().find(|module| module.descriptor.class == *class);
            assert!(module.is_some_and(|m| m.identity.numero.known().is_some()), "{class} is lost");
        }
        checked
    }

    /// The same with a module `a` whose constructor has this body; everything that is reported is returned.
    fn constructs(&self, body: &str) -> String {
        self.write("a/core/modules/modA.class.php", descriptor("A", body));
        rendered(&self.check(&["modSound"]))
    }
}

fn check(path: &Path) -> Result<Checked, Error> {
    let options = Options::plain(2);
    session::check(path, &Aims { target: Version::parse("24"), ..Aims::default() }, None, Policy::default(), options)
}

/// A descriptor with a constructor of this body.
fn descriptor(name: &str, body: &str) -> String {
    format!(
        "<?php\nclass mod{name} extends DolibarrModules\n{{\n\tpublic function __construct($db)\n\t{{\n\t\tglobal $conf, $langs;\n\
         \t\t$this->name = '{name}';\n\t\t$this->const_name = 'MAIN_MODULE_{upper}';\n\t\t{body}\n\t}}\n}}\n",
        upper = name.to_uppercase()
    )
}

/// Every report, each of them fit for its medium.
fn rendered(checked: &Checked) -> String {
    let excerpts = checked.excerpts(checked.findings.iter());
    let verdict = Verdict { verdicts: &checked.verdicts, excerpts: &excerpts, ..Verdict::new(&checked.inventory, &checked.findings) };
    let graph = graph::build(&checked.inventory);
    let listing = Listing { inventory: &checked.inventory, graph: &graph, shown: (0..checked.inventory.modules.len()).collect() };
    let look = Look::default();
    let mut text = String::new();
    let formats: [&dyn Format<Verdict<'_>>; 6] = [&Human { look }, &Table { look }, &Github, &Checkstyle, &Junit, &Markdown];
    formats.iter().for_each(|format| format.write(&verdict, &mut text));
    Table { look }.write(&listing, &mut text);
    let steering = text.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(steering, None, "a control character reaches the terminal");
    for format in [&Checkstyle as &dyn Format<Verdict<'_>>, &Junit] {
        let mut xml = String::new();
        format.write(&verdict, &mut xml);
        let mut reader = quick_xml::Reader::from_str(&xml);
        while reader.read_event().expect("it is XML") != quick_xml::events::Event::Eof {}
    }
    let told = [&Sarif as &dyn Format<Verdict<'_>>, &Gitlab, &Json].map(|format| {
        let mut json = String::new();
        format.write(&verdict, &mut json);
        json
    });
    for (what, json) in told.map(|json| ("check", json)).into_iter().chain([("inventory", json(&listing))]) {
        serde_json::from_str::<serde_json::Value>(&json).unwrap_or_else(|error| panic!("{what}: {error}"));
        text.push_str(&json);
    }
    text
}

fn json<Subject>(subject: &Subject) -> String
where
    Json: Format<Subject>,
{
    let mut out = String::new();
    Json.write(subject, &mut out);
    out
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// Every file below a directory, sorted.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
