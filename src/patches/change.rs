//! What was changed in a file: where, in which functions, with which remarks, and on behalf of which module.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::diff::{Diff, Edit};
use super::fate::{carried, fate};
use super::pristine::Baseline;
use super::spelling::windows;
use super::{Asked, Neighbour};
use crate::base::LineIndex;
use crate::error::Error;
use crate::model::core_state::{Change, Fate};
use crate::model::place::{Place, Problem, ProblemKind};
use crate::php::tree::{ClassKind, StmtKind};
use crate::php::{Arena, parse};
use crate::site::{Extract, is_run, unix};

/// How many comments are told of a file, and how many characters of each.
const COMMENTS: usize = 5;
const COMMENT: usize = 100;

/// How many pairs of lines may have to be compared, of one file and of all; the longest file of a core has 15,000 lines.
const PAIRS_OF_FILE: u64 = 2_000_000_000;
const PAIRS_LIMIT: u64 = 20_000_000_000;
/// How many edits of a file are looked at for the functions that they touch.
const EDITS_LIMIT: usize = 1_000;

/// The texts that changes are told from.
pub(super) struct Texts {
    installed: BTreeMap<String, Vec<u8>>,
    pristine: BTreeMap<String, Vec<u8>>,
    /// `None` without a target.
    target: Option<Extract>,
}

impl Texts {
    pub(super) fn read(
        asked: &Asked,
        baseline: &Baseline<'_>,
        installed: BTreeMap<String, Vec<u8>>,
        problems: &mut Vec<Problem>,
    ) -> Result<Self, Error> {
        let paths: BTreeSet<String> = installed.keys().cloned().collect();
        let pristine = baseline.read(&paths)?;
        let target = asked.target.as_ref().map(|given| given.located.texts(&paths)).transpose()?;
        problems.extend(target.iter().flat_map(|target: &Extract| target.problems.iter().cloned()));
        let mut texts = Self { installed, pristine, target };
        problems.extend(texts.bound());
        Ok(texts)
    }

    /// Drops texts that it could take for ever to compare: in the worst case the time grows with the product of their lines.
    fn bound(&mut self) -> Vec<Problem> {
        let lines = |text: Option<&Vec<u8>>| text.map_or(0, |text| text.iter().filter(|byte| **byte == b'\n').count() as u64 + 1);
        let mut left = PAIRS_LIMIT;
        let costly = self.installed.iter().filter(|(path, text)| {
            let pristine = lines(self.pristine.get(*path));
            let target = self.target.as_ref().map_or(0, |target| lines(target.texts.get(*path)));
            let cost = pristine * (lines(Some(text)) + target);
            let fits = cost <= PAIRS_OF_FILE && cost <= left;
            left -= if fits { cost } else { 0 };
            !fits
        });
        let costly: Vec<String> = costly.map(|(path, _)| path.clone()).collect();
        costly.iter().for_each(|path| drop(self.pristine.remove(path)));
        let message = "too many lines to be compared; what was changed is not told";
        costly.into_iter().map(|path| Problem { place: Place::file(path), kind: ProblemKind::Limit, message: message.to_owned() }).collect()
    }

    /// What was changed in a file; `None` without its pristine text.
    pub(super) fn change(&self, arena: &mut Arena, path: &str, neighbours: &[Neighbour]) -> Option<Change> {
        let (written, pristine) = (self.installed.get(path)?, self.pristine.get(path)?);
        // Other line ends beside a change would make every line one.
        let installed = with_ends_of(pristine, written);
        let diff = Diff::of(pristine, &installed);
        let mut touches = BTreeSet::new();
        if is_run(path) {
            let after: Vec<Range<usize>> =
                diff.edits().iter().filter(|edit| !edit.after.is_empty()).map(|edit| edit.after.clone()).collect();
            let before: Vec<Range<usize>> =
                diff.edits().iter().filter(|edit| edit.after.is_empty()).map(|edit| edit.before.clone()).collect();
            touched(arena, &installed, &after, &mut touches);
            touched(arena, pristine, &before, &mut touches);
        }
        let added: Vec<&[u8]> = diff.edits().iter().flat_map(|edit: &Edit| diff.added(edit)).copied().collect();
        let fate = self.target.as_ref().and_then(|target| {
            let text = target.texts.get(path).map(|text| with_ends_of(pristine, text));
            let is_told = text.is_some() || is_absent(target, path);
            is_told.then(|| fate(&diff, pristine, &installed, text.as_deref()))
        });
        let target = self.target.as_ref().and_then(|target| target.texts.get(path)).filter(|_| matches!(fate, Some(Fate::Applies(_))));
        let aimed = target.map(|target| {
            let carried = carried(&diff, pristine, &with_ends_of(pristine, target));
            Diff::of(target, &with_ends_of(target, &carried)).unified(path)
        });
        Some(Change {
            hunks: diff.hunks(),
            solid: solid(pristine, &installed),
            touches: touches.into_iter().collect(),
            comments: comments(&added, pristine, is_run(path)),
            mentions: mentions(&added, neighbours),
            fate,
            diff: Diff::of(pristine, written).unified(path),
            aimed,
        })
    }
}

