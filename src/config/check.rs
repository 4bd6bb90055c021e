//! From what is written to what is meant; whatever could not work is refused with its place and the valid words.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use super::raw::{OneOrMore, Raw};
use super::{Globs, Levels, Root, Settings, Wanted};
use crate::base::{LineIndex, Version, listed, nearest};
use crate::error::Error;
use crate::model::finding::Level;

const LEVELS: [&str; 4] = ["note", "warning", "error", "fatal"];
const WANTED: [&str; 5] = ["off", "note", "warning", "error", "fatal"];

/// How many parts of a file may be for some paths or modules alone.
const MOST: usize = 100;

/// How many directories of other modules may be named.
const MOST_ROOTS: usize = 20;

/// Reads the settings in `text`; `file` names them in errors, and `rules` are the ids that there are.
pub(crate) fn settings(file: &str, text: &str, rules: &[&str]) -> Result<Settings, Error> {
    let source = Source { file, text, rules };
    let raw: Raw = toml::from_str(text).map_err(|error| source.error(error.span().unwrap_or_default(), error.message()))?;
    let mut levels = vec![Levels { of: source.levels(&raw.levels)?, ..Levels::default() }];
    if let Some(part) = raw.overrides.get(MOST) {
        return Err(source.error(part.levels.span(), &format!("there are more than {MOST} `[[override]]`")));
    }
    for part in raw.overrides {
        if part.paths.is_none() && part.modules.is_none() {
            return Err(source.error(part.levels.span(), "an `[[override]]` needs `paths` or `modules`; `[levels]` is for all"));
        }
        let paths = part.paths.map(|paths| source.globs(&paths)).transpose()?;
        levels.push(Levels { paths, modules: part.modules, of: source.levels(part.levels.get_ref())? });
    }
    Ok(Settings {
        targets: raw.target.map(|targets| source.targets(targets)).transpose()?.unwrap_or_default(),
        from: source.version(raw.from)?,
        php: source.version(raw.php)?,
        fail_on: raw.fail_on.map(|word| source.level(&word)).transpose()?,
        baseline: raw.baseline.map(|path| source.inner(path)).transpose()?,
        roots: source.roots(raw.roots)?,
        exclude: source.globs(&raw.exclude)?,
        levels,
    })
}

/// The file, for errors with their place.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
    rules: &'a [&'a str],
}

impl Source<'_> {
    fn at(&self, span: &Range<usize>) -> (u32, u32) {
        let bytes = self.text.as_bytes();
        LineIndex::new(bytes).line_column(bytes, u32::try_from(span.start).unwrap_or(u32::MAX))
    }

    fn error(&self, span: Range<usize>, message: &str) -> Error {
        let (line, column) = self.at(&span);
        Error::Settings { file: self.file.to_owned(), line, column, message: message.trim_end().replace('\n', " ") }
    }

    fn version(&self, text: Option<Spanned<String>>) -> Result<Option<Version>, Error> {
        text.map(|text| self.release(text.get_ref(), text.span())).transpose()
    }

    fn targets(&self, raw: Spanned<OneOrMore>) -> Result<Vec<Version>, Error> {
        let span = raw.span();
        let mut targets = match raw.into_inner() {
            OneOrMore::One(text) => vec![self.release(&text, span)?],
            OneOrMore::More(texts) if texts.is_empty() => return Err(self.error(span, "the list is empty; name a release such as `24`")),
            OneOrMore::More(texts) if texts.len() > MOST => return Err(self.error(span, &format!("there are more than {MOST} releases"))),
            OneOrMore::More(texts) => texts.iter().map(|text| self.release(text.get_ref(), text.span())).collect::<Result<_, _>>()?,
        };
        targets.sort();
        targets.dedup();
        Ok(targets)
    }

    fn release(&self, text: &str, span: Range<usize>) -> Result<Version, Error> {
        let wrong = || self.error(span, &format!("`{text}` is no version; write one such as `22.0.4` or `8.2`"));
        Version::parse(text).ok_or_else(wrong)
    }

    fn level(&self, word: &Spanned<String>) -> Result<Level, Error> {
        Level::parse(word.get_ref()).ok_or_else(|| self.unknown(word, "level", &LEVELS))
    }

    fn levels(&self, raw: &BTreeMap<Spanned<String>, Spanned<String>>) -> Result<BTreeMap<String, Wanted>, Error> {
        let one = |(rule, word): (&Spanned<String>, &Spanned<String>)| {
            if !self.rules.contains(&rule.get_ref().as_str()) {
                return Err(self.no_rule(rule));
            }
            let wanted = if word.get_ref() == "off" { Some(Wanted::Off) } else { Level::parse(word.get_ref()).map(Wanted::At) };
            Ok((rule.get_ref().clone(), wanted.ok_or_else(|| self.unknown(word, "level", &WANTED))?))
        };
        raw.iter().map(one).collect()
    }

    fn globs(&self, patterns: &[Spanned<String>]) -> Result<Globs, Error> {
        Globs::new(patterns.iter().map(|pattern| pattern.get_ref().as_str())).map_err(|(number, message)| {
            let pattern = &patterns[number];
            self.error(pattern.span(), &format!("the pattern `{}` cannot be used: {message}", pattern.get_ref()))
        })
    }

    /// Directories that may lie beside the file's own, but are never named from the top of a disk.
    fn roots(&self, raw: Vec<Spanned<String>>) -> Result<Vec<Root>, Error> {
        if let Some(root) = raw.get(MOST_ROOTS) {
            return Err(self.error(root.span(), &format!("there are more than {MOST_ROOTS} `roots`")));
        }
        let one = |path: Spanned<String>| {
            let (text, span) = (path.get_ref(), path.span());
            if text.is_empty() || text.starts_with('/') || text.contains(['\\', ':', '\0']) {
                return Err(self.error(span, &format!("`{text}` is no path from this file on; write one such as `../othermodule`")));
            }
            let (line, column) = self.at(&span);
            Ok(Root { path: text.into(), file: self.file.to_owned(), line, column })
        };
        raw.into_iter().map(one).collect()
    }

    /// A path that stays in the file's own directory: the file may come with a module of a stranger.
    fn inner(&self, path: Spanned<String>) -> Result<String, Error> {
        let leaves =
            |path: &str| path.is_empty() || path.starts_with('/') || path.contains(['\\', ':', '\0']) || path.split('/').any(|p| p == "..");
        if leaves(path.get_ref()) {
            return Err(self.error(path.span(), &format!("`{}` does not lie beside this file or below it", path.get_ref())));
        }
        Ok(path.into_inner())
    }

    fn unknown(&self, word: &Spanned<String>, what: &str, valid: &[&str]) -> Error {
        self.error(word.span(), &format!("unknown {what} `{}`; valid: {}", word.get_ref(), listed(valid)))
    }

    fn no_rule(&self, rule: &Spanned<String>) -> Error {
        let near = nearest(rule.get_ref(), self.rules.iter().copied());
        let hint = if near.is_empty() { "`dolivet explain` lists all".to_owned() } else { format!("did you mean: {}", listed(&near)) };
        self.error(rule.span(), &format!("no rule is called `{}`; {hint}", rule.get_ref()))
    }
}
