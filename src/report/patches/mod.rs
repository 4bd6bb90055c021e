//! The core beside its pristine state, for people.

mod human;
mod markdown;

use super::escape::terminal;
use super::text::count;
use crate::model::core_state::{Change, Class, CoreFile, CoreState, Fate, Source};
use crate::model::place::Problem;

/// What of the core was changed.
#[derive(Debug)]
pub(crate) struct Patches<'a> {
    /// Every file that is not as it should be.
    pub state: &'a CoreState,
    /// What could not be read.
    pub problems: &'a [Problem],
    /// Whether every file is named.
    pub details: bool,
    /// Whether changes are shown line by line.
    pub diff: bool,
}

impl Patches<'_> {
    /// Whether somebody should look at a file.
    fn has_alarm(&self) -> bool {
        self.groups().any(|(class, _)| class.is_alarm())
    }

    /// What is said where there is no alarm; `None` where there is one.
    fn calm(&self) -> Option<&'static str> {
        let is_whole = self.state.unread == 0;
        let told = if is_whole { "nothing in the core was changed" } else { "nothing in what could be read of the core was changed" };
        (!self.has_alarm()).then_some(told)
    }

    /// The classes that there are, each with its files.
    fn groups(&self) -> impl Iterator<Item = (Class, &[CoreFile])> {
        self.state.files.chunk_by(|a, b| a.class == b.class).map(|group| (group[0].class, group))
    }
}

/// What a class says, for a heading.
fn about(class: Class) -> &'static str {
    match class {
        Class::Modified => "an update overwrites them",
        Class::Missing => "the release has them",
        Class::Foreign => "not of this release; an update leaves them behind",
        Class::Stale => "left behind by an older release",
        Class::Endings => "the same text with other line ends or in another encoding",
        Class::Packaging => "as packagers change them or leave them out",
        Class::NeverPackaged => "listed, and no archive of the project has them",
        Class::Module => "modules that lie beside the core's directories",
    }
}

/// What the core was held against, in a few lines that are not escaped.
fn held(state: &CoreState) -> Vec<String> {
    let pristine = &state.pristine;
    let name = match pristine.source {
        Source::List => format!("its official list, {}", pristine.name),
        Source::Tree => pristine.name.clone(),
        Source::Tag => format!("the {} of the repository around it", pristine.name),
        Source::Checkout => "the commit that is checked out around it: only what is not committed shows".to_owned(),
    };
    let release = if state.release.is_empty() { "Dolibarr".to_owned() } else { format!("Dolibarr {}", state.release) };
    let mut lines = vec![format!("{release}, held against {name}")];
    if let Some(commits) = pristine.commits.filter(|commits| *commits > 0) {
        lines.push(format!("the history has {} that the release does not have", count(commits, "commit")));
    }
    if let Some(texts) = pristine.texts.as_ref().filter(|_| pristine.source == Source::List) {
        lines.push(format!("pristine texts come from {texts}"));
    }
    if let Some((release, name)) = &state.target {
        let lacks = if pristine.texts.is_some() { "" } else { ": that takes pristine texts, which `--against` names" };
        lines.push(format!("changes held against Dolibarr {release}, {name}{lacks}"));
    }
    lines
}

/// How many files are sound, and what nothing is said of.
fn rest(state: &CoreState) -> String {
    let same = format!("{} as published", count(state.same, "file"));
    let unread = if state.unread == 0 { String::new() } else { format!("; {} not read", state.unread) };
    let uncovered: Vec<String> = state.pristine.uncovered.iter().map(|dir| format!("`{dir}`")).collect();
    let others = if state.uncovered == 0 { String::new() } else { format!(" and {}", count(state.uncovered, "other file")) };
    format!("{same}{unread}; not covered: {}{others}", uncovered.join(", "))
}

/// What was changed, in a few words: `+12 −3 in Facture::create()`. Not escaped.
fn change(change: &Change) -> String {
    let (added, removed) = change.lines();
    let places = if change.touches.is_empty() { String::new() } else { format!(" in {}", change.touches.join(", ")) };
    let solid = match change.solid {
        same if same == (added, removed) => String::new(),
        (0, 0) => ", nothing but white space".to_owned(),
        (added, removed) => format!(", but for white space +{added} -{removed}"),
    };
    format!("+{added} -{removed}{solid}{places}")
}

/// What becomes of a change, and why.
fn fate(fate: Fate, hunks: usize) -> String {
    match fate {
        Fate::Upstream => "drop it: the target has it".to_owned(),
        Fate::Applies(0) => "goes into the target as it is".to_owned(),
        Fate::Applies(there) => format!("goes into the target as it is; {there} of {} there already", count(hunks, "hunk")),
        Fate::Conflicts(conflicts) => format!("needs work: the target changes the same place in {conflicts} of {}", count(hunks, "hunk")),
        Fate::Gone => "needs work: the target no longer has the file".to_owned(),
    }
}

/// A line of code, harmless: tabs steer nothing but the distance to the next word.
pub(crate) fn code(line: &str) -> String {
    line.trim_end_matches('\r').split('\t').map(terminal).collect::<Vec<_>>().join("\t")
}

/// What is known of a file besides. Not escaped.
fn notes(file: &CoreFile) -> Vec<String> {
    let mut notes: Vec<String> = Some(&file.note).filter(|note| !note.is_empty()).into_iter().cloned().collect();
    if file.unalterable {
        notes.push("has to stay unaltered where the law asks for sound invoices".to_owned());
    }
    if let Some(change) = &file.change {
        if !change.comments.is_empty() {
            let quoted: Vec<String> = change.comments.iter().map(|comment| format!("\"{comment}\"")).collect();
            notes.push(format!("says {}", quoted.join(", ")));
        }
        if !change.mentions.is_empty() {
            notes.push(format!("speaks of {}", change.mentions.join(", ")));
        }
    }
    notes
}