/// A text with the line ends of another, where that has them all alike.
fn with_ends_of<'t>(pristine: &[u8], text: &'t [u8]) -> Cow<'t, [u8]> {
    let unix = unix(text);
    let ends = |text: &[u8], end: &[u8]| text.windows(end.len()).filter(|part| *part == end).count();
    match (ends(pristine, b"\r\n"), ends(pristine, b"\n")) {
        (0, _) => unix,
        (windows_ends, all) if windows_ends == all => Cow::Owned(windows(&unix)),
        _ => Cow::Borrowed(text),
    }
}

/// Whether a file is certainly not there: nothing that was not read could be it.
fn is_absent(target: &Extract, path: &str) -> bool {
    let hides = |problem: &Problem| {
        let place = &*problem.place.file;
        place.is_empty() || place == path || path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'))
    };
    !target.named.contains(path) && !target.problems.iter().any(hides)
}

/// Lines added and removed between two texts whose white space does not count.
fn solid(pristine: &[u8], installed: &[u8]) -> (u32, u32) {
    let bare = |text: &[u8]| text.iter().copied().filter(|byte| *byte == b'\n' || !byte.is_ascii_whitespace()).collect::<Vec<u8>>();
    let (before, after) = (bare(pristine), bare(installed));
    let hunks = Diff::of(&before, &after).hunks();
    hunks.iter().fold((0, 0), |(added, removed), hunk| (added + hunk.added, removed + hunk.removed))
}

/// Adds the functions, methods and classes in which lines lie, the innermost of each.
fn touched(arena: &mut Arena, text: &[u8], lines: &[Range<usize>], touches: &mut BTreeSet<String>) {
    if lines.is_empty() {
        return;
    }
    arena.reset();
    let file = parse(arena, &"".into(), text);
    let index = LineIndex::new(text);
    // Lines from 0, the last one included.
    let range = |start: u32, end: u32| {
        let line = |offset: u32| index.line_column(text, offset).0 as usize - 1;
        line(start)..line(end.saturating_sub(1).max(start)) + 1
    };
    let (mut functions, mut classes) = (Vec::new(), Vec::new());
    file.each_top_level(|stmt| match stmt.kind {
        StmtKind::Function(function) => functions.push((range(stmt.span.start, stmt.span.end), format!("{}()", function.name))),
        StmtKind::Class(class) => {
            for method in class.methods {
                let name = format!("{}::{}()", class.name, method.function.name);
                functions.push((range(method.span.start, method.span.end), name));
            }
            let kind = match class.kind {
                ClassKind::Class => "class",
                ClassKind::Interface => "interface",
                ClassKind::Trait => "trait",
                ClassKind::Enum => "enum",
            };
            classes.push((range(stmt.span.start, stmt.span.end), format!("{kind} {}", class.name)));
        }
        _ => {}
    });
    for lines in lines.iter().take(EDITS_LIMIT) {
        let meets = |at: &Range<usize>| at.start < lines.end && lines.start < at.end;
        let inner: Vec<&(Range<usize>, String)> = functions.iter().filter(|(at, _)| meets(at)).collect();
        let found = if inner.is_empty() { classes.iter().filter(|(at, _)| meets(at)).collect() } else { inner };
        touches.extend(found.into_iter().map(|(_, name)| name.clone()));
    }
}

/// The comments among lines that were added, without their marks.
fn comments(lines: &[&[u8]], pristine: &[u8], is_php: bool) -> Vec<String> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let known: BTreeSet<String> = pristine.split(|byte| *byte == b'\n').map(|line| letters(&String::from_utf8_lossy(line))).collect();
    let mut found: Vec<String> = Vec::new();
    for line in lines {
        let line = String::from_utf8_lossy(line);
        let Some(text) = comment(line.trim(), is_php).filter(|_| !known.contains(&letters(&line))) else { continue };
        let text: String = text.trim_matches(|c: char| c.is_whitespace() || "/*#-=<>!".contains(c)).chars().take(COMMENT).collect();
        // Code that was commented out is no remark.
        let is_remark = text.chars().any(char::is_alphanumeric)
            && !text.starts_with(['@', '$', '\\'])
            && !text.ends_with([';', '{'])
            && !text.starts_with("Copyright");
        if is_remark && !found.contains(&text) {
            found.push(text);
        }
        if found.len() == COMMENTS {
            break;
        }
    }
    found
}

