//! The words for kinds of facts, differences and releases. Not escaped: each format escapes for itself.

use crate::core_facts::{Change, Difference, Kind, Signature, Table, Variant, What};
use crate::report::text::count;

/// How many contexts are told before the rest is counted.
const MOST: usize = 8;

/// What several symbols of a kind are called.
pub(super) fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Path => "PHP files",
        Kind::Function => "functions",
        Kind::Class => "classes",
        Kind::Method => "methods",
        Kind::Property => "properties",
        Kind::ClassConstant => "class constants",
        Kind::Renamed => "renamed properties",
        Kind::Define => "constants",
        Kind::Context => "hook contexts",
        Kind::Hook => "hook methods",
        Kind::Trigger => "trigger codes",
        Kind::Table => "tables",
        Kind::Column => "columns",
        Kind::Module => "core modules",
        Kind::Permission => "permissions",
        Kind::Route => "API routes",
    }
}

/// What the shape of a kind is called.
pub(super) fn shape(kind: Kind) -> &'static str {
    match kind {
        Kind::Function | Kind::Method => "signature",
        Kind::Class => "declaration",
        Kind::Property | Kind::Column => "type",
        Kind::Hook => "contexts",
        Kind::ClassConstant | Kind::Define => "value",
        Kind::Module => "numero, name, constant, rights_class",
        Kind::Permission => "asked for as",
        Kind::Route => "answered by",
        Kind::Renamed | Kind::Path | Kind::Context | Kind::Trigger | Kind::Table => "what",
    }
}

/// What a symbol was, as people read it.
pub(super) fn shape_of<'t>(kind: Kind, variant: &Variant<'t>) -> &'t str {
    match variant.shape {
        _ if variant.is_dynamic(kind) => "only assigned, not declared",
        "*" => "any",
        shape => shape,
    }
}

/// What a change is about, as short phrases.
pub(super) fn details(change: &Change) -> Vec<String> {
    let mut said = Vec::new();
    if change.members > 0 {
        let noun = match change.kind {
            Kind::Path => "file",
            Kind::Table => "column",
            _ => "member",
        };
        said.push(format!("with {}", count(change.members, noun)));
    }
    match change.what {
        What::Moved if change.kind == Kind::Path => said.push(format!("now {}", change.after)),
        What::Moved if change.before.is_empty() || change.kind.separator().is_some() => said.push(format!("now {}", change.after)),
        What::Moved => said.push(format!("from {} to {}", change.before, change.after)),
        What::Changed => said.extend(differences(change)),
        What::Removed if change.kind == Kind::Function && !change.after.is_empty() => {
            said.push(format!("only the page {} declares it now, out of reach of modules", change.after));
        }
        What::Removed if change.kind == Kind::Permission => said.push(format!("had the id {}", change.before)),
        What::Added if change.kind == Kind::Permission => said.push(format!("has the id {}", change.after)),
        What::Renamed => said.push(format!("now {}", change.replacement)),
        What::Removed | What::Deprecated if !change.replacement.is_empty() => said.push(format!("use {}", change.replacement)),
        What::Removed | What::Deprecated | What::Added => {}
    }
    said
}

fn differences(change: &Change) -> Vec<String> {
    let (before, after) = (change.before.as_str(), change.after.as_str());
    match change.kind {
        Kind::Hook | Kind::Context => {
            let list = |names: &str| {
                let all: Vec<&str> = names.split(',').collect();
                let more = if all.len() > MOST { format!(" and {} more", all.len() - MOST) } else { String::new() };
                all[..all.len().min(MOST)].join(", ") + &more
            };
            match (before, after) {
                ("*", after) => return vec![format!("was in any context, now in {}", list(after))],
                (_, "*") => return vec!["now in any context".to_owned()],
                _ => {}
            }
            let sides = [("no longer in", before), ("now also in", after)];
            sides.into_iter().filter(|(_, names)| !names.is_empty()).map(|(words, names)| format!("{words} {}", list(names))).collect()
        }
        Kind::Function | Kind::Method => {
            let told = match (Signature::parse(before), Signature::parse(after)) {
                (Some(old), Some(new)) if !before.contains(" | ") && !after.contains(" | ") => old.differences(&new),
                _ => Vec::new(),
            };
            if told.is_empty() { was(before, after) } else { told.into_iter().map(difference).collect() }
        }
        Kind::Permission => vec![format!("the id {} is now {}", before, after)],
        _ => was(before, after),
    }
}

