//! `dolivet.patches/v1`: the core beside its pristine state.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::site::{Problem, problems};
use super::{Json, push};
use crate::model::core_state::{Change, CoreFile, Fate, Source};
use crate::report::Format;
use crate::report::patches::Patches;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    release: &'a str,
    pristine: Pristine<'a>,
    target: Option<Target<'a>>,
    same: usize,
    uncovered: usize,
    unread: usize,
    /// How many files there are of each class; those of no file are left out.
    counts: BTreeMap<&'static str, usize>,
    files: Vec<File<'a>>,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Pristine<'a> {
    /// `list`, `tree`, `tag` or `checkout`.
    source: &'static str,
    name: &'a str,
    uncovered: &'a [String],
    texts: Option<&'a str>,
    commits: Option<usize>,
}

#[derive(Serialize)]
struct Target<'a> {
    release: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct File<'a> {
    class: &'static str,
    path: &'a str,
    php: bool,
    unalterable: bool,
    note: &'a str,
    change: Option<Changed<'a>>,
}

#[derive(Serialize)]
struct Changed<'a> {
    hunks: Vec<Hunk>,
    /// Lines added and removed where white space does not count.
    solid: (u32, u32),
    touches: &'a [String],
    comments: &'a [String],
    modules: &'a [String],
    verdict: Option<&'static str>,
    reason: Option<&'static str>,
    conflicts: Option<usize>,
    /// The unified diff, when it was asked for; bytes that are no UTF-8 are replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Hunk {
    line: u32,
    added: u32,
    removed: u32,
}

impl Format<Patches<'_>> for Json {
    fn write(&self, patches: &Patches<'_>, out: &mut String) {
        let state = patches.state;
        let source = match state.pristine.source {
            Source::List => "list",
            Source::Tree => "tree",
            Source::Tag => "tag",
            Source::Checkout => "checkout",
        };
        let pristine = Pristine {
            source,
            name: &state.pristine.name,
            uncovered: &state.pristine.uncovered,
            texts: state.pristine.texts.as_deref(),
            commits: state.pristine.commits,
        };
        let document = Document {
            schema: "dolivet.patches/v1",
            release: &state.release,
            pristine,
            target: state.target.as_ref().map(|(release, name)| Target { release, name }),
            same: state.same,
            uncovered: state.uncovered,
            unread: state.unread,
            counts: state.counts(),
            files: state.files.iter().map(|entry| file(entry, patches.diff)).collect(),
            problems: problems(patches.problems),
        };
        push(&document, out);
    }
}

fn file(file: &CoreFile, shows_diff: bool) -> File<'_> {
    File {
        class: file.class.as_str(),
        path: &file.path,
        php: file.php,
        unalterable: file.unalterable,
        note: &file.note,
        change: file.change.as_ref().map(|change| changed(change, shows_diff)),
    }
}

fn changed(change: &Change, shows_diff: bool) -> Changed<'_> {
    let reason = |fate| match fate {
        Fate::Upstream => "upstream",
        Fate::Applies(_) => "applies",
        Fate::Conflicts(_) => "conflicts",
        Fate::Gone => "gone",
    };
    let conflicts = |fate| if let Fate::Conflicts(number) = fate { Some(number) } else { None };
    Changed {
        hunks: change.hunks.iter().map(|hunk| Hunk { line: hunk.line, added: hunk.added, removed: hunk.removed }).collect(),
        solid: change.solid,
        touches: &change.touches,
        comments: &change.comments,
        modules: &change.mentions,
        verdict: change.fate.map(Fate::verdict),
        reason: change.fate.map(reason),
        conflicts: change.fate.and_then(conflicts),
        diff: shows_diff.then(|| String::from_utf8_lossy(&change.diff)),
    }
}