/// The comment that a line is, or ends with.
fn comment(line: &str, is_php: bool) -> Option<&str> {
    let marks = ["//", "/*", "<!--", "* "];
    if marks.iter().any(|mark| line.starts_with(mark)) || (is_php && line.starts_with('#')) {
        return Some(line);
    }
    let (code, text) = line.rsplit_once("//")?;
    // An address in a string has a colon before.
    (code.ends_with([' ', '\t', ';', '}', '{']) && !text.contains(['\'', '"'])).then_some(text)
}

/// The external modules that lines speak of, by class.
fn mentions(lines: &[&[u8]], neighbours: &[Neighbour]) -> Vec<String> {
    let text = String::from_utf8_lossy(&lines.concat()).to_lowercase();
    let speaks = |name: &str| {
        let forms = [
            format!("/{name}/"),
            format!("'{name}'"),
            format!("\"{name}\""),
            format!("conf->{name}"),
            format!("rights->{name}"),
            format!("@{name}"),
            format!("main_module_{name}"),
        ];
        forms.iter().any(|form| text.contains(form.as_str()))
    };
    let is_meant = |module: &&Neighbour| {
        let class = module.class.to_lowercase();
        let name = class.strip_prefix("mod").unwrap_or(&class);
        [name, &module.name.to_lowercase()].iter().any(|name| name.len() > 2 && speaks(name)) || text.contains(&class)
    };
    let classes: BTreeSet<&String> = neighbours.iter().filter(is_meant).map(|module| &module.class).collect();
    classes.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_function_is_named() {
        let text = b"<?php\nfunction a() {\n\treturn 1;\n}\nclass B {\n\tpublic $x;\n\tfunction c() {\n\t\treturn 2;\n\t}\n}\necho 1;\n";
        let named = |lines: Range<usize>| {
            let mut found = BTreeSet::new();
            touched(&mut Arena::new(), text, &[lines], &mut found);
            found.into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(named(2..3), "a()");
        assert_eq!(named(7..8), "B::c()");
        assert_eq!(named(5..6), "class B");
        assert_eq!(named(2..8), "B::c() a()");
        assert_eq!(named(10..11), "");
        assert_eq!(named(3..5), "a()");
    }

    #[test]
    fn texts_that_take_for_ever_are_not_compared() {
        let text = |lines: usize| BTreeMap::from([("a.php".to_owned(), b"a\n".repeat(lines)), ("b.php".to_owned(), b"b\n".to_vec())]);
        let mut texts = Texts { installed: text(100_000), pristine: text(100_000), target: None };
        let problems = texts.bound();
        assert_eq!((problems.len(), texts.pristine.into_keys().collect::<Vec<_>>()), (1, vec!["b.php".to_owned()]));
    }

    #[test]
    fn remarks_are_found_and_code_is_not() {
        let lines: Vec<&[u8]> = vec![
            b"\t// ACME begin\n",
            b"$x = 1; // ACME change\n",
            b"$url = 'https://example.org';\n",
            b"echo \"// no remark\";\n",
            b" * @param int $x\n",
            b"/* -------- */\n",
            b"//$conf->acme = 1;\n",
            b"#ACME end\n",
            b"\t\t// known  before\n",
            b" * Copyright (C) 2020 ACME\n",
        ];
        assert_eq!(comments(&lines, b"// known before\n", true), ["ACME begin", "ACME change", "ACME end"]);
    }

    #[test]
    fn modules_are_named_by_what_code_says_of_them() {
        let module = |class: &str, name: &str| Neighbour { class: class.to_owned(), name: name.to_owned(), beside: None };
        let modules = [module("modAtlas", "atlas"), module("modBook", "book"), module("modA", "a"), module("modShelf", "shelving")];
        let told = |line: &str| mentions(&[line.as_bytes()], &modules).join(" ");
        assert_eq!(told("if (isModEnabled('atlas')) {"), "modAtlas");
        assert_eq!(told("dol_include_once('/shelving/lib/x.php');"), "modShelf");
        assert_eq!(told("$conf->book->enabled && $conf->a->enabled"), "modBook");
        assert_eq!(told("$bookmarks = $atlases;"), "");
    }
}