fn was(before: &str, after: &str) -> Vec<String> {
    let or_nothing = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
    vec![format!("was {}, is {}", or_nothing(before), or_nothing(after))]
}

/// One difference between signatures.
pub(super) fn difference(difference: Difference<'_>) -> String {
    let now = |is: bool| if is { "now" } else { "no longer" };
    match difference {
        Difference::Required(name) => format!("new ${name}, which must be given"),
        Difference::Optional(name) => format!("new optional ${name}"),
        Difference::Gone(name) => format!("${name} is gone"),
        Difference::Inserted(name, behind) => format!("new ${name} in front of ${behind}"),
        Difference::Place(name) => format!("${name} stands at another place"),
        Difference::Named(old, new) => format!("${old} renamed to ${new}"),
        Difference::NoDefault(name) => format!("${name} must be given"),
        Difference::NewDefault(name) => format!("${name} has a default"),
        Difference::Default(name) => format!("${name} has another default"),
        Difference::Type(name) => format!("${name} has another type"),
        Difference::Reference(name, is) => format!("${name} is {} by reference", now(is)),
        Difference::Variadic(name, is) => format!("${name} {} takes the rest", now(is)),
        Difference::Static(is) => format!("{} static", now(is)),
        Difference::Abstract(is) => format!("{} abstract", now(is)),
        Difference::Final(is) => format!("{} final", now(is)),
        Difference::Visibility(old, new) => format!("{new} instead of {old}"),
        Difference::Returns => "another return type".to_owned(),
    }
}

/// A difference for programs: its word, and the parameter it is about.
pub(super) fn coded(difference: Difference<'_>) -> (&'static str, Option<&str>) {
    match difference {
        Difference::Required(name) => ("required", Some(name)),
        Difference::Optional(name) => ("optional", Some(name)),
        Difference::Gone(name) => ("gone", Some(name)),
        Difference::Inserted(name, _) => ("inserted", Some(name)),
        Difference::Place(name) => ("place", Some(name)),
        Difference::Named(name, _) => ("named", Some(name)),
        Difference::NoDefault(name) => ("no-default", Some(name)),
        Difference::NewDefault(name) => ("new-default", Some(name)),
        Difference::Default(name) => ("default", Some(name)),
        Difference::Type(name) => ("type", Some(name)),
        Difference::Reference(name, _) => ("reference", Some(name)),
        Difference::Variadic(name, _) => ("variadic", Some(name)),
        Difference::Static(_) => ("static", None),
        Difference::Abstract(_) => ("abstract", None),
        Difference::Final(_) => ("final", None),
        Difference::Visibility(..) => ("visibility", None),
        Difference::Returns => ("returns", None),
    }
}

/// What the notes of a variant say.
pub(super) fn notes(variant: &Variant<'_>) -> Vec<String> {
    let deprecated = variant.note("deprecated").map(|names| match names {
        "" => "deprecated".to_owned(),
        names => format!("deprecated, use {names}"),
    });
    // Code lies in functions and methods, permissions in modules.
    let inside = variant
        .note("in")
        .map(|scope| if scope.starts_with("mod") && !scope.contains("::") { format!("of {scope}") } else { format!("in {scope}()") });
    let kind = variant.note("type").map(|class| format!("holds {class}"));
    let composed = variant.note("composed").map(|_| "put together from parts".to_owned());
    [deprecated, inside, kind, composed].into_iter().flatten().collect()
}

/// The releases of a table from the oldest on, for telling sets of them.
pub(super) struct Calendar {
    /// Bit and name.
    releases: Vec<(u32, String)>,
}

impl Calendar {
    pub(super) fn of(table: &Table) -> Self {
        Self { releases: table.calendar().into_iter().map(|(bit, name)| (bit, name.to_owned())).collect() }
    }

    /// The first release of a run: `22`, or `22.0.4` where a patch level before it is not in the run.
    fn from(&self, index: usize) -> &str {
        self.label(index, index.checked_sub(1))
    }

    /// The last release of a run: `22`, or `22.0.1` where a patch level behind it is not in the run.
    fn to(&self, index: usize) -> &str {
        self.label(index, Some(index + 1))
    }

    fn label(&self, index: usize, neighbour: Option<usize>) -> &str {
        let name = &self.releases[index].1;
        let twin = neighbour.and_then(|index| self.releases.get(index)).is_some_and(|(_, other)| major(other) == major(name));
        if twin || self.releases.len() == 1 { name } else { major(name) }
    }

    fn range(&self, first: usize, last: usize) -> String {
        match (self.from(first), self.to(last)) {
            (from, to) if from == to => from.to_owned(),
            _ if first == last => self.releases[first].1.clone(),
            (from, to) => format!("{from}–{to}"),
        }
    }

    /// The names of the releases in a set.
    pub(super) fn names(&self, set: u32) -> Vec<&str> {
        self.releases.iter().filter(|(bit, _)| set & (1 << bit) != 0).map(|(_, name)| name.as_str()).collect()
    }

    /// A set as runs: `10–18, 20–24`.
    pub(super) fn ranges(&self, set: u32) -> String {
        self.runs(set).into_iter().map(|(first, last)| self.range(first, last)).collect::<Vec<_>>().join(", ")
    }

    /// A set as a person tells it: `since 14`, `until 19`, `in 12–14`.
    pub(super) fn presence(&self, set: u32) -> String {
        let end = self.releases.len().saturating_sub(1);
        let gone = |last: usize| format!("gone in {}", self.from(last + 1));
        match self.runs(set).as_slice() {
            [(0, last)] if *last == end && end == 0 => format!("in {}", self.from(0)),
            [(0, last)] if *last == end => format!("in every release from {} to {}", self.from(0), self.to(end)),
            [(0, last)] => format!("until {}, {}", self.to(*last), gone(*last)),
            [(first, last)] if *last == end => format!("since {}", self.from(*first)),
            [(first, last)] => format!("in {}, {}", self.range(*first, *last), gone(*last)),
            _ => format!("in {}", self.ranges(set)),
        }
    }

    fn runs(&self, set: u32) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (i, (bit, _)) in self.releases.iter().enumerate() {
            match runs.last_mut() {
                _ if set & (1 << bit) == 0 => {}
                Some((_, last)) if *last + 1 == i => *last = i,
                _ => runs.push((i, i)),
            }
        }
        runs
    }
}

fn major(release: &str) -> &str {
    release.split(['.', '-']).next().unwrap_or(release)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core_facts::FactsFile;

    fn calendar(releases: &[&str]) -> Calendar {
        let texts: Vec<String> = releases.iter().map(|release| format!("dolivet-facts 1\nrelease {release}\n\n")).collect();
        let files: Vec<_> = texts.iter().zip(0..).map(|(text, bit)| (bit, FactsFile::parse(text).unwrap())).collect();
        Calendar::of(&Table::of(&files))
    }

    #[test]
    fn sets_of_releases_are_told_as_people_do() {
        let four = calendar(&["10.0.1", "11.0.4", "12.0.1", "13.0.1"]);
        for (set, ranges, presence) in [
            (0b1111, "10–13", "in every release from 10 to 13"),
            (0b0011, "10–11", "until 11, gone in 12"),
            (0b1100, "12–13", "since 12"),
            (0b0010, "11", "in 11, gone in 12"),
            (0b1101, "10, 12–13", "in 10, 12–13"),
        ] {
            assert_eq!((four.ranges(set).as_str(), four.presence(set).as_str()), (ranges, presence));
        }
        assert_eq!(calendar(&["25.0.0-alpha"]).presence(1), "in 25.0.0-alpha");
    }

    #[test]
    fn patch_levels_stand_in_the_order_of_versions() {
        let mixed = calendar(&["22.0.4", "23.0.1", "22.0.0-beta"]);
        for (set, ranges) in [
            (0b101, "22"),
            (0b110, "22.0.0-beta, 23"),
            (0b010, "23"),
            (0b111, "22–23"),
            (0b001, "22.0.4"),
            (0b011, "22.0.4–23"),
            (0b100, "22.0.0-beta"),
        ] {
            assert_eq!(mixed.ranges(set), ranges, "{set:b}");
        }
        assert_eq!(mixed.names(0b110), ["22.0.0-beta", "23.0.1"]);
    }
}
